//! `little-progress`: the last review found too little progress and decided to take further steps.

use super::{Answer, Ask, enters_on_arrival, last_review, not_asked_of_arrival, review_that_escalates};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{Decision, Progress};
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "little-progress",
    severity: Severity::Error,
    clause: "6.1, 6.2",
    law: "",
    summary: "the last review found no or very little progress and decided to take further steps",
    why: "A pupil moves to the next stage because what was tried did not help enough, and because the people at the \
          review decided so. Anything else is a guess.",
    remedy: "hold the review and record its progress and the decision `escalate`, or set this aside with a reason",
    bad: "
# Before the move to B:
cycles:
  - stage: A
    plan: {date: 2025-11-24, kind: adaptations}
    review: {date: 2026-01-14, progress: expected, decision: continue}
",
    good: "
# Before the move to B:
cycles:
  - stage: A
    plan: {date: 2025-11-24, kind: adaptations}
    review: {date: 2026-01-14, progress: little, decision: escalate}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, ask: &Ask<'_>) -> Answer {
    if enters_on_arrival(record, ask) {
        return not_asked_of_arrival();
    }
    let Some(review) = last_review(record) else {
        return Answer::missing("the pupil has had no review at the current stage");
    };
    let progress = review.progress.map_or("not recorded", Progress::as_str);
    let decision = review.decision.map_or("not recorded", Decision::as_str);
    let said = format!("the review of {}: progress {progress}, decision {decision}", words::date(review.date));
    if review_that_escalates(record).is_some() { Answer::met(said) } else { Answer::missing(said) }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    fn reviews(reviews: &[(&str, &str, &str)]) -> String {
        let cycles: String = reviews
            .iter()
            .map(|(date, progress, decision)| {
                format!("  - {{stage: A, review: {{date: {date}, progress: {progress}, decision: {decision}}}}}\n")
            })
            .collect();
        format!("stages: [{{date: 2025-09-09, stage: A}}]\ncycles:\n{cycles}")
    }

    #[test]
    fn both_the_progress_and_the_decision_count() {
        for (progress, decision, met) in [
            ("none", "escalate", true),
            ("little", "escalate", true),
            ("expected", "escalate", false),
            ("better", "escalate", false),
            ("little", "continue", false),
            ("little", "adapt", false),
            ("none", "discontinue", false),
        ] {
            let record = reviews(&[("2026-01-15", progress, decision)]);
            assert_eq!(asked("little-progress", "B", &record, "2026-01-15").met, met, "{progress} {decision}");
        }
    }

    #[test]
    fn the_last_review_before_the_move_decides() {
        let (escalates, goes_on) = (("2025-11-04", "little", "escalate"), ("2026-01-12", "expected", "continue"));
        assert!(!asked("little-progress", "B", &reviews(&[escalates, goes_on]), "2026-01-15").met);
        assert!(asked("little-progress", "B", &reviews(&[escalates, goes_on]), "2026-01-11").met);
    }

    #[test]
    fn a_review_of_the_stage_before_does_not_count() {
        let record = "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}]
cycles: [{stage: A, review: {date: 2025-11-04, progress: little, decision: escalate}}]\n";
        assert_eq!(
            asked("little-progress", "C", record, "2026-01-15").detail,
            "the pupil has had no review at the current stage"
        );
    }
}
