//! `phase-transfer-plan`: before a pupil changes phase, the authority names the next school in the plan.

use super::{note_on, phase_transfer_review};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ReviewKind;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "phase-transfer-plan",
    severity: Severity::Warning,
    clause: "14 Transition",
    law: "SEND Regulations 2014 reg. 18",
    summary: "by 14 February before a pupil changes phase, the authority amends the plan to name the next school",
    why: "A family needs to know the next school in time to visit it, and to appeal. This is the authority's duty, not the \
          school's: the school can only ask.",
    remedy: "ask the authority; when the plan comes, record the date as `amended` on the review",
    bad: "
# as at 2026-02-16
census: E
date_of_birth: 2015-03-03
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: phase-transfer, meeting: 2025-11-20, report: 2025-12-01, decision: 2025-12-10}]}]
",
    good: "
# as at 2026-02-16
census: E
date_of_birth: 2015-03-03
contacts: [{date: 2026-02-13, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: phase-transfer, meeting: 2025-11-20, report: 2025-12-01, decision: 2025-12-10, amended: 2026-02-10}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::LocalAuthority), FactsFound::AskedAlways, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let (Some((_, plan)), Some(transfer)) =
        (record.plan_in_force(), phase_transfer_review::transfer_days(record, question))
    else {
        return;
    };
    // A plan made final after the last day for the review already takes the move into account.
    let reviews = plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim);
    let mut since = reviews.filter(|review| review.meeting.is_none_or(|held| held >= transfer.reviews_from.day));
    let named = plan.final_on.is_some_and(|made| made > transfer.review_by)
        || since.any(|review| review.amended.is_some_and(|amended| amended >= transfer.reviews_from.day));
    if !named {
        clocks.run_with_note(
            transfer.named_by,
            Owner::LocalAuthority,
            ClockStart::on("end-of-phase", transfer.named_by),
            transfer.change.because(),
            note_on(transfer.reviews_from),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn born(date: &str, plan: &str) -> String {
        format!("date_of_birth: {date}\nehc_plan: [{{{plan}}}]\n")
    }

    #[test]
    fn year_six_and_the_last_year_of_nursery_need_it() {
        for (birth, waits) in [("2014-09-01", true), ("2015-09-01", false), ("2021-09-01", true), ("2021-08-31", false)]
        {
            let due = due("phase-transfer-plan", &born(birth, "final: 2025-03-03"), "2026-01-15");
            assert_eq!(due.as_deref(), waits.then_some("2026-02-14"), "{birth}");
        }
    }

    #[test]
    fn a_plan_amended_after_a_review_since_the_summer_term_before_meets_it() {
        let amended = |kind: &str, meeting: &str, amended: &str| {
            let plan =
                format!("final: 2024-03-03, reviews: [{{kind: {kind}, meeting: {meeting}, amended: {amended}}}]");
            due("phase-transfer-plan", &born("2016-03-03", &plan), "2026-12-01")
        };
        // Year 6 is 2026/27 here; the summer term before it began on 13 April 2026.
        assert_eq!(amended("phase-transfer", "2026-04-13", "2026-07-01"), None);
        assert_eq!(amended("annual", "2026-04-12", "2026-07-01").as_deref(), Some("2027-02-14"));
        assert_eq!(amended("interim", "2026-04-13", "2026-07-01").as_deref(), Some("2027-02-14"));
    }

    #[test]
    fn the_day_of_the_plan_counts_if_a_meeting_has_no_date() {
        let amended = |on: &str| {
            let plan = format!("final: 2024-03-03, reviews: [{{kind: phase-transfer, booked: {on}, amended: {on}}}]");
            due("phase-transfer-plan", &born("2016-03-03", &plan), "2026-12-01")
        };
        assert_eq!(amended("2026-04-12").as_deref(), Some("2027-02-14"));
        assert_eq!(amended("2026-04-13"), None);
    }

    #[test]
    fn a_plan_made_final_too_late_for_a_review_names_the_next_school_itself() {
        assert_eq!(due("phase-transfer-plan", &born("2015-03-03", "final: 2025-11-23"), "2026-01-15"), None);
        assert!(due("phase-transfer-plan", &born("2015-03-03", "final: 2025-11-22"), "2026-01-15").is_some());
    }
}
