//! The school's policy: dated policies as values (DESIGN 2.2).
//!
//! The data say which requirements guard which move, and give the periods and severities that a school can choose. The rules
//! themselves are code, and so are the periods that the law sets.

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
    /// Makes the collection, or returns `None` if there are no policies.
    pub(crate) fn new(mut policies: Vec<Policy>) -> Option<Self> {
        policies.sort_by_key(|policy| policy.in_force);
        let mut policies = policies.into_iter();
        Some(Self { first: policies.next()?, later: policies.collect() })
    }

    /// Returns the policy in force on a day. Before the first policy, its numbers and severities hold; it judges no move.
    pub(crate) fn in_force_on(&self, day: Day) -> &Policy {
        self.later.iter().rev().find(|policy| policy.in_force <= day).unwrap_or(&self.first)
    }

    /// Whether a move on a day is judged. Before the first policy there is none to judge it by (DESIGN 7.1).
    pub(crate) fn judges(&self, day: Day) -> bool {
        day >= self.first.in_force
    }

    /// Returns the first day on which any policy is in force. The duties of the school as a whole start on this day.
    pub(crate) fn first_day(&self) -> Day {
        self.first.in_force
    }

    /// Returns the same policies with one of them replaced.
    pub(crate) fn with_in_place_of(&self, one: &Policy, other: Policy) -> Self {
        let mut changed = self.clone();
        for policy in std::iter::once(&mut changed.first).chain(&mut changed.later) {
            if policy.in_force == one.in_force {
                *policy = other.clone();
            }
        }
        changed
    }

    /// All policies, oldest first.
    pub(crate) fn all_policies(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.first).chain(&self.later)
    }
}

/// A policy. It is in force from its first day until a later policy takes over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    /// Its title.
    pub(crate) title: Text,
    /// The first day it is in force.
    pub(crate) in_force: Day,
    /// The day by which it must be reviewed (policy 20).
    pub(crate) review_by: Option<Day>,
    /// The day the governors ratified it, or `false`.
    pub(crate) ratified: Ratified,
    /// The stages.
    pub(crate) stages: BTreeMap<Stage, StageSettings>,
    /// The requirements for each move.
    pub(crate) moves: BTreeMap<MoveName, MoveSettings>,
    /// The roles that may set a requirement aside.
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
    /// The school's settings for individual rules.
    #[serde(default)]
    pub(crate) rules: BTreeMap<String, RuleSettings>,
    /// The file it was read from, relative to the folder.
    #[serde(skip)]
    pub(crate) file: String,
}

impl Policy {
    /// Returns the severity of a rule: the policy's if it sets one, otherwise the rule's own. A rule required by law is always at
    /// least a warning. `None` if the policy has switched the rule off.
    pub(crate) fn severity_of(&self, rule: &str, own: Severity, has_law: bool) -> Option<Severity> {
        match self.rules.get(rule).map(|settings| settings.severity) {
            None => Some(own),
            Some(RuleSeverity::Error) => Some(Severity::Error),
            Some(RuleSeverity::Warning) => Some(Severity::Warning),
            Some(RuleSeverity::Off) => has_law.then_some(Severity::Warning),
        }
    }

    /// Reports on the policy itself on a day, if it has not been ratified or its review is late.
    pub(crate) fn health_on(&self, day: Day) -> Option<PolicyHealth> {
        let unratified =
            matches!(self.ratified, Ratified::Flag(_)) || matches!(self.ratified, Ratified::On(on) if on > day);
        let review_was_due = self.review_by.filter(|due| *due < day);
        (unratified || review_was_due.is_some()).then_some(PolicyHealth { unratified, review_was_due })
    }

    /// Lists the settings of this policy that no rule reads, by key.
    pub(crate) fn unread_settings(&self) -> Vec<KeyPath> {
        let mut unread = Vec::new();
        for (stage, settings) in &self.stages {
            // The policy gives a number of weeks to stage A only (6.1), so only stage A has a rule that counts them.
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

/// The problems with the policy itself.
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
    /// How many weeks it lasts (stage A).
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

    /// How far along the stage of this move is. A pupil who has no stage or is closed is before A (DESIGN 1).
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

/// The requirements for a move.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveSettings {
    /// Ids of the requirements.
    pub(crate) requires: Vec<String>,
    /// Which of those requirements may be set aside.
    #[serde(default)]
    pub(crate) may_waive: Vec<String>,
}

/// The roles that may set a requirement aside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waivers {
    /// These roles; `send.toml` says who holds them.
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

/// How many days the school allows. These are the school's own choice wherever the policy gives no number.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "DaysWritten")]
pub(crate) struct DaysAllowed {
    /// To make a plan, after a pupil enters stage C or a review says continue or adapt.
    pub(crate) plan: u32,
    /// To carry out a decision to escalate or discontinue, or to send an application.
    pub(crate) act: u32,
    /// To answer an inclusion referral.
    pub(crate) referral: u32,
    /// To wait for an agency before chasing it.
    pub(crate) agency: u32,
    /// To confirm that the authority has received an application.
    pub(crate) receipt: u32,
    /// For additional provision off the register, before it is questioned.
    pub(crate) unregistered_provision: u32,
    /// After the day the records begin, for what was not found with the pupil: a current plan, or the notice to the parents.
    pub(crate) as_found: u32,
    /// To decide on the support of a pupil who arrived with it.
    pub(crate) arrival: u32,
    /// To find out a day that was not known when the records began.
    pub(crate) dates: u32,
    /// To answer a concern.
    pub(crate) concern: u32,
    /// The settings that the file does not have, each with the number of days that holds instead (DESIGN 7.2).
    pub(crate) left_out: Vec<(&'static str, u32)>,
}

/// The days allowed, as a policy file has them. A file written for an earlier version of this program lacks some of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DaysWritten {
    plan: u32,
    act: u32,
    referral: u32,
    agency: u32,
    receipt: u32,
    unregistered_provision: u32,
    as_found: Option<u32>,
    arrival: Option<u32>,
    dates: Option<u32>,
    concern: Option<u32>,
}

impl From<DaysWritten> for DaysAllowed {
    fn from(written: DaysWritten) -> Self {
        let mut left_out = Vec::new();
        let mut days = |key, days: Option<u32>, otherwise| {
            if days.is_none() {
                left_out.push((key, otherwise));
            }
            days.unwrap_or(otherwise)
        };
        let (as_found, arrival) = (days("as_found", written.as_found, 42), days("arrival", written.arrival, 14));
        let (dates, concern) = (days("dates", written.dates, 14), days("concern", written.concern, 14));
        let DaysWritten { plan, act, referral, agency, receipt, unregistered_provision, .. } = written;
        Self {
            plan,
            act,
            referral,
            agency,
            receipt,
            unregistered_provision,
            as_found,
            arrival,
            dates,
            concern,
            left_out,
        }
    }
}

/// Costs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Costs {
    /// Pounds for an hour of an adult's time.
    pub(crate) rate: Pence,
    /// Pounds a year that a school is expected to pay for one pupil (DOMAIN 6.6).
    pub(crate) notional_threshold: Pence,
}

/// How long records are kept. A policy file written before this setting existed gets the toolkit's number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retention {
    /// Years after birth for which the file of a pupil with SEND is kept. The IRMS toolkit for schools says 31: the 25 years that
    /// an EHC plan may last, and 6 more (DOMAIN 7).
    pub(crate) years: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { years: 31 }
    }
}

/// The school's settings for a rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleSettings {
    /// How severe it is.
    pub(crate) severity: RuleSeverity,
    /// Why the school chose this severity.
    pub(crate) reason: Option<Text>,
}

vocabulary! {
    /// The severity of a rule, or that it is off.
    RuleSeverity {
        /// An error.
        Error = "error",
        /// A warning.
        Warning = "warning",
        /// Not checked.
        Off = "off",
    }
}
