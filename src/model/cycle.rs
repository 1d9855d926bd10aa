//! One cycle of assess, plan, do, review (policy 6.2).

use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use super::day::Day;
use super::money::Pence;
use super::shape::record;
use super::shape::table::ValueKind;
use super::shape::value::{HasShape, KeyType, KeyValue, ValueItem, ValueItemMut};
use super::text::Text;
use super::vocabulary::{Decision, NoAnswer, PlanKind, Present, Progress, ProvisionKind, Stage, TargetOutcome};

record!(
    /// One cycle of assess, plan, do, review. It is open until it has a review.
    #[entry(entry("cycle")
            .known_by(&["assess.date", "plan.date", "review.date", "do.date"])
            .label("stage")
            .ends(WithKey("review"))
            .stays(WhileDated)
            .merging(OneAtATimeBy("stage")))]
    pub(crate) struct Cycle {
        /// The stage it belongs to.
        #[role(Plain)]
        pub(crate) stage: Stage,
        /// Assess: what is known about the need.
        #[role(Part)]
        pub(crate) assess: Option<Assess>,
        /// Plan: what will be done.
        #[role(Part)]
        pub(crate) plan: Option<Plan>,
        /// Do: what was seen while the plan ran.
        #[role(List)]
        #[serde(default, rename = "do")]
        pub(crate) observations: Vec<Observation>,
        /// Review: how it went.
        #[role(Part)]
        pub(crate) review: Option<Review>,
    }
);

record!(
    /// Assess: a clear view of the need.
    #[entry(entry("assessment"))]
    pub(crate) struct Assess {
        /// The day of the assessment.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The person who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The evidence it rests on.
        #[role(Numbered("evidence"))]
        #[serde(default)]
        pub(crate) evidence: Vec<Text>,
    }
);

record!(
    /// Plan: adjustments, interventions, targets, and a clear date for review.
    #[entry(entry("plan"))]
    pub(crate) struct Plan {
        /// The day the plan was made.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The person who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The kind of plan.
        #[role(Plain)]
        pub(crate) kind: PlanKind,
        /// The day its review is due.
        #[role(Planned(NoEvent))]
        pub(crate) review_by: Option<Day>,
        /// The day the parents were given a copy.
        #[role(Fact(Own))]
        pub(crate) shared: Option<Day>,
        /// The targets.
        #[role(List)]
        #[serde(default)]
        pub(crate) targets: Vec<Target>,
        /// The provision.
        #[role(List)]
        #[serde(default)]
        pub(crate) provisions: Vec<Provision>,
        /// The expected impact on progress, development or behaviour.
        #[role(Typed("expected impact"))]
        pub(crate) expected_impact: Option<Text>,
        /// How the family can help at home.
        #[role(Typed("at home"))]
        pub(crate) at_home: Option<Text>,
        /// The pupil's views.
        #[role(Typed("said"))]
        pub(crate) pupil_voice: Option<Voice>,
        /// The parents' views.
        #[role(Typed("said"))]
        pub(crate) parent_voice: Option<Voice>,
    }
);

record!(
    /// A SMART target.
    #[entry(entry("target").label("text").merging(Unordered))]
    pub(crate) struct Target {
        /// The target: what the pupil will do.
        #[role(Numbered("target"))]
        pub(crate) text: Text,
        /// How it is measured.
        #[role(Typed("measure"))]
        pub(crate) measure: Option<Text>,
        /// The pupil's starting point.
        #[role(Typed("baseline"))]
        pub(crate) baseline: Option<Text>,
        /// The day the pupil should meet it by.
        #[role(Planned(NoEvent))]
        pub(crate) by: Option<Day>,
        /// How it went; set by the review.
        #[role(Plain, said_with = "review")]
        pub(crate) outcome: Option<TargetOutcome>,
        /// The result that was seen; set by the review.
        #[role(Typed("result"), said_with = "review")]
        pub(crate) result: Option<Text>,
    }
);

record!(
    /// Provision, in enough detail to cost it.
    #[entry(entry("provision").label("what").merging(Unordered))]
    pub(crate) struct Provision {
        /// The name of the provision.
        #[role(ProvisionName)]
        pub(crate) what: Text,
        /// The kind of provision.
        #[role(Plain)]
        pub(crate) kind: ProvisionKind,
        /// The person who gives it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The number of pupils in the group.
        #[role(Plain)]
        pub(crate) group: Option<u16>,
        /// Minutes per session.
        #[role(Plain)]
        pub(crate) minutes: Option<u16>,
        /// Sessions per week.
        #[role(Plain)]
        pub(crate) per_week: Option<u16>,
        /// The first day, which may be in the future.
        #[role(Planned(Own))]
        pub(crate) from: Option<Day>,
        /// The last day, which may be in the future.
        #[role(Planned(Own))]
        pub(crate) to: Option<Day>,
        /// The cost of an hour in pounds; defaults to the policy's rate.
        #[role(Plain)]
        pub(crate) rate: Option<Pence>,
        /// A one-off cost in pounds, for things bought.
        #[role(Plain)]
        pub(crate) cost: Option<Pence>,
        /// The measure before the provision.
        #[role(Typed("measure before"))]
        pub(crate) entry: Option<Text>,
        /// The measure after the provision; set by the review.
        #[role(Typed("measure after"), said_with = "review")]
        pub(crate) exit: Option<Text>,
        /// The number of sessions that took place; set by the review.
        #[role(Plain, said_with = "review")]
        pub(crate) sessions_given: Option<u16>,
        /// The impact, from -2 to 2; set by the review.
        #[role(Plain, said_with = "review")]
        pub(crate) impact: Option<i8>,
    }
);

/// The views of a pupil or parent, or a note that they were asked and did not answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Voice {
    /// Their words.
    Said(Text),
    /// They were asked and did not reply: it counts as asked.
    Asked(Asked),
}

record!(
    /// A view that was asked for and not given.
    #[entry(entry("question"))]
    pub(crate) struct Asked {
        /// The day they were asked.
        #[role(Begins(Own))]
        pub(crate) asked: Day,
        /// How they were asked.
        #[role(Private)]
        pub(crate) how: Option<Text>,
        /// The answer, which says that no reply came.
        #[role(Plain)]
        pub(crate) answer: NoAnswer,
    }
);

record!(
    /// Do: an observation made while the plan ran.
    #[entry(entry("observation").ends(AtOnce))]
    pub(crate) struct Observation {
        /// The day of the observation.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The person who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The observation.
        #[role(Typed("observation"))]
        pub(crate) note: Text,
    }
);

record!(
    /// Review: the meeting that closes the cycle.
    #[entry(entry("review"))]
    pub(crate) struct Review {
        /// The day of the meeting.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The person who led it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The people who were there.
        #[role(Plain)]
        #[serde(default)]
        pub(crate) present: Vec<Present>,
        /// The pupil's views.
        #[role(Typed("said"))]
        pub(crate) pupil_voice: Option<Voice>,
        /// The parents' views.
        #[role(Typed("said"))]
        pub(crate) parent_voice: Option<Voice>,
        /// The amount of progress.
        #[role(Plain)]
        pub(crate) progress: Option<Progress>,
        /// The decision.
        #[role(Plain)]
        pub(crate) decision: Option<Decision>,
        /// The reason for the decision.
        #[role(Typed("reason"))]
        pub(crate) because: Option<Text>,
        /// Actions for people to take.
        #[role(List)]
        #[serde(default)]
        pub(crate) actions: Vec<Action>,
    }
);

record!(
    /// An action that a review asked someone to take.
    #[entry(entry("action").label("what").ends(WithKey("done")).merging(Unordered))]
    pub(crate) struct Action {
        /// The action.
        #[role(Numbered("action"))]
        pub(crate) what: Text,
        /// The person who must do it.
        #[role(Person)]
        pub(crate) who: Option<Text>,
        /// The day it must be done by.
        #[role(Planned(NoEvent))]
        pub(crate) by: Option<Day>,
        /// The day it was done.
        #[role(Fact(Own))]
        pub(crate) done: Option<Day>,
    }
);

impl KeyValue for Voice {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        match self {
            Self::Said(words) => words.each_item(see),
            Self::Asked(asked) => asked.each_item(see),
        }
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        match self {
            Self::Said(words) => words.retain_items(keep),
            Self::Asked(asked) => asked.retain_items(keep),
        }
    }
}

impl KeyType for Voice {
    const KIND: ValueKind = ValueKind::TextOr(Asked::SHAPE);
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
