//! `cycle-review`: a plan gives a review date, and the review is held by that date.

use super::current_plan::{cycles_to_look_at, has_support};
use super::owner_at;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Stage;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "cycle-review",
    severity: Severity::Error,
    clause: "6.2 Review",
    law: "SEND Code of Practice 6.44 to 6.56",
    summary: "a plan is reviewed by its review date",
    why: "Without a review, a plan continues whether it helps or not. The date was agreed with the family.",
    remedy: "hold the review and record it, or agree another date with the family and record it as `review_by`",
    bad: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles: [{stage: B, plan: {date: 2025-11-10, kind: itp, review_by: 2026-01-14}}]
",
    good: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles: [{stage: B, plan: {date: 2025-11-10, kind: itp, review_by: 2026-01-15}}]
",
    kind: RuleKind::Duty(Owes::ByStage, FactsFound::AskedIfDueLater, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let stage = record.last_stage().filter(|stage| *stage != Stage::Closed);
    // A pupil can have support, and a plan, at no stage: found on the register, or arrived with an EHC plan.
    if !has_support(record, stage) {
        return;
    }
    for cycle in cycles_to_look_at(record, stage).into_iter().filter(|cycle| cycle.review.is_none()) {
        if let Some((planned, due)) = cycle.plan.as_ref().and_then(|plan| Some((plan.date, plan.review_by?))) {
            let owner = stage.map_or(Owner::Senco, owner_at);
            let how = if record.has_only_a_found_review_date(cycle) { "date found" } else { "planned" };
            let start = ClockStart::on("cycles.plan", planned).labelled(cycle.stage.as_str());
            clocks.run(due, owner, start, format!("{how} {}", words::date(planned)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{due, duties_unmet, reasons};

    const STAGES: &str = "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]\n";

    #[test]
    fn the_review_is_due_on_the_plans_date_until_it_is_held() {
        let open =
            format!("{STAGES}cycles: [{{stage: B, plan: {{date: 2025-11-10, kind: itp, review_by: 2026-01-14}}}}]\n");
        assert_eq!(due("cycle-review", &open, "2026-01-13").as_deref(), Some("2026-01-14"));
        let reviewed = open.replace("}}]", "}, review: {date: 2026-01-16}}]");
        assert_eq!(due("cycle-review", &reviewed, "2026-01-15").as_deref(), Some("2026-01-14"));
        assert_eq!(due("cycle-review", &reviewed, "2026-01-16"), None);
    }

    #[test]
    fn a_reviewed_plan_before_an_open_one_does_not_hide_it() {
        let record = format!(
            "{STAGES}cycles:
  - {{stage: B, plan: {{date: 2025-11-10, kind: itp, review_by: 2025-12-01}}, review: {{date: 2025-12-01}}}}
  - {{stage: B, plan: {{date: 2025-12-02, kind: itp, review_by: 2025-12-18}}}}
  - {{stage: B, plan: {{date: 2026-01-05, kind: itp, review_by: 2026-01-12}}}}
"
        );
        let due: Vec<String> =
            duties_unmet(&record, day("2026-01-15")).into_iter().map(|(_, due)| due.to_string()).collect();
        assert_eq!(due, ["2025-12-18", "2026-01-12"]);
    }

    #[test]
    fn a_plan_of_a_stage_left_behind_lapses() {
        let record = format!(
            "{STAGES}cycles: [{{stage: A, plan: {{date: 2025-09-20, kind: adaptations, review_by: 2025-11-03}}}}]\n"
        );
        assert_eq!(due("cycle-review", &record, "2026-01-15"), None);
    }

    #[test]
    fn a_plan_made_before_the_move_it_leads_to_counts() {
        let record =
            format!("{STAGES}cycles: [{{stage: B, plan: {{date: 2025-11-03, kind: itp, review_by: 2026-01-12}}}}]\n");
        assert_eq!(due("cycle-review", &record, "2026-01-15").as_deref(), Some("2026-01-12"));
    }

    #[test]
    fn a_pupil_with_support_at_no_stage_owes_the_review_of_a_plan_made_since_joining() {
        let plan = "cycles: [{stage: C, plan: {date: 2025-11-10, kind: learning-plan, review_by: 2025-12-12}}]\n";
        let owed = |more: &str| due("cycle-review", &format!("{plan}{more}"), "2026-01-15");
        assert_eq!(owed("ehc_plan: [{final: 2025-03-03}]\n").as_deref(), Some("2025-12-12"));
        assert_eq!(owed("register: [{from: 2025-03-03}]\n").as_deref(), Some("2025-12-12"));
        let closed = "stages: [{date: 2025-09-15, stage: C}, {date: 2025-12-01, stage: closed}]\n";
        assert_eq!(owed(&format!("{closed}ehc_plan: [{{final: 2025-03-03}}]\n")).as_deref(), Some("2025-12-12"));
        // Without support there is nothing to review, and a plan of before the pupil joined is another school's.
        assert_eq!((owed(""), owed(closed)), (None, None));
        assert_eq!(owed("ehc_plan: [{final: 2025-03-03}]\non_roll: [{from: 2025-11-11}]\n"), None);
    }

    #[test]
    fn the_review_of_a_plan_of_before_is_owed_if_its_day_comes_after_the_day_found() {
        let found = |day: &str| {
            let record = format!(
                "as_found: {{date: {day}}}\nstages: [{{date: 2025-11-10, stage: C}}]\ncycles: [{{stage: C, plan: {{date: 2025-11-10, kind: learning-plan, review_by: 2025-12-12}}}}]\n"
            );
            due("cycle-review", &record, "2026-01-15")
        };
        assert_eq!(found("2025-12-11").as_deref(), Some("2025-12-12"));
        assert_eq!(found("2025-12-12"), None);
    }

    #[test]
    fn a_review_date_that_was_found_is_not_called_a_plan() {
        let found = "as_found: {date: 2025-11-10}\nstages: [{date: 2025-11-10, stage: C}]\ncycles: [{stage: C, plan: {date: 2025-11-10, kind: learning-plan, review_by: 2025-12-12}}]\n";
        assert_eq!(reasons("cycle-review", found, "2026-01-15"), ["date found 10 Nov 2025"]);
        let written = found.replace("review_by", "targets: [{text: Reads}], review_by");
        assert_eq!(reasons("cycle-review", &written, "2026-01-15"), ["planned 10 Nov 2025"]);
    }
}
