//! Actions that a person must take by a certain day: one file for each duty.
//!
//! A duty looks at the record as at the date of the report, and starts a clock only while it is not met. A duty that the
//! pupil has outgrown (moved to the next stage, closed, off the register) starts none.

pub(crate) mod accessibility_plan;
pub(crate) mod action;
pub(crate) mod agency_chased;
pub(crate) mod amended_plan;
pub(crate) mod annual_report;
pub(crate) mod annual_review_date;
pub(crate) mod annual_review_decision;
pub(crate) mod annual_review_invitations;
pub(crate) mod annual_review_meeting;
pub(crate) mod annual_review_papers;
pub(crate) mod annual_review_report;
pub(crate) mod application_sent;
pub(crate) mod arrival_information;
pub(crate) mod arrival_support;
pub(crate) mod competencies_assessed;
pub(crate) mod concern_answered;
pub(crate) mod consent_asked;
pub(crate) mod consultation_reply;
pub(crate) mod current_plan;
pub(crate) mod cycle_review;
pub(crate) mod decision_acted_on;
pub(crate) mod decision_to_assess;
pub(crate) mod decision_to_issue;
pub(crate) mod disagreement_advice;
pub(crate) mod final_plan;
pub(crate) mod information_report;
pub(crate) mod learning_plan;
pub(crate) mod next_plan;
pub(crate) mod parents_informed;
pub(crate) mod phase_transfer_plan;
pub(crate) mod phase_transfer_review;
pub(crate) mod plan_date;
pub(crate) mod plan_discussed;
pub(crate) mod policy_communicated;
pub(crate) mod policy_ratification;
pub(crate) mod policy_review;
pub(crate) mod provision_told;
pub(crate) mod receipt_confirmed;
pub(crate) mod records_to_new_school;
pub(crate) mod referral_answered;
pub(crate) mod refusal_followed;
pub(crate) mod school_advice;
pub(crate) mod senco_qualification;
pub(crate) mod sheets_read;
pub(crate) mod sspp_renewal;
pub(crate) mod stage_a_meeting;
pub(crate) mod stage_a_review;
pub(crate) mod termly_review;
pub(crate) mod transfer_notice;
pub(crate) mod transition_planned;

use crate::model::at_a_day::AsAt;
use crate::model::authority::{Application, EhcPlan, PlanReview};
use crate::model::day::Day;
use crate::model::record::OnRoll;
use crate::model::since::HeldSince;
use crate::model::vocabulary::{ApplicationFor, ApplicationStep, ReviewKind, Stage};
use crate::policy::WeekCount;
use crate::rules::{Clock, ClockStart, Clocks, Owner, Question};
use crate::school::calendar::CountedDay;
use crate::words;

/// The note if `send.toml` has no terms for the time counted.
pub(in crate::rules) fn note_on(counted: CountedDay) -> Option<String> {
    (!counted.by_terms).then(|| "send.toml has no term dates for then: counted in calendar weeks".to_owned())
}

/// The same for school days.
pub(in crate::rules) fn note_on_days(counted: CountedDay) -> Option<String> {
    (!counted.by_terms)
        .then(|| "send.toml has no term dates for then: Monday to Friday counted as school days".to_owned())
}

/// The last day of something that has a number of days by the school's own choice alone: a day that is no school day moves to the
/// next one (DESIGN 7.2).
pub(in crate::rules) fn days_by_choice(from: Day, days: u32, question: &Question<'_>) -> CountedDay {
    question.school.calendar.school_day_from(from.plus_days(days))
}

/// The day a pupil joined, in words. Only a day on roll may be known.
fn joined_in_words(spell: &OnRoll) -> String {
    match spell.since() {
        HeldSince::Known(day) => format!("joined {}", words::date(day)),
        seen @ HeldSince::SeenOn(_) => format!("on roll {}", words::since_in_words(seen)),
    }
}

/// The last day for what the school does for a pupil found with support: `within.as_found` after the day found.
pub(in crate::rules) fn last_day_for_found(found: Day, question: &Question<'_>) -> CountedDay {
    days_by_choice(found, question.policies.in_force_on(found).within.as_found, question)
}

/// The later of two days of something the school did, as at the date of the report.
fn last_of(setting: Option<Day>, event: Option<Day>, question: &Question<'_>) -> Option<Day> {
    setting.filter(|done| *done <= question.as_at).max(event)
}

/// Starts the clock of something that the law asks of every school: a number of years after the last time. If no date is
/// recorded, it is due from the first day of the policy that promises it.
fn years_after(last: Option<Day>, years: u32, owner: Owner, question: &Question<'_>, clocks: &mut Clocks) {
    let due = last
        .map_or_else(|| question.policies.in_force_on(question.as_at).in_force, |last| last.plus_months(12 * years));
    let because =
        last.map_or_else(|| "no date is recorded".to_owned(), |last| format!("last done {}", words::date(last)));
    clocks.run(due, owner, ClockStart { day: last, ..ClockStart::of("last") }, because);
}

/// The fact that a calendar knows a referral by.
fn start_of_referral(record: &AsAt, index: usize) -> ClockStart {
    let made: Vec<(Day, &str)> = record.referrals.iter().map(|one| (one.date, one.to.as_str())).collect();
    ClockStart::among("referrals", &made, index)
}

/// The same for an application: the day it was sent stays when receipt is confirmed.
fn start_of_application(application: &Application) -> ClockStart {
    ClockStart { day: application.sent.or(application.received), ..ClockStart::of("applications") }
        .labelled(application.applied_for.as_str())
}

/// The same for a time on roll. A day on which it was seen to hold stays when the first day is added.
fn start_of_roll(spell: &OnRoll) -> ClockStart {
    ClockStart::on("on_roll", spell.in_force_on.unwrap_or(spell.first_day()))
}

/// The same for an EHC plan.
fn start_of_plan(plan: &EhcPlan) -> ClockStart {
    ClockStart::on("ehc_plan", plan.in_force_on.unwrap_or(plan.first_day()))
}

/// The same for a review of the plan that was held: the meeting stays when the decision follows.
fn start_of_plan_review(review: &PlanReview) -> ClockStart {
    ClockStart { day: review.meeting.or(review.decided_on()), ..ClockStart::of("ehc_plan.reviews") }
        .labelled(review.kind.as_str())
}

/// The same for a review that is only booked: its kind, after the last review that was held. The booked day can move.
fn start_of_booking(plan: &EhcPlan, review: &PlanReview) -> ClockStart {
    let held = plan.reviews.iter().filter_map(|other| other.meeting).max();
    let since = held.unwrap_or_else(|| plan.in_force_on.unwrap_or(plan.first_day()));
    ClockStart::on("ehc_plan.reviews", since).labelled(review.kind.as_str())
}

/// The owner of what a cycle asks for: at stage A the class teacher, who runs it (policy 6.1), otherwise the SENCO.
fn owner_at(stage: Stage) -> Owner {
    if stage == Stage::A { Owner::ClassTeacher } else { Owner::Senco }
}

/// Whether something begun on a day belongs to the present run. A pupil who was closed has outgrown it. After the pupil
/// enters again, it belongs to the earlier run (DESIGN 3).
fn is_of_present_run(record: &AsAt, begun: Day) -> bool {
    let closed = record.stages.iter().rev().find(|entry| entry.stage == Stage::Closed);
    record.last_stage() != Some(Stage::Closed) && closed.is_none_or(|closed| begun > closed.date)
}

/// The days of the authority's requests to the school that have no answer so far, if the application is still open.
fn open_requests(
    application: &Application,
    asked: ApplicationStep,
    answers: &'static [ApplicationStep],
) -> impl Iterator<Item = Day> {
    let requests = application.steps.iter().filter(move |step| step.step == asked).map(|step| step.date);
    requests.filter(move |asked_on| {
        let mut since = application.steps.iter().filter(|step| step.date >= *asked_on).map(|step| step.step);
        !since.any(|step| answers.contains(&step) || step.ends_an_application())
    })
}

/// Whether the pupil has had what was applied for since a day, even if no step says so.
fn is_answered_by_an_award(record: &AsAt, application: &Application, since: Day) -> bool {
    match application.applied_for {
        ApplicationFor::Ehcp => record.ehc_plan.iter().any(|plan| plan.first_day() >= since),
        ApplicationFor::Sspp => record.sspp.iter().any(|award| award.first_day() >= since),
    }
}

/// A closure of the school this long, in days, may lengthen the authority's time (SEND Regulations 2014 reg. 5(4), 10(4)
/// and 13(3); DOMAIN 5.1).
const LONG_CLOSURE: u32 = 28;

/// Starts the authority's clock for every application for an EHC plan that still needs something from it: a number of days
/// from the day it received the application or, if that is not known, from the day it was sent. A step in `settles` ends
/// the wait. So does the end of the application, and so does an appeal, because the law then counts again from the start.
fn wait_for_authority(
    record: &AsAt,
    question: &Question<'_>,
    days: u32,
    settles: &[ApplicationStep],
    clocks: &mut Clocks,
) {
    for application in record.applications.iter().filter(|one| one.applied_for == ApplicationFor::Ehcp) {
        let Some(began) = application.received.or(application.sent) else { continue };
        let done = application.steps.iter().any(|step| ends_the_wait(step.step, settles));
        if done || is_answered_by_an_award(record, application, began) {
            continue;
        }
        let due = began.plus_days(days);
        let exception = exception_between(began, due, question);
        let sent = application
            .received
            .is_none()
            .then(|| "counted from the day it was sent: receipt is not confirmed".to_owned());
        let may_be_longer = exception.clone().or_else(|| unknown_closures(began, due, question));
        let notes: Vec<String> = sent.into_iter().chain(may_be_longer).collect();
        let because = match application.received {
            Some(received) => format!("received {}", words::date(received)),
            None => format!("sent {}", words::date(began)),
        };
        clocks.start(Clock {
            exception,
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            ..Clock::new(due, Owner::LocalAuthority, start_of_application(application), because)
        });
    }
}

/// Whether the authority owes nothing more after a step. `settles` are the steps that meet the duty.
fn ends_the_wait(step: ApplicationStep, settles: &[ApplicationStep]) -> bool {
    settles.contains(&step) || step.ends_an_application() || step.is_about_an_appeal()
}

/// Why the law may allow the authority longer: a long closure of the school within its time.
fn exception_between(began: Day, due: Day, question: &Question<'_>) -> Option<String> {
    let (first, last) = question.school.calendar.closure_between(began, due, LONG_CLOSURE)?;
    let closed = format!("{} to {}", words::date(first), words::date(last));
    Some(format!("the school was closed from {closed}, so the law may allow the authority longer"))
}

/// A note that such a closure may be missed, because no term dates are known for a long part of the time.
fn unknown_closures(began: Day, due: Day, question: &Question<'_>) -> Option<String> {
    let is_unknown = question.school.calendar.days_without_terms(began, due) >= LONG_CLOSURE;
    let said = "send.toml has no term dates for then: a closure of four weeks may allow the authority longer";
    is_unknown.then(|| said.to_owned())
}

/// The reviews of the plan in force that are booked and not yet held, each with the fact that a calendar knows it by and its booked
/// day. An interim review looks at a single question and is not the review that the law asks for.
fn upcoming_reviews(record: &AsAt) -> impl Iterator<Item = (ClockStart, &PlanReview, Day)> {
    let plan = record.plan_in_force().map(|(_, plan)| plan);
    plan.into_iter().flat_map(|plan| {
        let open = plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim && review.meeting.is_none());
        open.filter_map(|review| Some((start_of_booking(plan, review), review, review.booked?)))
    })
}

/// The end of a pupil's weeks at stage A, with the day of the move.
pub(in crate::rules) fn end_of_stage_a(record: &AsAt, question: &Question<'_>) -> Option<(Day, CountedDay)> {
    let entered = record.last_move().filter(|last| last.stage == Stage::A)?.date;
    Some((entered, weeks_of_stage_a(entered, question)?))
}

/// The end of the weeks that stage A is given to a pupil who entered it on a day. The number of weeks, and how they are
/// counted, come from the policy in force on that day.
pub(in crate::rules) fn weeks_of_stage_a(entered: Day, question: &Question<'_>) -> Option<CountedDay> {
    let settings = question.policies.in_force_on(entered).stages.get(&Stage::A)?;
    let weeks = settings.weeks?;
    Some(match settings.count.unwrap_or(WeekCount::Calendar) {
        WeekCount::School => question.school.calendar.school_weeks_after(entered, weeks),
        WeekCount::Calendar => CountedDay { day: entered.plus_days(weeks.saturating_mul(7)), by_terms: true },
    })
}
