//! `annual-review-report`: after the review of an EHC plan the school sends its report to the authority and everyone invited.

use super::start_of_plan_review;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ReviewKind;
use crate::rules::{Clock, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// Two weeks (SEND Regulations 2014 reg. 20).
pub(crate) const DAYS_AFTER: u32 = 14;

pub(crate) const RULE: Rule = Rule {
    id: "annual-review-report",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 20",
    summary: "the school's report on the review of an EHC plan is sent within two weeks of the meeting",
    why: "The authority decides about the plan within four weeks of the meeting, and bases its decision on the report. A late \
          report leaves the pupil with the old plan for longer.",
    remedy: "send the report to the authority and everyone who was invited, and record the date as `report`",
    bad: "
census: E
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-12-19}]}]
",
    good: "
census: E
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-12-19, report: 2026-01-05}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAskedOfPlan, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    // Once the authority has decided, a report no longer helps.
    let open = plan
        .reviews
        .iter()
        .filter(|review| review.kind != ReviewKind::Interim && review.report.is_none() && review.decision.is_none());
    // The previous school reported on a meeting that it held.
    for review in open {
        let Some(held) = review.meeting.filter(|held| record.is_on_roll_on(*held)) else { continue };
        let because = format!("met {}", words::date(held));
        let clock = Clock::new(held.plus_days(DAYS_AFTER), Owner::Senco, start_of_plan_review(review), because);
        clocks.start(clock.since(held));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn a_reported_review_does_not_hide_one_that_is_not() {
        let plan = "ehc_plan: [{final: 2025-01-20, reviews: [{kind: early, meeting: 2025-06-12, report: 2025-06-20}, {kind: annual, meeting: 2025-11-12}]}]\n";
        assert_eq!(due("annual-review-report", plan, "2026-01-15").as_deref(), Some("2025-11-26"));
        assert_eq!(due("annual-review-report", plan, "2025-06-19").as_deref(), Some("2025-06-26"));
    }

    #[test]
    fn a_meeting_at_the_school_before_needs_no_report_from_this_one() {
        let plan = "ehc_plan: [{final: 2025-01-20, reviews: [{kind: annual, meeting: 2025-11-12}]}]\n";
        let joined =
            |on: &str| due("annual-review-report", &format!("on_roll: [{{from: {on}}}]\n{plan}"), "2026-01-15");
        assert!(joined("2025-11-12").is_some());
        assert_eq!(joined("2025-11-13"), None);
    }

    #[test]
    fn the_authoritys_decision_ends_it_and_an_interim_review_needs_no_report() {
        for review in
            ["{kind: annual, meeting: 2025-11-12, decision: 2025-12-10}", "{kind: interim, meeting: 2025-11-12}"]
        {
            let plan = format!("ehc_plan: [{{final: 2025-01-20, reviews: [{review}]}}]\n");
            assert_eq!(due("annual-review-report", &plan, "2026-01-15"), None, "{review}");
        }
    }
}
