//! A pupil's timeline: every dated fact of a record, one line each, oldest first.

mod facts;
pub(crate) mod written;

use super::columns::{Cell, Column, ReportRow, column, fact};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::text::Text;
use crate::words;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimelineRow {
    /// The day it happened.
    pub(crate) date: Day,
    /// The kind of event, such as `contact` or `review`.
    pub(crate) what: &'static str,
    /// The event, in a line.
    pub(crate) text: String,
    /// The person who did it, if the record says.
    pub(crate) by: Option<String>,
    /// The day it was recorded, if the history shows it.
    pub(crate) written: Option<Day>,
    /// Whether it is of before these records began, so that it is as found (DESIGN 7.1).
    pub(crate) as_found: bool,
    /// Whether it is of before and was recorded after the records had begun.
    pub(crate) recorded_later: bool,
}

/// The kind of the line that says when the records begin.
const BEGINNING: &str = "records";

impl TimelineRow {
    /// The timeline of a record as at a day, from `since` on if it is given. Plans are not part of it.
    pub(crate) fn of(record: &AsAt, since: Option<Day>) -> Vec<Self> {
        let mut rows = Self::whole(record);
        rows.retain(|row| row.date <= record.day() && since.is_none_or(|since| row.date >= since));
        rows
    }

    /// The timeline of a whole record, including days in the future.
    pub(crate) fn whole(record: &Record) -> Vec<Self> {
        let mut story = StoryRows::default();
        facts::tell_record(record, &mut story);
        let mut rows = story.0;
        for row in rows.iter_mut().filter(|row| row.what != BEGINNING) {
            row.as_found = record.is_as_found(row.date);
        }
        // Within a day, in the order of the record.
        rows.sort_by_key(|row| row.date);
        rows
    }

    /// Marks the lines of before that were recorded later than the line that says when the records begin.
    pub(crate) fn mark_recorded_later(rows: &mut [Self]) {
        let Some(begun) = rows.iter().find(|row| row.what == BEGINNING).and_then(|row| row.written) else { return };
        for row in rows.iter_mut().filter(|row| row.as_found) {
            row.recorded_later = row.written.is_some_and(|written| written > begun);
        }
    }
}

/// Collects the rows.
#[derive(Debug, Default)]
struct StoryRows(Vec<TimelineRow>);

impl StoryRows {
    /// Adds something that happened on a day.
    fn on(&mut self, date: Day, what: &'static str, text: impl Into<String>, by: Option<&Text>) {
        let by = by.map(|by| by.as_str().to_owned());
        self.0.push(TimelineRow {
            date,
            what,
            text: one_line(&text.into()),
            by,
            written: None,
            as_found: false,
            recorded_later: false,
        });
    }

    /// The same, if the day is known.
    fn if_on(&mut self, date: Option<Day>, what: &'static str, text: impl Into<String>) {
        if let Some(date) = date {
            self.on(date, what, text, None);
        }
    }
}

/// Joins a text of several lines into one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl ReportRow for TimelineRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("date", "Date", |row| row.date.into()),
        column("what", "What", |row| row.what.into()),
        column("text", "What happened", |row: &Self| Cell::from(&row.text)).in_tables_as(|row| row.text_said().into()),
        column("by", "By", |row| Cell::from(&row.by)),
        fact("written", |row| row.written.into()),
        fact("as_found", |row| row.as_found.into()),
    ];
}

impl TimelineRow {
    /// The event, and the day it was recorded if that was late. What was found was recorded when it was found.
    fn text_said(&self) -> String {
        match (self.as_found, self.written.filter(|_| self.recorded_later)) {
            (true, Some(day)) => return format!("{} (of before, recorded later: {})", self.text, words::date(day)),
            // The reason of a stage that was found may say so already.
            (true, None) if self.text.ends_with(": as found") => return self.text.clone(),
            (true, None) => return format!("{} (as found)", self.text),
            (false, _) => {}
        }
        let written = written::late_written_day(self.date, self.written);
        let written = written.map_or_else(String::new, |day| format!(" (recorded {})", words::date(day)));
        format!("{}{written}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// Days that are planned, or that are not events.
    const NO_EVENT: &[&str] = &["date_of_birth", "review_by", "by", "until", "booked"];

    /// How often each day in a record is the day of something that happened.
    fn days(key: &str, value: &Value, found: &mut BTreeMap<Day, usize>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| days(key, value, found)),
            Value::Array(list) => list.iter().for_each(|value| days(key, value, found)),
            Value::String(_) if !NO_EVENT.contains(&key) => {
                if let Ok(date) = serde_json::from_value::<Day>(value.clone()) {
                    *found.entry(date).or_default() += 1;
                }
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    #[test]
    fn every_dated_fact_of_a_full_record_appears_once() {
        let full: Value = serde_json::from_str(include_str!("../../records/edit/full.json")).unwrap();
        let record: Record = serde_json::from_value(full.clone()).unwrap();
        let (mut in_record, mut told) = (BTreeMap::new(), BTreeMap::new());
        days("", &full, &mut in_record);
        for row in TimelineRow::whole(&record) {
            *told.entry(row.date).or_default() += 1;
        }
        assert!(in_record.len() > 30);
        assert_eq!(told, in_record);
    }

    /// Puts every fact on one day, and each entry of a list twice.
    fn on_one_day_and_twice(value: &mut Value) {
        match value {
            Value::Object(map) => map.values_mut().for_each(on_one_day_and_twice),
            Value::Array(list) => {
                list.iter_mut().for_each(on_one_day_and_twice);
                if list.iter().all(Value::is_object) {
                    *list = list.iter().flat_map(|entry| [entry.clone(), entry.clone()]).collect();
                }
            }
            Value::String(text) if Day::parse(text).is_some() => *text = "2025-10-02".to_owned(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The first release made the page. Run with `BLESS=1` to write it again after a new fact.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test may read BLESS from the environment")]
    fn the_lines_of_one_day_are_always_in_the_same_order() {
        const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/reports/timeline/one_day.txt");
        let mut value = crate::model::full::full_record();
        on_one_day_and_twice(&mut value);
        let record: Record = serde_json::from_value(value).unwrap();
        let rows = TimelineRow::whole(&record);
        let lines: String = rows.iter().map(|row| format!("{}: {}\n", row.what, row.text)).collect();
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(FILE, &lines).unwrap();
        }
        assert_eq!(lines, std::fs::read_to_string(FILE).unwrap().replace("\r\n", "\n"));
    }

    #[test]
    fn what_was_found_is_marked_and_a_first_day_is_not_invented() {
        let text = "as_found: {date: 2025-09-30}\non_roll: [{in_force_on: 2025-09-30}]\nregister: [{from: 2024-09-02}]\n\
                    ehc_plan: [{in_force_on: 2025-09-30}]\nsspp: [{in_force_on: 2025-09-30, units: 3}]\n\
                    contacts: [{date: 2025-10-01, kind: call, about: review}]\n";
        let mut rows = TimelineRow::of(&record(text).as_at(day("2026-01-15")), Some(day("2024-01-01")));
        let said = |rows: &[TimelineRow]| -> Vec<String> {
            rows.iter().map(|row| format!("{} {}", row.date, row.text_said())).collect()
        };
        assert_eq!(
            said(&rows),
            [
                "2024-09-02 on the SEND register (as found)",
                "2025-09-30 records begin: facts up to this day are as found",
                "2025-09-30 on roll (since when is not recorded) (as found)",
                "2025-09-30 funded SSPP in force, 3 units (since when is not recorded) (as found)",
                "2025-09-30 EHC plan in force (since when is not recorded) (as found)",
                "2025-10-01 call about a review",
            ]
        );
        for row in &mut rows {
            let is_first_day = row.date == day("2024-09-02");
            row.written = Some(day(if is_first_day { "2025-11-03" } else { "2025-09-30" }));
        }
        TimelineRow::mark_recorded_later(&mut rows);
        assert_eq!(said(&rows)[0], "2024-09-02 on the SEND register (of before, recorded later: 3 Nov 2025)");
        assert!(said(&rows)[2].ends_with("(as found)"));
    }

    #[test]
    fn a_stage_says_once_that_it_was_found_and_a_review_date_is_no_plan() {
        let text = "as_found: {date: 2025-09-30}\nstages: [{date: 2025-09-30, stage: C, because: as found}]\n\
                    cycles: [{stage: C, plan: {date: 2025-09-30, kind: learning-plan, review_by: 2025-12-12}}]\n";
        let rows = TimelineRow::of(&record(text).as_at(day("2026-01-15")), None);
        let said: Vec<String> =
            rows.iter().filter(|row| ["stage", "plan"].contains(&row.what)).map(TimelineRow::text_said).collect();
        assert_eq!(
            said,
            [
                "stage C, SEND Register and Learning Plan: as found",
                "learning plan to be reviewed by 12 Dec 2025 (its content is not recorded) (as found)",
            ]
        );
        let written = text.replace("review_by", "at_home: A game, review_by");
        let rows = TimelineRow::of(&record(&written).as_at(day("2026-01-15")), None);
        assert_eq!(rows.last().unwrap().text, "learning plan drawn up");
    }

    #[test]
    fn the_timeline_is_in_date_order_and_ends_with_the_date_of_the_report() {
        let text = "stages: [{date: 2025-09-15, stage: A, by: J. Patel}, {date: 2025-11-05, stage: B, because: no improvement}]\n\
                    contacts: [{date: 2025-09-18, kind: meeting, about: concern, with: parent, who: mother, note: \"She is\\nquiet\"}]\n\
                    cycles: [{stage: A, plan: {date: 2025-09-18, kind: adaptations, review_by: 2026-03-01}}]\n";
        let told = |since: Option<&str>, as_at: &str| -> Vec<String> {
            let rows = TimelineRow::of(&record(text).as_at(day(as_at)), since.map(day));
            rows.iter().map(|row| format!("{} {}: {}", row.date, row.what, row.text)).collect()
        };
        assert_eq!(
            told(Some("2025-09-01"), "2026-01-15"),
            [
                "2025-09-15 stage: stage A, High Quality Teaching",
                "2025-09-18 plan: adaptations drawn up",
                "2025-09-18 contact: meeting with the mother about a concern: She is quiet",
                "2025-11-05 stage: stage B, Inclusion Team Involvement: no improvement",
            ]
        );
        assert_eq!(told(Some("2025-09-18"), "2025-11-04").len(), 2);
        assert_eq!(told(None, "2025-09-14")[0], "2022-09-05 roll: joined the school");
    }
}
