//! `decision-to-issue`: the authority says whether it will issue an EHC plan.

use super::wait_for_authority;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ApplicationStep;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

/// Sixteen weeks from the request (SEND Regulations 2014 reg. 10).
const DAYS_TO_DECIDE: u32 = 112;

pub(crate) const RULE: Rule = Rule {
    id: "decision-to-issue",
    severity: Severity::Warning,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 10",
    summary: "within sixteen weeks of receiving a request, the authority says whether it will issue a plan",
    why: "A family whose child is refused a plan can appeal only after hearing the decision. This is the authority's duty, not \
          the school's: the school can only ask.",
    remedy: "ask the authority, and record its answer as the step agreed-to-issue or refused",
    bad: "
applications: [{for: EHCP, sent: 2025-09-18, received: 2025-09-19, steps: [{date: 2025-10-30, step: agreed-to-assess}]}]
",
    good: "
applications:
  - for: EHCP
    sent: 2025-09-18
    received: 2025-09-19
    steps: [{date: 2025-10-30, step: agreed-to-assess}, {date: 2026-01-08, step: agreed-to-issue}]
",
    kind: RuleKind::Duty(Owes::One(Owner::LocalAuthority), FactsFound::AskedAlways, duty),
};

/// Each of these shows that it decided to issue a plan.
const DECIDED: &[ApplicationStep] = &[
    ApplicationStep::AgreedToIssue,
    ApplicationStep::Draft,
    ApplicationStep::Consulted,
    ApplicationStep::ConsultationAnswered,
];

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    wait_for_authority(record, question, DAYS_TO_DECIDE, DECIDED, clocks);
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn with(steps: &str) -> String {
        format!("applications: [{{for: EHCP, received: 2025-09-19, steps: [{steps}]}}]\n")
    }

    #[test]
    fn advice_is_not_a_decision_and_a_refusal_or_a_draft_is() {
        let agreed = "{date: 2025-10-30, step: agreed-to-assess}";
        for (step, open) in [("advice-sent", true), ("refused", false), ("draft", false), ("appeal-outcome", false)] {
            let record = with(&format!("{agreed}, {{date: 2025-12-18, step: {step}}}"));
            let due = due("decision-to-issue", &record, "2026-01-15");
            assert_eq!(due.as_deref(), open.then_some("2026-01-09"), "{step}");
        }
    }

    #[test]
    fn an_authority_that_will_not_assess_owes_no_decision_on_a_plan() {
        let record = with("{date: 2025-10-30, step: refused-to-assess}");
        assert_eq!(due("decision-to-issue", &record, "2025-10-29").as_deref(), Some("2026-01-09"));
        assert_eq!(due("decision-to-issue", &record, "2025-10-30"), None);
    }
}
