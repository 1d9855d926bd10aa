//! `plan-reviewed`: a learning plan was reviewed.

use super::{Answer, Ask, cycles_at, enters_on_arrival, not_asked_of_arrival};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{PlanKind, Stage};
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "plan-reviewed",
    severity: Severity::Error,
    clause: "6.1 Stage C",
    law: "",
    summary: "a learning plan has been reviewed",
    why: "An application says what the school has tried and how well it worked. A learning plan that was never reviewed \
          shows neither.",
    remedy: "hold the review of the learning plan, and record it",
    bad: "
# Before the move to D:
cycles:
  - stage: C
    plan: {date: 2025-12-03, kind: itp}
    review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: I try, parent_voice: We worry}
",
    good: "
# Before the move to D:
cycles:
  - stage: C
    plan: {date: 2025-12-03, kind: learning-plan}
    review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: I try, parent_voice: We worry}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, ask: &Ask<'_>) -> Answer {
    if enters_on_arrival(record, ask) {
        return not_asked_of_arrival();
    }
    let has_learning_plan = |kind: Option<PlanKind>| kind == Some(PlanKind::LearningPlan);
    let reviewed = cycles_at(record, Stage::C)
        .into_iter()
        .filter(|cycle| has_learning_plan(cycle.plan.as_ref().map(|plan| plan.kind)))
        .filter_map(|cycle| cycle.review.as_ref())
        .map(|review| review.date)
        .max();
    Answer::on(reviewed, "a learning plan was reviewed", || {
        "no learning plan from this stay at stage C has been reviewed".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn a_review_counts_in_this_stay_on_or_before_the_day() {
        let back =
            "stages: [{date: 2025-01-08, stage: C}, {date: 2025-09-09, stage: B}, {date: 2025-11-05, stage: C}]\n";
        for (date, met) in [("2025-09-01", false), ("2026-01-15", true), ("2026-01-16", false)] {
            let record = format!(
                "{back}cycles: [{{stage: C, plan: {{date: 2025-08-01, kind: learning-plan}}, review: {{date: {date}}}}}]\n"
            );
            assert_eq!(asked("plan-reviewed", "D", &record, "2026-01-15").met, met, "{date}");
        }
    }
}
