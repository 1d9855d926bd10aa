//! `next-plan`: a review that says continue or adapt is followed by another plan.

use super::owner_at;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{Decision, Stage};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "next-plan",
    severity: Severity::Error,
    clause: "6.2 Review",
    law: "",
    summary: "a review that decides to continue or adapt is followed by the next plan",
    why: "The family left the review expecting the support to continue. Until the next plan is made, the class teacher and \
          the pupil do not know what to work on.",
    remedy: "write the next plan with the family, and record it as a new cycle",
    bad: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles:
  - stage: B
    plan: {date: 2025-11-10, kind: itp, review_by: 2025-12-17}
    review: {date: 2025-12-16, progress: expected, decision: adapt}
",
    good: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles:
  - stage: B
    plan: {date: 2025-11-10, kind: itp, review_by: 2025-12-17}
    review: {date: 2025-12-16, progress: expected, decision: adapt}
  - stage: B
    plan: {date: 2025-12-19, kind: itp, review_by: 2026-03-20}
",
    kind: RuleKind::Duty(Owes::ByStage, FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some(stage) = record.last_stage().filter(|stage| *stage != Stage::Closed) else { return };
    // The last review with a decision replaces the decisions before it.
    let decided = record.cycles_of_stay().filter_map(|(index, cycle)| {
        let review = cycle.review.as_ref()?;
        Some((review.date, index, review.decision?))
    });
    let Some((reviewed, index, decision)) = decided.max_by_key(|(date, index, _)| (*date, *index)) else { return };
    if !matches!(decision, Decision::Continue | Decision::Adapt) {
        return;
    }
    // A plan may have been drafted before the review: it comes after the reviewed plan in the record.
    let planned = record.cycles_of_stay().any(|(other, cycle)| {
        let plan = cycle.plan.as_ref().filter(|_| other != index);
        plan.is_some_and(|plan| other > index || plan.date >= reviewed)
    });
    if !planned {
        let due = reviewed.plus_days(question.policies.in_force_on(reviewed).within.plan);
        let because = format!("reviewed {}", words::date(reviewed));
        let start = ClockStart::on("cycles.review", reviewed);
        clocks.start(Clock::new(due, owner_at(stage), start, because).since(reviewed));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    const STAGES: &str = "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]\n";
    const REVIEWED: &str =
        "{stage: B, plan: {date: 2025-11-10, kind: itp}, review: {date: 2025-12-01, decision: continue}}";

    #[test]
    fn a_plan_after_an_earlier_review_does_not_hide_the_last_one() {
        let second = "{stage: B, plan: {date: 2025-12-03, kind: itp}, review: {date: 2026-01-07, decision: adapt}}";
        let record = format!("{STAGES}cycles: [{REVIEWED}, {second}]\n");
        assert_eq!(due("next-plan", &record, "2026-01-15").as_deref(), Some("2026-01-21"));
        // As at a day before the second review, the second plan was the next one.
        assert_eq!(due("next-plan", &record, "2026-01-06"), None);
    }

    #[test]
    fn a_plan_drafted_before_the_review_counts_and_another_decision_needs_no_plan() {
        let drafted = format!("{STAGES}cycles: [{REVIEWED}, {{stage: B, plan: {{date: 2025-11-28, kind: itp}}}}]\n");
        assert_eq!(due("next-plan", &drafted, "2026-01-15"), None);
        for decision in ["escalate", "discontinue"] {
            let record = format!("{STAGES}cycles: [{}]\n", REVIEWED.replace("continue}}", &format!("{decision}}}}}")));
            assert_eq!(due("next-plan", &record, "2026-01-15"), None, "{decision}");
        }
    }

    #[test]
    fn a_review_without_a_decision_leaves_the_one_before_in_force() {
        let record = format!("{STAGES}cycles: [{REVIEWED}, {{stage: B, review: {{date: 2025-12-10}}}}]\n");
        assert_eq!(due("next-plan", &record, "2026-01-15").as_deref(), Some("2025-12-15"));
    }

    #[test]
    fn a_pupil_who_has_moved_to_the_next_stage_has_outgrown_it() {
        let record = format!("{}cycles: [{REVIEWED}]\n", STAGES.replace("}]", "}, {date: 2025-12-08, stage: C}]"));
        assert_eq!(due("next-plan", &record, "2026-01-15"), None);
    }
}
