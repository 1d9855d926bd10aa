//! `strategies-reviewed`: what was suggested at stage B was tried, then reviewed.

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
    summary: "a cycle of stage B has its review",
    why: "The policy goes on to stage C when the strategies made no further difference. Only a review can tell.",
    remedy: "hold the review of the cycle of stage B, and record it",
    // Of a pupil who goes on from stage B, the review that is missing would also have said what progress there was. One who
    // arrived with SEN may pass B over, and is asked for what was tried all the same.
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
    Answer::on(reviews.map(|review| review.date).max(), "stage B reviewed", || {
        "no cycle of this stay at stage B has its review".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn a_review_of_this_stay_on_the_day_or_before() {
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
