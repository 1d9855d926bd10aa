//! `parents-consulted`: the parents were consulted about an application.

use super::{Answer, Ask, Consulted, consultation_answer};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "parents-consulted",
    severity: Severity::Error,
    clause: "6.1 Stage D",
    law: "",
    summary: "the parents were consulted about an application",
    why: "The parents will live with the outcome of the application, and the authority will ask for their views too. \
          The policy says to consult them before the application, not after it.",
    remedy: "speak to the parents about the application, and record the meeting or call",
    bad: "
# Before the move to D:
cycles:
  - stage: C
    plan: {date: 2025-12-03, kind: learning-plan}
    review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: I try hard}
",
    good: "
# Before the move to D:
cycles:
  - stage: C
    plan: {date: 2025-12-03, kind: learning-plan}
    review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: I try hard, parent_voice: We worry}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    consultation_answer(
        record,
        ("parents", Consulted::Family),
        |contact| contact.is_with_family(),
        |review| review.parent_voice.as_ref(),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const STAGES: &str = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: C}]\n";

    #[test]
    fn parents_count_as_consulted_in_a_conversation_the_review_or_the_application() {
        for (fact, met) in [
            ("contacts: [{date: 2025-02-04, kind: meeting, about: application, with: parent}]", false),
            ("contacts: [{date: 2026-01-15, kind: meeting, about: application, with: parent}]", true),
            ("contacts: [{date: 2026-01-16, kind: meeting, about: application, with: parent}]", false),
            ("contacts: [{date: 2026-01-15, kind: call, about: application, with: parent}]", true),
            ("contacts: [{date: 2026-01-15, kind: letter, about: application, with: parent}]", false),
            ("contacts: [{date: 2026-01-15, kind: meeting, about: application, with: pupil}]", false),
            (
                "cycles: [{stage: C, review: {date: 2026-01-14, progress: little, decision: escalate, parent_voice: Yes please}}]",
                true,
            ),
            (
                "cycles: [{stage: C, review: {date: 2026-01-14, progress: little, decision: adapt, parent_voice: Yes please}}]",
                false,
            ),
            (
                "cycles: [{stage: C, review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: Yes please}}]",
                false,
            ),
            ("applications: [{for: EHCP, consulted: [parent]}]", true),
            ("applications: [{for: EHCP, consulted: [pupil, Hearing Support]}]", false),
        ] {
            assert_eq!(asked("parents-consulted", "D", &format!("{STAGES}{fact}\n"), "2026-01-15").met, met, "{fact}");
        }
    }

    #[test]
    fn asking_counts_without_a_reply_and_the_answer_says_so() {
        let record = format!(
            "{STAGES}cycles: [{{stage: C, review: {{date: 2026-01-14, progress: none, decision: escalate, parent_voice: {{asked: 2026-01-13, how: letter, answer: none}}}}}}]\n"
        );
        let answer = asked("parents-consulted", "D", &record, "2026-01-15");
        assert!(answer.met && answer.detail.ends_with(": asked, no reply"), "{}", answer.detail);
    }
}
