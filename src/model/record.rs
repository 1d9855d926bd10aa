//! The record, format 1: one pupil's file, key by key, in the order of the file (DESIGN 2.1).
//!
//! Files are decoded into these types directly, without a second, raw copy. This file says what an entry contains; `facts.rs` and
//! the rules say what follows from it.

use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use super::arrivals::Arrivals;
use super::authority::{Application, EhcPlan, Sspp};
use super::cycle::Cycle;
use super::day::Day;
use super::format::Format;
use super::shape::record;
use super::shape::table::ValueKind;
use super::shape::value::{HasShape, KeyType, KeyValue, ValueItem, ValueItemMut};
use super::since::{SINCE, since};
use super::taught_with::TaughtWith;
use super::text::Text;
use super::timed_facts::{Member, TimedCharacteristic};
use super::upn::Upn;
use super::vocabulary::{
    Answer, CensusCode, ContactKind, DisagreementLevel, Ground, NeedType, ParentsTold, RaisedBy, RecordsNotSent, Stage,
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
        /// The pupil's id, the same as the file's name.
        #[role(PupilId)]
        pub(crate) id: Text,
        /// The name the school uses in letters.
        #[role(PupilName)]
        pub(crate) name: Text,
        /// The name the pupil is known by.
        #[role(PupilName)]
        pub(crate) known_as: Option<Text>,
        /// The unique pupil number: optional before the pupil is on the register, needed for a census.
        #[role(PupilNumber)]
        pub(crate) upn: Option<Upn>,
        /// The temporary number that `upn` replaced.
        #[role(PupilNumber)]
        pub(crate) former_upn: Option<Upn>,
        /// The date of birth.
        #[role(Born)]
        pub(crate) date_of_birth: Day,
        /// How this record began, for a pupil who had support before the school used this program.
        #[role(Part)]
        pub(crate) as_found: Option<AsFound>,
        /// The times the pupil has been on roll, oldest first.
        #[role(List)]
        #[serde(deserialize_with = "super::since::dated_entries")]
        pub(crate) on_roll: Vec<OnRoll>,
        /// The class, or the classes year by year.
        #[role(Class)]
        pub(crate) class: Option<Classes>,
        /// The times the pupil is taught above or below the year group of the age, oldest first.
        #[role(List)]
        #[serde(default)]
        pub(crate) taught_with: Vec<TaughtWith>,
        /// The year group of a pupil taught out of year, without a day: `taught_with` takes its place.
        #[role(AsNow)]
        pub(crate) year: Option<YearGroup>,
        /// The language spoken at home.
        #[role(Private)]
        pub(crate) home_language: Option<Text>,
        /// Other characteristics of the pupil, as now or each with its time.
        #[role(AsNow)]
        #[serde(default)]
        pub(crate) characteristics: Vec<TimedCharacteristic>,
        /// Whether the pupil is a member of a SEN unit that the authority recognises, as now or time by time.
        #[role(AsNow)]
        pub(crate) sen_unit: Option<Member>,
        /// Whether the pupil is a member of resourced provision that the authority recognises, as now or time by time.
        #[role(AsNow)]
        pub(crate) resourced_provision: Option<Member>,
        /// The stage now, which must match the last entry of `stages`.
        #[role(Plain)]
        pub(crate) stage: Option<Stage>,
        /// The census code, which must match the code that the latest facts give.
        #[role(Plain)]
        pub(crate) census: CensusCode,
        /// One page about the pupil for staff and family.
        #[role(Part)]
        pub(crate) profile: Option<Profile>,
        /// The pupil's needs, by the DfE's codes.
        #[role(List)]
        #[serde(default)]
        pub(crate) needs: Vec<Need>,
        /// Diagnoses.
        #[role(List)]
        #[serde(default)]
        pub(crate) diagnoses: Vec<Diagnosis>,
        /// Concerns raised about the pupil: how a need was noticed (policy 6.1).
        #[role(List)]
        #[serde(default)]
        pub(crate) concerns: Vec<Concern>,
        /// The arrivals of the pupil with the support that came with each, oldest first, if SEN was known before (policy 6.1, 14).
        #[role(List)]
        #[serde(default)]
        pub(crate) arrived: Arrivals,
        /// Every move between stages.
        #[role(List)]
        #[serde(default)]
        pub(crate) stages: Vec<Move>,
        /// Spells on the SEND register.
        #[role(List)]
        #[serde(default, deserialize_with = "super::since::dated_entries")]
        pub(crate) register: Vec<RegisterSpell>,
        /// Longer-term outcomes that targets work towards.
        #[role(List)]
        #[serde(default)]
        pub(crate) outcomes: Vec<Outcome>,
        /// Cycles of assess, plan, do, review (policy 6.2).
        #[role(List)]
        #[serde(default)]
        pub(crate) cycles: Vec<Cycle>,
        /// Dated evidence of contact with parents, the pupil, agencies, schools and the authority.
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
        #[serde(default, deserialize_with = "super::since::dated_entries")]
        pub(crate) sspp: Vec<Sspp>,
        /// EHC plans.
        #[role(List)]
        #[serde(default, deserialize_with = "super::since::dated_entries")]
        pub(crate) ehc_plan: Vec<EhcPlan>,
        /// Transitions: joining, leaving and moving up.
        #[role(List)]
        #[serde(default)]
        pub(crate) transitions: Vec<Transition>,
        /// Disagreements and complaints (policy 19).
        #[role(List)]
        #[serde(default)]
        pub(crate) disagreements: Vec<Disagreement>,
        /// Documents kept with the record.
        #[role(List)]
        #[serde(default)]
        pub(crate) documents: Vec<Document>,
        /// Any other notes.
        #[role(Private)]
        pub(crate) notes: Option<Text>,
    }
);

/// The recipient of a referral that stays within the school (policy 6.1 Stage B).
pub(crate) const INCLUSION_TEAM: &str = "inclusion-team";

record!(
    /// How the records of a pupil began who had support before: the facts up to this day are as the school found them, and are not
    /// judged (DESIGN 7.1).
    #[entry(entry("beginning of the records"))]
    pub(crate) struct AsFound {
        /// The day the records begin.
        #[role(FactAsNow(Line("records", "records begin: facts up to this day are as found")))]
        pub(crate) date: Day,
        /// Where the facts were taken from.
        #[role(Private)]
        pub(crate) source: Option<Text>,
        /// The person who recorded them.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// Whether the parents had been told that the pupil gets SEN support.
        #[role(Plain)]
        pub(crate) parents_told: Option<ParentsTold>,
    }
);

record!(
    /// A period on the school's roll. `to` is the last day and may be in the future.
    #[entry(entry("period on roll").known_by(SINCE).merging(OneAtATime))]
    pub(crate) struct OnRoll {
        /// The first day on roll.
        #[role(Planned(Own))]
        pub(crate) from: Option<Day>,
        /// A day on which the pupil was on roll, if the first day is not known.
        #[role(Planned(Own))]
        pub(crate) in_force_on: Option<Day>,
        /// The last day on roll.
        #[role(Planned(Own))]
        pub(crate) to: Option<Day>,
        /// The school the pupil went to.
        #[role(School)]
        pub(crate) to_school: Option<Text>,
        /// Whether the pupil stays in the same phase at that school.
        #[role(Plain)]
        pub(crate) same_phase: Option<bool>,
        /// The day the records were sent to the next school.
        #[role(Fact(Own))]
        pub(crate) records_sent: Option<Day>,
        /// Why no records are sent, if none are.
        #[role(Plain)]
        pub(crate) records_not_sent: Option<RecordsNotSent>,
    }
);

since!(OnRoll, from, "from");

/// The class, as one name or as a history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Classes {
    /// The class now; earlier classes are not kept.
    Now(Text),
    /// Each class with its first day, oldest first.
    History(Vec<ClassFrom>),
}

record!(
    /// A class and the first day in it. Only the oldest class may be without its first day: since when is not known.
    #[entry(entry("class").known_by(&["from"]).label("class").stays(FromTheFirstOf(&["from"])).merging(OneAtATime))]
    pub(crate) struct ClassFrom {
        /// The first day in the class; left out in the first entry if it is not known.
        #[role(Fact(Own))]
        pub(crate) from: Option<Day>,
        /// The class's name.
        #[role(Class)]
        pub(crate) class: Text,
    }
);

record!(
    /// One page about the pupil, in plain words.
    #[entry(entry("profile"))]
    pub(crate) struct Profile {
        /// The day the pupil, parents and staff agreed it.
        #[role(FactAsNow(Line("profile", "profile agreed")))]
        pub(crate) agreed: Option<Day>,
        /// The pupil's strengths (policy 15).
        #[role(Private)]
        #[serde(default)]
        pub(crate) strengths: Vec<Text>,
        /// The pupil's interests.
        #[role(Private)]
        #[serde(default)]
        pub(crate) interests: Vec<Text>,
        /// Things the pupil finds hard.
        #[role(Private)]
        #[serde(default)]
        pub(crate) difficulties: Vec<Text>,
        /// Things that help the pupil.
        #[role(Private)]
        #[serde(default)]
        pub(crate) helps: Vec<Text>,
        /// The hopes of the pupil and the parents.
        #[role(Private)]
        pub(crate) aspirations: Option<Aspirations>,
        /// Things that an adult must know straight away.
        #[role(Private)]
        #[serde(default)]
        pub(crate) alerts: Vec<Text>,
    }
);

record!(
    /// Hopes for the future (policy 15).
    #[entry(entry("hopes"))]
    pub(crate) struct Aspirations {
        /// The pupil's hopes.
        #[role(Private)]
        pub(crate) pupil: Option<Text>,
        /// The parents' hopes.
        #[role(Private)]
        pub(crate) parent: Option<Text>,
    }
);

record!(
    /// A need, by the DfE's code.
    #[entry(entry("need").label("type").ends(WithKey("to")).merging(OneAtATimeBy("rank")))]
    pub(crate) struct Need {
        /// The DfE's code for the type of need.
        #[role(Plain)]
        #[serde(rename = "type")]
        pub(crate) need_type: NeedType,
        /// 1 for the primary need, 2 for the secondary; the census takes no more than two.
        #[role(Plain)]
        pub(crate) rank: Option<u8>,
        /// The first day of the need.
        #[role(Begins(Own))]
        pub(crate) from: Day,
        /// The last day, if the need has ended.
        #[role(Fact(Own))]
        pub(crate) to: Option<Day>,
    }
);

record!(
    /// A diagnosis.
    #[entry(entry("diagnosis").label("what"))]
    pub(crate) struct Diagnosis {
        /// The day of the diagnosis.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The diagnosis.
        #[role(Typed("diagnosis"))]
        pub(crate) what: Text,
        /// The person who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
    }
);

record!(
    /// A concern raised about a pupil.
    #[entry(entry("concern").label("raised_by"))]
    pub(crate) struct Concern {
        /// The day the concern was raised.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The person who raised it.
        #[role(Plain)]
        pub(crate) raised_by: RaisedBy,
        /// The grounds: how progress is less than expected.
        #[role(Plain)]
        #[serde(default)]
        pub(crate) grounds: Vec<Ground>,
        /// A summary in one sentence.
        #[role(Typed("summary"))]
        pub(crate) summary: Option<Text>,
        /// The short-term causes that were considered.
        #[role(Typed("causes considered"))]
        pub(crate) short_term_causes: Option<Text>,
        /// How language was considered, for a pupil with EAL (policy 9).
        #[role(Typed("language considered"))]
        pub(crate) language: Option<Text>,
        /// The day the concern was closed, if it needed no stage.
        #[role(Fact(Own))]
        pub(crate) closed: Option<Day>,
        /// How it ended.
        #[role(Typed("outcome"), said_with = "closed")]
        pub(crate) outcome: Option<Text>,
        /// The day the parents were told how it ended.
        #[role(Fact(Own))]
        pub(crate) told: Option<Day>,
    }
);

record!(
    /// A move to a stage.
    #[entry(entry("move").label("stage").ends(AtOnce).merging(OneAtATime))]
    pub(crate) struct Move {
        /// The day of the move.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The new stage.
        #[role(Plain)]
        pub(crate) stage: Stage,
        /// The person who decided.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The reason for the move.
        #[role(Typed("reason"))]
        pub(crate) because: Option<Text>,
        /// Why it went ahead, if another person in the family had refused consent.
        #[role(Typed("reason"))]
        pub(crate) despite_refusal: Option<Text>,
        /// Requirements that were set aside.
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
        /// The reason for setting it aside.
        #[role(Typed("reason"))]
        pub(crate) reason: Text,
        /// The person who set it aside.
        #[role(Person)]
        pub(crate) by: Text,
        /// The day it must be met by after all.
        #[role(Planned(NoEvent))]
        pub(crate) until: Option<Day>,
        /// The day it was met after all.
        #[role(Fact(Own))]
        pub(crate) met_on: Option<Day>,
        /// How it was met, which the program cannot see in the record.
        #[role(Typed("how"), said_with = "met_on")]
        pub(crate) how: Option<Text>,
    }
);

record!(
    /// A period on the SEND register. `to` is its last day.
    #[entry(entry("period on the register")
            .known_by(SINCE)
            .ends(WithKey("to"))
            .stays(FromTheFirstOf(SINCE))
            .merging(OneAtATime))]
    pub(crate) struct RegisterSpell {
        /// The first day on the register.
        #[role(Fact(Own))]
        pub(crate) from: Option<Day>,
        /// A day on which the pupil was on the register, if the first day is not known.
        #[role(Fact(Own))]
        pub(crate) in_force_on: Option<Day>,
        /// The person who placed the pupil on it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The reason for placing the pupil on it.
        #[role(Typed("reason"))]
        pub(crate) reason: Option<Text>,
        /// The last day on the register.
        #[role(Fact(Own))]
        pub(crate) to: Option<Day>,
        /// The reason why it ended.
        #[role(Typed("reason"), said_with = "to")]
        pub(crate) because: Option<Text>,
    }
);

since!(RegisterSpell, from, "from");

record!(
    /// A longer-term outcome.
    #[entry(entry("outcome").label("text"))]
    pub(crate) struct Outcome {
        /// The day it was set.
        #[role(Begins(Own))]
        pub(crate) from: Day,
        /// The outcome: what the pupil will do.
        #[role(Numbered("outcome"))]
        pub(crate) text: Text,
        /// The day the pupil should reach it by.
        #[role(Planned(NoEvent))]
        pub(crate) by: Option<Day>,
    }
);

record!(
    /// A contact between the school and a parent, the pupil, an agency, another school or the authority.
    #[entry(entry("contact").label("kind").ends(AtOnce))]
    pub(crate) struct Contact {
        /// The day of the contact.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The kind of contact: a meeting, a notice, a consent and so on.
        #[role(Plain)]
        pub(crate) kind: ContactKind,
        /// The subject of the contact.
        #[role(Plain)]
        pub(crate) about: Topic,
        /// The other party: parent, carer, pupil, agency, school or authority.
        #[role(Plain)]
        pub(crate) with: Option<With>,
        /// The person it was with, by name or role.
        #[role(InTouchWith)]
        pub(crate) who: Option<Text>,
        /// The answer to a request for consent.
        #[role(Plain)]
        pub(crate) answer: Option<Answer>,
        /// The person who made the contact.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// A note of what was said.
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
        /// The person who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// Why it went ahead, if another person in the family had refused consent.
        #[role(Typed("reason"))]
        pub(crate) despite_refusal: Option<Text>,
        /// The day it was answered.
        #[role(Fact(Own))]
        pub(crate) answered: Option<Day>,
        /// The advice given.
        #[role(Typed("advice"), said_with = "answered")]
        pub(crate) advice: Option<Text>,
    }
);

record!(
    /// A move between settings, planned and completed.
    #[entry(entry("transition").known_by(&["planned"]).label("to").ends(WithKey("done")))]
    pub(crate) struct Transition {
        /// The day the move is planned for.
        #[role(Planned(Own))]
        pub(crate) planned: Day,
        /// The next school or setting.
        #[role(School)]
        pub(crate) to: Option<Text>,
        /// The help offered with the move.
        #[role(Numbered("offer"))]
        #[serde(default)]
        pub(crate) offered: Vec<Text>,
        /// The day the parents agreed what information is shared.
        #[role(Fact(Own))]
        pub(crate) sharing_agreed: Option<Day>,
        /// The day the school spoke to the new school's SENCO.
        #[role(Fact(Own))]
        pub(crate) spoke_to_senco: Option<Day>,
        /// The day the move was completed.
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
        /// The person who raised it.
        #[role(Person)]
        pub(crate) by: Text,
        /// The subject of the disagreement.
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
    /// A document kept with the record.
    #[entry(entry("paper").label("title"))]
    pub(crate) struct Document {
        /// The date of the document.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The title of the document.
        #[role(Typed("document"))]
        pub(crate) title: Text,
        /// The path of the document from the top of the folder, with `/`.
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
