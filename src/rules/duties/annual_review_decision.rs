//! `annual-review-decision`: after the review of an EHC plan the authority says what it will do.

use super::start_of_plan_review;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ReviewKind;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// Four weeks (SEND Regulations 2014 reg. 20(10)).
pub(crate) const DAYS_TO_DECIDE: u32 = 28;

pub(crate) const RULE: Rule = Rule {
    id: "annual-review-decision",
    severity: Severity::Warning,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 20(10)",
    summary: "within four weeks of a review meeting, the authority says whether it will keep, amend or end the plan",
    why: "The review ends, and the family can appeal, only once the authority has decided. This is the authority's duty, not \
          the school's: the school can only ask.",
    remedy: "ask the authority, and record the date as `decision` and its answer as `outcome`",
    bad: "
census: E
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-12-17, report: 2025-12-19}]}]
",
    good: "
census: E
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-12-17, report: 2025-12-19, decision: 2026-01-12}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::LocalAuthority), FactsFound::AskedAlways, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    let reviews = || plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim);
    let decided = reviews().filter(|review| review.decided_on().is_some()).filter_map(|review| review.meeting).max();
    for review in reviews().filter(|review| review.decided_on().is_none()) {
        // A decision on a later meeting also covers all earlier meetings.
        if let Some(held) = review.meeting.filter(|held| decided.is_none_or(|decided| *held > decided)) {
            let because = format!("met {}", words::date(held));
            clocks.run(held.plus_days(DAYS_TO_DECIDE), Owner::LocalAuthority, start_of_plan_review(review), because);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn with(reviews: &str) -> String {
        format!("ehc_plan: [{{final: 2024-12-20, reviews: [{reviews}]}}]\n")
    }

    #[test]
    fn the_worked_example_of_domain_5_3_is_due_four_weeks_after_the_meeting() {
        let plan = with("{kind: annual, meeting: 2026-11-12}");
        assert_eq!(due("annual-review-decision", &plan, "2026-11-11"), None);
        assert_eq!(due("annual-review-decision", &plan, "2026-11-12").as_deref(), Some("2026-12-10"));
    }

    #[test]
    fn a_decided_review_does_not_hide_a_later_one_and_answers_an_earlier_one() {
        let first = "{kind: early, meeting: 2025-06-12}";
        let second = "{kind: annual, meeting: 2025-11-12, decision: 2025-12-10}";
        let third = "{kind: early, meeting: 2025-12-15}";
        let plan = with(&format!("{first}, {second}, {third}"));
        assert_eq!(due("annual-review-decision", &plan, "2025-12-09").as_deref(), Some("2025-07-10"));
        assert_eq!(due("annual-review-decision", &plan, "2025-12-14"), None);
        assert_eq!(due("annual-review-decision", &plan, "2026-01-15").as_deref(), Some("2026-01-12"));
    }

    #[test]
    fn two_meetings_on_one_day_have_one_decision() {
        let plan = with(
            "{kind: annual, meeting: 2025-11-12}, {kind: phase-transfer, meeting: 2025-11-12, decision: 2025-12-10}",
        );
        assert_eq!(due("annual-review-decision", &plan, "2025-12-09").as_deref(), Some("2025-12-10"));
        assert_eq!(due("annual-review-decision", &plan, "2025-12-10"), None);
    }

    #[test]
    fn a_notice_or_an_amended_plan_is_a_decision_and_an_interim_review_needs_none() {
        for review in [
            "{kind: annual, meeting: 2025-11-12, amendment_notice: 2025-12-10}",
            "{kind: annual, meeting: 2025-11-12, amended: 2025-12-10}",
            "{kind: interim, meeting: 2025-11-12}",
        ] {
            assert_eq!(due("annual-review-decision", &with(review), "2026-01-15"), None, "{review}");
        }
    }
}
