//! The dates in exports of schools' systems. The day comes before the month: a date with the month first is refused, because
//! many such dates would also be another day.

use crate::model::day::Day;

/// The full names of the months, for dates such as `16 Dec 2025`.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that people and systems write in a column of dates when there is no date.
const NO_DATE: [&str; 7] = ["ongoing", "n/a", "na", "tbc", "-", "--", "none"];

/// What to write instead of something that is not a date.
pub(super) const WRITE_LIKE: &str = "write it like 2017-11-03 or 3/11/2017, with the day before the month";

/// Whether a cell says that there is no date.
pub(super) fn is_no_date(typed: &str) -> bool {
    NO_DATE.contains(&typed.to_lowercase().as_str())
}

/// Returns the day that a cell of text gives: `2017-11-03`, `3/11/2017`, `3/11/17`, `3 Nov 2017`, `3-Nov-17` or `2017-Nov-03`, with
/// or without a time. A year of two digits is in this century, and the day must not be later than `today`.
pub(super) fn parse_sheet_date(typed: &str, today: Day) -> Option<Day> {
    let date = without_time(typed.trim());
    Day::parse(date).or_else(|| year_first(date)).or_else(|| day_first(date, today))
}

/// Removes a time such as `T04:26:45` or ` 00:00:00` from the end.
fn without_time(typed: &str) -> &str {
    let is_time =
        |rest: &str| rest.contains(':') && rest.chars().all(|one| one.is_ascii_digit() || ":.Z".contains(one));
    match typed.split_once(['T', ' ']) {
        Some((date, time)) if is_time(time) => date,
        _ => typed.rsplit_once(' ').filter(|(_, time)| is_time(time)).map_or(typed, |(date, _)| date),
    }
}

/// `2017-Sep-15`.
fn year_first(date: &str) -> Option<Day> {
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    Day::new(number(year)?.try_into().ok()?, named_month(month)?, number(day)?)
}

/// `15/9/2017`, `15 Sep 2017`, `15-Sep-17`.
fn day_first(date: &str, today: Day) -> Option<Day> {
    let parts: Vec<&str> = date.split(['/', ' ', '-']).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let month = if date.contains('/') { number(month).or_else(|| named_month(month)) } else { named_month(month) };
    let (day, month, number_of_year) = (number(day)?, month?, i32::try_from(number(year)?).ok()?);
    match year.len() {
        4 => Day::new(number_of_year, month, day),
        2 => Day::new(2000 + number_of_year, month, day).filter(|day| *day <= today),
        _ => None,
    }
}

/// Returns a number of at most four digits.
fn number(part: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&part.len()) && part.chars().all(|one| one.is_ascii_digit());
    part.parse().ok().filter(|_| is_number)
}

/// Returns the number of a month that is written out or shortened to three letters, or to `Sept`.
fn named_month(part: &str) -> Option<u32> {
    let part = part.to_lowercase();
    let is_short = part.chars().count() == 3 || part == "sept";
    let index = MONTHS.iter().position(|name| *name == part || is_short && name.starts_with(part.as_str()))?;
    u32::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    fn read(typed: &str) -> Option<String> {
        parse_sheet_date(typed, day("2026-01-15")).map(|day| day.to_string())
    }

    #[test]
    fn the_dates_of_schools_systems_are_read() {
        for typed in [
            "2017-09-15",
            "15/09/2017",
            "15/9/2017",
            "15/09/17",
            "15 Sep 2017",
            "15 September 2017",
            "15 Sept 2017",
            "15-Sep-2017",
            "15-Sep-17",
            "2017-Sep-15 00:00:00",
            "2017-09-15T04:26:45",
            "2017-09-15T04:26:45Z",
            "15/09/2017 00:00",
        ] {
            assert_eq!(read(typed).as_deref(), Some("2017-09-15"), "{typed}");
        }
        assert_eq!(read("03/04/2018").as_deref(), Some("2018-04-03"), "the day comes first");
    }

    #[test]
    fn what_may_be_another_day_is_refused() {
        for typed in [
            "",
            "09/15/2017",
            "Sep 15 2017",
            "15-09-2017",
            "2017/09/15",
            "31/02/2017",
            "15/9",
            "15 Sep",
            "42993",
            "20171105",
            "15/09/170",
            "15/09/26",
            "today",
            "-2w",
            "friday",
            "15 Septe 2017",
            "15/09/2017 x",
            "2017-13-01",
            "15.9.2017",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn words_for_no_date_are_known_whole() {
        assert!(is_no_date("TBC") && is_no_date("-") && is_no_date("Ongoing"));
        assert!(!is_no_date("TBC 2026") && !is_no_date(""));
    }
}
