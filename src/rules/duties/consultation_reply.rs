//! `consultation-reply`: the school answers when it is consulted about being named in a plan.

use super::{is_answered_by_an_award, open_requests};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ApplicationStep;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// Days to answer (SEND Code of Practice 9.83).
const DAYS_TO_ANSWER: u32 = 15;

pub(crate) const RULE: Rule = Rule {
    id: "consultation-reply",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "SEND Code of Practice 9.83",
    summary: "the school answers within 15 days when the authority consults it about a plan",
    why: "The authority asks whether the school can meet the pupil's needs before it names the school. Without an answer \
          it decides without hearing what the school knows.",
    remedy: "answer the authority, and record the step consultation-answered",
    bad: "
applications:
  - {for: EHCP, sent: 2025-09-01, received: 2025-09-02, steps: [{date: 2025-12-12, step: consulted}]}
",
    good: "
applications:
  - for: EHCP
    sent: 2025-09-01
    received: 2025-09-02
    steps: [{date: 2025-12-12, step: consulted}, {date: 2025-12-18, step: consultation-answered}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedAlways, duty),
};

// The authority asks at any stage, so closing does not end this.
fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    for application in &record.applications {
        for asked in open_requests(application, ApplicationStep::Consulted, &[ApplicationStep::ConsultationAnswered]) {
            if !is_answered_by_an_award(record, application, asked) {
                let start = ClockStart::on("applications.steps", asked).labelled(application.applied_for.as_str());
                clocks.run(
                    asked.plus_days(DAYS_TO_ANSWER),
                    Owner::Senco,
                    start,
                    format!("asked {}", words::date(asked)),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn an_answer_belongs_to_the_consultation_before_it() {
        let record = "applications: [{for: EHCP, sent: 2025-08-01, received: 2025-08-02, steps: [{date: 2025-11-03, step: consulted}, {date: 2025-11-10, step: consultation-answered}, {date: 2025-12-12, step: consulted}]}]\n";
        assert_eq!(due("consultation-reply", record, "2025-11-09").as_deref(), Some("2025-11-18"));
        assert_eq!(due("consultation-reply", record, "2025-12-11"), None);
        assert_eq!(due("consultation-reply", record, "2026-01-15").as_deref(), Some("2025-12-27"));
    }

    #[test]
    fn a_final_plan_ends_it() {
        let record = "applications: [{for: EHCP, sent: 2025-08-01, received: 2025-08-02, steps: [{date: 2025-12-12, step: consulted}]}]\nehc_plan: [{final: 2026-01-12}]\n";
        assert_eq!(due("consultation-reply", record, "2026-01-15"), None);
        assert!(due("consultation-reply", record, "2026-01-11").is_some());
    }
}
