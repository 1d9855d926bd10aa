//! `amended-plan`: the authority issues the plan that it decided to amend.

use super::start_of_plan_review;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ReviewKind, ReviewOutcome};
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// Twelve weeks: four for the decision and notice, and eight more (DOMAIN 5.3).
const DAYS_FROM_THE_MEETING: u32 = 84;

/// Eight weeks (SEND Regulations 2014 reg. 22(3)).
pub(crate) const DAYS_FROM_THE_NOTICE: u32 = 56;

pub(crate) const RULE: Rule = Rule {
    id: "amended-plan",
    severity: Severity::Warning,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 22(3)",
    summary: "the authority issues an amended plan within eight weeks of its notice and twelve weeks of the meeting",
    why: "Until the amended plan is issued, the old one stays in force, with support that everyone agreed is no longer right. \
          This is the authority's duty, not the school's: the school can only ask.",
    remedy: "ask the authority; when the plan comes, record the date as `amended`",
    bad: "
census: E
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan:
  - final: 2025-03-03
    reviews: [{kind: annual, meeting: 2025-10-15, report: 2025-10-22, decision: 2025-11-10, outcome: amend, amendment_notice: 2025-11-10}]
",
    good: "
census: E
contacts: [{date: 2026-01-08, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan:
  - final: 2025-03-03
    reviews: [{kind: annual, meeting: 2025-10-15, report: 2025-10-22, decision: 2025-11-10, outcome: amend, amendment_notice: 2025-11-10, amended: 2026-01-05}]
",
    kind: RuleKind::Duty(Owes::One(Owner::LocalAuthority), FactsFound::AskedAlways, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    let reviews = || plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim);
    // A plan amended after the decision already includes what was decided.
    let last = reviews().filter_map(|review| review.amended).max();
    for review in reviews().filter(|review| review.outcome == Some(ReviewOutcome::Amend) && review.amended.is_none()) {
        let by_meeting = review.meeting.map(|held| held.plus_days(DAYS_FROM_THE_MEETING));
        let by_notice = review.amendment_notice.map(|notice| notice.plus_days(DAYS_FROM_THE_NOTICE));
        let decided = review.decision.or(review.amendment_notice).or(review.meeting);
        let is_open = last.is_none_or(|last| decided.is_some_and(|decided| decided > last));
        if let Some(due) = by_meeting.into_iter().chain(by_notice).min().filter(|_| is_open) {
            let because = match (review.amendment_notice, decided) {
                (Some(notice), _) => format!("notice {}", words::date(notice)),
                (None, Some(day)) => format!("amendment decided {}", words::date(day)),
                (None, None) => "amendment decided".to_owned(),
            };
            clocks.run(due, Owner::LocalAuthority, start_of_plan_review(review), because);
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
    fn the_worked_example_of_domain_5_3_is_due_twelve_weeks_after_the_meeting() {
        let plan = with("{kind: annual, meeting: 2026-11-12, decision: 2026-12-10, outcome: amend}");
        assert_eq!(due("amended-plan", &plan, "2026-12-09"), None);
        assert_eq!(due("amended-plan", &plan, "2026-12-10").as_deref(), Some("2027-02-04"));
    }

    #[test]
    fn the_earlier_of_the_two_deadlines_counts() {
        let noticed = |notice: &str| {
            let review = format!("meeting: 2025-09-10, decision: {notice}, outcome: amend, amendment_notice: {notice}");
            due("amended-plan", &with(&format!("{{kind: annual, {review}}}")), "2026-01-15")
        };
        assert_eq!(noticed("2025-10-07").as_deref(), Some("2025-12-02"));
        assert_eq!(noticed("2025-10-08").as_deref(), Some("2025-12-03"));
        assert_eq!(noticed("2025-10-09").as_deref(), Some("2025-12-03"));
    }

    #[test]
    fn a_plan_amended_on_the_day_of_a_decision_includes_it() {
        let amended = "{kind: annual, meeting: 2025-06-12, decision: 2025-07-01, outcome: amend, amended: 2025-08-01}";
        let with_early = |decision: &str| {
            let early = format!("{{kind: early, meeting: 2025-07-21, decision: {decision}, outcome: amend}}");
            due("amended-plan", &with(&format!("{amended}, {early}")), "2026-01-15")
        };
        assert_eq!(with_early("2025-08-01"), None);
        assert_eq!(with_early("2025-08-02").as_deref(), Some("2025-10-13"));
    }

    #[test]
    fn only_an_outcome_of_amend_asks_for_an_amended_plan() {
        for outcome in ["maintain", "cease"] {
            let plan =
                with(&format!("{{kind: annual, meeting: 2025-09-10, decision: 2025-10-01, outcome: {outcome}}}"));
            assert_eq!(due("amended-plan", &plan, "2026-01-15"), None, "{outcome}");
        }
    }

    #[test]
    fn an_amended_plan_does_not_hide_a_later_decision_and_answers_an_earlier_one() {
        let open = "{kind: early, meeting: 2025-03-12, decision: 2025-04-01, outcome: amend}";
        let amended = "{kind: annual, meeting: 2025-06-12, decision: 2025-07-01, outcome: amend, amended: 2025-08-01}";
        let again = "{kind: early, meeting: 2025-09-12, decision: 2025-10-01, outcome: amend}";
        let plan = with(&format!("{open}, {amended}, {again}"));
        assert_eq!(due("amended-plan", &plan, "2025-07-31").as_deref(), Some("2025-06-04"));
        assert_eq!(due("amended-plan", &plan, "2025-08-01"), None);
        assert_eq!(due("amended-plan", &plan, "2026-01-15").as_deref(), Some("2025-12-05"));
    }
}
