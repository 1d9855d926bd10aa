//! `learning-plan`: a pupil who enters stage C gets a learning plan that includes the views of the pupil and the parents.

use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Plan;
use crate::model::vocabulary::{PlanKind, Stage};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "learning-plan",
    severity: Severity::Error,
    clause: "6.1 Stage C",
    law: "",
    summary: "a pupil at stage C has a learning plan with a target, the views of pupil and parents, and a review date",
    why: "Stage C is the learning plan. Without it the pupil is on the register and the classroom has not changed.",
    remedy: "write the plan with the family, and record its target, what the pupil and parents said, and its `review_by`",
    bad: "
stage: C
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: C}]
cycles:
  - stage: C
    plan: {date: 2025-12-05, kind: learning-plan, review_by: 2026-03-20, pupil_voice: I like cards,
      targets: [{text: Retell a story}]}
",
    good: "
stage: C
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: C}]
cycles:
  - stage: C
    plan: {date: 2025-12-05, kind: learning-plan, review_by: 2026-03-20, pupil_voice: I like cards,
      parent_voice: {asked: 2025-12-03, how: letter, answer: none}, targets: [{text: Retell a story}]}
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some(entered) = record.last_move().filter(|last| last.stage == Stage::C).map(|last| last.date) else { return };
    let plans: Vec<&Plan> = record
        .cycles_of_stay()
        .filter_map(|(_, cycle)| cycle.plan.as_ref())
        .filter(|plan| plan.kind == PlanKind::LearningPlan)
        .collect();
    if plans.iter().any(|plan| lacking_in_plan(plan).is_empty()) {
        return;
    }
    let due = entered.plus_days(question.policies.in_force_on(entered).within.plan);
    let note = plans.last().map(|plan| {
        format!("the plan of {} is missing {}", words::date(plan.date), words::list_and(&lacking_in_plan(plan)))
    });
    let because = format!("at C since {}", words::date(entered));
    let start = ClockStart::on("stages", entered);
    clocks.start(Clock::new(due, Owner::Senco, start, because).since(entered).noted(note));
}

/// The parts that a plan is still missing. A view that was asked for and never given counts as asked (DESIGN 3).
fn lacking_in_plan(plan: &Plan) -> Vec<&'static str> {
    [
        ("a target", plan.targets.is_empty()),
        ("the pupil's voice", plan.pupil_voice.is_none()),
        ("the parents' voice", plan.parent_voice.is_none()),
        ("a review date", plan.review_by.is_none()),
    ]
    .into_iter()
    .filter_map(|(what, lacks)| lacks.then_some(what))
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    const STAGES: &str =
        "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: C}]\n";

    #[test]
    fn the_plan_is_due_fourteen_days_after_entering_stage_c() {
        assert_eq!(due("learning-plan", STAGES, "2025-12-01").as_deref(), Some("2025-12-15"));
        assert_eq!(due("learning-plan", STAGES, "2025-12-16").as_deref(), Some("2025-12-15"));
    }

    #[test]
    fn a_plan_that_is_not_a_learning_plan_does_not_count() {
        let record = format!(
            "{STAGES}cycles: [{{stage: C, plan: {{date: 2025-12-05, kind: itp, review_by: 2026-03-20, pupil_voice: a, parent_voice: b, targets: [{{text: c}}]}}}}]\n"
        );
        assert!(due("learning-plan", &record, "2026-01-15").is_some());
    }
}
