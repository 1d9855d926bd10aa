//! `school-advice`: the school sends the advice the authority asked for.

use super::{is_answered_by_an_award, open_requests};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ApplicationStep;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// Six weeks (SEND Regulations 2014 reg. 8(1)).
const DAYS_FOR_ADVICE: u32 = 42;

pub(crate) const RULE: Rule = Rule {
    id: "school-advice",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 8(1)",
    summary: "within six weeks, the school sends the advice that the authority asked for",
    why: "The assessment of a pupil's needs rests on what the school knows. The law gives the school six weeks, and late \
          advice makes the whole plan late.",
    remedy: "send the advice, and record the step advice-sent",
    bad: "
applications:
  - {for: EHCP, sent: 2025-10-01, received: 2025-10-02, steps: [{date: 2025-11-12, step: advice-requested}]}
",
    good: "
applications:
  - for: EHCP
    sent: 2025-10-01
    received: 2025-10-02
    steps: [{date: 2025-11-12, step: advice-requested}, {date: 2025-12-17, step: advice-sent}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedAlways, duty),
};

/// These steps show that the authority decided without the advice.
const TOO_LATE: &[ApplicationStep] =
    &[ApplicationStep::AdviceSent, ApplicationStep::AgreedToIssue, ApplicationStep::Draft];

// The law asks for it at any stage, so closing does not end this.
fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    for application in &record.applications {
        for asked in open_requests(application, ApplicationStep::AdviceRequested, TOO_LATE) {
            if !is_answered_by_an_award(record, application, asked) {
                let start = ClockStart::on("applications.steps", asked).labelled(application.applied_for.as_str());
                clocks.run(
                    asked.plus_days(DAYS_FOR_ADVICE),
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

    fn application(steps: &str) -> String {
        format!("{{for: EHCP, sent: 2025-08-01, received: 2025-08-02, steps: [{steps}]}}")
    }

    #[test]
    fn advice_that_was_sent_does_not_hide_a_later_request() {
        let first = "{date: 2025-09-10, step: advice-requested}, {date: 2025-10-10, step: advice-sent}";
        let again = application(&format!("{first}, {{date: 2025-11-12, step: advice-requested}}"));
        let record = format!("applications: [{}, {again}]\n", application(first));
        assert_eq!(due("school-advice", &record, "2026-01-15").as_deref(), Some("2025-12-24"));
        assert_eq!(due("school-advice", &record, "2025-10-09").as_deref(), Some("2025-10-22"));
    }

    #[test]
    fn the_end_of_the_application_ends_it() {
        for end in ["withdrawn", "refused", "draft", "agreed-to-issue"] {
            let steps = format!("{{date: 2025-11-12, step: advice-requested}}, {{date: 2026-01-05, step: {end}}}");
            let record = format!("applications: [{}]\n", application(&steps));
            assert_eq!(due("school-advice", &record, "2026-01-15"), None, "{end}");
        }
        // A refusal before the request is the one that was appealed against.
        let steps = "{date: 2025-09-12, step: refused-to-assess}, {date: 2025-11-12, step: advice-requested}";
        let record = format!("applications: [{}]\n", application(steps));
        assert!(due("school-advice", &record, "2026-01-15").is_some());
    }
}
