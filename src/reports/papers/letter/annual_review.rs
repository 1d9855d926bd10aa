//! The invitation to the annual review of an EHC plan, with the legal deadline for each step (SEND Regulations 2014 reg. 20 and 22;
//! DOMAIN 5.3).

use super::super::{Paper, PaperKeys, PaperSource, Part, Sheets, parts_with_content, text};
use super::{Meeting, child_is_asked, letter_end, letter_head, when_and_where, who_is_there, whom_to_ask};
use crate::model::day::Day;
use crate::rules::duties::{amended_plan, annual_review_decision, annual_review_invitations, annual_review_report};
use crate::words::date;

/// The facts for the letter. The keys exclude the UPN, costs, notes, and everything written to other people.
pub(crate) const KEYS: PaperKeys = PaperKeys {
    shown: &[
        "name",
        "known_as",
        "home_language",
        "class",
        "class.class",
        "ehc_plan.final",
        "ehc_plan.outcomes",
        "ehc_plan.reviews.amended",
    ],
    reckoned: &["ehc_plan.in_force_on", "class.from", "ehc_plan.ceased", "ehc_plan.reviews.kind"],
};

/// The deadlines of a review, counted from its meeting. Each is the last day that is still in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AnnualReviewDays {
    /// Invitations are sent and everyone's advice is circulated: two weeks before (reg. 20(2) and (4)).
    pub(crate) notice: Day,
    /// The school's report is sent: two weeks after (reg. 20).
    pub(crate) report: Day,
    /// The authority decides: four weeks after (reg. 20(10)).
    pub(crate) decision: Day,
    /// The amended plan is final: eight weeks after that (reg. 22).
    pub(crate) amended: Day,
}

impl AnnualReviewDays {
    /// The deadlines for a meeting on this day.
    pub(crate) fn of(meeting: Day) -> Self {
        let decision = meeting.plus_days(annual_review_decision::DAYS_TO_DECIDE);
        Self {
            notice: meeting.minus_days(annual_review_invitations::DAYS_BEFORE),
            report: meeting.plus_days(annual_review_report::DAYS_AFTER),
            decision,
            amended: decision.plus_days(amended_plan::DAYS_FROM_THE_NOTICE),
        }
    }
}

/// The letter.
pub(crate) fn annual_review_letter(source: &PaperSource<'_>, meeting: &Meeting) -> Paper {
    let called = source.called();
    let days = AnnualReviewDays::of(meeting.day);
    let all = [
        why(source),
        when_and_where(meeting),
        who_comes(source),
        before(source.record.day(), days),
        looked_at(source),
        after(days),
        Part::new("If you do not agree").words(Some(text(
            "Please say so at the meeting: our report will say where people see things differently. When the authority writes to you \
             with its decision, it will explain how to use mediation and how to appeal.",
        ))),
        whom_to_ask(source),
        letter_end(source),
    ];
    Paper {
        sheets: Sheets::Upright,
        title: text(format!("{called}: please come to the annual review")),
        head: letter_head(source),
        parts: parts_with_content(all),
        foot: source.foot_of_pupil(),
    }
}

fn why(source: &PaperSource<'_>) -> Part {
    // Brackets within brackets would not read well in a letter.
    let is_known = source.record.plan_in_force().is_some_and(|(_, plan)| plan.since().known().is_some());
    let of = source.ehc_plan_since().filter(|_| is_known).map_or_else(String::new, |since| format!(" ({since})"));
    Part::new("Why we are writing").words(Some(text(format!(
        "Each year everyone who works with {} reviews the education, health and care plan{of}. We would like you to be there.",
        source.called()
    ))))
}

fn who_comes(source: &PaperSource<'_>) -> Part {
    Part::new("Who is invited").words(Some(text(format!(
        "{}. You may bring someone with you. {}",
        who_is_there(source, &["an officer of the local authority", "someone from health", "someone from social care"]),
        child_is_asked(source.called())
    ))))
}

/// The steps before the meeting. If their deadline has passed, the letter says so, and what the family may do.
fn before(today: Day, days: AnnualReviewDays) -> Part {
    let part = Part::new("Before the meeting");
    if today > days.notice {
        return part.words(Some(text(format!(
            "You should have had this letter, and everyone's advice, two weeks before the meeting, by {}. We are sorry. If you need \
             more time, please tell us and we will find a later day.",
            date(days.notice)
        ))));
    }
    part.words(Some(text(format!(
        "Please send us your views as soon as you can, in whatever way is easiest, or tell us and we will note them for you. \
         Everyone who is invited gives their advice too. We will send you all of it by {} at the latest, so that you have two weeks \
         to read it.",
        date(days.notice)
    ))))
}

fn looked_at(source: &PaperSource<'_>) -> Part {
    let outcomes = source.record.plan_in_force().map(|(_, plan)| plan.outcomes.clone()).unwrap_or_default();
    let aims = (!outcomes.is_empty()).then(|| text("How far these outcomes in the plan have been reached:"));
    Part::new("What we will discuss").words(aims).points(outcomes).words(Some(text(
        "We will also discuss whether the needs, outcomes and provision in the plan are still right, and what you would like to change.",
    )))
}

fn after(days: AnnualReviewDays) -> Part {
    let points = [
        format!(
            "By {}: we send our report to you, to the authority and to everyone who was invited.",
            date(days.report)
        ),
        format!(
            "By {}: the authority writes to tell you whether it will keep the plan as it is, change it or end it.",
            date(days.decision)
        ),
        format!("By {}: if it changes the plan, the authority sends you the final new plan.", date(days.amended)),
    ];
    Part::new("After the meeting").points(points.into_iter().map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    #[test]
    fn the_deadlines_are_those_of_the_worked_example_of_domain_5_3() {
        let days = AnnualReviewDays::of(day("2026-11-12"));
        assert_eq!(
            [days.notice, days.report, days.decision, days.amended],
            ["2026-10-29", "2026-11-26", "2026-12-10", "2027-02-04"].map(day)
        );
    }

    #[test]
    fn the_day_two_weeks_before_is_in_time_and_the_next_is_not() {
        let days = AnnualReviewDays::of(day("2026-11-12"));
        let said = |today: &str| format!("{:?}", before(day(today), days));
        assert!(said("2026-10-29").contains("by 29 Oct 2026") && !said("2026-10-29").contains("sorry"));
        assert!(said("2026-10-30").contains("sorry"));
    }
}
