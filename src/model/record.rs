//! The record, format 1: one pupil's file, key by key, in the order of the file (DESIGN 2.1).
//!
//! This is the decode target itself: there is no second, raw copy. What an entry says is here; what follows from it
//! is in `facts.rs` and in the rules.

use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use super::cycle::Cycle;
use super::day::Day;
use super::plan::{Application, EhcPlan, Sspp};
use super::text::Text;
use super::upn::Upn;
use super::vocabulary::{
    Answer, ArrivedWith, CensusCode, Characteristic, ContactKind, DisagreementLevel, Ground, NeedType, RaisedBy, Stage,
    Topic, With,
};
use super::year::YearGroup;

/// One pupil's record.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// The format of the file: 1.
    pub(crate) format: Format,
    /// The pupil's id, equal to the file's name.
    pub(crate) id: Text,
    /// The name the school uses in letters.
    pub(crate) name: Text,
    /// What the pupil is called.
    pub(crate) known_as: Option<Text>,
    /// The unique pupil number; optional before the register, needed for a census.
    pub(crate) upn: Option<Upn>,
    /// The temporary number that `upn` replaced (DOMAIN 3.4).
    pub(crate) former_upn: Option<Upn>,
    /// The date of birth.
    pub(crate) date_of_birth: Day,
    /// The times the pupil has been on roll, oldest first.
    pub(crate) on_roll: Vec<OnRoll>,
    /// The class, or the classes year by year.
    pub(crate) class: Option<Classes>,
    /// The year group, for a child taught out of year alone.
    pub(crate) year: Option<YearGroup>,
    /// The language of the home.
    pub(crate) home_language: Option<Text>,
    /// What else is true of the pupil.
    #[serde(default)]
    pub(crate) characteristics: Vec<Characteristic>,
    /// A member of a SEN unit that the authority recognises.
    pub(crate) sen_unit: Option<bool>,
    /// A member of resourced provision that the authority recognises.
    pub(crate) resourced_provision: Option<bool>,
    /// Asserted: the last of `stages`.
    pub(crate) stage: Option<Stage>,
    /// Asserted: the census code that the last facts give.
    pub(crate) census: CensusCode,
    /// One page for staff and family.
    pub(crate) profile: Option<Profile>,
    /// Needs, by the DfE's codes.
    #[serde(default)]
    pub(crate) needs: Vec<Need>,
    /// Diagnoses.
    #[serde(default)]
    pub(crate) diagnoses: Vec<Diagnosis>,
    /// How a need was noticed (policy 6.1).
    #[serde(default)]
    pub(crate) concerns: Vec<Concern>,
    /// What the pupil came with, if SEN was known before (policy 6.1, 14).
    pub(crate) arrived: Option<Arrived>,
    /// Every move between stages.
    #[serde(default)]
    pub(crate) stages: Vec<Move>,
    /// Spells on the SEND register.
    #[serde(default)]
    pub(crate) register: Vec<RegisterSpell>,
    /// Longer aims that targets step towards.
    #[serde(default)]
    pub(crate) outcomes: Vec<Outcome>,
    /// Assess, plan, do, review (policy 6.2).
    #[serde(default)]
    pub(crate) cycles: Vec<Cycle>,
    /// Dated evidence of what passed with parents, the pupil, agencies, schools and the authority.
    #[serde(default)]
    pub(crate) contacts: Vec<Contact>,
    /// The inclusion referral and referrals to outside agencies.
    #[serde(default)]
    pub(crate) referrals: Vec<Referral>,
    /// Applications for an SSPP or an EHC plan.
    #[serde(default)]
    pub(crate) applications: Vec<Application>,
    /// Awards of a funded SSPP.
    #[serde(default)]
    pub(crate) sspp: Vec<Sspp>,
    /// EHC plans.
    #[serde(default)]
    pub(crate) ehc_plan: Vec<EhcPlan>,
    /// Joining, leaving, moving up.
    #[serde(default)]
    pub(crate) transitions: Vec<Transition>,
    /// Disagreements and complaints (policy 19).
    #[serde(default)]
    pub(crate) disagreements: Vec<Disagreement>,
    /// Papers kept beside the record.
    #[serde(default)]
    pub(crate) documents: Vec<Document>,
    /// Anything else.
    pub(crate) notes: Option<Text>,
}

/// The format of the file. There is one so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("const" = 1)))]
#[serde(try_from = "u32", into = "u32")]
pub(crate) struct Format(u32);

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

/// One spell on the school's roll. `to` is the last day and may lie ahead.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct OnRoll {
    /// The first day on roll.
    pub(crate) from: Day,
    /// The last day on roll.
    pub(crate) to: Option<Day>,
    /// The school the pupil went to.
    pub(crate) to_school: Option<Text>,
    /// The day the records were sent on.
    pub(crate) records_sent: Option<Day>,
}

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

/// A class and the first day in it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassFrom {
    /// The first day in the class.
    pub(crate) from: Day,
    /// The class's name.
    pub(crate) class: Text,
}

/// One page about the pupil, in plain words.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    /// The day pupil, parents and staff agreed it.
    pub(crate) agreed: Option<Day>,
    /// What the pupil does well (policy 15).
    #[serde(default)]
    pub(crate) strengths: Vec<Text>,
    /// What the pupil likes.
    #[serde(default)]
    pub(crate) interests: Vec<Text>,
    /// What is hard.
    #[serde(default)]
    pub(crate) difficulties: Vec<Text>,
    /// What works.
    #[serde(default)]
    pub(crate) helps: Vec<Text>,
    /// What pupil and parents hope for.
    pub(crate) aspirations: Option<Aspirations>,
    /// What an adult must know at once.
    #[serde(default)]
    pub(crate) alerts: Vec<Text>,
}

/// Hopes for the future (policy 15).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Aspirations {
    /// The pupil's.
    pub(crate) pupil: Option<Text>,
    /// The parents'.
    pub(crate) parent: Option<Text>,
}

/// A need, by the DfE's code.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Need {
    /// The code.
    #[serde(rename = "type")]
    pub(crate) need_type: NeedType,
    /// 1 is primary, 2 secondary; the census takes no more than two.
    pub(crate) rank: Option<u8>,
    /// The first day.
    pub(crate) from: Day,
    /// The last day, when it has ended.
    pub(crate) to: Option<Day>,
}

/// A diagnosis.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Diagnosis {
    /// The day of it.
    pub(crate) date: Day,
    /// What was found.
    pub(crate) what: Text,
    /// By whom.
    pub(crate) by: Option<Text>,
}

/// A concern raised about a pupil.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Concern {
    /// The day it was raised.
    pub(crate) date: Day,
    /// By whom.
    pub(crate) raised_by: RaisedBy,
    /// In what way progress is less than expected.
    #[serde(default)]
    pub(crate) grounds: Vec<Ground>,
    /// In a sentence.
    pub(crate) summary: Option<Text>,
    /// What short-term causes were considered.
    pub(crate) short_term_causes: Option<Text>,
    /// How language was considered, for a pupil with EAL (policy 9).
    pub(crate) language: Option<Text>,
}

/// What a pupil with known SEN came with.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Arrived {
    /// The setting before.
    pub(crate) from: Text,
    /// What the pupil came with.
    pub(crate) with: ArrivedWith,
    /// The day the school asked for the records.
    pub(crate) information_requested: Option<Day>,
    /// The day they came.
    pub(crate) information_received: Option<Day>,
}

/// A move to a stage.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    /// The day of the move.
    pub(crate) date: Day,
    /// The stage moved to.
    pub(crate) stage: Stage,
    /// Who decided.
    pub(crate) by: Option<Text>,
    /// Why.
    pub(crate) because: Option<Text>,
    /// Requirements set aside.
    #[serde(default)]
    pub(crate) waived: Vec<Waiver>,
}

/// A requirement set aside by a named person.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Waiver {
    /// The id of the requirement.
    pub(crate) requirement: Text,
    /// Why.
    pub(crate) reason: Text,
    /// Who set it aside.
    pub(crate) by: Text,
    /// The day by which it must be met after all.
    pub(crate) until: Option<Day>,
    /// The day it was met after all.
    pub(crate) met_on: Option<Day>,
    /// How it was met: the program cannot see that in the record.
    pub(crate) how: Option<Text>,
}

/// A spell on the SEND register. `to` is its last day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterSpell {
    /// The first day.
    pub(crate) from: Day,
    /// Who placed the pupil on it.
    pub(crate) by: Option<Text>,
    /// Why.
    pub(crate) reason: Option<Text>,
    /// The last day.
    pub(crate) to: Option<Day>,
    /// Why it ended.
    pub(crate) because: Option<Text>,
}

/// A longer aim.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Outcome {
    /// The day it was set.
    pub(crate) from: Day,
    /// What the pupil will do.
    pub(crate) text: Text,
    /// By when.
    pub(crate) by: Option<Day>,
}

/// Something that passed between the school and somebody.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    /// The day.
    pub(crate) date: Day,
    /// A meeting, a notice, a consent ...
    pub(crate) kind: ContactKind,
    /// What it was about.
    pub(crate) about: Topic,
    /// With whom.
    pub(crate) with: Option<With>,
    /// Who that was.
    pub(crate) who: Option<Text>,
    /// The answer, for a consent.
    pub(crate) answer: Option<Answer>,
    /// Who made the contact.
    pub(crate) by: Option<Text>,
    /// What was said.
    pub(crate) note: Option<Text>,
}

/// A referral.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Referral {
    /// The day it was made.
    pub(crate) date: Day,
    /// `inclusion-team`, or the agency's name.
    pub(crate) to: Text,
    /// Who made it.
    pub(crate) by: Option<Text>,
    /// The day it was answered.
    pub(crate) answered: Option<Day>,
    /// What was advised.
    pub(crate) advice: Option<Text>,
}

/// A move between settings, planned and done.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Transition {
    /// The day it is planned.
    pub(crate) planned: Day,
    /// Where to.
    pub(crate) to: Option<Text>,
    /// What was offered.
    #[serde(default)]
    pub(crate) offered: Vec<Text>,
    /// The day parents agreed what is shared.
    pub(crate) sharing_agreed: Option<Day>,
    /// The day the new school's SENCO was spoken to.
    pub(crate) spoke_to_senco: Option<Day>,
    /// The day it was done.
    pub(crate) done: Option<Day>,
}

/// A disagreement about provision.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Disagreement {
    /// The day it was raised.
    pub(crate) date: Day,
    /// By whom.
    pub(crate) by: Text,
    /// About what.
    pub(crate) about: Option<Text>,
    /// How far it has gone.
    pub(crate) level: DisagreementLevel,
    /// The day the authority was contacted for advice.
    pub(crate) authority_contacted: Option<Day>,
    /// The day it was resolved.
    pub(crate) resolved: Option<Day>,
}

/// A paper kept beside the record.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// Its day.
    pub(crate) date: Day,
    /// Its title.
    pub(crate) title: Text,
    /// Where it is, from the top of the folder, with `/`.
    pub(crate) path: Option<Text>,
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
