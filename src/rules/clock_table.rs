//! Every clock computed a second time in another way: days are whole numbers, the calendar is a table of month lengths, and
//! the holidays are written out. The expected dates use neither `Day`'s arithmetic nor `school/calendar.rs`.

use std::collections::BTreeSet;

use super::appeals::open_appeals;
use super::examples::{POLICY, policies, policies_of, record, school};
use super::under_fives::early_review;
use super::{Clocks, Question, RuleKind, rule};
use crate::model::at_a_day::AsAt;
use crate::model::day::{Day, day};
use crate::policy::Policies;
use crate::school::{Event, EventKind, School};

// --- Another calendar ---

/// The first day of the table, a Monday: 1 January 1900 is day 0.
const FIRST_YEAR: i64 = 1900;

const fn is_leap(year: i64) -> bool {
    year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn number(year: i64, month: i64, of_month: i64) -> i64 {
    let years: i64 = (FIRST_YEAR..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    years + (1..month).map(|month| length(year, month)).sum::<i64>() + of_month - 1
}

fn parts(mut number: i64) -> (i64, i64, i64) {
    let (mut year, mut month) = (FIRST_YEAR, 1);
    while number >= length(year, month) {
        number -= length(year, month);
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    (year, month, number + 1)
}

fn read(text: &str) -> i64 {
    let part = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap();
    number(part(0, 4), part(5, 7), part(8, 10))
}

fn written(day: i64) -> String {
    let (year, month, of_month) = parts(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// A number of months later; in a shorter month, the last day of it.
fn months_on(day: i64, months: i64) -> i64 {
    let (year, month, of_month) = parts(day);
    let counted = month - 1 + months;
    let (year, month) = (year + counted / 12, counted % 12 + 1);
    number(year, month, of_month.min(length(year, month)))
}

/// Weekday, with Monday as 0.
const fn weekday(day: i64) -> i64 {
    day % 7
}

/// The calendar year of the September that began the school year of a day.
fn school_year(day: i64) -> i64 {
    let (year, month, _) = parts(day);
    if month >= 9 { year } else { year - 1 }
}

// --- Birmingham's terms of 2025/26 and the autumn of 2026, as a family would read them ---

const TERMS: [(&str, &str); 4] = [
    ("2025-09-01", "2025-12-19"),
    ("2026-01-05", "2026-03-27"),
    ("2026-04-13", "2026-07-20"),
    ("2026-09-01", "2026-12-18"),
];

/// Days without school: the first and last day of each break.
const HOLIDAYS: [(&str, &str); 8] = [
    ("2025-10-27", "2025-10-31"),
    ("2025-12-20", "2026-01-04"),
    ("2026-02-16", "2026-02-20"),
    ("2026-03-28", "2026-04-12"),
    ("2026-05-04", "2026-05-04"),
    ("2026-05-25", "2026-05-29"),
    ("2026-07-21", "2026-08-31"),
    ("2026-10-26", "2026-10-30"),
];

/// A term without known dates.
const UNKNOWN_TERM: i64 = 119;

/// Monday to Friday, unless the day is a known holiday.
fn counts_as_school_day(day: i64) -> bool {
    weekday(day) < 5 && !HOLIDAYS.iter().any(|(from, to)| read(from) <= day && day <= read(to))
}

fn school_days_on(mut day: i64, days: i64) -> i64 {
    for _ in 0..days {
        day += 1;
        while !counts_as_school_day(day) {
            day += 1;
        }
    }
    day
}

/// The day itself if it is a school day, otherwise the next one.
fn school_day_from(day: i64) -> i64 {
    school_days_on(day - 1, 1)
}

/// The same weekday after a number of school weeks: only weeks with at least one school day count.
fn school_weeks_on(mut day: i64, weeks: i64) -> i64 {
    for _ in 0..weeks {
        day += 7;
        while !(0..5).any(|offset| counts_as_school_day(day - weekday(day) + offset)) {
            day += 7;
        }
    }
    day
}

/// The term of a day: the last one that began. Ten weeks after its end, no term is known any more.
fn term_of(day: i64) -> Option<usize> {
    let index = TERMS.iter().rposition(|(from, _)| read(from) <= day)?;
    (day - read(TERMS[index].1) <= 70).then_some(index)
}

fn end_of_next_term(day: i64) -> i64 {
    match term_of(day) {
        None => day + UNKNOWN_TERM,
        Some(3) => read(TERMS[3].1) + UNKNOWN_TERM,
        Some(index) => read(TERMS[index + 1].1),
    }
}

/// The end of the term, if six school weeks of it are left.
fn end_of_term_to_act(day: i64) -> i64 {
    match term_of(day).map(|index| read(TERMS[index].1)) {
        Some(end) if school_weeks_on(day, 6) <= end => end,
        _ => end_of_next_term(day),
    }
}

/// The summer term of the school year of a day; if it is not known, from the second Monday of April to 22 July (DESIGN 7.2).
fn summer(day: i64) -> (i64, i64) {
    match school_year(day) {
        2025 => (read(TERMS[2].0), read(TERMS[2].1)),
        year => {
            let second_week = number(year + 1, 4, 8);
            (second_week + (7 - weekday(second_week)) % 7, number(year + 1, 7, 22))
        }
    }
}

// --- The start days of the clocks ---

/// Leap days and their neighbours, the end of every month, every day of both half terms and all holidays, the days when the
/// clocks change, and every eleventh day of five years.
fn starts() -> BTreeSet<i64> {
    let mut starts = BTreeSet::new();
    for year in 2023..=2028 {
        for month in 1..=12 {
            let last = number(year, month, length(year, month));
            starts.extend([last, last + 1]);
            if matches!(month, 3 | 10) {
                let change = last - (weekday(last) + 1) % 7;
                starts.extend(change - 2..=change + 2);
            }
        }
    }
    for leap_day in ["2024-02-29", "2028-02-29"] {
        starts.extend(read(leap_day) - 1..=read(leap_day) + 1);
    }
    for (from, to) in HOLIDAYS {
        starts.extend(read(from) - 8..=read(to) + 3);
    }
    starts.extend((0..5 * 365).step_by(11).map(|days| read("2023-09-01") + days));
    starts
}

#[test]
fn there_are_enough_days_and_both_calendars_agree_on_each() {
    assert!(starts().len() >= 400, "only {} days", starts().len());
    for start in starts() {
        let same = day(&written(start));
        assert_eq!((same.is_weekend(), read(&written(start))), (weekday(start) > 4, start));
        assert_eq!(same.days_since(day("1900-01-01")), start);
    }
}

// --- The duties about a pupil ---

/// A duty, a record in which it starts on DAY, and the day it is due. The check is made on the day after.
type Line = (&'static str, &'static str, fn(i64) -> Option<i64>);

const PLAN: &str = "ehc_plan: [{final: 2022-10-03, reviews: [{kind: annual, REVIEW}]}]";

const LINES: &[Line] = &[
    ("stage-a-review", "stages: [{date: DAY, stage: A}]", |day| Some(school_weeks_on(day, 6))),
    ("stage-a-meeting", "stages: [{date: DAY, stage: A}]", |day| Some(school_weeks_on(day, 6))),
    ("learning-plan", "stages: [{date: DAY, stage: C}]", |day| Some(day + 14)),
    (
        "next-plan",
        "stages: [{date: 2022-10-03, stage: B}]\ncycles: [{stage: B, review: {date: DAY, decision: adapt}}]",
        |day| Some(day + 14),
    ),
    (
        "decision-acted-on",
        "stages: [{date: 2022-10-03, stage: B}]\ncycles: [{stage: B, review: {date: DAY, decision: escalate}}]",
        |day| Some(day + 14),
    ),
    (
        "consent-asked",
        "stages: [{date: 2022-10-03, stage: A}]\ncycles: [{stage: A, review: {date: DAY, decision: escalate}}]",
        |day| Some(day + 14),
    ),
    (
        "refusal-followed",
        "stages: [{date: 2022-10-03, stage: A}]\ncontacts: [{date: DAY, kind: consent, about: inclusion-referral, answer: refused}]",
        |day| Some(day + 14),
    ),
    ("concern-answered", "concerns: [{date: DAY, raised_by: parent}]", |day| Some(school_day_from(day + 14))),
    ("current-plan", "stages: [{date: DAY, stage: B}]", |day| Some(school_day_from(day + 14))),
    // A pupil found with support: six weeks for what was not found, and the term of that day for the first review.
    ("current-plan", "as_found: {date: DAY}\nstages: [{date: 2022-10-03, stage: C}]", |day| {
        Some(school_day_from(day + 42))
    }),
    ("concern-answered", "as_found: {date: DAY}\nconcerns: [{date: 2022-10-03, raised_by: parent}]", |day| {
        Some(school_day_from(day + 14))
    }),
    ("parents-informed", "as_found: {date: DAY}\nregister: [{from: 2022-10-03}]", |day| {
        Some(school_day_from(day + 42))
    }),
    ("termly-review", "as_found: {date: DAY}\nregister: [{from: 2022-10-03}]", |day| Some(end_of_term_to_act(day))),
    ("termly-review", "register: [{from: DAY}]", |day| Some(end_of_term_to_act(day))),
    (
        "termly-review",
        "register: [{from: 2022-10-03}]\ncycles: [{stage: C, review: {date: DAY, present: [parent]}}]",
        |day| Some(end_of_next_term(day)),
    ),
    // A pupil who joins the register after the summer term is owed the next year's report, from September.
    ("annual-report", "register: [{from: DAY}]", |day| Some(summer(day + 1).1).filter(|end| day <= *end)),
    ("transition-planned", "year: 6\nregister: [{from: DAY}]", |day| Some(summer(day + 1).0)),
    ("referral-answered", "referrals: [{date: DAY, to: inclusion-team}]", |day| Some(day + 14)),
    ("agency-chased", "referrals: [{date: DAY, to: Sensory Support}]", |day| Some(day + 42)),
    ("application-sent", "stages: [{date: DAY, stage: D}]", |day| Some(day + 14)),
    ("receipt-confirmed", "applications: [{for: EHCP, sent: DAY}]", |day| Some(day + 7)),
    (
        "school-advice",
        "applications: [{for: EHCP, received: 2022-10-03, steps: [{date: DAY, step: advice-requested}]}]",
        |day| Some(day + 6 * 7),
    ),
    (
        "consultation-reply",
        "applications: [{for: EHCP, received: 2022-10-03, steps: [{date: DAY, step: consulted}]}]",
        |day| Some(day + 15),
    ),
    ("annual-review-meeting", "ehc_plan: [{final: DAY}]", |day| Some(months_on(day, 12) - 1 - 28)),
    // Three months from a transfer, if the plan's own year ends before.
    ("annual-review-meeting", "ehc_plan: [{final: 2022-06-01, transferred: DAY}]", |day| {
        Some((months_on(day, 3) - 1 - 28).max(read("2023-05-31") - 28))
    }),
    // A plan as found on its day: the last anniversary before it, and never before the date of the last review is due.
    ("annual-review-meeting", "as_found: {date: DAY}\nehc_plan: [{final: 2020-06-01}]", |day| {
        let anniversary = (2020..).map(|year| number(year, 6, 1)).take_while(|june| *june < day).last()?;
        Some((months_on(anniversary, 12) - 1 - 28).max(school_day_from(day + 14)))
    }),
    ("annual-review-date", "as_found: {date: DAY}\nehc_plan: [{final: 2020-06-01}]", |day| {
        Some(school_day_from(day + 14))
    }),
    ("plan-date", "ehc_plan: [{in_force_on: DAY}]", |day| Some(school_day_from(day + 14))),
    ("arrival-support", "on_roll: [{from: DAY}]\narrived: {from: Hillside Infants, with: K}", |day| {
        Some(school_day_from(day + 14))
    }),
    ("transfer-notice", "ehc_plan: [{final: 2020-06-01, transferred: DAY}]", |day| Some(day + 6 * 7)),
    // The next year starts at the latest four weeks after the meeting; an earlier decision starts it earlier.
    ("annual-review-meeting", "meeting: DAY", |day| Some(months_on(day + 28, 12) - 1 - 28)),
    ("annual-review-meeting", "meeting: DAY, decision: DAY", |day| Some(months_on(day, 12) - 1 - 28)),
    ("annual-review-meeting", "amendment_notice: DAY", |day| Some(months_on(day, 12) - 1 - 28)),
    ("annual-review-invitations", "booked: DAY", |day| Some(day - 14)),
    ("annual-review-papers", "booked: DAY", |day| Some(day - 14)),
    ("annual-review-report", "meeting: DAY", |day| Some(day + 14)),
    ("plan-discussed", "ehc_plan: [{final: DAY}]", |day| Some(day + 14)),
    // Twelve weeks before 14 February are 22 November in every year.
    ("phase-transfer-review", "year: 6\nehc_plan: [{final: 2022-10-03}]", |day| {
        Some(number(school_year(day + 1), 11, 22))
    }),
    ("records-to-new-school", "on_roll: [{from: 2022-09-05, to: DAY}]", |day| Some(school_days_on(day, 15))),
    ("disagreement-advice", "disagreements: [{date: DAY, by: mother, level: serious}]", |day| {
        Some(school_days_on(day, 1))
    }),
    ("decision-to-assess", "applications: [{for: EHCP, received: DAY}]", |day| Some(day + 6 * 7)),
    ("decision-to-issue", "applications: [{for: EHCP, received: DAY}]", |day| Some(day + 16 * 7)),
    ("final-plan", "applications: [{for: EHCP, sent: DAY}]", |day| Some(day + 20 * 7)),
    ("annual-review-decision", "meeting: DAY", |day| Some(day + 4 * 7)),
    ("amended-plan", "meeting: DAY, decision: DAY, outcome: amend", |day| Some(day + 12 * 7)),
    ("amended-plan", "meeting: DAY, decision: DAY, outcome: amend, amendment_notice: DAY", |day| Some(day + 8 * 7)),
    ("phase-transfer-plan", "year: 6\nehc_plan: [{final: 2022-10-03}]", |day| {
        Some(number(school_year(day + 1) + 1, 2, 14))
    }),
];

/// Duties due on a date that is written in the record or the policy, so no counting is needed.
const NOTHING_TO_COUNT: &[&str] =
    &["cycle-review", "action", "provision-told", "sspp-renewal", "arrival-information", "policy-communicated"];

/// Duties of the school, which are counted below.
const OF_THE_SCHOOL: &[&str] = &[
    "policy-review",
    "policy-ratification",
    "information-report",
    "accessibility-plan",
    "senco-qualification",
    "competencies-assessed",
    "sheets-read",
];

fn days_due(duty: &str, record: Option<&AsAt>, question: &Question<'_>) -> Vec<String> {
    let mut clocks = Clocks::default();
    match (rule(duty).unwrap().kind, record) {
        (RuleKind::Duty(.., duty) | RuleKind::DutyAfterLeaving(_, duty), Some(record)) => {
            duty(record, question, &mut clocks)
        }
        (RuleKind::DutyOfSchool(_, duty), None) => duty(question, &mut clocks),
        _ => panic!("{duty} is not a duty about a pupil"),
    }
    clocks.0.into_iter().map(|clock| clock.due.to_string()).collect()
}

fn text_of(line: &str, start: i64) -> String {
    let line = if ["booked", "meeting", "amendment_notice"].iter().any(|key| line.starts_with(key)) {
        PLAN.replace("REVIEW", line)
    } else {
        line.to_owned()
    };
    line.replace("DAY", &written(start))
}

#[test]
fn every_duty_about_a_pupil_is_due_on_the_day_that_the_other_calendar_gives() {
    let (school, policies) = (school(), policies());
    for start in starts() {
        let on = day(&written(start + 1));
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        for (duty, line, expected) in LINES {
            let record = record(&text_of(line, start)).as_at(on);
            let expected: Vec<String> = expected(start).into_iter().map(written).collect();
            assert_eq!(days_due(duty, Some(&record), &question), expected, "{duty} from {}", written(start));
        }
    }
}

#[test]
fn every_duty_is_counted_here_or_needs_no_counting() {
    let duties = super::RULES.iter().filter(|rule| {
        matches!(rule.kind, RuleKind::Duty(..) | RuleKind::DutyAfterLeaving(..) | RuleKind::DutyOfSchool(..))
    });
    for rule in duties {
        let counted = LINES.iter().any(|(duty, ..)| *duty == rule.id) || OF_THE_SCHOOL.contains(&rule.id);
        assert_ne!(counted, NOTHING_TO_COUNT.contains(&rule.id), "{}", rule.id);
    }
}

// --- The duties of the school ---

fn event(kind: EventKind, date: Day) -> Event {
    Event { date, kind, class: None, commit: None, by: None, note: None }
}

fn of_school(duty: &str, school: &School, policies: &Policies, on: Day) -> Vec<String> {
    days_due(duty, None, &Question { as_at: on, today: on, school, policies })
}

#[test]
fn every_duty_of_the_school_is_due_on_the_day_that_the_other_calendar_gives() {
    let policies = policies();
    // Something never done yet is asked for by the policy's day, whatever happens later.
    for start in starts() {
        let (mut school, on) = (school(), day(&written(start)));
        school.settings.published.information_report = Some(on);
        school.settings.published.accessibility_plan = Some(on);
        school.settings.people.senco.as_mut().unwrap().appointed = Some(on);
        school.events = vec![event(EventKind::CompetenciesAssessed, on), event(EventKind::PolicyReviewed, on)];
        let said = written(start);
        for (duty, expected) in [
            ("information-report", months_on(start, 12)),
            ("accessibility-plan", months_on(start, 36)),
            ("senco-qualification", months_on(start, 36)),
            ("competencies-assessed", months_on(start, 12)),
        ] {
            assert_eq!(of_school(duty, &school, &policies, on), [written(expected)], "{duty} from {said}");
        }
        // The policy holds from 1 September 2025 and names 30 September 2026.
        let named = read("2026-09-30");
        let review = if start < read("2025-09-01") { named } else { named.max(months_on(start, 12)) };
        assert_eq!(of_school("policy-review", &school, &policies, on), [written(review)], "policy-review from {said}");
        let september = number(school_year(start), 9, 30);
        let sheets: Vec<String> = (school_year(start) >= 2025).then(|| written(september)).into_iter().collect();
        assert_eq!(of_school("sheets-read", &school, &policies, on), sheets, "sheets-read on {said}");
        let begun = policies_of(&[&POLICY.replace("in_force = 2025-09-01", &format!("in_force = {said}"))]);
        let ratified = of_school("policy-ratification", &school, &begun, on);
        assert_eq!(ratified, [written(end_of_term_to_act(start))], "policy-ratification from {said}");
    }
}

// --- What families are shown ---

/// A day in August moves to the first weekday of September. A day at Christmas moves to the first weekday after 1 January
/// that is not the bank holiday for it.
fn appeal_ends(day: i64) -> i64 {
    let (year, month, of_month) = parts(day);
    let is_christmas = (month == 12 && of_month >= 25) || (month == 1 && of_month == 1);
    let mut end = match month {
        8 => number(year, 9, 1),
        _ if is_christmas => number(if month == 12 { year + 1 } else { year }, 1, 2),
        _ => return day,
    };
    let first_of_year = number(parts(end).0, 1, 1);
    let bank_holiday = (weekday(first_of_year) > 4).then(|| first_of_year + 7 - weekday(first_of_year));
    while weekday(end) > 4 || bank_holiday == Some(end) {
        end += 1;
    }
    end
}

#[test]
fn the_last_day_to_appeal_and_the_early_review_agree_with_the_other_calendar() {
    for start in starts() {
        let (said, on) = (written(start), day(&written(start)));
        let refused =
            format!("applications: [{{for: EHCP, received: 2022-10-03, steps: [{{date: {said}, step: refused}}]}}]");
        let open = open_appeals(&record(&refused).as_at(on));
        assert_eq!(open[0].last_day.to_string(), written(appeal_ends(months_on(start, 2))), "refused on {said}");
        let later = start + 45;
        let certified =
            refused.replace("}]}]", &format!("}}, {{date: {}, step: mediation-certificate}}]}}]", written(later)));
        let on = day(&written(later));
        let open = open_appeals(&record(&certified).as_at(on));
        let expected = appeal_ends(months_on(start, 2).max(months_on(later, 1)));
        assert_eq!(open[0].last_day.to_string(), written(expected), "refused on {said}, certified 45 days later");
        let young = format!("date_of_birth: 2021-09-01\nehc_plan: [{{final: {said}}}]");
        let on = day(&said);
        let early = early_review(&record(&young).as_at(on)).map(|early| (early.from.to_string(), early.to.to_string()));
        let expected =
            (start < read("2026-09-01")).then(|| (written(months_on(start, 3)), written(months_on(start, 6))));
        assert_eq!(early, expected, "final on {said}");
    }
}

// --- The worked examples of DOMAIN 5, as written there ---

#[test]
fn the_worked_examples_of_domain_5_hold_in_both_calendars() {
    let (school, policies) = (school(), policies());
    for (duty, start, expected) in [
        ("decision-to-assess", "2026-10-01", "2026-11-12"),
        ("decision-to-issue", "2026-10-01", "2027-01-21"),
        ("final-plan", "2026-10-01", "2027-02-18"),
        ("decision-to-assess", "2026-01-05", "2026-02-16"),
        ("decision-to-issue", "2026-01-05", "2026-04-27"),
        ("final-plan", "2026-01-05", "2026-05-25"),
        ("annual-review-meeting", "2026-01-20", "2026-12-22"),
        ("annual-review-invitations", "2026-11-12", "2026-10-29"),
        ("annual-review-papers", "2026-11-12", "2026-10-29"),
        ("annual-review-report", "2026-11-12", "2026-11-26"),
        ("annual-review-decision", "2026-11-12", "2026-12-10"),
        ("amended-plan", "2026-11-12", "2027-02-04"),
        ("phase-transfer-plan", "2026-11-12", "2027-02-14"),
    ] {
        let (_, line, second) = LINES.iter().find(|(id, ..)| *id == duty).unwrap();
        let on = day(start);
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        let record = record(&text_of(line, read(start))).as_at(on);
        assert_eq!(days_due(duty, Some(&record), &question), [expected], "{duty} by the rule");
        assert_eq!(second(read(start)).map(written).as_deref(), Some(expected), "{duty} by the table");
    }
}
