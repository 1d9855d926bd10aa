//! `stages-in-order`: no stage is skipped, unless the pupil arrived with SEN.

use super::{Answer, Ask};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ArrivedWith, Stage};
use crate::policy::MoveName;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "stages-in-order",
    severity: Severity::Error,
    clause: "6.1",
    law: "",
    summary: "no stage is skipped, unless the pupil arrived with SEN",
    why: "Each stage tries something before more is asked for. A pupil who skips a stage may be given too much too soon, \
          and no one knows what would have been enough.",
    remedy: "move to the next stage first, or set this aside with a reason: consent refused or twice unanswered, a severe or sudden need",
    bad: "
# Before the move to C:
stages: [{date: 2025-11-18, stage: A}]
",
    good: "
# Before the move to C:
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, ask: &Ask<'_>) -> Answer {
    let from = record.last_stage();
    if MoveName::position_of(from) + 1 >= ask.to.position() {
        return Answer::met(match from {
            Some(Stage::A | Stage::B | Stage::C | Stage::D) => {
                format!("{} leads to {}", stage_in_words(from), ask.to.as_str())
            }
            Some(Stage::Closed) | None => format!("stage {} comes first", ask.to.as_str()),
        });
    }
    let with_sen = record.joined_with().is_some_and(|(_, arrived)| arrived.with != ArrivedWith::None);
    if with_sen && record.joined_with_sen().is_some() {
        return Answer::met("the pupil arrived with SEN, so may enter at any stage");
    }
    Answer::missing(format!("moving from {} to {} skips a stage", stage_in_words(from), ask.to.as_str()))
}

fn stage_in_words(stage: Option<Stage>) -> &'static str {
    stage.filter(|stage| *stage != Stage::Closed).map_or("no stage", Stage::as_str)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const A: &str = "stages: [{date: 2025-11-18, stage: A}]\n";

    #[test]
    fn one_stage_forward_is_in_order_and_two_are_not() {
        for (to, met) in [("B", true), ("C", false), ("D", false)] {
            assert_eq!(asked("stages-in-order", to, A, "2026-01-15").met, met, "{to}");
        }
        assert_eq!(asked("stages-in-order", "B", "", "2026-01-15").detail, "moving from no stage to B skips a stage");
    }

    #[test]
    fn closed_comes_before_a() {
        let closed =
            "stages: [{date: 2025-01-08, stage: A}, {date: 2025-02-05, stage: B}, {date: 2025-03-05, stage: closed}]\n";
        assert!(!asked("stages-in-order", "C", closed, "2026-01-15").met);
    }

    #[test]
    fn a_pupil_who_arrived_with_sen_may_enter_at_any_stage() {
        for (with, met) in [("K", true), ("SSPP", true), ("EHCP", true), ("none", false)] {
            let arrived = format!("arrived: {{from: Hillside Infants, with: {with}}}\n");
            assert_eq!(asked("stages-in-order", "C", &arrived, "2026-01-15").met, met, "{with}");
        }
        // The SEN they came with no longer counts once the concern was closed.
        let closed = "arrived: {from: Hillside Infants, with: K}
stages: [{date: 2024-01-08, stage: C}, {date: 2025-03-05, stage: closed}]\n";
        assert!(!asked("stages-in-order", "C", closed, "2026-01-15").met);
    }
}
