//! `pupil-consulted`: the pupil was consulted about an application.

use super::{Answer, Ask, Consulted, consultation_answer, is_with_pupil};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "pupil-consulted",
    severity: Severity::Error,
    clause: "6.1 Stage D, 4",
    law: "",
    summary: "the pupil was consulted about an application",
    why: "The application is about the pupil, who can say, show or draw what helps. A pupil who was asked and said \
          nothing was still asked.",
    remedy: "ask the pupil in a way that suits them, and record the meeting, or what the pupil said in the review",
    bad: "
# Before the move to D:
cycles:
  - stage: C
    plan: {date: 2025-12-03, kind: learning-plan}
    review: {date: 2026-01-14, progress: little, decision: escalate, parent_voice: We worry}
",
    good: "
# Before the move to D:
cycles:
  - stage: C
    plan: {date: 2025-12-03, kind: learning-plan}
    review: {date: 2026-01-14, progress: little, decision: escalate, parent_voice: We worry, pupil_voice: {asked: 2026-01-13, how: drawing, answer: none}}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    consultation_answer(record, ("pupil", Consulted::Pupil), is_with_pupil, |review| review.pupil_voice.as_ref())
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const STAGES: &str = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: C}]\n";

    #[test]
    fn a_pupil_counts_as_consulted_in_a_conversation_the_review_or_the_application() {
        for (fact, met) in [
            ("contacts: [{date: 2025-02-04, kind: meeting, about: application, with: pupil}]", false),
            ("contacts: [{date: 2026-01-15, kind: meeting, about: application, with: pupil}]", true),
            ("contacts: [{date: 2026-01-16, kind: meeting, about: application, with: pupil}]", false),
            ("contacts: [{date: 2026-01-15, kind: call, about: application, with: pupil}]", true),
            ("contacts: [{date: 2026-01-15, kind: letter, about: application, with: pupil}]", false),
            ("contacts: [{date: 2026-01-15, kind: meeting, about: application, with: parent}]", false),
            (
                "cycles: [{stage: C, review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: Yes please}}]",
                true,
            ),
            (
                "cycles: [{stage: C, review: {date: 2026-01-14, progress: little, decision: adapt, pupil_voice: Yes please}}]",
                false,
            ),
            (
                "cycles: [{stage: C, review: {date: 2026-01-14, progress: little, decision: escalate, parent_voice: Yes please}}]",
                false,
            ),
            ("applications: [{for: EHCP, consulted: [pupil]}]", true),
            ("applications: [{for: EHCP, consulted: [parent, Hearing Support]}]", false),
        ] {
            assert_eq!(asked("pupil-consulted", "D", &format!("{STAGES}{fact}\n"), "2026-01-15").met, met, "{fact}");
        }
    }

    #[test]
    fn asking_counts_without_a_reply_and_the_answer_says_so() {
        let record = format!(
            "{STAGES}cycles: [{{stage: C, review: {{date: 2026-01-14, progress: none, decision: escalate, pupil_voice: {{asked: 2026-01-13, how: letter, answer: none}}}}}}]\n"
        );
        let answer = asked("pupil-consulted", "D", &record, "2026-01-15");
        assert!(answer.met && answer.detail.ends_with(": asked, no reply"), "{}", answer.detail);
    }
}
