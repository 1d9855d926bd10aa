//! The rows and cells of a table, whether they come from a CSV file or from a workbook.

use std::collections::BTreeMap;

use crate::model::day::Day;

/// A row of a table.
#[derive(Debug)]
pub(crate) struct GridRow {
    /// Its line in a CSV file, or its row in a sheet, from 1.
    pub(crate) number: usize,
    /// The cells that are not blank, by column from 0.
    pub(crate) cells: BTreeMap<usize, GridCell>,
}

/// What a cell has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum GridCell {
    /// Text, without outer spaces.
    Text(String),
    /// A date, in a cell of a workbook that is formatted as one.
    Date(Day),
    /// A number in a workbook, as text. It may be a date without its format.
    Number(String),
    /// Something without a value that can be used.
    Trouble {
        /// What was found, to follow "found".
        found: String,
        /// The remedy.
        help: String,
    },
}

impl GridRow {
    /// Returns the text of a cell that has text or a number.
    pub(crate) fn text_at(&self, column: usize) -> Option<&str> {
        match self.cells.get(&column)? {
            GridCell::Text(text) | GridCell::Number(text) => Some(text),
            GridCell::Date(_) | GridCell::Trouble { .. } => None,
        }
    }

    /// Returns how many cells have a value.
    pub(crate) fn value_count(&self) -> usize {
        self.cells.values().filter(|cell| !matches!(cell, GridCell::Trouble { .. })).count()
    }
}

/// Returns the letters of a column, as spreadsheets show them: 0 is A, 26 is AA.
pub(super) fn column_letters(column: usize) -> String {
    let last = u8::try_from(column % 26).unwrap_or(0);
    let letter = char::from(b'A' + last);
    match column / 26 {
        0 => letter.to_string(),
        rest => column_letters(rest - 1) + &letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
