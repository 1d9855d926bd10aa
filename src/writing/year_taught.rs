//! The year group that a pupil is taught with from a day on, as a distance from the year group of the age (DESIGN 7.1).

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::taught_with::{MOST_YEARS_OUT, TaughtWith};
use crate::model::year::{YearGroup, school_year, start_of_school_year};
use crate::words::date;

/// The day since which a year group counts that is given without a day: the start of the school year, or the first day on roll if
/// that is later.
pub(crate) fn start_of_year_taught(record: &Record, day: Day) -> Day {
    let september = start_of_school_year(school_year(day));
    record.spell_on_roll_on(day).map_or(september, |spell| spell.first_day().max(september))
}

/// Records that the pupil is taught with this year group from a day on; without a year group, with the one of the age. It takes the
/// place of `year`.
pub(crate) fn put_year(record: &mut Record, year: Option<YearGroup>, from: Day) -> anyhow::Result<()> {
    let of_age = YearGroup::on(from, record.date_of_birth);
    let apart = year.map_or(0, |year| year.years_apart(of_age));
    if apart > MOST_YEARS_OUT {
        return Err(Failure::usage(
            format!("on {} the year group of the age is {of_age}, {apart} years away", date(from)),
            format!(
                "compare the date of birth, {}, and give the year group that the pupil is taught with",
                record.date_of_birth
            ),
        ));
    }
    if let Some(later) = record.taught_with.iter().find(|entry| entry.from > from) {
        return Err(Failure::usage(
            format!(
                "{} already has a year group from {}, which is after {}",
                record.id(),
                date(later.from),
                date(from)
            ),
            format!("give a later day with `--date`, or correct `taught_with` with `send edit {}`", record.id()),
        ));
    }
    record.year = None;
    let is_below = year.is_some_and(|year| year < of_age);
    let entry = TaughtWith {
        from,
        to: None,
        years_below: is_below.then_some(apart),
        years_above: (!is_below).then_some(apart),
    };
    if record
        .taught_with_on(from)
        .is_some_and(|(_, running)| running.years_up() == entry.years_up() && running.to.is_none())
    {
        return Ok(());
    }
    // Another year group on the same day corrects a slip, so it replaces the entry.
    record.taught_with.retain(|running| running.from != from);
    for running in record.taught_with.iter_mut().filter(|running| running.to.is_none_or(|to| to >= from)) {
        running.to = Some(from.minus_days(1));
    }
    if apart > 0 {
        record.taught_with.push(entry);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// The entries after a year group is put into a record of a pupil who is in Year 6 by age in 2025/26.
    fn put(before: &str, year: &str, from: &str) -> Result<String, String> {
        let mut record = record(&format!("date_of_birth: 2015-03-14\n{before}\n"));
        put_year(&mut record, YearGroup::parse(year), day(from)).map_err(|error| error.to_string())?;
        assert_eq!(record.year, None);
        let entries = record.taught_with.iter().map(|entry| {
            let to = entry.to.map_or_else(String::new, |to| format!("-{to}"));
            format!("{}{to} {}", entry.from, entry.years_up())
        });
        Ok(entries.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn a_year_group_is_kept_as_its_distance_from_the_one_of_the_age() {
        assert_eq!(put("", "5", "2025-09-01").unwrap(), "2025-09-01 -1");
        assert_eq!(put("", "7", "2025-09-01").unwrap(), "2025-09-01 1");
        assert_eq!(put("", "6", "2025-09-01").unwrap(), "");
        assert_eq!(put("year: 5", "5", "2025-09-01").unwrap(), "2025-09-01 -1");
        assert_eq!(put("year: 5", "", "2025-09-01").unwrap(), "");
    }

    #[test]
    fn a_new_year_group_ends_the_one_before_and_the_same_one_again_changes_nothing() {
        let below = "taught_with: [{from: 2024-09-01, years_below: 1}]";
        assert_eq!(put(below, "5", "2025-09-01").unwrap(), "2024-09-01 -1");
        assert_eq!(put(below, "4", "2026-01-05").unwrap(), "2024-09-01-2026-01-04 -1, 2026-01-05 -2");
        assert_eq!(put(below, "", "2026-01-05").unwrap(), "2024-09-01-2026-01-04 -1");
        assert_eq!(put(below, "3", "2024-09-01").unwrap(), "2024-09-01 -2");
        assert_eq!(put(below, "", "2024-09-01").unwrap(), "");
        let ended = "taught_with: [{from: 2024-09-01, to: 2025-08-31, years_below: 1}]";
        assert_eq!(put(ended, "5", "2025-09-01").unwrap(), "2024-09-01-2025-08-31 -1, 2025-09-01 -1");
    }

    #[test]
    fn a_day_before_a_later_entry_and_a_year_far_away_are_refused() {
        let below = "taught_with: [{from: 2024-09-01, years_below: 1}]";
        let early = put(below, "4", "2024-01-05").unwrap_err();
        assert_eq!(early, "p014 already has a year group from 1 Sep 2024, which is after 5 Jan 2024");
        assert!(put("", "13", "2025-09-01").unwrap_err().ends_with("the age is 6, 7 years away"));
    }

    #[test]
    fn without_a_day_it_counts_from_the_start_of_the_school_year_or_the_day_of_joining() {
        let start = |on_roll: &str| start_of_year_taught(&record(on_roll), day("2025-11-30")).to_string();
        assert_eq!(start(""), "2025-09-01");
        assert_eq!(start("on_roll: [{from: 2025-10-06}]\n"), "2025-10-06");
    }
}
