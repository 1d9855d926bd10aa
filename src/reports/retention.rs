//! Records past their retention date: pupils who have left, and when they reached the age at which a record is no longer kept.

use super::Names;
use super::columns::{Cell, Column, ReportRow, column, private};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::policy::Retention;
use crate::words;

/// A pupil past the retention date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RetentionRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Option<String>,
    /// The date of birth.
    pub(crate) date_of_birth: Option<Day>,
    /// The last day on roll; `None` if the record does not have one.
    pub(crate) left: Option<Day>,
    /// The day the records were sent to the next school, which has kept the file since.
    pub(crate) records_sent: Option<Day>,
    /// The last day for which the record is kept. It is hidden with the names, because it reveals the date of birth.
    pub(crate) keep_until: Option<Day>,
}

/// A record past its retention date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PastRetention {
    /// The pupil is not on roll: the retention date, which sorts the rows, and the row.
    Left(Day, RetentionRow),
    /// The record with this id says that the pupil is still on roll.
    OnRoll(String),
}

/// The last day for which a record is kept. For a pupil born on 29 February it is 28 February, unless that year is a leap year.
pub(crate) fn keep_until(date_of_birth: Day, retention: &Retention) -> Day {
    date_of_birth.plus_months(retention.years.saturating_mul(12))
}

impl PastRetention {
    /// The report about a record, or `None` if its retention date has not passed.
    pub(crate) fn of(record: &AsAt, retention: &Retention, names: Names) -> Option<Self> {
        let until = keep_until(record.date_of_birth, retention);
        if until >= record.day() {
            return None;
        }
        if record.is_on_roll() {
            return Some(Self::OnRoll(record.id().to_owned()));
        }
        let ended = record.on_roll.iter().filter_map(|spell| Some((spell.to.filter(|to| *to < record.day())?, spell)));
        let last = ended.max_by_key(|(to, _)| *to);
        let row = RetentionRow {
            id: record.id().to_owned(),
            name: names.show(record.name.as_str().to_owned()),
            date_of_birth: names.show(record.date_of_birth),
            left: last.map(|(to, _)| to),
            records_sent: last.and_then(|(_, spell)| spell.records_sent),
            keep_until: names.show(until),
        };
        Some(Self::Left(until, row))
    }
}

impl ReportRow for RetentionRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row| Cell::from(&row.id)),
        private("name", "Name", |row| Cell::from(&row.name)),
        private("date_of_birth", "Date of birth", |row| row.date_of_birth.into()),
        column("left", "Left", |row| row.left.into()),
        column("records_sent", "Records sent", |row| row.records_sent.into()),
        private("keep_until", "Kept until", |row| row.keep_until.into()),
    ];
}

/// Notes to read before deleting anything (DOMAIN 7, RELIABILITY 4). Without rows, only the note about pupils still on roll.
pub(crate) fn retention_notes(rows: &[RetentionRow], on_roll: &[String]) -> Vec<String> {
    let still = (!on_roll.is_empty()).then(|| {
        let ids: Vec<&str> = on_roll.iter().map(String::as_str).collect();
        format!(
            "past the retention date but still on roll by their records, so not listed: {}; if they have left, record it with `send leave`",
            words::list_and(&ids)
        )
    });
    let before_deleting = [
        "this is only a list: a person must decide to delete a record and its papers under documents/, and record the reason",
        "the last school keeps the file: if `Records sent` has a date, the school that received them has kept the file since",
        "a deleted record stays in git with every earlier version, in every clone, and in .send/undo and backups; to remove it, use \
         `git filter-repo` in the folder, make a new clone for everyone, then set a new anchor for the audit; see docs/git.md",
    ];
    let of_rows = before_deleting.iter().filter(|_| !rows.is_empty()).map(|note| (*note).to_owned());
    still.into_iter().chain(of_rows).collect()
}

/// The last line, with the number of pupils.
pub(crate) fn last_line(rows: usize, retention: &Retention, as_at: Day) -> String {
    let years = words::count(usize::try_from(retention.years).unwrap_or(usize::MAX), "year");
    let who = words::count(rows, "pupil who has left is/pupils who have left are");
    format!("{who} more than {years} past the date of birth, as at {}", words::date(as_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    const YEARS: Retention = Retention { years: 31 };

    fn past(example: &str, as_at: &str, names: Names) -> Option<PastRetention> {
        PastRetention::of(&record(example).as_at(day(as_at)), &YEARS, names)
    }

    const LEFT: &str =
        "date_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05, to: 2028-07-20, records_sent: 2028-08-25}]\n";

    #[test]
    fn a_record_is_kept_on_its_last_day() {
        assert_eq!(past(LEFT, "2048-11-03", Names::Shown), None);
        let Some(PastRetention::Left(until, row)) = past(LEFT, "2048-11-04", Names::Shown) else {
            panic!("not listed")
        };
        assert_eq!(until, day("2048-11-03"));
        assert_eq!((row.left, row.records_sent), (Some(day("2028-07-20")), Some(day("2028-08-25"))));
        assert_eq!((row.keep_until, row.date_of_birth), (Some(until), Some(day("2017-11-03"))));
    }

    #[test]
    fn the_record_of_a_pupil_born_on_29_february_is_kept_up_to_28_february() {
        assert_eq!(keep_until(day("2016-02-29"), &YEARS), day("2047-02-28"));
        assert_eq!(keep_until(day("2016-02-29"), &Retention { years: 32 }), day("2048-02-29"));
        // A number of years beyond the calendar never makes a record due for deletion.
        assert_eq!(keep_until(day("2016-02-29"), &Retention { years: u32::MAX }), Day::LAST);
    }

    #[test]
    fn the_date_that_reveals_the_date_of_birth_is_hidden_with_the_names() {
        let Some(PastRetention::Left(_, row)) = past(LEFT, "2050-01-15", Names::Hidden) else { panic!("not listed") };
        assert_eq!((row.name, row.date_of_birth, row.keep_until), (None, None, None));
        assert_eq!(row.left, Some(day("2028-07-20")));
    }

    #[test]
    fn pupils_on_roll_are_in_a_note_and_not_in_the_list() {
        let on_roll = past("on_roll: [{from: 2022-09-05}]\n", "2050-01-15", Names::Shown);
        assert_eq!(on_roll, Some(PastRetention::OnRoll("p014".into())));
        assert_eq!(retention_notes(&[], &["p003".into(), "p014".into()]).len(), 1);
        assert!(retention_notes(&[], &["p003".into(), "p014".into()])[0].contains("not listed: p003 and p014;"));
        assert!(retention_notes(&[], &[]).is_empty());
    }

    #[test]
    fn the_last_day_on_roll_comes_from_the_last_spell_if_there_is_one() {
        let twice = "on_roll: [{from: 2022-09-05, to: 2024-07-20, records_sent: 2024-08-01}, {from: 2025-09-01, to: 2028-07-20}]\n";
        let Some(PastRetention::Left(_, row)) = past(twice, "2050-01-15", Names::Shown) else { panic!("not listed") };
        assert_eq!((row.left, row.records_sent), (Some(day("2028-07-20")), None));
        let Some(PastRetention::Left(_, row)) = past("on_roll: []\n", "2050-01-15", Names::Shown) else {
            panic!("not listed")
        };
        assert_eq!(row.left, None);
    }
}
