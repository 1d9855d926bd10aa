//! `adaptations-planned`: at stage A, adaptations to the classroom were planned.

use super::{Answer, Ask, cycles_at, enters_on_arrival, not_asked_of_arrival};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Stage;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "adaptations-planned",
    severity: Severity::Error,
    clause: "6.1 Stage A",
    law: "",
    summary: "adaptations to the classroom were planned at stage A",
    why: "Good teaching, adapted to the pupil, is the first answer to a concern. Without a plan no one can say what was \
             tried.",
    remedy: "plan the adaptations in a stage A cycle, and give them time to work",
    bad: "
# Before the move to B:
cycles: [{stage: A, review: {date: 2026-01-14, progress: little, decision: escalate}}]
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
    let planned =
        cycles_at(record, Stage::A).iter().filter_map(|cycle| cycle.plan.as_ref()).map(|plan| plan.date).max();
    Answer::on(planned, "adaptations planned", || "no cycle in this stay at stage A has a plan".to_owned())
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn a_plan_from_an_earlier_stay_does_not_count() {
        let stepped_back =
            "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: A}]\n";
        for (date, met) in [("2025-09-10", false), ("2025-11-05", false), ("2025-12-01", true), ("2026-01-16", false)] {
            let record = format!("{stepped_back}cycles: [{{stage: A, plan: {{date: {date}, kind: adaptations}}}}]\n");
            assert_eq!(asked("adaptations-planned", "B", &record, "2026-01-15").met, met, "{date}");
        }
    }

    #[test]
    fn a_cycle_with_a_plan_before_one_without_counts() {
        let record = "stages: [{date: 2025-09-09, stage: A}]
cycles: [{stage: A, plan: {date: 2025-09-10, kind: adaptations}}, {stage: A, assess: {date: 2025-12-01}}]\n";
        assert!(asked("adaptations-planned", "B", record, "2026-01-15").met);
    }
}
