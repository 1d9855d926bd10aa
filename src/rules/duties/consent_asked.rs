//! `consent-asked`: after a decision to go on to stage B, the family is asked for its consent to the inclusion referral.

use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::escalation::{Waits, escalates_from_a, waits_for_family};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "consent-asked",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "after a decision to go on to stage B, the parents are asked for their consent to the inclusion referral",
    why: "The pupil cannot go on without the parents' consent, and they cannot give it before they are asked. A family that does not \
          reply is asked twice, so that one missed call does not end the help.",
    remedy: "ask the parents, and record their answer: `send contact PUPIL consent --about inclusion-referral --answer given`, or \
             `refused`, or `no-reply`",
    bad: "
stage: A
stages: [{date: 2025-10-13, stage: A}]
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}]
cycles: [{stage: A, review: {date: 2025-12-15, progress: little, decision: escalate}}]
",
    good: "
stage: A
stages: [{date: 2025-10-13, stage: A}]
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}, {date: 2026-01-06, kind: consent, about: inclusion-referral, with: parent, answer: given}]
cycles: [{stage: A, review: {date: 2025-12-15, progress: little, decision: escalate}}]
",
    kind: RuleKind::Duty(Owes::One(Owner::ClassTeacher), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some(decided) = escalates_from_a(record, question) else { return };
    let Waits::ForAnswer(last_try) = waits_for_family(record) else { return };
    let within = |day| question.policies.in_force_on(day).within.act;
    let first = decided.plus_days(within(decided));
    // After a try, there is time again. A try of before the decision gives no less.
    let due = last_try.map_or(first, |tried| first.max(tried.plus_days(within(tried))));
    let because = match last_try {
        Some(tried) => format!("asked {}, no reply", words::date(tried)),
        None => format!("escalate {}", words::date(decided)),
    };
    let start = ClockStart::on("cycles.review", decided);
    clocks.start(Clock::new(due, Owner::ClassTeacher, start, because).since(decided));
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{due, reasons};

    const AT_A: &str = "stages: [{date: 2025-09-15, stage: A}]
cycles: [{stage: A, review: {date: 2025-11-10, progress: little, decision: escalate}}]
";

    fn asked(date: &str, answer: &str) -> String {
        format!("{{date: {date}, kind: consent, about: inclusion-referral, answer: {answer}}}")
    }

    fn with(contacts: &[String]) -> String {
        format!("{AT_A}contacts: [{}]\n", contacts.join(", "))
    }

    fn owed(contacts: &[String]) -> Option<String> {
        due("consent-asked", &with(contacts), "2026-01-15")
    }

    #[test]
    fn it_is_due_a_fortnight_after_the_decision_and_again_after_a_try() {
        assert_eq!(owed(&[]).as_deref(), Some("2025-11-24"));
        assert_eq!(owed(&[asked("2025-11-20", "no-reply")]).as_deref(), Some("2025-12-04"));
        assert_eq!(
            reasons("consent-asked", &with(&[asked("2025-11-20", "no-reply")]), "2026-01-15"),
            ["asked 20 Nov 2025, no reply"]
        );
        // A try of before the decision counts, and never makes it due sooner.
        assert_eq!(owed(&[asked("2025-10-20", "no-reply")]).as_deref(), Some("2025-11-24"));
    }

    #[test]
    fn an_answer_or_a_second_try_meets_it() {
        for answer in ["given", "refused", "withdrawn"] {
            assert_eq!(owed(&[asked("2025-11-20", answer)]), None, "{answer}");
            // Also one that was given before the decision.
            assert_eq!(owed(&[asked("2025-10-20", answer)]), None, "{answer} before");
        }
        assert_eq!(owed(&[asked("2025-11-20", "no-reply"), asked("2025-12-02", "no-reply")]), None);
        assert_eq!(owed(&[asked("2025-10-20", "no-reply"), asked("2025-12-02", "no-reply")]), None);
        // Two calls on one day are one try.
        assert!(owed(&[asked("2025-12-02", "no-reply"), asked("2025-12-02", "no-reply")]).is_some());
    }

    #[test]
    fn an_answer_about_something_else_or_from_somebody_else_does_not_meet_it() {
        let given = asked("2025-11-20", "given");
        assert!(owed(&[given.replace("inclusion-referral", "information-sharing")]).is_some());
        assert!(owed(&[given.replace("answer", "with: agency, answer")]).is_some());
    }

    #[test]
    fn only_a_decision_to_escalate_from_a_asks_for_it() {
        for (from, to) in
            [("decision: escalate", "decision: adapt"), ("stage: A", "stage: B"), ("stage: A", "stage: C")]
        {
            assert_eq!(due("consent-asked", &AT_A.replace(from, to), "2026-01-15"), None, "{to}");
        }
        let moved = AT_A.replace("stage: A}]\ncycles", "stage: A}, {date: 2025-12-01, stage: B}]\ncycles");
        assert_eq!(due("consent-asked", &moved, "2026-01-15"), None);
        assert!(due("consent-asked", &moved, "2025-11-30").is_some());
    }

    #[test]
    fn an_answer_of_an_earlier_run_does_not_count() {
        let again = AT_A.replace(
            "[{date: 2025-09-15",
            "[{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-09-15",
        );
        let text = format!("{again}contacts: [{}]\n", asked("2025-02-20", "given"));
        assert_eq!(due("consent-asked", &text, "2026-01-15").as_deref(), Some("2025-11-24"));
    }

    #[test]
    fn a_decision_that_the_pupil_was_found_with_is_not_asked_about() {
        let found = |day: &str| due("consent-asked", &format!("as_found: {{date: {day}}}\n{AT_A}"), "2026-01-15");
        assert_eq!(found("2025-11-10"), None);
        assert_eq!(found("2025-11-09").as_deref(), Some("2025-11-24"));
    }
}
