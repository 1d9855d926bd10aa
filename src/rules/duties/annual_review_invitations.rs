//! `annual-review-invitations`: invitations to the review of an EHC plan go out two weeks before.

use super::upcoming_reviews;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// Two weeks (SEND Regulations 2014 reg. 20(2) and (3)).
pub(crate) const DAYS_BEFORE: u32 = 14;

pub(crate) const RULE: Rule = Rule {
    id: "annual-review-invitations",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 20(2) and (3)",
    summary: "invitations to the review of an EHC plan go out two weeks before the meeting",
    why: "The family, health, social care and the authority must be able to come. The law gives them two weeks' \
          notice.",
    remedy: "send the invitations and record the date as `invited`; if two weeks' notice is no longer possible, book a later day",
    bad: "
census: E
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, booked: 2026-01-26, circulated: 2026-01-09}]}]
",
    good: "
census: E
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, booked: 2026-01-26, invited: 2026-01-09, circulated: 2026-01-09}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedOfPlanIfDueLater, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    for (start, review, booked) in upcoming_reviews(record) {
        if review.invited.is_none() {
            let because = format!("meeting booked {}", words::date(booked));
            clocks.run(booked.minus_days(DAYS_BEFORE), Owner::Senco, start, because);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn plan(reviews: &str) -> String {
        format!("ehc_plan: [{{final: 2024-11-20, reviews: [{reviews}]}}]\n")
    }

    #[test]
    fn one_review_in_order_does_not_hide_another() {
        let held = "{kind: annual, booked: 2025-06-12, meeting: 2025-06-12}";
        let ready = "{kind: early, booked: 2026-01-20, invited: 2026-01-05}";
        let record = plan(&format!("{held}, {ready}, {{kind: annual, booked: 2026-01-28}}"));
        assert_eq!(due("annual-review-invitations", &record, "2026-01-15").as_deref(), Some("2026-01-14"));
    }

    #[test]
    fn the_worked_example_of_domain_5_3_is_owed_until_the_invitations_go_or_the_meeting_is_held() {
        let done = plan("{kind: annual, booked: 2026-11-12, invited: 2026-10-30}");
        assert_eq!(due("annual-review-invitations", &done, "2026-10-29").as_deref(), Some("2026-10-29"));
        assert_eq!(due("annual-review-invitations", &done, "2026-10-30"), None);
        let held = plan("{kind: annual, booked: 2026-01-12, meeting: 2026-01-12}");
        assert!(due("annual-review-invitations", &held, "2026-01-11").is_some());
        assert_eq!(due("annual-review-invitations", &held, "2026-01-12"), None);
    }

    #[test]
    fn an_interim_review_or_a_plan_that_ceased_needs_no_invitations() {
        assert_eq!(due("annual-review-invitations", &plan("{kind: interim, booked: 2026-01-20}"), "2026-01-15"), None);
        let ceased = plan("{kind: annual, booked: 2026-01-20}").replace("final", "ceased: 2026-01-10, final");
        assert_eq!(due("annual-review-invitations", &ceased, "2026-01-15"), None);
    }
}
