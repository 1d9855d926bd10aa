//! `waiver-expired`: a requirement was set aside until a date, the date has passed, and the requirement is not recorded as met.

use crate::finding::{Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::Stage;
use crate::rules::duties::weeks_of_stage_a;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "waiver-expired",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a requirement was set aside until a date that has passed, and it is not recorded as met",
    why: "Setting a requirement aside is temporary: the pupil gets help at once, and the step is completed later. Once the date has \
          passed, someone must complete the step, or it will be forgotten.",
    remedy: "complete the step, and record it: `send done PUPIL --waiver six-weeks --how \"what was done\"`",
    bad: "
stage: B
concerns: [{date: 2025-12-08, raised_by: class-teacher, grounds: [below-own-rate], short_term_causes: none found}]
stages:
  - {date: 2025-12-08, stage: A}
  - date: 2025-12-15
    stage: B
    waived: [{requirement: six-weeks, reason: a sudden need, by: R. Osei, until: 2026-01-09}]
cycles:
  - stage: A
    plan: {date: 2025-12-09, kind: adaptations}
    review: {date: 2025-12-12, progress: none, decision: escalate}
contacts:
  - {date: 2025-12-09, kind: meeting, about: concern, with: parent}
  - {date: 2025-12-09, kind: consent, about: inclusion-referral, with: parent, answer: given}
referrals: [{date: 2025-12-12, to: inclusion-team, answered: 2025-12-15}]
",
    good: "
stage: B
concerns: [{date: 2025-12-08, raised_by: class-teacher, grounds: [below-own-rate], short_term_causes: none found}]
stages:
  - {date: 2025-12-08, stage: A}
  - date: 2025-12-15
    stage: B
    waived: [{requirement: six-weeks, reason: a sudden need, by: R. Osei, until: 2026-02-02}]
cycles:
  - stage: A
    plan: {date: 2025-12-09, kind: adaptations}
    review: {date: 2025-12-12, progress: none, decision: escalate}
contacts:
  - {date: 2025-12-09, kind: meeting, about: concern, with: parent}
  - {date: 2025-12-09, kind: consent, about: inclusion-referral, with: parent, answer: given}
referrals: [{date: 2025-12-12, to: inclusion-team, answered: 2025-12-15}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let (record, as_at) = (subject.record, question.as_at);
    // Only the stage the pupil is at now counts: a later move has asked for its requirements again.
    let (Some(last), true) = (record.stages.last(), record.is_on_roll()) else { return };
    let index = record.stages.len() - 1;
    for (at, waiver) in last.waived.iter().enumerate() {
        let has_passed = |until: &Day| *until < as_at && !record.is_as_found(*until);
        let Some(until) = waiver.until.filter(has_passed) else { continue };
        let (requirement, id) = (waiver.requirement.as_str(), record.id());
        if waiver.met_on.is_some() || requirement == "six-weeks" && six_weeks_are_over(record, question) {
            continue;
        }
        let message = format!("`{requirement}` was set aside until {}, and that day has passed", words::date(until));
        let help =
            format!("complete the step, then run `send done {id} --waiver {requirement} --how \"what was done\"`");
        found.at_with_help(key_path!["stages", index, "waived", at, "until"], message, help);
    }
}

/// Whether the weeks of stage A have passed since the pupil last entered it.
fn six_weeks_are_over(record: &AsAt, question: &Question<'_>) -> bool {
    let entered = record.stages.iter().rev().find(|entry| entry.stage == Stage::A);
    entered.is_some_and(|entered| {
        weeks_of_stage_a(entered.date, question).is_none_or(|counted| counted.day <= question.as_at)
    })
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{keys_found, rules_found_on};

    fn waived(requirement: &str, until: &str) -> String {
        format!(
            "stages: [{{date: 2025-12-08, stage: A}}, {{date: 2025-12-15, stage: B, \
             waived: [{{requirement: {requirement}, reason: a sudden need, by: R. Osei, until: {until}}}]}}]\n"
        )
    }

    #[test]
    fn the_date_itself_is_in_time_and_the_day_after_is_not() {
        assert_eq!(keys_found("waiver-expired", &waived("little-progress", "2026-01-15")), [""; 0]);
        assert_eq!(
            keys_found("waiver-expired", &waived("little-progress", "2026-01-14")),
            ["stages[1].waived[0].until"]
        );
    }

    #[test]
    fn the_six_weeks_are_met_once_they_have_passed() {
        let record = waived("six-weeks", "2026-01-09");
        let fires = |on: &str| rules_found_on(&record, day(on)).contains(&"waiver-expired");
        assert!(fires("2026-02-01"));
        assert!(!fires("2026-02-02"));
    }

    #[test]
    fn a_waiver_that_is_still_running_does_not_hide_an_expired_one() {
        let record = waived("little-progress", "2026-03-27").replace(
            "waived: [",
            "waived: [{requirement: stages-in-order, reason: a sudden need, by: R. Osei}, {requirement: little-progress, reason: again, by: R. Osei, until: 2026-01-09}, ",
        );
        assert_eq!(keys_found("waiver-expired", &record), ["stages[1].waived[1].until"]);
    }

    #[test]
    fn a_requirement_that_was_met_later_is_not_found_from_that_day() {
        let met = waived("little-progress", "2026-01-09")
            .replace("until:", "met_on: 2026-01-13, how: looked at again, until:");
        let fires = |on: &str| rules_found_on(&met, day(on)).contains(&"waiver-expired");
        assert_eq!(["2026-01-09", "2026-01-10", "2026-01-12", "2026-01-13"].map(fires), [false, true, true, false]);
        // Another requirement that was not met is still found.
        let both = met.replace(
            "waived: [",
            "waived: [{requirement: stages-in-order, reason: again, by: R. Osei, until: 2026-01-09}, ",
        );
        assert_eq!(keys_found("waiver-expired", &both), ["stages[1].waived[0].until"]);
    }

    #[test]
    fn the_next_move_ends_it() {
        let moved = waived("little-progress", "2026-01-09").replace("]}]", "]}, {date: 2026-01-12, stage: C}]");
        assert_eq!(keys_found("waiver-expired", &moved), [""; 0]);
    }

    #[test]
    fn a_waiver_that_ended_before_the_pupil_was_found_is_not_judged() {
        let found = |day: &str| {
            let waiver = "{requirement: little-progress, reason: a, by: R. Osei, until: 2025-12-12}";
            let stages = format!("stages: [{{date: 2025-11-05, stage: B, waived: [{waiver}]}}]");
            keys_found("waiver-expired", &format!("as_found: {{date: {day}}}\n{stages}\n")).len()
        };
        assert_eq!((found("2025-12-12"), found("2025-12-11")), (0, 1));
    }
}
