//! Who on a roll is no longer at the school. A pupil who has left must never get a new record, and must not disappear without a
//! word.

use std::collections::BTreeSet;

use super::fields::RollField;
use super::headings::RollHeadings;
use crate::model::day::Day;
use crate::records::grid::Grid;
use crate::records::grid_cells::GridRow;
use crate::words::date;

/// Why a row is about a pupil who is not on roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotOnRoll {
    /// The last day on roll has passed.
    Left(Day),
    /// The enrolment status is that of a leaver, as it is written.
    Status(String),
    /// The row has neither a year nor a class, as other rows have. Arbor writes leavers so.
    NoYearNorClass,
}

impl NotOnRoll {
    /// The reason in words.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Left(day) => format!("left on {}", date(*day)),
            Self::Status(typed) => format!("the enrolment status is `{typed}`"),
            Self::NoYearNorClass => "has neither a year nor a class, as a pupil who has left".to_owned(),
        }
    }

    /// The last day on roll, as `send leave` takes it.
    pub(super) fn day_typed(&self) -> String {
        match self {
            Self::Left(day) => day.to_string(),
            Self::Status(_) | Self::NoYearNorClass => "DATE".to_owned(),
        }
    }
}

/// Returns the numbers of the rows that have neither a year nor a class, if the roll has both columns and other rows have both.
pub(super) fn rows_without_year_and_class(grid: &Grid, headings: &RollHeadings) -> BTreeSet<usize> {
    let below = || grid.rows.iter().skip(headings.index + 1).filter(|row| row.value_count() > 0);
    let has = |row: &GridRow, field| headings.columns_of_field(field).any(|column| row.cells.contains_key(&column));
    let (year, class) = (RollField::Year, RollField::Class);
    if !below().any(|row| has(row, year) && has(row, class)) {
        return BTreeSet::new();
    }
    below().filter(|row| !has(row, year) && !has(row, class)).map(|row| row.number).collect()
}
