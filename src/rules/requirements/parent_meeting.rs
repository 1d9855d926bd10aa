//! `parent-meeting`: the class teacher has met the parents about the concern.

use super::{Answer, Ask, contacts_about, since_when};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ContactKind, Topic};
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "parent-meeting",
    severity: Severity::Error,
    clause: "6.1 Stage A",
    law: "",
    summary: "the school met the parents about the concern",
    why: "Parents know their child best. What they say often explains what the school sees, and the school should not go \
          further without their knowledge.",
    remedy: "meet the parents about the concern, and record the meeting",
    bad: "
# Before the move to B:
contacts: [{date: 2026-01-14, kind: consent, about: inclusion-referral, answer: given}]
",
    good: "
# Before the move to B:
contacts:
  - {date: 2025-11-24, kind: meeting, about: concern, with: parent}
  - {date: 2026-01-14, kind: consent, about: inclusion-referral, answer: given}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    let met = contacts_about(record, Topic::Concern)
        .filter(|contact| contact.kind == ContactKind::Meeting && contact.is_with_family())
        .map(|contact| contact.date)
        .max();
    Answer::on(met, "met the parents", || {
        format!("no meeting with the parents about the concern{}", since_when(record))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const STAGES: &str =
        "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-11-18, stage: A}]\n";

    #[test]
    fn a_meeting_counts_in_the_present_run_on_or_before_the_day() {
        for (date, met) in [
            ("2025-01-10", false),
            ("2025-11-17", false),
            ("2025-11-18", true),
            ("2026-01-14", true),
            ("2026-01-15", true),
            ("2026-01-16", false),
        ] {
            let record = format!("{STAGES}contacts: [{{date: {date}, kind: meeting, about: concern, with: carer}}]\n");
            assert_eq!(asked("parent-meeting", "B", &record, "2026-01-15").met, met, "{date}");
        }
    }

    #[test]
    fn a_meeting_with_the_parents_counts_and_a_call_or_an_agency_meeting_does_not() {
        let others = "{date: 2025-12-01, kind: call, about: concern}, {date: 2025-12-02, kind: meeting, about: concern, with: agency}";
        let without = format!("{STAGES}contacts: [{others}]\n");
        let answer = asked("parent-meeting", "B", &without, "2026-01-15");
        assert_eq!(
            (answer.met, answer.detail.as_str()),
            (false, "no meeting with the parents about the concern since 18 Nov 2025")
        );
        let with = format!("{STAGES}contacts: [{{date: 2025-11-20, kind: meeting, about: concern}}, {others}]\n");
        assert_eq!(asked("parent-meeting", "B", &with, "2026-01-15").detail, "met the parents on 20 Nov 2025");
    }
}
