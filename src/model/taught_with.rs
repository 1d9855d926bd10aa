//! The times a pupil is taught above or below the year group of the age (DESIGN 7.1). The distance is recorded, not the year group:
//! so the year group moves up by itself every September.

use super::day::Day;
use super::shape::record;

record!(
    /// A time in which the pupil is taught above or below the year group of the age. Both days may be in the future.
    #[entry(entry("time taught out of year").known_by(&["from"]).merging(OneAtATime))]
    pub(crate) struct TaughtWith {
        /// The first day.
        #[role(Planned(Own))]
        pub(crate) from: Day,
        /// The last day, if it is known.
        #[role(Planned(Own))]
        pub(crate) to: Option<Day>,
        /// How many years below the year group of the age.
        #[role(Plain)]
        pub(crate) years_below: Option<u8>,
        /// How many years above the year group of the age.
        #[role(Plain)]
        pub(crate) years_above: Option<u8>,
    }
);

/// The greatest number of years that a pupil can be taught above or below the year group of the age.
pub(crate) const MOST_YEARS_OUT: u8 = 5;

impl TaughtWith {
    /// How many years the year group lies above that of the age; below it, a negative number.
    pub(crate) fn years_up(&self) -> i8 {
        let years = |number: Option<u8>| i8::try_from(number.unwrap_or(0)).unwrap_or(i8::MAX);
        years(self.years_above).saturating_sub(years(self.years_below))
    }

    /// Whether it says how far the year group is from that of the age: above or below, and a number of years that is possible.
    pub(crate) fn says_how_far(&self) -> bool {
        let possible = |years: u8| (1..=MOST_YEARS_OUT).contains(&years);
        match (self.years_below, self.years_above) {
            (Some(years), None) | (None, Some(years)) => possible(years),
            (Some(_), Some(_)) | (None, None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// The year group on a day of a pupil who is in Year 6 by age in 2025/26.
    fn year(lines: &str, on: &str) -> String {
        let record = record(&format!("date_of_birth: 2015-03-14\n{lines}\n"));
        record.as_at(day(on)).year_group().to_string()
    }

    #[test]
    fn a_pupil_taught_out_of_year_moves_up_every_september() {
        let below = "taught_with: [{from: 2024-09-01, years_below: 1}]";
        for (on, expected) in [
            ("2024-08-31", "4"),
            ("2024-09-01", "4"),
            ("2025-08-31", "4"),
            ("2025-09-01", "5"),
            ("2026-09-01", "6"),
            ("2027-09-01", "7"),
        ] {
            assert_eq!(year(below, on), expected, "{on}");
        }
        assert_eq!(year("taught_with: [{from: 2024-09-01, years_above: 1}]", "2025-11-30"), "7");
        assert_eq!(year("taught_with: [{from: 2024-09-01, years_below: 2}]", "2025-11-30"), "4");
    }

    #[test]
    fn both_days_of_an_entry_count_and_the_later_entry_wins() {
        let ended = "taught_with: [{from: 2024-09-01, to: 2026-01-05, years_below: 1}]";
        assert_eq!(year(ended, "2026-01-05"), "5");
        assert_eq!(year(ended, "2026-01-06"), "6");
        let two = "taught_with: [{from: 2024-09-01, years_below: 1}, {from: 2026-01-05, years_below: 2}]";
        assert_eq!(year(two, "2026-01-04"), "5");
        assert_eq!(year(two, "2026-01-05"), "4");
    }

    #[test]
    fn the_year_group_of_nursery_and_reception_moves_too() {
        let record = record("date_of_birth: 2020-11-14\ntaught_with: [{from: 2025-09-01, years_below: 1}]\n");
        assert_eq!(record.as_at(day("2025-11-30")).year_group().to_string(), "N2");
        assert_eq!(record.as_at(day("2026-09-01")).year_group().to_string(), "R");
    }

    #[test]
    fn a_year_without_a_day_counts_until_an_entry_replaces_it() {
        assert_eq!(year("year: 5", "2025-11-30"), "5");
        assert_eq!(year("year: 5", "2030-11-30"), "5");
        assert_eq!(year("year: 5\ntaught_with: [{from: 2025-09-01, years_below: 1}]", "2026-11-30"), "6");
    }
}
