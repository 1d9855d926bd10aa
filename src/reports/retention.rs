//! Who is past the day until which a record is kept: pupils who have left, and when they would have turned so many years.

use super::Names;
use super::columns::{Cell, Column, ReportRow, column, private};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::policy::Retention;
use crate::words;

/// A pupil past the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RetentionRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Option<String>,
    /// The date of birth.
    pub(crate) date_of_birth: Option<Day>,
    /// The last day on roll; nothing where the record has none.
    pub(crate) left: Option<Day>,
    /// The day the records were sent to the next school, which keeps the file since.
    pub(crate) records_sent: Option<Day>,
    /// The last day for which the record is kept. Hidden with the names, for it gives the date of birth away.
    pub(crate) keep_until: Option<Day>,
}

/// A record past its day, as at a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PastRetention {
    /// The pupil is not on roll: the day, by which rows are put in order, and the row.
    Left(Day, RetentionRow),
    /// The pupil is still on roll, by the record with this id.
    OnRoll(String),
}

/// The last day for which a record is kept. Of somebody born on 29 February it is the 28th in a year without one.
pub(crate) fn keep_until(date_of_birth: Day, retention: &Retention) -> Day {
    date_of_birth.plus_months(retention.years.saturating_mul(12))
}

impl PastRetention {
    /// What is to be told of a record as at a day; nothing where its day has not passed.
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
        private("date_of_birth", "Born", |row| row.date_of_birth.into()),
        column("left", "Left", |row| row.left.into()),
        column("records_sent", "Records sent", |row| row.records_sent.into()),
        private("keep_until", "Kept until", |row| row.keep_until.into()),
    ];
}

/// What a reader must know before anything is deleted (DOMAIN 7, RELIABILITY 4). Without rows only who is still on roll.
pub(crate) fn retention_notes(rows: &[RetentionRow], on_roll: &[String]) -> Vec<String> {
    let still = (!on_roll.is_empty()).then(|| {
        let ids: Vec<&str> = on_roll.iter().map(String::as_str).collect();
        format!(
            "past the day and still on roll by the record, so not listed: {}; if they have left, record it with `send leave`",
            words::list_and(&ids)
        )
    });
    let before_deleting = [
        "this only lists: deleting a record, and its papers under documents/, is a person's act, with the reason written down",
        "the last school keeps the file: where `records sent` has a day, the school that got them keeps it from then on",
        "a record that is deleted stays in git with every earlier version, in every clone, and in .send/undo and backups; to \
         remove it: `git filter-repo` in the folder, a new clone for everybody, then a new anchor for the audit; see docs/git.md",
    ];
    let of_rows = before_deleting.iter().filter(|_| !rows.is_empty()).map(|note| (*note).to_owned());
    still.into_iter().chain(of_rows).collect()
}

/// The line that counts.
pub(crate) fn last_line(rows: usize, retention: &Retention, as_at: Day) -> String {
    let years = words::count(usize::try_from(retention.years).unwrap_or(usize::MAX), "year");
    let who = words::count(rows, "pupil who has left is/pupils who have left are");
    format!("{who} past {years} from the date of birth, as at {}", words::date(as_at))
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
    fn the_day_itself_is_still_kept() {
        assert_eq!(past(LEFT, "2048-11-03", Names::Shown), None);
        let Some(PastRetention::Left(until, row)) = past(LEFT, "2048-11-04", Names::Shown) else {
            panic!("not listed")
        };
        assert_eq!(until, day("2048-11-03"));
        assert_eq!((row.left, row.records_sent), (Some(day("2028-07-20")), Some(day("2028-08-25"))));
        assert_eq!((row.keep_until, row.date_of_birth), (Some(until), Some(day("2017-11-03"))));
    }

    #[test]
    fn somebody_born_on_the_29_february_is_kept_until_the_28() {
        assert_eq!(keep_until(day("2016-02-29"), &YEARS), day("2047-02-28"));
        assert_eq!(keep_until(day("2016-02-29"), &Retention { years: 32 }), day("2048-02-29"));
        // A number beyond the calendar deletes nobody.
        assert_eq!(keep_until(day("2016-02-29"), &Retention { years: u32::MAX }), Day::LAST);
    }

    #[test]
    fn without_names_the_day_that_gives_the_birth_away_is_hidden_too() {
        let Some(PastRetention::Left(_, row)) = past(LEFT, "2050-01-15", Names::Hidden) else { panic!("not listed") };
        assert_eq!((row.name, row.date_of_birth, row.keep_until), (None, None, None));
        assert_eq!(row.left, Some(day("2028-07-20")));
    }

    #[test]
    fn who_is_on_roll_is_told_and_not_listed() {
        let on_roll = past("on_roll: [{from: 2022-09-05}]\n", "2050-01-15", Names::Shown);
        assert_eq!(on_roll, Some(PastRetention::OnRoll("p014".into())));
        assert_eq!(retention_notes(&[], &["p003".into(), "p014".into()]).len(), 1);
        assert!(retention_notes(&[], &["p003".into(), "p014".into()])[0].contains("not listed: p003 and p014;"));
        assert!(retention_notes(&[], &[]).is_empty());
    }

    #[test]
    fn the_last_day_on_roll_is_that_of_the_last_spell_and_a_record_may_have_none() {
        let twice = "on_roll: [{from: 2022-09-05, to: 2024-07-20, records_sent: 2024-08-01}, {from: 2025-09-01, to: 2028-07-20}]\n";
        let Some(PastRetention::Left(_, row)) = past(twice, "2050-01-15", Names::Shown) else { panic!("not listed") };
        assert_eq!((row.left, row.records_sent), (Some(day("2028-07-20")), None));
        let Some(PastRetention::Left(_, row)) = past("on_roll: []\n", "2050-01-15", Names::Shown) else {
            panic!("not listed")
        };
        assert_eq!(row.left, None);
    }
}
