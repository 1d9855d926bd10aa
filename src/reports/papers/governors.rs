//! The SEND report to governors (policy 4; DOMAIN 8.5): the school's numbers, and a list of what the records do not hold.

use super::{Paper, Part, Sheets, parts_with_content, text};
use crate::model::day::Day;
use crate::model::text::Text;
use crate::reports::summary::{Section, SummaryQuestion, legend_of_numbers};
use crate::reports::{Lacks, health_said};
use crate::school::{EventKind, School};
use crate::words::{date, list_and};

/// Information that governors ask for and that is not in the records.
const NOT_HELD: &[&str] = &[
    "Attainment of pupils with and without SEN: it is in the school's assessment system.",
    "Attendance and exclusions of pupils with and without SEN: they are in the attendance register.",
    "The money available (notional budget, SSPP and EHC plan funding): the bursar has it.",
    "The views of pupils and parents in their own words: ask them, because a number cannot say it.",
    "Priorities for the next year.",
];

/// The paper.
pub(crate) fn governors_paper(sections: &[Section], asked: &SummaryQuestion<'_>, lacks: &Lacks) -> Paper {
    let all = sections.iter().map(part_of_section).chain([school_events(asked), not_held()]);
    Paper {
        sheets: Sheets::Upright,
        title: text("SEND report to governors"),
        head: head_with_numbers(asked, lacks),
        parts: parts_with_content(all),
        foot: foot_with_numbers(asked),
    }
}

/// What follows from files that could not be read.
const SO_MISSING: &str =
    ", so the pupils in them are missing from every number. Put this right before you share this report.";

/// The head of a paper with numbers.
pub(super) fn head_with_numbers(asked: &SummaryQuestion<'_>, lacks: &Lacks) -> Vec<(Text, Text)> {
    let day = asked.question.as_at;
    let incomplete = lacks.in_words(SO_MISSING).map(|lacks| ("Incomplete", lacks));
    let health =
        asked.question.policies.in_force_on(day).health_on(day).map(|health| ("The policy", health_said(health)));
    let numbers = [
        ("As at", date(day)),
        ("School year", format!("{} to {}", date(asked.year.from), date(day))),
        ("Numbers", legend_of_numbers(asked.threshold)),
    ];
    incomplete.into_iter().chain(numbers).chain(health).map(|(label, said)| (text(label), text(said))).collect()
}

/// The foot of a paper with numbers, which names no pupil.
pub(super) fn foot_with_numbers(asked: &SummaryQuestion<'_>) -> Text {
    let school = asked.question.school.settings.school.name.as_str();
    text(format!("{school}. As at {}. No pupil is named.", date(asked.question.as_at)))
}

/// A section as a part of a paper.
pub(super) fn part_of_section(section: &Section) -> Part {
    with_table(Part::new(section.heading), section)
}

/// Puts the sentences of a section, and its table, under a heading.
pub(super) fn with_table(part: Part, section: &Section) -> Part {
    let said = section.said.join(" ");
    let part = part.words((!said.is_empty()).then(|| text(said)));
    let mut values = section.lines.iter().flat_map(|line| &line.values);
    if !section.lines.is_empty() && values.all(|value| value.is_nought()) {
        return part.words(Some(text("None.")));
    }
    let columns: Vec<&str> =
        [section.of].into_iter().chain(section.columns.iter().map(|(heading, _)| *heading)).collect();
    let rows = section.lines.iter().map(|line| {
        let values =
            line.values.iter().map(|value| Some(text(value.value_in_words())).filter(|said| !said.as_str().is_empty()));
        [Some(text(&line.label))].into_iter().chain(values).collect()
    });
    part.table(&columns, rows.collect())
}

/// The school's own events, from `school.yaml`.
fn school_events(asked: &SummaryQuestion<'_>) -> Part {
    let kinds = [
        (EventKind::Training, "Training"),
        (EventKind::ProgressMeeting, "Pupil progress meetings"),
        (EventKind::CompetenciesAssessed, "Staff competencies assessed"),
        (EventKind::PolicyReviewed, "Policy reviewed"),
        (EventKind::GovernorReport, "Reports to governors"),
    ];
    let points = kinds.map(|(kind, what)| event_point(kind, what, asked));
    Part::new("School events this school year").points(points.to_vec())
}

/// The dates of one kind of event in the school year, as a point of a list.
fn event_point(kind: EventKind, what: &str, asked: &SummaryQuestion<'_>) -> Text {
    let days = event_days(asked.question.school, kind, asked.year.from, asked.question.as_at);
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    text(if days.is_empty() { format!("{what}: none recorded.") } else { format!("{what}: {}.", list_and(&days)) })
}

/// The dates of one kind of event in the school year.
pub(super) fn event_days(school: &School, kind: EventKind, from: Day, to: Day) -> Vec<String> {
    school.events_until(kind, to).filter(|event| event.date >= from).map(|event| date(event.date)).collect()
}

fn not_held() -> Part {
    let points = NOT_HELD.iter().map(text).collect();
    Part::new("Not in the records").points(points)
}
