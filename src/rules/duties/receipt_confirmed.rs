//! `receipt-confirmed`: the authority has confirmed that it received an application.

use super::{is_answered_by_an_award, start_of_application};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Clock, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "receipt-confirmed",
    severity: Severity::Error,
    clause: "6.1 Stage D",
    law: "",
    summary: "the school confirms that the local authority has received an application",
    why: "The authority's weeks run from the day it received the application. No one notices a lost application until \
          someone asks.",
    remedy: "ask the authority, and record the date it received the application as `received`",
    bad: "
applications: [{for: EHCP, sent: 2026-01-05}]
",
    good: "
applications: [{for: EHCP, sent: 2026-01-05, received: 2026-01-06}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAsked, duty),
};

// An application outlives its stage, so closing does not end this; an answer does.
fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let unconfirmed =
        record.applications.iter().filter(|application| application.received.is_none() && application.steps.is_empty());
    for application in unconfirmed {
        let Some(sent) = application.sent.filter(|sent| !is_answered_by_an_award(record, application, *sent)) else {
            continue;
        };
        let note = "until then, the authority's time is counted from the day it was sent".to_owned();
        let due = sent.plus_days(question.policies.in_force_on(sent).within.receipt);
        let (start, because) = (start_of_application(application), format!("sent {}", words::date(sent)));
        let clock = Clock::new(due, Owner::Senco, start, because).noted(Some(note));
        clocks.start(clock.since(sent));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn a_confirmed_application_does_not_hide_another() {
        let record =
            "applications: [{for: EHCP, sent: 2025-09-01, received: 2025-09-02}, {for: SSPP, sent: 2026-01-05}]\n";
        assert_eq!(due("receipt-confirmed", record, "2026-01-15").as_deref(), Some("2026-01-12"));
        assert_eq!(due("receipt-confirmed", record, "2025-09-01").as_deref(), Some("2025-09-08"));
    }

    #[test]
    fn any_answer_confirms_it() {
        for record in [
            "applications: [{for: EHCP, sent: 2025-11-05, steps: [{date: 2025-12-10, step: agreed-to-assess}]}]\n",
            "applications: [{for: EHCP, sent: 2025-06-05}]\nehc_plan: [{final: 2025-11-10}]\n",
            "applications: [{for: SSPP, sent: 2025-06-05}]\nsspp: [{from: 2025-09-01}]\n",
        ] {
            assert_eq!(due("receipt-confirmed", record, "2026-01-15"), None, "{record}");
        }
        let other = "applications: [{for: EHCP, sent: 2025-06-05}]\nsspp: [{from: 2025-09-01}]\n";
        assert!(due("receipt-confirmed", other, "2026-01-15").is_some());
    }
}
