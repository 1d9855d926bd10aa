//! One turn of assess, plan, do, review (policy 6.2).

use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use super::day::Day;
use super::money::Pence;
use super::text::Text;
use super::vocabulary::{Decision, NoAnswer, PlanKind, Present, Progress, ProvisionKind, Stage, TargetOutcome};

/// One cycle. It is open until it has a review.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Cycle {
    /// The stage it belongs to.
    pub(crate) stage: Stage,
    /// What is known about the need.
    pub(crate) assess: Option<Assess>,
    /// What is to be done.
    pub(crate) plan: Option<Plan>,
    /// What was seen meanwhile.
    #[serde(default, rename = "do")]
    pub(crate) observations: Vec<Observation>,
    /// How it went.
    pub(crate) review: Option<Review>,
}

/// Assess: a clear view of the need.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Assess {
    /// The day.
    pub(crate) date: Day,
    /// By whom.
    pub(crate) by: Option<Text>,
    /// What it rests on.
    #[serde(default)]
    pub(crate) evidence: Vec<Text>,
}

/// Plan: adjustments, interventions, targets, and a clear date for review.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// The day.
    pub(crate) date: Day,
    /// By whom.
    pub(crate) by: Option<Text>,
    /// What kind of plan.
    pub(crate) kind: PlanKind,
    /// The day by which it is reviewed.
    pub(crate) review_by: Option<Day>,
    /// The day parents got a copy.
    pub(crate) shared: Option<Day>,
    /// Targets.
    #[serde(default)]
    pub(crate) targets: Vec<Target>,
    /// Provision.
    #[serde(default)]
    pub(crate) provisions: Vec<Provision>,
    /// The expected impact on progress, development or behaviour.
    pub(crate) expected_impact: Option<Text>,
    /// What the family can do.
    pub(crate) at_home: Option<Text>,
    /// What the pupil says.
    pub(crate) pupil_voice: Option<Voice>,
    /// What the parents say.
    pub(crate) parent_voice: Option<Voice>,
}

/// A SMART target.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    /// What the pupil will do.
    pub(crate) text: Text,
    /// How it is measured.
    pub(crate) measure: Option<Text>,
    /// Where the pupil starts.
    pub(crate) baseline: Option<Text>,
    /// By when.
    pub(crate) by: Option<Day>,
    /// How it went; set by the review.
    pub(crate) outcome: Option<TargetOutcome>,
    /// What was seen; set by the review.
    pub(crate) result: Option<Text>,
}

/// Provision, in enough detail to cost it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Provision {
    /// What it is.
    pub(crate) what: Text,
    /// What kind.
    pub(crate) kind: ProvisionKind,
    /// Who gives it.
    pub(crate) by: Option<Text>,
    /// Pupils in the group.
    pub(crate) group: Option<u16>,
    /// Minutes a session.
    pub(crate) minutes: Option<u16>,
    /// Sessions a week.
    pub(crate) per_week: Option<u16>,
    /// The first day, which may lie ahead.
    pub(crate) from: Option<Day>,
    /// The last day, which may lie ahead.
    pub(crate) to: Option<Day>,
    /// Pounds an hour; left out: the policy's.
    pub(crate) rate: Option<Pence>,
    /// Pounds once, for things bought.
    pub(crate) cost: Option<Pence>,
    /// The measure before.
    pub(crate) entry: Option<Text>,
    /// The measure after; set by the review.
    pub(crate) exit: Option<Text>,
    /// Sessions that took place; set by the review.
    pub(crate) sessions_given: Option<u16>,
    /// From -2 to 2; set by the review.
    pub(crate) impact: Option<i8>,
}

/// What a pupil or parent says, or that they were asked and nothing came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Voice {
    /// Their words.
    Said(Text),
    /// Asked, no reply: it counts as asked (DESIGN 3).
    Asked(Asked),
}

/// A voice that was asked for and not given.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// The day they were asked.
    pub(crate) asked: Day,
    /// How.
    pub(crate) how: Option<Text>,
    /// Nothing came.
    pub(crate) answer: NoAnswer,
}

/// Do: what was seen while the plan ran.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Observation {
    /// The day.
    pub(crate) date: Day,
    /// By whom.
    pub(crate) by: Option<Text>,
    /// What was seen.
    pub(crate) note: Text,
}

/// Review: the meeting that closes the cycle.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    /// The day of the meeting.
    pub(crate) date: Day,
    /// Who led it.
    pub(crate) by: Option<Text>,
    /// Who was there.
    #[serde(default)]
    pub(crate) present: Vec<Present>,
    /// What the pupil says.
    pub(crate) pupil_voice: Option<Voice>,
    /// What the parents say.
    pub(crate) parent_voice: Option<Voice>,
    /// How much progress.
    pub(crate) progress: Option<Progress>,
    /// What was decided.
    pub(crate) decision: Option<Decision>,
    /// Why.
    pub(crate) because: Option<Text>,
    /// What somebody is to do.
    #[serde(default)]
    pub(crate) actions: Vec<Action>,
}

/// Something a review asked somebody to do.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Action {
    /// What.
    pub(crate) what: Text,
    /// Who.
    pub(crate) who: Option<Text>,
    /// By when.
    pub(crate) by: Option<Day>,
    /// The day it was done.
    pub(crate) done: Option<Day>,
}

impl<'de> Deserialize<'de> for Voice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(VoiceVisitor)
    }
}

struct VoiceVisitor;

impl<'de> serde::de::Visitor<'de> for VoiceVisitor {
    type Value = Voice;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("what was said, or `{asked: DATE, how: ..., answer: none}`")
    }

    fn visit_str<E: serde::de::Error>(self, words: &str) -> Result<Voice, E> {
        Text::deserialize(words.into_deserializer()).map(Voice::Said)
    }

    fn visit_bool<E: serde::de::Error>(self, words: bool) -> Result<Voice, E> {
        self.visit_str(&words.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, words: u64) -> Result<Voice, E> {
        self.visit_str(&words.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, words: i64) -> Result<Voice, E> {
        self.visit_str(&words.to_string())
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Voice, A::Error> {
        Asked::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Voice::Asked)
    }
}
