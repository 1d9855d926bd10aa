//! What the school's policy says: dated policies as values (DESIGN 2.2).
//!
//! Which requirements guard which move, every period and every severity are data; the rules themselves are code.

pub(crate) mod anonymous_policy;
pub(crate) mod clauses;
#[cfg(test)]
mod clauses_tests;
pub(crate) mod settings;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::finding::{KeyPath, Severity, key_path};
use crate::model::day::Day;
use crate::model::money::Pence;
use crate::model::text::Text;
use crate::model::vocabulary::{Stage, vocabulary};

/// All policies of a folder, oldest first. There is at least one.
#[derive(Debug, Clone)]
pub(crate) struct Policies {
    first: Policy,
    later: Vec<Policy>,
}

impl Policies {
    /// These policies; `None` without any.
    pub(crate) fn new(mut policies: Vec<Policy>) -> Option<Self> {
        policies.sort_by_key(|policy| policy.in_force);
        let mut policies = policies.into_iter();
        Some(Self { first: policies.next()?, later: policies.collect() })
    }

    /// The policy in force on a day. What happened before the first policy is judged by the first.
    pub(crate) fn in_force_on(&self, day: Day) -> &Policy {
        self.later.iter().rev().find(|policy| policy.in_force <= day).unwrap_or(&self.first)
    }

    /// The first day on which a policy holds: what the school as a whole owes by a policy starts there.
    pub(crate) fn first_day(&self) -> Day {
        self.first.in_force
    }

    /// The same policies with another in place of one of them.
    pub(crate) fn with_in_place_of(&self, one: &Policy, other: Policy) -> Self {
        let mut changed = self.clone();
        for policy in std::iter::once(&mut changed.first).chain(&mut changed.later) {
            if policy.in_force == one.in_force {
                *policy = other.clone();
            }
        }
        changed
    }

    /// All of them, oldest first.
    pub(crate) fn all_policies(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.first).chain(&self.later)
    }
}

/// A policy, in force from a day until a later one takes over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    /// Its title.
    pub(crate) title: Text,
    /// The first day it holds.
    pub(crate) in_force: Day,
    /// The day by which it is to be reviewed (policy 20).
    pub(crate) review_by: Option<Day>,
    /// The day the governors ratified it, or `false`.
    pub(crate) ratified: Ratified,
    /// The stages.
    pub(crate) stages: BTreeMap<Stage, StageSettings>,
    /// What guards each move.
    pub(crate) moves: BTreeMap<MoveName, MoveSettings>,
    /// Who may set a requirement aside.
    pub(crate) waivers: Waivers,
    /// How often plans are reviewed.
    pub(crate) reviews: Reviews,
    /// Days allowed.
    pub(crate) within: DaysAllowed,
    /// Costs.
    pub(crate) costs: Costs,
    /// How long records are kept.
    #[serde(default)]
    pub(crate) retention: Retention,
    /// What the school says about single rules.
    #[serde(default)]
    pub(crate) rules: BTreeMap<String, RuleSettings>,
    /// The file it was read from, relative to the folder.
    #[serde(skip)]
    pub(crate) file: String,
}

impl Policy {
    /// How much a rule weighs: what the policy says, else what the rule says. A rule with a law behind it is never below
    /// a warning. `None`: the policy switched it off.
    pub(crate) fn severity_of(&self, rule: &str, own: Severity, has_law: bool) -> Option<Severity> {
        match self.rules.get(rule).map(|settings| settings.severity) {
            None => Some(own),
            Some(RuleSeverity::Error) => Some(Severity::Error),
            Some(RuleSeverity::Warning) => Some(Severity::Warning),
            Some(RuleSeverity::Off) => has_law.then_some(Severity::Warning),
        }
    }

    /// One line about the policy's own health on a day, if it has not been ratified or is past its review.
    pub(crate) fn health_on(&self, day: Day) -> Option<PolicyHealth> {
        let unratified =
            matches!(self.ratified, Ratified::Flag(_)) || matches!(self.ratified, Ratified::On(on) if on > day);
        let review_was_due = self.review_by.filter(|due| *due < day);
        (unratified || review_was_due.is_some()).then_some(PolicyHealth { unratified, review_was_due })
    }

    /// Settings of this policy that no rule reads, by key.
    pub(crate) fn unread_settings(&self) -> Vec<KeyPath> {
        let mut unread = Vec::new();
        for (stage, settings) in &self.stages {
            // Only stage A has a number of weeks in the policy (6.1), so only there a rule counts them.
            if *stage != Stage::A {
                unread.extend(settings.weeks.map(|_| key_path!["stages", stage.as_str(), "weeks"]));
                unread.extend(settings.count.map(|_| key_path!["stages", stage.as_str(), "count"]));
            }
        }
        for (name, settings) in &self.moves {
            for (index, waivable) in settings.may_waive.iter().enumerate() {
                if !settings.requires.contains(waivable) {
                    unread.push(key_path!["moves", name.as_str(), "may_waive", index]);
                }
            }
        }
        unread
    }
}

/// What is amiss with the policy itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PolicyHealth {
    /// The governors have not ratified it.
    pub(crate) unratified: bool,
    /// The day its review was due, if that has passed.
    pub(crate) review_was_due: Option<Day>,
}

/// `false`, or the day of ratification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ratified {
    /// Not ratified.
    Flag(bool),
    /// Ratified on this day.
    On(Day),
}

impl<'de> Deserialize<'de> for Ratified {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RatifiedVisitor)
    }
}

struct RatifiedVisitor;

impl<'de> serde::de::Visitor<'de> for RatifiedVisitor {
    type Value = Ratified;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("false, or the date of ratification")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Ratified, E> {
        if value { Err(E::invalid_value(serde::de::Unexpected::Bool(value), &self)) } else { Ok(Ratified::Flag(value)) }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Ratified, E> {
        Day::parse(text).map(Ratified::On).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Ratified, A::Error> {
        Day::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Ratified::On)
    }
}

/// A stage.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageSettings {
    /// Its name.
    pub(crate) name: Text,
    /// The clause that describes it.
    pub(crate) clause: Text,
    /// How many weeks it is given (stage A).
    pub(crate) weeks: Option<u32>,
    /// How those weeks are counted.
    pub(crate) count: Option<WeekCount>,
}

vocabulary! {
    /// How weeks are counted.
    WeekCount {
        /// Weeks without a school day do not count.
        School = "school",
        /// Every week counts.
        Calendar = "calendar",
    }
}

/// The name of a move in the policy file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) enum MoveName {
    /// To stage A.
    A,
    /// To stage B.
    B,
    /// To stage C.
    C,
    /// To stage D.
    D,
    /// To closed.
    #[serde(rename = "closed")]
    Closed,
    /// On to the register.
    #[serde(rename = "register")]
    Register,
    /// Off the register.
    #[serde(rename = "remove")]
    Remove,
}

impl MoveName {
    /// The name in the file.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::Closed => "closed",
            Self::Register => "register",
            Self::Remove => "remove",
        }
    }

    /// How far along the stage of this move is. No stage and closed are before A (DESIGN 1).
    pub(crate) const fn position(self) -> u8 {
        match self {
            Self::Closed | Self::Register | Self::Remove => 0,
            Self::A => 1,
            Self::B => 2,
            Self::C => 3,
            Self::D => 4,
        }
    }

    /// How far along a pupil at this stage is.
    pub(crate) fn position_of(stage: Option<Stage>) -> u8 {
        stage.map_or(0, |stage| Self::from(stage).position())
    }

    /// Every move.
    pub(crate) const ALL: [Self; 7] = [Self::A, Self::B, Self::C, Self::D, Self::Closed, Self::Register, Self::Remove];
}

impl From<Stage> for MoveName {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::A => Self::A,
            Stage::B => Self::B,
            Stage::C => Self::C,
            Stage::D => Self::D,
            Stage::Closed => Self::Closed,
        }
    }
}

/// What guards a move.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveSettings {
    /// Ids of the requirements.
    pub(crate) requires: Vec<String>,
    /// Those of them that may be set aside.
    #[serde(default)]
    pub(crate) may_waive: Vec<String>,
}

/// Who may set a requirement aside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waivers {
    /// Roles; who holds them is in `send.toml`.
    pub(crate) by: Vec<Role>,
}

vocabulary! {
    /// A role in the school.
    Role {
        /// The SENCO.
        Senco = "senco",
        /// The headteacher.
        Headteacher = "headteacher",
        /// The link governor.
        LinkGovernor = "link-governor",
        /// The designated teacher.
        DesignatedTeacher = "designated-teacher",
    }
}

/// How often plans are reviewed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reviews {
    /// A learning plan.
    pub(crate) learning_plan: ReviewInterval,
}

vocabulary! {
    /// How often.
    ReviewInterval {
        /// Once a term (policy 6.1 C, 6.2).
        Termly = "termly",
    }
}

/// Days allowed: the school's own choice wherever the policy gives no number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DaysAllowed {
    /// A plan after entering C, or after a review that says continue or adapt.
    pub(crate) plan: u32,
    /// A decision to escalate or discontinue carried out; an application sent.
    pub(crate) act: u32,
    /// An inclusion referral answered.
    pub(crate) referral: u32,
    /// An agency chased.
    pub(crate) agency: u32,
    /// The authority's receipt of an application confirmed.
    pub(crate) receipt: u32,
    /// Additional provision off the register before it is questioned.
    pub(crate) unregistered_provision: u32,
}

/// Costs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Costs {
    /// Pounds an hour of an adult.
    pub(crate) rate: Pence,
    /// Pounds a year a school is expected to meet for one pupil (DOMAIN 6.6).
    pub(crate) notional_threshold: Pence,
}

/// How long records are kept. A policy file written before this setting has the number of the toolkit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retention {
    /// Years after birth for which the file of a pupil with SEND is kept. 31 is the number of the IRMS toolkit for schools:
    /// the 25 years that an EHC plan may last, and 6 more (DOMAIN 7).
    pub(crate) years: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { years: 31 }
    }
}

/// What the school says about a rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleSettings {
    /// How much it weighs.
    pub(crate) severity: RuleSeverity,
    /// Why.
    pub(crate) reason: Option<Text>,
}

vocabulary! {
    /// How much a rule weighs, or that it is off.
    RuleSeverity {
        /// An error.
        Error = "error",
        /// A warning.
        Warning = "warning",
        /// Not looked at.
        Off = "off",
    }
}
