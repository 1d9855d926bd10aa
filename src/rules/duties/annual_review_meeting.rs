//! `annual-review-meeting`: an EHC plan is reviewed early enough for the authority to decide within the twelve months.

use super::annual_review_date::{due_after, found_without_review};
use super::{annual_review_decision::DAYS_TO_DECIDE, start_of_plan, start_of_plan_review};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::authority::{EhcPlan, PlanReview};
use crate::model::day::Day;
use crate::model::vocabulary::ReviewKind;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "annual-review-meeting",
    severity: Severity::Error,
    clause: "7 Education Health Care Plan",
    law: "Children and Families Act 2014 s.44; SEND Regulations 2014 reg. 15(5) and 20",
    summary: "the annual review meeting of an EHC plan is held at least 28 days before the twelve months end",
    why: "The law asks for a review every twelve months, whether or not the authority has answered the last one. The \
          review ends when the authority has decided, and it has four weeks after the meeting to do so. A meeting on the \
          anniversary is therefore too late. A decision that comes late, or never, does not delay the next year's review. \
          A plan that was transferred from another authority has at least three months from the transfer.",
    remedy: "hold the meeting as soon as it can be arranged, tell the authority, and record it under the plan's reviews",
    bad: "
census: E
contacts: [{date: 2025-02-14, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-02-11}]
",
    good: "
census: E
contacts: [{date: 2025-02-14, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-02-11, reviews: [{kind: annual, meeting: 2026-01-13}]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedAlways, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    let Some(found) = found_without_review(record, plan) else {
        let (began, start, because) = year_began(plan);
        let (due, because) = meeting_by(began, because, plan);
        clocks.run(due, Owner::Senco, start, because);
        return;
    };
    let began = year_began_at_the_latest(plan, found);
    let because = format!("year from {}, at the latest; may be overdue", words::date(began));
    let (due, because) = meeting_by(began, because, plan);
    // The day of the last review must be found out first.
    clocks.run(due.max(due_after(found, question).day), Owner::Senco, start_of_plan(plan), because);
}

/// The first day of the twelve months, the fact that they begin with, and the reason in a few words: the day the plan was first
/// made, or its last review.
fn year_began(plan: &EhcPlan) -> (Day, ClockStart, String) {
    // An interim review looks at a single question, so it does not restart the twelve months.
    let reviews = plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim);
    let last = reviews.filter_map(review_concluded).max_by_key(|(day, ..)| *day);
    let is_later = |day: Day| plan.final_on.is_none_or(|made| day > made);
    last.filter(|(day, ..)| is_later(*day)).unwrap_or_else(|| {
        let made = plan.first_day();
        (made, start_of_plan(plan), format!("year from {}", words::date(made)))
    })
}

/// The latest possible first day of the twelve months of a plan that was found on a day, if its last review is not recorded: the
/// last anniversary of the plan before that day. If its first day is not known, the day on which it was in force.
fn year_began_at_the_latest(plan: &EhcPlan, found: Day) -> Day {
    let Some(made) = plan.final_on else { return plan.first_day() };
    let anniversaries = (1..).map(|years| made.plus_months(12 * years)).take_while(|day| *day < found);
    anniversaries.last().unwrap_or(made)
}

/// The last day for the meeting in the twelve months from a day, and the reason. After a transfer from another authority, the new
/// one has at least three months (SEND Regulations 2014 reg. 15(5)).
fn meeting_by(began: Day, because: String, plan: &EhcPlan) -> (Day, String) {
    let ends = began.plus_months(12).minus_days(1);
    let after_transfer = plan.transferred.map(|transferred| (transferred.plus_months(3).minus_days(1), transferred));
    match after_transfer.filter(|(last_day, _)| *last_day > ends) {
        Some((last_day, transferred)) => (
            last_day.minus_days(DAYS_TO_DECIDE),
            format!("{because}; three months from the transfer on {}", words::date(transferred)),
        ),
        None => (ends.minus_days(DAYS_TO_DECIDE), because),
    }
}

/// The first day of the twelve months after a review, the review, and the reason in a few words: the day of the authority's
/// decision, but no later than four weeks after the meeting (Children and Families Act 2014 s.44(1)). `None` for a review that
/// has neither.
fn review_concluded(review: &PlanReview) -> Option<(Day, ClockStart, String)> {
    let decided = review.decided_on();
    let at_the_latest = review.meeting.map(|held| held.plus_days(DAYS_TO_DECIDE));
    let day = decided.into_iter().chain(at_the_latest).min()?;
    let undecided = if decided.is_none() { ", undecided" } else { "" };
    Some((day, start_of_plan_review(review), format!("year from {}{undecided}", words::date(day))))
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{due, reasons};

    #[test]
    fn the_worked_example_of_domain_5_3_is_due_28_days_before_the_twelve_months_end() {
        let plan = "ehc_plan: [{final: 2026-01-20}]\n";
        assert_eq!(due("annual-review-meeting", plan, "2026-01-19"), None);
        assert_eq!(due("annual-review-meeting", plan, "2026-01-20").as_deref(), Some("2026-12-22"));
    }

    /// The last day for the next meeting, if a plan of 20 January 2025 has these reviews.
    fn due_after(reviews: &str, on: &str) -> Option<String> {
        due("annual-review-meeting", &format!("ehc_plan: [{{final: 2025-01-20, reviews: [{reviews}]}}]\n"), on)
    }

    #[test]
    fn a_meeting_meets_it_and_a_decision_within_four_weeks_starts_the_next_year() {
        let reviewed = "{kind: annual, meeting: 2025-11-12, decision: 2025-12-03}";
        assert_eq!(due_after(reviewed, "2025-11-11").as_deref(), Some("2025-12-22"));
        assert_eq!(due_after(reviewed, "2025-12-02").as_deref(), Some("2026-11-11"));
        assert_eq!(due_after(reviewed, "2025-12-03").as_deref(), Some("2026-11-04"));
    }

    #[test]
    fn an_authority_that_never_decides_does_not_stop_the_next_year() {
        let undecided =
            "{kind: annual, booked: 2025-12-01, invited: 2025-11-01, meeting: 2025-12-01, report: 2025-12-10}";
        for on in ["2025-12-01", "2026-11-30", "2027-12-01"] {
            assert_eq!(due_after(undecided, on).as_deref(), Some("2026-11-30"), "{on}");
        }
    }

    #[test]
    fn a_late_decision_moves_the_next_year_by_four_weeks_at_most() {
        for decided in ["2025-12-10", "2025-12-11", "2026-09-30"] {
            let reviewed = format!("{{kind: annual, meeting: 2025-11-12, decision: {decided}}}");
            assert_eq!(due_after(&reviewed, "2026-10-15").as_deref(), Some("2026-11-11"), "{decided}");
        }
    }

    #[test]
    fn a_notice_or_an_amended_plan_is_a_decision_if_the_decision_has_no_date() {
        for (days, next) in [
            ("amendment_notice: 2025-11-26", "2026-10-28"),
            ("amended: 2025-11-26", "2026-10-28"),
            ("amendment_notice: 2025-11-26, amended: 2026-01-20", "2026-10-28"),
            ("decision: 2025-11-19, amendment_notice: 2025-11-26", "2026-10-21"),
        ] {
            let reviewed = format!("{{kind: annual, meeting: 2025-11-12, {days}}}");
            assert_eq!(due_after(&reviewed, "2026-01-20").as_deref(), Some(next), "{days}");
        }
        // The date of the meeting is not recorded, so only the decision is known.
        assert_eq!(due_after("{kind: annual, decision: 2025-12-10}", "2026-01-20").as_deref(), Some("2026-11-11"));
        assert_eq!(due_after("{kind: annual, amended: 2026-01-10}", "2026-01-20").as_deref(), Some("2026-12-12"));
    }

    #[test]
    fn the_latest_of_all_reviews_counts_in_any_order() {
        let undecided = "{kind: annual, meeting: 2025-11-12}";
        let early = "{kind: early, meeting: 2026-03-04, decision: 2026-03-18}";
        let transfer = "{kind: phase-transfer, meeting: 2026-06-10}";
        let interim = "{kind: interim, meeting: 2026-07-01, decision: 2026-07-01}";
        let reviews = [interim, transfer, early, undecided].join(", ");
        assert_eq!(due_after(&reviews, "2026-02-01").as_deref(), Some("2026-11-11"));
        assert_eq!(due_after(&reviews, "2026-04-01").as_deref(), Some("2027-02-17"));
        assert_eq!(due_after(&reviews, "2026-12-01").as_deref(), Some("2027-06-09"));
    }

    #[test]
    fn a_review_before_the_plan_does_not_shorten_its_first_year() {
        assert_eq!(due_after("{kind: annual, meeting: 2024-06-12}", "2025-02-01").as_deref(), Some("2025-12-22"));
    }

    #[test]
    fn an_interim_review_does_not_restart_the_clock_and_a_booking_is_not_a_meeting() {
        let plan = "ehc_plan: [{final: 2025-01-20, reviews: [{kind: interim, meeting: 2025-06-12, decision: 2025-07-01}, {kind: annual, booked: 2026-01-12}]}]\n";
        assert_eq!(due("annual-review-meeting", plan, "2026-01-15").as_deref(), Some("2025-12-22"));
    }

    #[test]
    fn a_ceased_plan_owes_no_meeting_and_a_leap_day_counts() {
        assert_eq!(
            due("annual-review-meeting", "ehc_plan: [{final: 2025-01-20, ceased: 2026-01-15}]", "2026-01-15"),
            None
        );
        assert_eq!(
            due("annual-review-meeting", "ehc_plan: [{final: 2024-02-29}]", "2024-03-01").as_deref(),
            Some("2025-01-30")
        );
    }

    /// The last day for the meeting of a plan as found on 30 November 2026, as at that day, and why.
    fn found(plan: &str) -> (Option<String>, Vec<String>) {
        let record = format!("as_found: {{date: 2026-11-30}}\nehc_plan: [{{{plan}}}]\n");
        (due("annual-review-meeting", &record, "2026-11-30"), reasons("annual-review-meeting", &record, "2026-11-30"))
    }

    #[test]
    fn a_plan_as_found_without_its_last_review_counts_from_its_last_anniversary_and_says_so() {
        let (due, because) = found("final: 2022-06-01");
        assert_eq!(due.as_deref(), Some("2027-05-03"));
        assert_eq!(because, ["year from 1 Jun 2026, at the latest; may be overdue"]);
        // The anniversary is before the day found, never on it, and the date of the last review is due first.
        assert_eq!(found("final: 2022-11-30").0.as_deref(), Some("2026-12-14"));
        assert_eq!(found("final: 2022-12-20").0.as_deref(), Some("2026-12-14"));
        assert_eq!(found("final: 2023-01-20").0.as_deref(), Some("2026-12-22"));
        // Less than twelve months before: no review can be missing.
        let (due, because) = found("final: 2025-12-20");
        assert_eq!((due.as_deref(), because), (Some("2026-11-21"), vec!["year from 20 Dec 2025".to_owned()]));
    }

    #[test]
    fn a_plan_whose_first_day_is_not_known_counts_from_the_day_it_was_seen_or_from_its_last_review() {
        let (due, because) = found("in_force_on: 2026-11-30");
        assert_eq!(due.as_deref(), Some("2027-11-01"));
        assert_eq!(because, ["year from 30 Nov 2026, at the latest; may be overdue"]);
        let reviewed = "in_force_on: 2026-11-30, reviews: [{kind: annual, meeting: 2026-03-04, decision: 2026-03-18}]";
        let (due, because) = found(reviewed);
        assert_eq!((due.as_deref(), because), (Some("2027-02-17"), vec!["year from 18 Mar 2026".to_owned()]));
    }

    #[test]
    fn a_plan_from_another_authority_has_the_later_of_its_own_year_and_three_months_from_the_transfer() {
        let moved = |made: &str| {
            let plan = format!("ehc_plan: [{{final: {made}, authority: Far Council, transferred: 2026-01-05}}]\n");
            due("annual-review-meeting", &plan, "2026-01-15")
        };
        assert_eq!(moved("2025-02-03").as_deref(), Some("2026-03-07"));
        assert_eq!(moved("2025-04-05").as_deref(), Some("2026-03-07"));
        assert_eq!(moved("2025-04-06").as_deref(), Some("2026-03-08"));
    }
}
