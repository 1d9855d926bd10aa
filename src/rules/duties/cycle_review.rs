//! `cycle-review`: a plan gives a review date, and the review is held by that date.

use super::owner_at;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Stage;
use crate::rules::{Clocks, FactsFound, Owes, Question, Rule, RuleKind};
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
    let Some(stage) = record.last_stage().filter(|stage| *stage != Stage::Closed) else { return };
    for (_, cycle) in record.cycles_of_stay().filter(|(_, cycle)| cycle.review.is_none()) {
        if let Some((planned, due)) = cycle.plan.as_ref().and_then(|plan| Some((plan.date, plan.review_by?))) {
            clocks.run(due, owner_at(stage), format!("planned {}", words::date(planned)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{due, duties_unmet};

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
}
