//! The loops over the duties: what a pupil, or the school, still owes on a day.

use super::{Clock, Clocks, Question, RULES, Rule, RuleKind, severity};
use crate::model::at_a_day::AsAt;

/// A duty that is not met, and its rule.
#[derive(Debug)]
pub(crate) struct Unmet {
    /// The rule.
    pub(crate) rule: &'static Rule,
    /// The clock.
    pub(crate) clock: Clock,
}

/// Every duty about one pupil that is not met, due or overdue. The record is as at the date of the report.
pub(crate) fn unmet_duties(record: &AsAt, question: &Question<'_>) -> Vec<Unmet> {
    debug_assert_eq!(record.day(), question.as_at);
    // A pupil who has left has outgrown every duty except those that begin with leaving (DESIGN 3).
    let is_on_roll = record.is_on_roll();
    // Leaving can be seen coming once the last day is known.
    let has_a_last_day = record.spell_on_roll().is_none_or(|spell| spell.to.is_some());
    let mut unmet = Vec::new();
    for rule in RULES {
        let is_asked = match rule.kind {
            RuleKind::Duty(..) => is_on_roll,
            RuleKind::DutyAfterLeaving(..) => has_a_last_day,
            RuleKind::DutyOfSchool(..)
            | RuleKind::Check(_)
            | RuleKind::Together(_)
            | RuleKind::Reading
            | RuleKind::History
            | RuleKind::Requirement(_) => false,
        };
        if is_asked {
            unmet.extend(clocks_of(rule, record, question).into_iter().map(|clock| Unmet { rule, clock }));
        }
    }
    unmet
}

/// The clocks of one duty about a pupil. None if the policy has switched it off, or if the rule is not such a duty.
pub(super) fn clocks_of(rule: &Rule, record: &AsAt, question: &Question<'_>) -> Vec<Clock> {
    if severity(rule, question).is_none() {
        return Vec::new();
    }
    let mut clocks = Clocks::default();
    match rule.kind {
        RuleKind::Duty(_, found, duty) => {
            duty(record, question, &mut clocks);
            clocks.0.into_iter().filter_map(|clock| found.asked(clock, record, question)).collect()
        }
        RuleKind::DutyAfterLeaving(_, duty) => {
            duty(record, question, &mut clocks);
            clocks.0
        }
        RuleKind::DutyOfSchool(..)
        | RuleKind::Check(_)
        | RuleKind::Together(_)
        | RuleKind::Reading
        | RuleKind::History
        | RuleKind::Requirement(_) => Vec::new(),
    }
}

/// Every duty of the school as a whole that is not met, due or overdue. These duties start when `send.toml` gives the
/// school's urn, so that a new folder has none (DESIGN 3).
pub(crate) fn unmet_duties_of_school(question: &Question<'_>) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    for rule in RULES.iter().filter(|_| question.school.settings.school.urn.is_some()) {
        let (RuleKind::DutyOfSchool(_, duty), Some(_)) = (rule.kind, severity(rule, question)) else { continue };
        let mut clocks = Clocks::default();
        duty(question, &mut clocks);
        unmet.extend(clocks.0.into_iter().map(|clock| Unmet { rule, clock }));
    }
    unmet
}
