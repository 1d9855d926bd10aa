//! `strategies-reviewed`: the strategies of stage B were tried, then reviewed.

use super::{Answer, Ask, cycles_at, enters_on_arrival, not_asked_of_arrival};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Stage;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "strategies-reviewed",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "a stage B cycle has been reviewed",
    why: "The policy moves a pupil to stage C when the strategies made no further difference. Only a review can show that.",
    remedy: "hold the review of the stage B cycle, and record it",
    // For a pupil coming from stage B, the missing review would also have recorded the progress, so a second rule would fire.
    // A pupil who arrived with SEN may skip B, and must still show what was tried.
    bad: "
# Before the move to C:
arrived: {from: Hillside Infants, with: K}
stages: [{date: 2025-09-15, stage: A}]
cycles:
  - {stage: A, review: {date: 2026-01-13, progress: little, decision: escalate}}
  - {stage: B, plan: {date: 2026-01-14, kind: itp}}
",
    good: "
# Before the move to C:
arrived: {from: Hillside Infants, with: K}
stages: [{date: 2025-09-15, stage: A}]
cycles:
  - {stage: A, review: {date: 2025-11-04, progress: little, decision: escalate}}
  - {stage: B, plan: {date: 2025-11-06, kind: itp}, review: {date: 2026-01-14, progress: little, decision: escalate}}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, ask: &Ask<'_>) -> Answer {
    if enters_on_arrival(record, ask) {
        return not_asked_of_arrival();
    }
    let reviews = cycles_at(record, Stage::B).into_iter().filter_map(|cycle| cycle.review.as_ref());
    Answer::on(reviews.map(|review| review.date).max(), "stage B was reviewed", || {
        "no cycle in this stay at stage B has been reviewed".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn a_review_of_this_stay_counts_on_or_before_the_day() {
        let back = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: B}, {date: 2025-09-09, stage: C}, {date: 2025-11-05, stage: B}]\n";
        for (date, met) in [
            ("2025-09-08", false),
            ("2025-09-09", false),
            ("2025-11-06", true),
            ("2026-01-15", true),
            ("2026-01-16", false),
        ] {
            let record = format!("{back}cycles: [{{stage: B, review: {{date: {date}}}}}]\n");
            assert_eq!(asked("strategies-reviewed", "C", &record, "2026-01-15").met, met, "{date}");
        }
    }
}
