//! `decision-to-assess`: the authority says whether it will assess a child's needs.

use super::wait_for_authority;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ApplicationStep;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

/// Six weeks (SEND Regulations 2014 reg. 5).
const DAYS_TO_DECIDE: u32 = 42;

pub(crate) const RULE: Rule = Rule {
    id: "decision-to-assess",
    severity: Severity::Warning,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 5",
    summary: "within six weeks of receiving a request, the authority says whether it will assess",
    why: "A family is waiting to hear whether their child will be assessed. This is the authority's duty, not the school's: the \
          school can only ask.",
    remedy: "ask the authority, and record its answer as the step agreed-to-assess or refused-to-assess",
    bad: "
applications: [{for: EHCP, sent: 2025-11-24, received: 2025-11-25}]
",
    good: "
applications: [{for: EHCP, sent: 2025-11-24, received: 2025-11-25, steps: [{date: 2026-01-06, step: agreed-to-assess}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::LocalAuthority), FactsFound::AskedAlways, duty),
};

/// Each of these shows that it decided to assess.
const DECIDED: &[ApplicationStep] = &[
    ApplicationStep::AgreedToAssess,
    ApplicationStep::AdviceRequested,
    ApplicationStep::AdviceSent,
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
    use crate::rules::examples::{due, notes};

    #[test]
    fn any_answer_ends_it_and_does_not_hide_another_application() {
        for step in ["agreed-to-assess", "refused-to-assess", "withdrawn", "advice-requested", "appeal"] {
            let record = format!(
                "applications: [{{for: EHCP, received: 2025-11-25, steps: [{{date: 2026-01-05, step: {step}}}]}}, {{for: EHCP, received: 2025-12-01}}]\n"
            );
            assert_eq!(due("decision-to-assess", &record, "2026-01-04").as_deref(), Some("2026-01-06"), "{step}");
            assert_eq!(due("decision-to-assess", &record, "2026-01-05").as_deref(), Some("2026-01-12"), "{step}");
        }
    }

    #[test]
    fn it_runs_from_the_receipt_or_else_from_the_sending_with_a_note() {
        let sent = "applications: [{for: EHCP, sent: 2025-11-24, received: 2025-11-26}]\n";
        assert_eq!(due("decision-to-assess", sent, "2025-11-25").as_deref(), Some("2026-01-05"));
        assert_eq!(due("decision-to-assess", sent, "2025-11-26").as_deref(), Some("2026-01-07"));
        assert_eq!(
            notes("decision-to-assess", sent, "2025-11-25"),
            ["counted from the day it was sent: receipt is not confirmed"]
        );
        assert_eq!(notes("decision-to-assess", sent, "2025-11-26"), [""; 0]);
    }

    #[test]
    fn four_weeks_without_known_terms_may_hide_a_closure() {
        // The last term ends on 18 December 2026.
        let said = |received: &str| {
            notes("decision-to-assess", &format!("applications: [{{for: EHCP, received: {received}}}]\n"), "2026-12-10")
        };
        assert_eq!(said("2026-12-03"), [""; 0]);
        assert_eq!(said("2026-12-04").len(), 1);
    }

    #[test]
    fn an_sspp_has_no_legal_deadline_and_an_unsent_application_starts_no_clock() {
        for application in ["{for: SSPP, sent: 2025-09-01, received: 2025-09-02}", "{for: EHCP}"] {
            let record = format!("applications: [{application}]\n");
            assert_eq!(due("decision-to-assess", &record, "2026-01-15"), None);
        }
    }
}
