//! A day in the calendar, as records and policies write it: `2025-09-15`.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone, Weekday};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// A day: always a real one between 1900 and 2200. It has no time of day and no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day(NaiveDate);

impl Day {
    /// The last day of the calendar.
    pub(crate) const LAST: Self = Self(LAST);

    /// Returns the day with this date, or `None` if the date does not exist or is outside 1900 to 2200.
    pub(crate) fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        Self::from_date(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    /// Returns the day of a calendar date, or `None` if it is outside 1900 to 2200.
    pub(crate) fn from_date(date: NaiveDate) -> Option<Self> {
        (1900..=2200).contains(&date.year()).then_some(Self(date))
    }

    /// Returns the day that a moment falls on in a time zone. The moment is in seconds since 1970.
    pub(crate) fn of_moment(seconds: i64, zone: &impl TimeZone) -> Option<Self> {
        Self::from_date(DateTime::from_timestamp(seconds, 0)?.with_timezone(zone).date_naive())
    }

    /// Reads `2025-09-15`: four digits, two and two, with nothing before or after.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return None;
        }
        let number = |from, to| text.get(from..to)?.parse::<u32>().ok();
        Self::new(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)
    }

    /// The calendar date itself.
    pub(crate) const fn date(self) -> NaiveDate {
        self.0
    }

    /// The year, such as 2025.
    pub(crate) fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub(crate) fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub(crate) fn of_month(self) -> u32 {
        self.0.day()
    }

    /// Returns the day this many calendar days later, or the last day of the calendar if that is past its end.
    #[must_use]
    pub(crate) fn plus_days(self, days: u32) -> Self {
        self.0.checked_add_days(Days::new(u64::from(days))).and_then(Self::from_date).unwrap_or(Self::LAST)
    }

    /// Returns the day this many calendar days earlier, or the first day of the calendar if that is before its start.
    #[must_use]
    pub(crate) fn minus_days(self, days: u32) -> Self {
        self.0.checked_sub_days(Days::new(u64::from(days))).and_then(Self::from_date).unwrap_or(Self(FIRST))
    }

    /// Returns the same day of the month, this many months later. If that month is too short, its last day: a year after 29
    /// February is 28 February (DESIGN 2.1).
    #[must_use]
    pub(crate) fn plus_months(self, months: u32) -> Self {
        self.0.checked_add_months(Months::new(months)).and_then(Self::from_date).unwrap_or(Self::LAST)
    }

    /// Returns how many days this day is after `earlier`; negative if it is before.
    pub(crate) fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The Monday of this day's week.
    #[must_use]
    pub(crate) fn monday(self) -> Self {
        self.minus_days(self.0.weekday().num_days_from_monday())
    }

    /// Whether it is a Saturday or a Sunday.
    pub(crate) fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }
}

const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};
const LAST: NaiveDate = match NaiveDate::from_ymd_opt(2200, 12, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DayVisitor)
    }
}

struct DayVisitor;

impl<'de> Visitor<'de> for DayVisitor {
    type Value = Day;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as 2025-09-15")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
        Day::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    // TOML has its own dates, and passes them on as a mapping with one text in it.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Day, A::Error> {
        if map.next_key::<String>()?.as_deref() != Some("$__toml_private_datetime") {
            return Err(de::Error::invalid_type(de::Unexpected::Map, &self));
        }
        let text: String = map.next_value()?;
        Day::parse(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &self))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(19|20|21|22)[0-9]{2}-[0-9]{2}-[0-9]{2}$",
            "description": "A date such as 2025-09-15."
        })
    }
}

/// A day in a test: `day("2025-09-15")`.
#[cfg(test)]
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a test writes real days")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_iso_dates_of_real_days_are_read() {
        assert_eq!(Day::parse("2025-09-15"), Day::new(2025, 9, 15));
        for wrong in
            ["2025-9-15", "2025-02-29", "15/09/2025", " 2025-09-15", "2025-09-15T00:00", "1899-12-31", "2201-01-01"]
        {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_year_after_the_29_february_is_the_28() {
        assert_eq!(day("2024-02-29").plus_months(12), day("2025-02-28"));
    }

    #[test]
    fn the_week_begins_on_monday() {
        assert_eq!(day("2026-01-15").monday(), day("2026-01-12"));
        assert_eq!(day("2026-01-12").monday(), day("2026-01-12"));
        assert_eq!(day("2026-01-18").monday(), day("2026-01-12"));
    }

    #[test]
    fn arithmetic_stays_inside_the_calendar() {
        assert_eq!(day("2200-12-31").plus_days(1), day("2200-12-31"));
        assert_eq!(day("1900-01-01").minus_days(1), day("1900-01-01"));
    }
}
