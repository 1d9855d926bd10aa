//! The year groups that a school teaches, and those after which pupils change school in its area (DOMAIN 4.2).
//!
//! An infant, a junior, a first and a middle school end a phase where a primary school does not, so no rule may count on Year 6.

use serde::Deserialize;

use crate::model::year::YearGroup;

/// The first and the last year group of a school. Nursery may come before the first: `N1` and `N2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<YearGroup>")]
pub(crate) struct SchoolYears {
    /// The youngest year group.
    pub(crate) first: YearGroup,
    /// The oldest year group.
    pub(crate) last: YearGroup,
}

impl Default for SchoolYears {
    /// A primary school without a nursery.
    fn default() -> Self {
        Self { first: YearGroup::RECEPTION, last: YearGroup::YEAR_6 }
    }
}

impl TryFrom<Vec<YearGroup>> for SchoolYears {
    type Error = &'static str;

    fn try_from(years: Vec<YearGroup>) -> Result<Self, Self::Error> {
        match years.as_slice() {
            [first, last] if first <= last => Ok(Self { first: *first, last: *last }),
            _ => Err("two year groups, the youngest and the oldest, such as [\"R\", \"6\"]"),
        }
    }
}

/// The year groups after which schools in the area end, so that a pupil who then leaves changes phase.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct MovesOn(Vec<YearGroup>);

impl MovesOn {
    /// Whether schools in the area end after this year group.
    pub(crate) fn after(&self, year: YearGroup) -> bool {
        self.0.contains(&year)
    }

    /// The year groups, as they are written in `send.toml`.
    pub(crate) fn years(&self) -> &[YearGroup] {
        &self.0
    }
}

impl Default for MovesOn {
    /// Infant schools end after Year 2, first schools after Year 4 (or 5), primary and junior schools after Year 6.
    fn default() -> Self {
        Self(vec![YearGroup::YEAR_2, YearGroup::YEAR_4, YearGroup::YEAR_5, YearGroup::YEAR_6])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;

    fn settings(lines: &str) -> Result<Settings, String> {
        let text = format!("[school]\nname = \"A School\"\ntime_zone = \"Europe/London\"\n{lines}\n");
        toml::from_str(&text).map_err(|error| error.message().to_owned())
    }

    fn years(lines: &str) -> Result<String, String> {
        settings(lines).map(|read| format!("{} to {}", read.school.years.first, read.school.years.last))
    }

    #[test]
    fn a_school_is_a_primary_school_unless_its_settings_say_otherwise() {
        assert_eq!(years("").as_deref(), Ok("R to 6"));
        assert_eq!(years("years = [\"N1\", \"4\"]").as_deref(), Ok("N1 to 4"));
        // Numbers may be written without quotation marks, and a school may have one year group.
        assert_eq!(years("years = [3, 6]").as_deref(), Ok("3 to 6"));
        assert_eq!(years("years = [\"N2\", \"N2\"]").as_deref(), Ok("N2 to N2"));
    }

    #[test]
    fn years_that_are_not_the_youngest_and_the_oldest_are_refused() {
        for wrong in ["[\"6\", \"R\"]", "[\"R\"]", "[\"R\", \"3\", \"6\"]", "[]"] {
            let said = years(&format!("years = {wrong}")).unwrap_err();
            assert!(said.starts_with("two year groups"), "{wrong}: {said}");
        }
        for wrong in ["[\"Reception\", \"6\"]", "[\"R\", 14]", "\"R-6\"", "6"] {
            assert!(years(&format!("years = {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn schools_end_after_the_usual_years_unless_the_settings_name_others() {
        let ends = |lines: &str| {
            let moves_on = settings(lines).unwrap().school.moves_on;
            moves_on.years().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(ends(""), ["2", "4", "5", "6"]);
        assert_eq!(ends("moves_on = [\"3\", 7]"), ["3", "7"]);
        assert_eq!(ends("moves_on = []"), [""; 0]);
    }
}
