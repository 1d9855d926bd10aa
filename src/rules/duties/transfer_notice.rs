//! `transfer-notice`: the authority tells the parents that an EHC plan was transferred to it.

use super::start_of_plan;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// Six weeks (SEND Regulations 2014 reg. 15(4)).
const DAYS: u32 = 42;

pub(crate) const RULE: Rule = Rule {
    id: "transfer-notice",
    severity: Severity::Warning,
    clause: "7 Education Health Care Plan",
    law: "SEND Regulations 2014 reg. 15(4)",
    summary: "within six weeks of the transfer of an EHC plan, the new authority tells the parents so, and when it will review the plan",
    why: "When a child moves to another authority's area, the plan moves too. The parents must be told that it was transferred, \
          whether there will be a new assessment, and when the plan will be reviewed. This is the authority's duty, not the school's: the school can \
          only ask.",
    remedy: "ask the authority, and record the day of its notice as `transfer_notice` of the plan: \
             `send add ehc-plan PUPIL --transfer-notice DATE`",
    bad: "
census: E
register: [{from: 2025-11-24}]
cycles: [{stage: C, review: {date: 2025-12-17, present: [parent]}}, {stage: C, plan: {date: 2025-12-18, kind: learning-plan, review_by: 2026-03-27}}]
contacts: [{date: 2025-12-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-06-02, authority: Far Council, transferred: 2025-12-01}]
",
    good: "
census: E
register: [{from: 2025-11-24}]
cycles: [{stage: C, review: {date: 2025-12-17, present: [parent]}}, {stage: C, plan: {date: 2025-12-18, kind: learning-plan, review_by: 2026-03-27}}]
contacts: [{date: 2025-12-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-06-02, authority: Far Council, transferred: 2025-12-01, transfer_notice: 2026-01-09}]
",
    kind: RuleKind::Duty(Owes::One(Owner::LocalAuthority), FactsFound::AskedAlways, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    let Some(transferred) = plan.transferred.filter(|_| plan.transfer_notice.is_none()) else { return };
    // Then the family has heard from the new authority.
    let is_reviewed = plan.reviews.iter().filter_map(|review| review.meeting).any(|held| held >= transferred);
    if !is_reviewed {
        let because = format!("transferred {}", words::date(transferred));
        clocks.run(transferred.plus_days(DAYS), Owner::LocalAuthority, start_of_plan(plan), because);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn due_with(more: &str) -> Option<String> {
        let plan = format!("ehc_plan: [{{final: 2022-06-01, transferred: 2025-12-01{more}}}]\n");
        due("transfer-notice", &plan, "2026-01-15")
    }

    #[test]
    fn the_notice_or_a_review_held_since_meets_it_and_a_review_before_the_transfer_does_not() {
        assert_eq!(due_with("").as_deref(), Some("2026-01-12"));
        assert_eq!(due_with(", transfer_notice: 2026-01-13"), None);
        assert_eq!(due_with(", reviews: [{kind: annual, meeting: 2025-12-01}]"), None);
        assert!(due_with(", reviews: [{kind: annual, meeting: 2025-11-28}]").is_some());
        assert_eq!(due_with(", ceased: 2026-01-09"), None);
    }

    #[test]
    fn a_plan_that_was_never_transferred_needs_no_notice() {
        assert_eq!(due("transfer-notice", "ehc_plan: [{final: 2022-06-01}]\n", "2026-01-15"), None);
    }
}
