//! `target-incomplete`: a target of a running plan is missing its measure, its baseline or its date.

use super::plans_to_judge;
use crate::finding::{Severity, key_path};
use crate::model::cycle::Target;
use crate::model::vocabulary::PlanKind;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words::list_or;

pub(crate) const RULE: Rule = Rule {
    id: "target-incomplete",
    severity: Severity::Error,
    clause: "6.1 Stage C",
    law: "",
    summary: "a target is missing its measure, its baseline or its date; before stage C this is a warning",
    why: "A SMART target says how it is measured, where the pupil starts, and by when. Without these three the review can only \
          guess whether the support has worked.",
    remedy: "add what is missing: `measure` for how it is counted, `baseline` for where the pupil starts, `by` for the date it is checked",
    bad: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-11-18, stage: A}]
cycles:
  - stage: A
    plan:
      date: 2025-11-20
      kind: adaptations
      review_by: 2026-01-16
      targets: [{text: Retell a story in five linked sentences}]
",
    good: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-11-18, stage: A}]
cycles:
  - stage: A
    plan:
      date: 2025-11-20
      kind: adaptations
      review_by: 2026-01-16
      targets:
        - {text: Retell a story in five linked sentences, measure: 4 of 5 tries, baseline: single words, by: 2026-01-14}
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    if !subject.record.is_on_roll() {
        return;
    }
    for (index, plan) in plans_to_judge(subject.record) {
        for (at, target) in plan.targets.iter().enumerate() {
            let missing = missing_from_target(target);
            if missing.is_empty() {
                continue;
            }
            let (key, message) = (
                key_path!["cycles", index, "plan", "targets", at],
                format!("this target has no {}", list_or(&missing)),
            );
            // The policy asks for SMART targets from stage C on (6.1); before that they are good advice.
            match plan.kind {
                PlanKind::LearningPlan => found.at(key, message),
                PlanKind::Adaptations | PlanKind::Itp => found.lightly_at(key, message),
            }
        }
    }
}

fn missing_from_target(target: &Target) -> Vec<&'static str> {
    [("`measure`", target.measure.is_none()), ("`baseline`", target.baseline.is_none()), ("`by`", target.by.is_none())]
        .into_iter()
        .filter_map(|(key, missing)| missing.then_some(key))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::examples::{as_at, found, found_on, keys_found};

    fn record(kind: &str, targets: &str, review: &str) -> String {
        format!(
            "stages: [{{date: 2025-12-01, stage: C}}]\ncycles: [{{stage: C, plan: {{date: 2025-12-02, kind: {kind}, targets: [{targets}]}}{review}}}]\n"
        )
    }

    const WHOLE: &str = "{text: Reads, measure: 4 of 5, baseline: 1 of 5, by: 2026-03-13}";

    #[test]
    fn a_complete_target_does_not_hide_an_incomplete_one_below() {
        let two = format!("{WHOLE}, {{text: Writes, baseline: a line}}");
        assert_eq!(
            found("target-incomplete", &record("learning-plan", &two, "")),
            ["cycles[0].plan.targets[1]: this target has no `measure` or `by`"]
        );
    }

    #[test]
    fn it_is_an_error_in_a_learning_plan_and_a_warning_before() {
        let severity = |kind: &str| {
            let findings = found_on(&record(kind, "{text: Writes}", ""), as_at());
            findings.iter().find(|finding| finding.rule == "target-incomplete").map(|finding| finding.severity)
        };
        assert_eq!(severity("learning-plan"), Some(Severity::Error));
        assert_eq!(severity("itp"), Some(Severity::Warning));
    }

    #[test]
    fn a_reviewed_plan_or_one_of_an_earlier_stage_is_ignored() {
        let reviewed = record("learning-plan", "{text: Writes}", ", review: {date: 2026-01-15}");
        assert_eq!(keys_found("target-incomplete", &reviewed), [""; 0]);
        let behind = record("itp", "{text: Writes}", "").replace("[{stage: C", "[{stage: B");
        assert_eq!(keys_found("target-incomplete", &behind), [""; 0]);
    }
}
