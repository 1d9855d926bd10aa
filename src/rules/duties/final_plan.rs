//! `final-plan`: the authority issues the final EHC plan.

use super::wait_for_authority;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

/// Twenty weeks from the request (SEND Regulations 2014 reg. 13(2)).
const DAYS_TO_ISSUE: u32 = 140;

pub(crate) const RULE: Rule = Rule {
    id: "final-plan",
    severity: Severity::Warning,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 13(2)",
    summary: "the authority issues the final plan within twenty weeks of receiving a request",
    why: "Until the plan is final, the pupil has no right to anything in it. This is the authority's duty, not the school's: the \
          school can only ask.",
    remedy: "ask the authority; when the plan comes, record the step final, and the plan under `ehc_plan`",
    bad: "
applications: [{for: EHCP, sent: 2025-08-20, received: 2025-08-21, steps: [{date: 2025-12-11, step: agreed-to-issue}]}]
",
    good: "
census: E
contacts: [{date: 2026-01-12, kind: meeting, about: ehc-plan, with: parent}]
applications:
  - for: EHCP
    sent: 2025-08-20
    received: 2025-08-21
    steps: [{date: 2025-12-11, step: agreed-to-issue}, {date: 2026-01-08, step: final}]
ehc_plan: [{final: 2026-01-08}]
",
    kind: RuleKind::Duty(Owes::One(Owner::LocalAuthority), FactsFound::AskedAlways, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    wait_for_authority(record, question, DAYS_TO_ISSUE, &[], clocks);
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{clocks_of, due, notes};

    #[test]
    fn a_draft_is_not_a_final_plan_and_a_plan_without_a_step_is() {
        let record = "applications: [{for: EHCP, received: 2025-08-21, steps: [{date: 2025-12-18, step: draft}]}]\n";
        assert_eq!(due("final-plan", record, "2026-01-15").as_deref(), Some("2026-01-08"));
        assert_eq!(due("final-plan", &format!("{record}ehc_plan: [{{final: 2026-01-15}}]\n"), "2026-01-15"), None);
        // A plan from before the request is a different one.
        let older = format!("{record}ehc_plan: [{{final: 2024-01-15, ceased: 2025-01-15}}]\n");
        assert_eq!(due("final-plan", &older, "2026-01-15").as_deref(), Some("2026-01-08"));
    }

    #[test]
    fn a_summer_within_the_time_is_an_exception_and_christmas_is_not() {
        let clock = |received: &str, on: &str| {
            let record = format!("applications: [{{for: EHCP, received: {received}}}]\n");
            (clocks_of("final-plan", &record, on).remove(0).exception, notes("final-plan", &record, on))
        };
        let summer = "the school was closed from 21 Jul 2026 to 31 Aug 2026, so the law may allow the authority longer";
        assert_eq!(clock("2026-04-20", "2026-10-01"), (Some(summer.to_owned()), vec![summer.to_owned()]));
        assert_eq!(clock("2025-10-01", "2026-05-01"), (None, Vec::new()));
        // After the last term in send.toml a closure may be missed, and the note says so.
        let (exception, notes) = clock("2026-11-01", "2027-05-01");
        assert_eq!(exception, None);
        assert_eq!(
            notes,
            ["send.toml has no term dates for then: a closure of four weeks may allow the authority longer"]
        );
    }
}
