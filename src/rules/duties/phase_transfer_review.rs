//! `phase-transfer-review`: an EHC plan is reviewed in time for the move to another phase of education.

use super::note_on;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::ReviewKind;
use crate::rules::phase_change::{PhaseChange, next_phase_change};
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::school::calendar::CountedDay;

/// The authority has twelve weeks from a meeting to an amended plan (DOMAIN 5.3).
const DAYS_FOR_THE_PLAN: u32 = 84;

pub(crate) const RULE: Rule = Rule {
    id: "phase-transfer-review",
    severity: Severity::Error,
    clause: "14 Transition",
    law: "SEND Regulations 2014 reg. 18",
    summary: "an EHC plan is reviewed at least twelve weeks before 14 February of the year when the pupil changes phase",
    why: "The plan must name the next school before 15 February. The authority needs twelve weeks after the meeting to do \
          that.",
    remedy: "hold the review as soon as it can be arranged, tell the authority, and record it under the plan's reviews; if the pupil stays in \
             the same phase at another school, record it with `send leave PUPIL --same-phase`",
    bad: "
census: E
date_of_birth: 2015-03-03
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03}]
",
    good: "
census: E
date_of_birth: 2015-03-03
contacts: [{date: 2025-03-10, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-03-03, reviews: [{kind: phase-transfer, meeting: 2025-10-15, report: 2025-10-22, decision: 2025-11-10}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedAlways, duty),
};

/// The dates of a change of phase.
pub(super) struct Transfer {
    /// The change itself.
    pub(super) change: PhaseChange,
    /// The first day that a review can count: the start of the summer term before.
    pub(super) reviews_from: CountedDay,
    /// The last day for the review.
    pub(super) review_by: Day,
    /// The last day for the plan that names the next school: 14 February, because the regulation says before the 15th
    /// (DOMAIN 4.2).
    pub(super) named_by: Day,
}

/// The dates of the next change of phase; `None` if none can be seen yet.
pub(super) fn transfer_days(record: &AsAt, question: &Question<'_>) -> Option<Transfer> {
    let change = next_phase_change(record, question)?;
    let named_by = Day::new(change.last_year + 1, 2, 14)?;
    Some(Transfer {
        change,
        reviews_from: question.school.calendar.start_of_summer_term(change.last_year - 1),
        review_by: named_by.minus_days(DAYS_FOR_THE_PLAN),
        named_by,
    })
}

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let (Some((_, plan)), Some(transfer)) = (record.plan_in_force(), transfer_days(record, question)) else { return };
    // A plan made final this late already takes the move into account.
    if plan.final_on.is_some_and(|made| made > transfer.review_by) {
        return;
    }
    let mut held = plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim);
    if !held.any(|review| review.meeting.is_some_and(|meeting| meeting >= transfer.reviews_from.day)) {
        clocks.run_with_note(
            transfer.review_by,
            Owner::Senco,
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
        for (birth, owed) in [("2014-09-01", true), ("2015-09-01", false), ("2021-09-01", true), ("2021-08-31", false)]
        {
            let record = born(birth, "final: 2025-03-03");
            let due = due("phase-transfer-review", &record, "2026-01-15");
            assert_eq!(due.as_deref(), owed.then_some("2025-11-22"), "{birth}");
        }
    }

    #[test]
    fn a_meeting_since_the_summer_term_before_meets_it_and_an_older_one_does_not() {
        let held = |kind: &str, date: &str| {
            let plan = format!("final: 2024-03-03, reviews: [{{kind: {kind}, meeting: {date}}}]");
            due("phase-transfer-review", &born("2016-03-03", &plan), "2026-12-01")
        };
        // Year 6 is 2026/27 here; the summer term before it began on 13 April 2026.
        assert_eq!(held("annual", "2026-04-12").as_deref(), Some("2026-11-22"));
        assert_eq!(held("annual", "2026-04-13"), None);
        assert_eq!(held("interim", "2026-04-13").as_deref(), Some("2026-11-22"));
    }

    #[test]
    fn it_can_be_seen_from_the_summer_term_of_year_five_and_a_review_then_meets_it() {
        let record = |reviews: &str| born("2016-03-03", &format!("final: 2024-03-03, reviews: [{reviews}]"));
        let seen = |reviews: &str, on: &str| due("phase-transfer-review", &record(reviews), on);
        assert_eq!(seen("", "2026-04-12"), None);
        assert_eq!(seen("", "2026-04-13").as_deref(), Some("2026-11-22"));
        assert_eq!(seen("{kind: annual, meeting: 2026-06-10}", "2026-07-10"), None);
        assert_eq!(seen("{kind: annual, meeting: 2026-03-10}", "2026-07-10").as_deref(), Some("2026-11-22"));
    }

    #[test]
    fn a_plan_made_final_too_late_for_it_names_the_next_school_itself() {
        assert_eq!(due("phase-transfer-review", &born("2015-03-03", "final: 2025-11-23"), "2026-01-15"), None);
        assert!(due("phase-transfer-review", &born("2015-03-03", "final: 2025-11-22"), "2026-01-15").is_some());
    }
}
