//! The days before a pupil's records begin (DESIGN 7.1). What was done then is as found, and is not judged. So that no one gets round
//! the policy with an early date, only the command that begins the records writes a step of those days that a rule would judge:
//! a move, a place on the register or its end, a consent, a review of the school's own plan.
//!
//! The first day next to an `in_force_on` is not such a step: it says more about what was found.

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::vocabulary::ContactKind;
use crate::words::date;

/// A step that a rule judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JudgedStep {
    /// A move to a stage.
    Move,
    /// The first day of a period on the register.
    Placing,
    /// The last day of one.
    Removal,
    /// An answer to a request for consent.
    Consent,
    /// A review of the school's own plan.
    Review,
}

impl JudgedStep {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Move => "a move",
            Self::Placing => "a first day on the register",
            Self::Removal => "a last day on the register",
            Self::Consent => "a consent",
            Self::Review => "a review",
        }
    }

    /// The first day on which the step can be recorded. A contact or a review of the very day the records begin is allowed.
    fn earliest(self, found: Day) -> Day {
        match self {
            Self::Move | Self::Placing | Self::Removal => found.plus_days(1),
            Self::Consent | Self::Review => found,
        }
    }
}

/// Refuses a step of a day before the pupil's records begin.
pub(crate) fn refuse_step(record: &Record, step: JudgedStep, day: Day) -> anyhow::Result<()> {
    let Some(found) = record.found_on() else { return Ok(()) };
    let earliest = step.earliest(found);
    if day >= earliest {
        return Ok(());
    }
    Err(Failure::refused(
        format!(
            "the records of {} begin on {}; what was done before is as found, so {} of {} is not recorded",
            record.id(),
            date(found),
            step.in_words(),
            date(day)
        ),
        format!("use a later date: {} or after", date(earliest)),
    ))
}

/// Refuses a change that adds a step of a day before the pupil's records begin. A record that began in the same change may have
/// such steps: they are what was found.
pub(crate) fn refuse_added(before: &Record, after: &Record) -> anyhow::Result<()> {
    if before.as_found.is_none() {
        return Ok(());
    }
    let mut known = judged_steps(before);
    for (step, day) in judged_steps(after) {
        match known.iter().position(|one| *one == (step, day)) {
            Some(at) => drop(known.swap_remove(at)),
            None => refuse_step(before, step, day)?,
        }
    }
    Ok(())
}

/// Every step that a rule judges, with its day. A place on the register keeps the day on which it was found, whatever its first
/// day turns out to be.
fn judged_steps(record: &Record) -> Vec<(JudgedStep, Day)> {
    let moves = record.stages.iter().map(|entry| (JudgedStep::Move, entry.date));
    let placings = record
        .register
        .iter()
        .map(|spell| (JudgedStep::Placing, spell.in_force_on.unwrap_or_else(|| spell.first_day())));
    let removals = record.register.iter().filter_map(|spell| Some((JudgedStep::Removal, spell.to?)));
    let consents = record.contacts.iter().filter(|contact| contact.kind == ContactKind::Consent);
    let consents = consents.map(|contact| (JudgedStep::Consent, contact.date));
    let reviews = record.reviews().map(|(_, review)| (JudgedStep::Review, review.date));
    moves.chain(placings).chain(removals).chain(consents).chain(reviews).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::examples::record;

    const FOUND: &str =
        "as_found: {date: 2025-11-28}\nstages: [{date: 2025-11-28, stage: C}]\nregister: [{in_force_on: 2025-11-28}]\n";

    /// The refusal of a change to these facts.
    fn refused(before: &str, after: &str) -> Option<String> {
        refuse_added(&record(before), &record(after)).err().map(|error| error.to_string())
    }

    fn with(facts: &str) -> String {
        format!("{FOUND}{facts}\n")
    }

    #[test]
    fn a_step_of_before_is_refused_and_one_of_after_is_not() {
        for (step, last_refused, first_allowed) in [
            ("stages: [{date: 2025-11-28, stage: C}, {date: DAY, stage: D}]", "2025-11-28", "2025-11-29"),
            ("register: [{in_force_on: 2025-11-28, to: DAY}]", "2025-11-28", "2025-11-29"),
            (
                "contacts: [{date: DAY, kind: consent, about: information-sharing, answer: given}]",
                "2025-11-27",
                "2025-11-28",
            ),
            ("cycles: [{stage: C, review: {date: DAY, progress: better}}]", "2025-11-27", "2025-11-28"),
        ] {
            let after = |day: &str| {
                let step = step.replace("DAY", day);
                let key = step.split(':').next().unwrap();
                let kept: String =
                    FOUND.lines().filter(|line| !line.starts_with(key)).map(|line| format!("{line}\n")).collect();
                format!("{kept}{step}\n")
            };
            assert!(refused(FOUND, &after(last_refused)).is_some(), "{step}");
            assert_eq!(refused(FOUND, &after(first_allowed)), None, "{step}");
        }
    }

    #[test]
    fn the_refusal_names_the_day_the_records_begin() {
        let review = with("cycles: [{stage: C, review: {date: 2025-10-01}}]");
        assert_eq!(
            refused(FOUND, &review).unwrap(),
            "the records of p014 begin on 28 Nov 2025; what was done before is as found, so a review of 1 Oct 2025 is not recorded"
        );
    }

    #[test]
    fn what_was_found_may_be_made_more_exact_and_other_facts_of_before_may_be_added() {
        let dated = FOUND.replace("in_force_on: 2025-11-28", "from: 2024-01-08, in_force_on: 2025-11-28");
        assert_eq!(refused(FOUND, &dated), None);
        for fact in [
            "contacts: [{date: 2024-01-05, kind: notice, about: register}]",
            "diagnoses: [{date: 2024-01-05, what: Dyslexia}]",
            "ehc_plan: [{final: 2024-01-05, reviews: [{kind: annual, meeting: 2025-01-06}]}]",
            "sspp: [{from: 2025-01-06, to: 2025-07-31}]",
            "needs: [{type: SLCN, rank: 1, from: 2024-01-05}]",
            "concerns: [{date: 2023-10-02, raised_by: parent}]",
            "cycles: [{stage: C, plan: {date: 2025-09-10, kind: learning-plan}}]",
        ] {
            assert_eq!(refused(FOUND, &with(fact)), None, "{fact}");
        }
    }

    #[test]
    fn only_a_record_that_began_as_found_is_asked_about() {
        let moved = "stages: [{date: 2024-09-15, stage: A}]\n";
        assert_eq!(refused("", moved), None);
        assert_eq!(refused("", &format!("as_found: {{date: 2025-11-28}}\n{moved}")), None);
    }
}
