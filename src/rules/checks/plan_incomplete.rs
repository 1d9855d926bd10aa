//! `plan-incomplete`: a running learning plan is missing its evidence, its expected impact or what the family can do.

use super::plans_to_judge;
use crate::finding::{Severity, key_path};
use crate::model::cycle::{Assess, Plan};
use crate::model::vocabulary::PlanKind;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words::list_or;

pub(crate) const RULE: Rule = Rule {
    id: "plan-incomplete",
    severity: Severity::Warning,
    clause: "6.2 Assess, 6.2 Plan",
    law: "",
    summary: "a learning plan is missing its evidence, its expected impact or what the family can do",
    why: "The policy asks for more than targets: what the plan rests on, what it should change, and how the family can help. \
          Without the expected impact, the review cannot judge the support.",
    remedy: "add what is missing: `evidence` under `assess`, `expected_impact` and `at_home` under `plan`",
    bad: "
census: K
stage: C
stages: [{date: 2025-06-02, stage: C}]
register: [{from: 2025-06-02}]
cycles:
  - stage: C
    assess: {date: 2025-11-28, evidence: [reading step 14]}
    plan: {date: 2025-12-02, kind: learning-plan, expected_impact: Joins in at story time}
",
    good: "
census: K
stage: C
stages: [{date: 2025-06-02, stage: C}]
register: [{from: 2025-06-02}]
cycles:
  - stage: C
    assess: {date: 2025-11-28, evidence: [reading step 14]}
    plan: {date: 2025-12-02, kind: learning-plan, expected_impact: Joins in at story time, at_home: Talk about one picture at bedtime}
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    if !subject.record.is_on_roll() {
        return;
    }
    for (index, plan) in plans_to_judge(subject.record).filter(|(_, plan)| plan.kind == PlanKind::LearningPlan) {
        let assess = subject.record.cycles.get(index).and_then(|cycle| cycle.assess.as_ref());
        let missing = missing_from_plan(plan, assess);
        if !missing.is_empty() {
            found.at(key_path!["cycles", index, "plan"], format!("this learning plan has no {}", list_or(&missing)));
        }
    }
}

fn missing_from_plan(plan: &Plan, assess: Option<&Assess>) -> Vec<&'static str> {
    let has_evidence = assess.is_some_and(|assess| !assess.evidence.is_empty());
    [
        ("`evidence`", !has_evidence),
        ("`expected_impact`", plan.expected_impact.is_none()),
        ("`at_home`", plan.at_home.is_none()),
    ]
    .into_iter()
    .filter_map(|(key, missing)| missing.then_some(key))
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    const WHOLE: &str = "{stage: C, assess: {date: 2025-12-01, evidence: [step 14]}, plan: {date: 2025-12-02, kind: learning-plan, expected_impact: Joins in, at_home: Read}}";

    fn record(cycle: &str) -> String {
        format!("stages: [{{date: 2025-12-01, stage: C}}]\ncycles: [{WHOLE}, {cycle}]\n")
    }

    #[test]
    fn a_complete_plan_does_not_hide_an_incomplete_one_below() {
        let bare = record("{stage: C, plan: {date: 2025-12-03, kind: learning-plan}}");
        assert_eq!(
            found("plan-incomplete", &bare),
            ["cycles[1].plan: this learning plan has no `evidence`, `expected_impact` or `at_home`"]
        );
    }

    #[test]
    fn other_kinds_and_reviewed_plans_are_ignored() {
        for cycle in [
            "{stage: C, plan: {date: 2025-12-03, kind: itp}}",
            "{stage: C, plan: {date: 2025-12-03, kind: learning-plan}, review: {date: 2026-01-14}}",
            "{stage: B, plan: {date: 2025-11-03, kind: learning-plan}}",
        ] {
            assert_eq!(keys_found("plan-incomplete", &record(cycle)), [""; 0], "{cycle}");
        }
    }

    #[test]
    fn a_plan_that_the_pupil_was_found_with_is_not_judged() {
        let found = |day: &str| {
            let bare = record("{stage: C, plan: {date: 2025-12-03, kind: learning-plan}}");
            keys_found("plan-incomplete", &format!("as_found: {{date: {day}}}\n{bare}"))
        };
        assert_eq!(found("2025-12-03"), [""; 0]);
        assert_eq!(found("2025-12-02"), ["cycles[1].plan"]);
    }

    #[test]
    fn the_plan_of_a_leaver_is_ignored() {
        let left = record("{stage: C, plan: {date: 2025-12-03, kind: learning-plan}}")
            + "on_roll: [{from: 2022-09-05, to: 2025-12-19}]\n";
        assert_eq!(keys_found("plan-incomplete", &left), [""; 0]);
    }
}
