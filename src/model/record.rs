//! The record, format 1: one pupil's file, key by key, in the order of the file (DESIGN 2.1).
//!
//! This is the decode target itself: there is no second, raw copy. What an entry says is here; what follows from it
//! is in `facts.rs` and in the rules.

use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use super::authority::{Application, EhcPlan, Sspp};
use super::cycle::Cycle;
use super::day::Day;
use super::shape::record;
use super::shape::table::ValueKind;
use super::shape::value::{HasShape, KeyType, KeyValue, ValueItem, ValueItemMut, plain};
use super::text::Text;
use super::upn::Upn;
use super::vocabulary::{
    Answer, ArrivedWith, CensusCode, Characteristic, ContactKind, DisagreementLevel, Ground, NeedType, RaisedBy, Stage,
    Topic, With,
};
use super::year::YearGroup;

record!(
    /// One pupil's record.
    #[entry(entry("record"))]
    pub(crate) struct Record {
        /// The format of the file: 1.
        #[role(Plain)]
        pub(crate) format: Format,
        /// The pupil's id, equal to the file's name.
        #[role(PupilId)]
        pub(crate) id: Text,
        /// The name the school uses in letters.
        #[role(PupilName)]
        pub(crate) name: Text,
        /// What the pupil is called.
        #[role(PupilName)]
        pub(crate) known_as: Option<Text>,
        /// The unique pupil number; optional before the register, needed for a census.
        #[role(PupilNumber)]
        pub(crate) upn: Option<Upn>,
        /// The temporary number that `upn` replaced (DOMAIN 3.4).
        #[role(PupilNumber)]
        pub(crate) former_upn: Option<Upn>,
        /// The date of birth.
        #[role(Born)]
        pub(crate) date_of_birth: Day,
        /// The times the pupil has been on roll, oldest first.
        #[role(List)]
        pub(crate) on_roll: Vec<OnRoll>,
        /// The class, or the classes year by year.
        #[role(Class)]
        pub(crate) class: Option<Classes>,
        /// The year group, for a child taught out of year alone.
        #[role(AsNow)]
        pub(crate) year: Option<YearGroup>,
        /// The language of the home.
        #[role(Private)]
        pub(crate) home_language: Option<Text>,
        /// What else is true of the pupil.
        #[role(AsNow)]
        #[serde(default)]
        pub(crate) characteristics: Vec<Characteristic>,
        /// A member of a SEN unit that the authority recognises.
        #[role(AsNow)]
        pub(crate) sen_unit: Option<bool>,
        /// A member of resourced provision that the authority recognises.
        #[role(AsNow)]
        pub(crate) resourced_provision: Option<bool>,
        /// Asserted: the last of `stages`.
        #[role(Plain)]
        pub(crate) stage: Option<Stage>,
        /// Asserted: the census code that the last facts give.
        #[role(Plain)]
        pub(crate) census: CensusCode,
        /// One page for staff and family.
        #[role(Part)]
        pub(crate) profile: Option<Profile>,
        /// Needs, by the DfE's codes.
        #[role(List)]
        #[serde(default)]
        pub(crate) needs: Vec<Need>,
        /// Diagnoses.
        #[role(List)]
        #[serde(default)]
        pub(crate) diagnoses: Vec<Diagnosis>,
        /// How a need was noticed (policy 6.1).
        #[role(List)]
        #[serde(default)]
        pub(crate) concerns: Vec<Concern>,
        /// What the pupil came with, if SEN was known before (policy 6.1, 14).
        #[role(Part)]
        pub(crate) arrived: Option<Arrived>,
        /// Every move between stages.
        #[role(List)]
        #[serde(default)]
        pub(crate) stages: Vec<Move>,
        /// Spells on the SEND register.
        #[role(List)]
        #[serde(default)]
        pub(crate) register: Vec<RegisterSpell>,
        /// Longer aims that targets step towards.
        #[role(List)]
        #[serde(default)]
        pub(crate) outcomes: Vec<Outcome>,
        /// Assess, plan, do, review (policy 6.2).
        #[role(List)]
        #[serde(default)]
        pub(crate) cycles: Vec<Cycle>,
        /// Dated evidence of what passed with parents, the pupil, agencies, schools and the authority.
        #[role(List)]
        #[serde(default)]
        pub(crate) contacts: Vec<Contact>,
        /// The inclusion referral and referrals to outside agencies.
        #[role(List)]
        #[serde(default)]
        pub(crate) referrals: Vec<Referral>,
        /// Applications for an SSPP or an EHC plan.
        #[role(List)]
        #[serde(default)]
        pub(crate) applications: Vec<Application>,
        /// Awards of a funded SSPP.
        #[role(List)]
        #[serde(default)]
        pub(crate) sspp: Vec<Sspp>,
        /// EHC plans.
        #[role(List)]
        #[serde(default)]
        pub(crate) ehc_plan: Vec<EhcPlan>,
        /// Joining, leaving, moving up.
        #[role(List)]
        #[serde(default)]
        pub(crate) transitions: Vec<Transition>,
        /// Disagreements and complaints (policy 19).
        #[role(List)]
        #[serde(default)]
        pub(crate) disagreements: Vec<Disagreement>,
        /// Papers kept beside the record.
        #[role(List)]
        #[serde(default)]
        pub(crate) documents: Vec<Document>,
        /// Anything else.
        #[role(Private)]
        pub(crate) notes: Option<Text>,
    }
);

/// The name under which a referral stays within the school (policy 6.1 Stage B).
pub(crate) const INCLUSION_TEAM: &str = "inclusion-team";

/// The format of the file. There is one so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("const" = 1)))]
#[serde(try_from = "u32", into = "u32")]
pub(crate) struct Format(u32);

plain!(Format);

impl Default for Format {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u32> for Format {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        if number == 1 { Ok(Self(1)) } else { Err("expected 1: this program reads format 1 alone") }
    }
}

impl From<Format> for u32 {
    fn from(format: Format) -> Self {
        format.0
    }
}

record!(
    /// One spell on the school's roll. `to` is the last day and may lie ahead.
    #[entry(entry("spell on roll").known_by(&["from"]).merging(OneAtATime))]
    pub(crate) struct OnRoll {
        /// The first day on roll.
        #[role(Planned(Own))]
        pub(crate) from: Day,
        /// The last day on roll.
        #[role(Planned(Own))]
        pub(crate) to: Option<Day>,
        /// The school the pupil went to.
        #[role(School)]
        pub(crate) to_school: Option<Text>,
        /// The day the records were sent on.
        #[role(Fact(Own))]
        pub(crate) records_sent: Option<Day>,
    }
);

/// The class, as one name or as a history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Classes {
    /// The class now; earlier ones are not kept.
    Now(Text),
    /// Each class with its first day, oldest first.
    History(Vec<ClassFrom>),
}

record!(
    /// A class and the first day in it.
    #[entry(entry("class").merging(OneAtATime))]
    pub(crate) struct ClassFrom {
        /// The first day in the class.
        #[role(Begins(Own))]
        pub(crate) from: Day,
        /// The class's name.
        #[role(Class)]
        pub(crate) class: Text,
    }
);

record!(
    /// One page about the pupil, in plain words.
    #[entry(entry("profile"))]
    pub(crate) struct Profile {
        /// The day pupil, parents and staff agreed it.
        #[role(FactAsNow(Line("profile", "profile agreed")))]
        pub(crate) agreed: Option<Day>,
        /// What the pupil does well (policy 15).
        #[role(Private)]
        #[serde(default)]
        pub(crate) strengths: Vec<Text>,
        /// What the pupil likes.
        #[role(Private)]
        #[serde(default)]
        pub(crate) interests: Vec<Text>,
        /// What is hard.
        #[role(Private)]
        #[serde(default)]
        pub(crate) difficulties: Vec<Text>,
        /// What works.
        #[role(Private)]
        #[serde(default)]
        pub(crate) helps: Vec<Text>,
        /// What pupil and parents hope for.
        #[role(Private)]
        pub(crate) aspirations: Option<Aspirations>,
        /// What an adult must know at once.
        #[role(Private)]
        #[serde(default)]
        pub(crate) alerts: Vec<Text>,
    }
);

record!(
    /// Hopes for the future (policy 15).
    #[entry(entry("hopes"))]
    pub(crate) struct Aspirations {
        /// The pupil's.
        #[role(Private)]
        pub(crate) pupil: Option<Text>,
        /// The parents'.
        #[role(Private)]
        pub(crate) parent: Option<Text>,
    }
);

record!(
    /// A need, by the DfE's code.
    #[entry(entry("need").label("type").ends(WithKey("to")).merging(OneAtATimeBy("rank")))]
    pub(crate) struct Need {
        /// The code.
        #[role(Plain)]
        #[serde(rename = "type")]
        pub(crate) need_type: NeedType,
        /// 1 is primary, 2 secondary; the census takes no more than two.
        #[role(Plain)]
        pub(crate) rank: Option<u8>,
        /// The first day.
        #[role(Begins(Own))]
        pub(crate) from: Day,
        /// The last day, when it has ended.
        #[role(Fact(Own))]
        pub(crate) to: Option<Day>,
    }
);

record!(
    /// A diagnosis.
    #[entry(entry("diagnosis").label("what"))]
    pub(crate) struct Diagnosis {
        /// The day of it.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// What was found.
        #[role(Typed("diagnosis"))]
        pub(crate) what: Text,
        /// By whom.
        #[role(Person)]
        pub(crate) by: Option<Text>,
    }
);

record!(
    /// A concern raised about a pupil.
    #[entry(entry("concern").label("raised_by"))]
    pub(crate) struct Concern {
        /// The day it was raised.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// By whom.
        #[role(Plain)]
        pub(crate) raised_by: RaisedBy,
        /// In what way progress is less than expected.
        #[role(Plain)]
        #[serde(default)]
        pub(crate) grounds: Vec<Ground>,
        /// In a sentence.
        #[role(Typed("summary"))]
        pub(crate) summary: Option<Text>,
        /// What short-term causes were considered.
        #[role(Typed("causes considered"))]
        pub(crate) short_term_causes: Option<Text>,
        /// How language was considered, for a pupil with EAL (policy 9).
        #[role(Typed("language considered"))]
        pub(crate) language: Option<Text>,
    }
);

record!(
    /// What a pupil with known SEN came with.
    #[entry(entry("arrival"))]
    pub(crate) struct Arrived {
        /// The setting before.
        #[role(School)]
        pub(crate) from: Text,
        /// What the pupil came with.
        #[role(Plain)]
        pub(crate) with: ArrivedWith,
        /// The day the school asked for the records.
        #[role(Fact(Own))]
        pub(crate) information_requested: Option<Day>,
        /// The day they came.
        #[role(Fact(Own))]
        pub(crate) information_received: Option<Day>,
    }
);

record!(
    /// A move to a stage.
    #[entry(entry("move").label("stage").ends(AtOnce).merging(OneAtATime))]
    pub(crate) struct Move {
        /// The day of the move.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The stage moved to.
        #[role(Plain)]
        pub(crate) stage: Stage,
        /// Who decided.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// Why.
        #[role(Typed("reason"))]
        pub(crate) because: Option<Text>,
        /// Requirements set aside.
        #[role(List)]
        #[serde(default)]
        pub(crate) waived: Vec<Waiver>,
    }
);

record!(
    /// A requirement set aside by a named person.
    #[entry(entry("waiver").label("requirement").ends(WithKey("met_on")).merging(Unordered))]
    pub(crate) struct Waiver {
        /// The id of the requirement.
        #[role(Requirement)]
        pub(crate) requirement: Text,
        /// Why.
        #[role(Typed("reason"))]
        pub(crate) reason: Text,
        /// Who set it aside.
        #[role(Person)]
        pub(crate) by: Text,
        /// The day by which it must be met after all.
        #[role(Planned(NoEvent))]
        pub(crate) until: Option<Day>,
        /// The day it was met after all.
        #[role(Fact(Own))]
        pub(crate) met_on: Option<Day>,
        /// How it was met: the program cannot see that in the record.
        #[role(Typed("how"), said_with = "met_on")]
        pub(crate) how: Option<Text>,
    }
);

record!(
    /// A spell on the SEND register. `to` is its last day.
    #[entry(entry("spell on the register").ends(WithKey("to")).merging(OneAtATime))]
    pub(crate) struct RegisterSpell {
        /// The first day.
        #[role(Begins(Own))]
        pub(crate) from: Day,
        /// Who placed the pupil on it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// Why.
        #[role(Typed("reason"))]
        pub(crate) reason: Option<Text>,
        /// The last day.
        #[role(Fact(Own))]
        pub(crate) to: Option<Day>,
        /// Why it ended.
        #[role(Typed("reason"), said_with = "to")]
        pub(crate) because: Option<Text>,
    }
);

record!(
    /// A longer aim.
    #[entry(entry("outcome").label("text"))]
    pub(crate) struct Outcome {
        /// The day it was set.
        #[role(Begins(Own))]
        pub(crate) from: Day,
        /// What the pupil will do.
        #[role(Numbered("outcome"))]
        pub(crate) text: Text,
        /// By when.
        #[role(Planned(NoEvent))]
        pub(crate) by: Option<Day>,
    }
);

record!(
    /// Something that passed between the school and somebody.
    #[entry(entry("contact").label("kind").ends(AtOnce))]
    pub(crate) struct Contact {
        /// The day.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// A meeting, a notice, a consent ...
        #[role(Plain)]
        pub(crate) kind: ContactKind,
        /// What it was about.
        #[role(Plain)]
        pub(crate) about: Topic,
        /// With whom.
        #[role(Plain)]
        pub(crate) with: Option<With>,
        /// Who that was.
        #[role(InTouchWith)]
        pub(crate) who: Option<Text>,
        /// The answer, for a consent.
        #[role(Plain)]
        pub(crate) answer: Option<Answer>,
        /// Who made the contact.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// What was said.
        #[role(Private)]
        pub(crate) note: Option<Text>,
    }
);

record!(
    /// A referral.
    #[entry(entry("referral").label("to"))]
    pub(crate) struct Referral {
        /// The day it was made.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// `inclusion-team`, or the agency's name.
        #[role(Agency)]
        pub(crate) to: Text,
        /// Who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The day it was answered.
        #[role(Fact(Own))]
        pub(crate) answered: Option<Day>,
        /// What was advised.
        #[role(Typed("advice"), said_with = "answered")]
        pub(crate) advice: Option<Text>,
    }
);

record!(
    /// A move between settings, planned and done.
    #[entry(entry("transition").known_by(&["planned"]).label("to").ends(WithKey("done")))]
    pub(crate) struct Transition {
        /// The day it is planned.
        #[role(Planned(Own))]
        pub(crate) planned: Day,
        /// Where to.
        #[role(School)]
        pub(crate) to: Option<Text>,
        /// What was offered.
        #[role(Numbered("offer"))]
        #[serde(default)]
        pub(crate) offered: Vec<Text>,
        /// The day parents agreed what is shared.
        #[role(Fact(Own))]
        pub(crate) sharing_agreed: Option<Day>,
        /// The day the new school's SENCO was spoken to.
        #[role(Fact(Own))]
        pub(crate) spoke_to_senco: Option<Day>,
        /// The day it was done.
        #[role(Fact(Own))]
        pub(crate) done: Option<Day>,
    }
);

record!(
    /// A disagreement about provision.
    #[entry(entry("disagreement").ends(WithKey("resolved")))]
    pub(crate) struct Disagreement {
        /// The day it was raised.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// By whom.
        #[role(Person)]
        pub(crate) by: Text,
        /// About what.
        #[role(Typed("subject"))]
        pub(crate) about: Option<Text>,
        /// How far it has gone.
        #[role(Plain)]
        pub(crate) level: DisagreementLevel,
        /// The day the authority was contacted for advice.
        #[role(Fact(Own))]
        pub(crate) authority_contacted: Option<Day>,
        /// The day it was resolved.
        #[role(Fact(Own))]
        pub(crate) resolved: Option<Day>,
    }
);

record!(
    /// A paper kept beside the record.
    #[entry(entry("paper").label("title"))]
    pub(crate) struct Document {
        /// Its day.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// Its title.
        #[role(Typed("document"))]
        pub(crate) title: Text,
        /// Where it is, from the top of the folder, with `/`.
        #[role(Private)]
        pub(crate) path: Option<Text>,
    }
);

impl KeyValue for Classes {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        match self {
            Self::Now(name) => name.each_item(see),
            Self::History(history) => history.each_item(see),
        }
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        match self {
            Self::Now(name) => name.retain_items(keep),
            Self::History(history) => KeyValue::retain_items(history, keep),
        }
    }
}

impl KeyType for Classes {
    const KIND: ValueKind = ValueKind::TextOr(ClassFrom::SHAPE);
}

impl<'de> Deserialize<'de> for Classes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ClassesVisitor)
    }
}

struct ClassesVisitor;

impl<'de> serde::de::Visitor<'de> for ClassesVisitor {
    type Value = Classes;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name of a class, or a list of `from` and `class`")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Classes, E> {
        Text::deserialize(name.into_deserializer()).map(Classes::Now)
    }

    fn visit_u64<E: serde::de::Error>(self, name: u64) -> Result<Classes, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, name: i64) -> Result<Classes, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Classes, A::Error> {
        let mut history = Vec::new();
        while let Some(class) = seq.next_element()? {
            history.push(class);
        }
        Ok(Classes::History(history))
    }
}
