//! `annual-review-meeting`: an EHC plan is reviewed early enough for the authority to decide within the twelve months.

use crate::finding::Severity;
use crate::model::record::Record;
use crate::model::vocabulary::ReviewKind;
use crate::rules::{Clocks, Kind, Owes, Owner, Question, Rule};
use crate::words;

/// The authority has four weeks after the meeting to decide (SEND Regulations 2014 reg. 20(10)).
const DAYS_FOR_THE_DECISION: u32 = 28;

pub(crate) const RULE: Rule = Rule {
    id: "annual-review-meeting",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "Children and Families Act 2014 s.44; SEND Regulations 2014 reg. 20",
    summary: "the annual review meeting of an EHC plan is held 28 days before the twelve months end",
    why: "The review is concluded only when the authority has decided, for which it has four weeks after the meeting. A \
          meeting on the anniversary is already late.",
    remedy: "hold the meeting as soon as it can be arranged, tell the authority, and record it under the plan's reviews",
    bad: "
census: E
contacts: [{date: 2025-02-14, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-02-11}]
",
    good: "
census: E
contacts: [{date: 2025-02-14, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-02-11, reviews: [{kind: annual, meeting: 2026-01-13}]}]
",
    kind: Kind::Duty(Owes::One(Owner::Senco), duty),
};

fn duty(record: &Record, _: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    // An interim review looks at one question; it does not restart the twelve months.
    let reviews = || plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim);
    let concluded = reviews().filter_map(|review| review.decision).max();
    let began = concluded.map_or(plan.final_on, |concluded| concluded.max(plan.final_on));
    if reviews().any(|review| review.decision.is_none() && review.meeting.is_some_and(|held| held >= began)) {
        return;
    }
    let last_day = began.plus_months(12).minus_days(1);
    clocks.run(last_day.minus_days(DAYS_FOR_THE_DECISION), Owner::Senco, format!("year from {}", words::date(began)));
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn the_worked_example_of_domain_5_3() {
        let plan = "ehc_plan: [{final: 2026-01-20}]\n";
        assert_eq!(due("annual-review-meeting", plan, "2026-01-19"), None);
        assert_eq!(due("annual-review-meeting", plan, "2026-01-20").as_deref(), Some("2026-12-22"));
    }

    #[test]
    fn a_meeting_meets_it_and_the_decision_starts_the_next_year() {
        let plan =
            "ehc_plan: [{final: 2025-01-20, reviews: [{kind: annual, meeting: 2025-11-12, decision: 2025-12-10}]}]\n";
        assert_eq!(due("annual-review-meeting", plan, "2025-11-11").as_deref(), Some("2025-12-22"));
        assert_eq!(due("annual-review-meeting", plan, "2025-11-12"), None);
        assert_eq!(due("annual-review-meeting", plan, "2025-12-10").as_deref(), Some("2026-11-11"));
    }

    #[test]
    fn an_interim_review_does_not_restart_the_clock_and_a_booking_is_no_meeting() {
        let plan = "ehc_plan: [{final: 2025-01-20, reviews: [{kind: interim, meeting: 2025-06-12, decision: 2025-07-01}, {kind: annual, booked: 2026-01-12}]}]\n";
        assert_eq!(due("annual-review-meeting", plan, "2026-01-15").as_deref(), Some("2025-12-22"));
    }

    #[test]
    fn a_plan_that_ceased_and_a_leap_day() {
        assert_eq!(
            due("annual-review-meeting", "ehc_plan: [{final: 2025-01-20, ceased: 2026-01-15}]", "2026-01-15"),
            None
        );
        assert_eq!(
            due("annual-review-meeting", "ehc_plan: [{final: 2024-02-29}]", "2024-03-01").as_deref(),
            Some("2025-01-30")
        );
    }
}
