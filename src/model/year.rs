//! The national curriculum year of a pupil (DOMAIN 4.1).

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

use super::day::Day;

/// A year group: `N1`, `N2`, `R`, then `1` to `13`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct YearGroup(i8);

impl YearGroup {
    /// The first year of school.
    pub(crate) const RECEPTION: Self = Self(0);
    /// The last year of an infant school.
    pub(crate) const YEAR_2: Self = Self(2);
    /// The last year of a first school.
    pub(crate) const YEAR_4: Self = Self(4);
    /// The last year of some first schools.
    pub(crate) const YEAR_5: Self = Self(5);
    /// The last year of a primary or junior school.
    pub(crate) const YEAR_6: Self = Self(6);
    /// The last year of nursery.
    pub(crate) const NURSERY_2: Self = Self(-1);

    /// Returns the year group of a pupil on `day`, from the date of birth. The age on 31 August before the school year decides
    /// it, and the school year begins on 1 September.
    pub(crate) fn on(day: Day, date_of_birth: Day) -> Self {
        let years = school_year(day) - school_year(date_of_birth) - 5;
        Self(i8::try_from(years).unwrap_or(if years < 0 { i8::MIN } else { i8::MAX }))
    }

    /// Reads `R`, `4`, `N2`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "R" => Some(Self(0)),
            "N2" => Some(Self(-1)),
            "N1" => Some(Self(-2)),
            number => {
                let year: i8 = number.parse().ok()?;
                ((1..=13).contains(&year) && number == year.to_string()).then_some(Self(year))
            }
        }
    }

    /// Returns the year group this many years above; below, for a negative number.
    pub(crate) fn moved_up(self, years: i8) -> Self {
        Self(self.0.saturating_add(years))
    }

    /// Returns how many years apart two year groups are.
    pub(crate) fn years_apart(self, other: Self) -> u8 {
        self.0.abs_diff(other.0)
    }
}

/// Returns the calendar year in which this day's school year began, on 1 September.
pub(crate) fn school_year(day: Day) -> i32 {
    if day.month() >= 9 { day.year() } else { day.year() - 1 }
}

/// Returns the first day of the school year that began in this calendar year.
pub(crate) fn start_of_school_year(year: i32) -> Day {
    Day::new(year, 9, 1).unwrap_or(Day::LAST)
}

impl fmt::Display for YearGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("R"),
            year @ 1.. => write!(f, "{year}"),
            year => write!(f, "N{}", 3 + i16::from(year)),
        }
    }
}

impl serde::Serialize for YearGroup {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for YearGroup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(YearVisitor)
    }
}

struct YearVisitor;

impl Visitor<'_> for YearVisitor {
    type Value = YearGroup;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a year group such as R, 4 or N2")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<YearGroup, E> {
        YearGroup::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_u64<E: de::Error>(self, year: u64) -> Result<YearGroup, E> {
        self.visit_str(&year.to_string())
    }

    fn visit_i64<E: de::Error>(self, year: i64) -> Result<YearGroup, E> {
        self.visit_str(&year.to_string())
    }
}

#[cfg(test)]
impl schemars::JsonSchema for YearGroup {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "YearGroup".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"enum": [
            "N1", "N2", "R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13",
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
        ]})
    }
}

#[cfg(test)]
mod tests {
    use super::super::day::day;
    use super::*;

    #[test]
    fn year_groups_follow_the_table_of_domain_4_1() {
        for (born, on_31_august, on_1_september) in [
            ("2022-08-31", "N2", "R"),
            ("2022-09-01", "N1", "N2"),
            ("2021-08-31", "R", "1"),
            ("2021-09-01", "N2", "R"),
            ("2020-02-29", "1", "2"),
            ("2016-08-31", "5", "6"),
            ("2016-09-01", "4", "5"),
            ("2015-08-31", "6", "7"),
        ] {
            assert_eq!(YearGroup::on(day("2026-08-31"), day(born)).to_string(), on_31_august, "{born}");
            assert_eq!(YearGroup::on(day("2026-09-01"), day(born)).to_string(), on_1_september, "{born}");
        }
    }

    #[test]
    fn only_years_that_exist_are_read() {
        for right in ["N1", "N2", "R", "1", "6", "13"] {
            assert_eq!(YearGroup::parse(right).map(|year| year.to_string()).as_deref(), Some(right));
        }
        for wrong in ["0", "14", "Year 4", "04", "r", "+4", ""] {
            assert_eq!(YearGroup::parse(wrong), None, "{wrong}");
        }
    }
}
