//! `plan-date`: the school finds out when an EHC plan was made final.

use super::{days_by_choice, note_on_days, start_of_plan};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::since::HeldSince;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "plan-date",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "",
    summary: "the school finds out the day of the final plan, if only a day on which it was in force is recorded",
    why: "The law counts the yearly review from the day the plan was first made. Without that day the next review may already be \
          overdue, and nobody sees it. The number of days is the school's own choice.",
    remedy: "look on the plan, or ask the authority, for the day of the final plan, and record it next to the other: \
             `send add ehc-plan PUPIL --final DATE`",
    bad: "
census: E
register: [{from: 2025-12-15}]
cycles: [{stage: C, review: {date: 2025-12-17, present: [parent]}}, {stage: C, plan: {date: 2025-12-18, kind: learning-plan, review_by: 2026-03-27}}]
ehc_plan: [{in_force_on: 2025-12-15, reviews: [{kind: annual, meeting: 2025-11-12, decision: 2025-12-01}]}]
",
    good: "
census: E
register: [{from: 2025-12-15}]
cycles: [{stage: C, review: {date: 2025-12-17, present: [parent]}}, {stage: C, plan: {date: 2025-12-18, kind: learning-plan, review_by: 2026-03-27}}]
ehc_plan: [{final: 2022-06-01, in_force_on: 2025-12-15, reviews: [{kind: annual, meeting: 2025-11-12, decision: 2025-12-01}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::SaidByDuty, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    let HeldSince::SeenOn(seen) = plan.since() else { return };
    let began = record.or_day_found(seen);
    let due = days_by_choice(began, question.policies.in_force_on(began).within.dates, question);
    let because = format!("in force {}", words::since_in_words(plan.since()));
    clocks.run_with_note(due.day, Owner::Senco, start_of_plan(plan), because, note_on_days(due));
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn it_counts_from_the_later_of_the_day_of_the_plan_and_the_day_found() {
        let plan = "ehc_plan: [{in_force_on: 2025-12-15}]\n";
        assert_eq!(due("plan-date", plan, "2025-12-14"), None);
        // Fourteen days later the school is closed for Christmas.
        assert_eq!(due("plan-date", plan, "2025-12-15").as_deref(), Some("2026-01-05"));
        let found = format!("as_found: {{date: 2026-01-08}}\n{plan}");
        assert_eq!(due("plan-date", &found, "2026-01-15").as_deref(), Some("2026-01-22"));
    }

    #[test]
    fn the_day_of_the_final_plan_meets_it_and_a_plan_that_ceased_needs_none() {
        let with =
            |more: &str| due("plan-date", &format!("ehc_plan: [{{in_force_on: 2026-01-08{more}}}]\n"), "2026-01-15");
        assert!(with("").is_some());
        assert_eq!(with(", final: 2022-06-01"), None);
        assert_eq!(with(", ceased: 2026-01-12"), None);
    }
}
