//! `annual-review-date`: the school finds out when the EHC plan of a pupil as found was last reviewed.

use super::{days_by_choice, note_on_days, start_of_plan};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::authority::EhcPlan;
use crate::model::day::Day;
use crate::model::since::HeldSince;
use crate::model::vocabulary::ReviewKind;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::school::calendar::CountedDay;
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "annual-review-date",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "",
    summary: "the school finds out the day of the last annual review, if the records began with an EHC plan and no review",
    why: "The next review is due twelve months after the last one. While that day is not recorded, the next review may already be \
          overdue. The number of days is the school's own choice.",
    remedy: "ask the family, the last school or the authority for the day of the last annual review, and record it: \
             `send annual-review PUPIL --held DATE`; if there has been none, hold one",
    bad: "
as_found: {date: 2025-12-15}
census: E
register: [{from: 2025-12-15}]
cycles: [{stage: C, review: {date: 2025-12-17, present: [parent]}}, {stage: C, plan: {date: 2025-12-18, kind: learning-plan, review_by: 2026-03-27}}]
contacts: [{date: 2024-06-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2024-06-03}]
",
    good: "
as_found: {date: 2025-12-15}
census: E
register: [{from: 2025-12-15}]
cycles: [{stage: C, review: {date: 2025-12-17, present: [parent]}}, {stage: C, plan: {date: 2025-12-18, kind: learning-plan, review_by: 2026-03-27}}]
contacts: [{date: 2024-06-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2024-06-03, reviews: [{kind: annual, meeting: 2025-05-14, report: 2025-05-20, decision: 2025-06-03}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::SaidByDuty, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    let Some(found) = found_without_review(record, plan) else { return };
    let due = due_after(found, question);
    let because = match plan.since() {
        HeldSince::Known(made) => format!("plan of {}, and no review is recorded", words::date(made)),
        seen @ HeldSince::SeenOn(_) => {
            format!("plan in force {}, and no review is recorded", words::since_in_words(seen))
        }
    };
    clocks.run_with_note(due.day, Owner::Senco, start_of_plan(plan), because, note_on_days(due));
}

/// The last day to find out the date, if the plan was found on a day.
pub(super) fn due_after(found: Day, question: &Question<'_>) -> CountedDay {
    days_by_choice(found, question.policies.in_force_on(found).within.dates, question)
}

/// The day on which a plan was found whose last review is not recorded and may be long past: a plan as found, or one whose first
/// day is not known. A plan made less than twelve months before needs no review yet.
pub(super) fn found_without_review(record: &AsAt, plan: &EhcPlan) -> Option<Day> {
    let is_reviewed = plan.reviews.iter().any(|review| {
        review.kind != ReviewKind::Interim && (review.meeting.is_some() || review.decided_on().is_some())
    });
    if is_reviewed {
        return None;
    }
    match plan.since() {
        HeldSince::SeenOn(seen) => Some(record.or_day_found(seen)),
        HeldSince::Known(made) => record.found_on().filter(|found| made.plus_months(12) <= *found),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn found(plan: &str, on: &str) -> Option<String> {
        due("annual-review-date", &format!("as_found: {{date: 2026-01-08}}\nehc_plan: [{{{plan}}}]\n"), on)
    }

    #[test]
    fn a_plan_of_a_year_or_more_before_the_day_found_needs_it_and_a_younger_one_does_not() {
        assert_eq!(found("final: 2025-01-08", "2026-01-08").as_deref(), Some("2026-01-22"));
        assert_eq!(found("final: 2025-01-09", "2026-01-15"), None);
        // A plan of after that day is this school's own story.
        assert_eq!(found("final: 2026-01-12", "2026-01-15"), None);
        assert_eq!(due("annual-review-date", "ehc_plan: [{final: 2022-06-01}]\n", "2026-01-15"), None);
    }

    #[test]
    fn a_plan_whose_first_day_is_not_known_needs_it_too() {
        assert_eq!(found("in_force_on: 2025-12-01", "2026-01-15").as_deref(), Some("2026-01-22"));
        let brought = "ehc_plan: [{in_force_on: 2026-01-12}]\n";
        assert_eq!(due("annual-review-date", brought, "2026-01-15").as_deref(), Some("2026-01-26"));
    }

    #[test]
    fn a_review_that_was_held_or_decided_meets_it_and_an_interim_or_booked_one_does_not() {
        let with = |review: &str| found(&format!("final: 2022-06-01, reviews: [{{{review}}}]"), "2026-01-15");
        assert_eq!(with("kind: annual, meeting: 2025-05-20"), None);
        assert_eq!(with("kind: early, decision: 2025-06-20"), None);
        assert!(with("kind: interim, meeting: 2025-05-20").is_some());
        assert!(with("kind: annual, booked: 2026-03-10").is_some());
    }
}
