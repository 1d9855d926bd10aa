//! Reads the cells of one row of a roll. Every mistake is reported with its line and column.

use std::collections::BTreeSet;

use super::fields::RollField;
use super::headings::RollHeadings;
use super::sheet_dates::{WRITE_LIKE, is_no_date, parse_sheet_date};
use crate::finding::Finding;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::records::grid::Grid;
use crate::records::grid_cells::{GridCell, GridRow};
use crate::writing::roll_checks;

/// The mistakes in a roll.
#[derive(Debug, Default)]
pub(super) struct RollMistakes {
    /// What is wrong, and where.
    pub(super) found: Vec<Finding>,
    /// The numbers of the rows that cannot be used. Of two rows that contradict each other, neither can.
    pub(super) rows: BTreeSet<usize>,
    /// The classes that `send.toml` does not name.
    pub(super) classes: BTreeSet<String>,
    /// The words for the SEN status whose meaning is not known.
    pub(super) statuses: BTreeSet<String>,
}

/// The mistakes in one row, each with its line and column.
pub(super) struct RowProblems<'s> {
    /// The table that the row is in.
    pub(super) grid: &'s Grid,
    /// Its headings.
    pub(super) headings: &'s RollHeadings,
    /// The number of the row.
    pub(super) line: usize,
    /// The mistakes in the whole table.
    pub(super) mistakes: &'s mut RollMistakes,
}

impl RowProblems<'_> {
    /// Adds a mistake in a fact, and what to do about it.
    pub(super) fn push(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let column = self.headings.column_of_key(key);
        self.mistakes.rows.insert(self.line);
        self.mistakes.found.push(self.grid.problem_at(self.line, column, key, &message.into(), help));
    }

    /// Names a row of the table.
    pub(super) fn row_in_words(&self, number: usize) -> String {
        self.grid.row_in_words(number)
    }

    /// Returns what a row has in the column of a field, if the roll has the column and the cell is not blank. If the heading is
    /// there twice, either column may have the value; adds a mistake if both have one and they differ.
    fn value<'g>(&mut self, line: &'g GridRow, field: RollField) -> Option<&'g GridCell> {
        let mut filled = self.headings.columns_of_field(field).filter_map(|at| Some((at, line.cells.get(&at)?)));
        let (first, value) = filled.next()?;
        let differs = |(_, other): &(usize, &GridCell)| other != &value && !field.may_have_several_headings();
        if let Some((second, _)) = filled.find(differs) {
            let places = [first, second].map(|column| self.grid.column_in_words(column));
            let message = format!("{} in {} and in {} is not the same", field.in_words(), places[0], places[1]);
            self.push(field.key(), message, "correct one of the two cells, or empty it");
            return None;
        }
        Some(value)
    }

    /// Returns the text in the column of a field. Adds a mistake if the cell has something else.
    pub(super) fn cell<'g>(&mut self, line: &'g GridRow, field: RollField) -> Option<&'g str> {
        let value = self.value(line, field)?;
        self.text_of(value, field)
    }

    /// Returns the text of a cell. Adds a mistake if it has something else.
    pub(super) fn text_of<'g>(&mut self, value: &'g GridCell, field: RollField) -> Option<&'g str> {
        match value {
            GridCell::Text(text) if text.contains('\n') => {
                let help = "remove it, and look for a quotation mark that is not closed";
                self.push(field.key(), "found a line break in the cell", help);
                None
            }
            GridCell::Text(text) | GridCell::Number(text) => Some(text),
            GridCell::Date(day) => {
                let message = format!("found the date {day}, expected {}", field.in_words());
                self.push(field.key(), message, "format the column as text, and write the value again");
                None
            }
            GridCell::Trouble { found, help } => {
                self.push(field.key(), format!("found {found}"), help.as_str());
                None
            }
        }
    }

    /// Returns the date in the column of a field. Adds a mistake if the cell has something else.
    pub(super) fn day(&mut self, line: &GridRow, field: RollField, today: Day) -> Option<Day> {
        let value = self.value(line, field)?;
        if let GridCell::Date(day) = value {
            return Some(*day);
        }
        let is_number = matches!(value, GridCell::Number(_));
        let typed = self.text_of(value, field)?;
        if is_no_date(typed) {
            return None;
        }
        let read = parse_sheet_date(typed, today).filter(|_| !is_number);
        if is_number {
            let message = format!("found the number {typed}, expected a date");
            self.push(
                field.key(),
                message,
                "format the column as a date in the spreadsheet, look at the dates, and save it",
            );
        } else if read.is_none() {
            self.push(field.key(), format!("found `{typed}`, expected a date"), WRITE_LIKE);
        }
        read
    }

    /// Returns the name as the records have it, with the forename first.
    pub(super) fn name(&mut self, line: &GridRow) -> Option<Text> {
        if self.headings.has_field(RollField::Name) {
            return self.whole_name(line);
        }
        let before = self.mistakes.found.len();
        let (forename, surname) = (self.cell(line, RollField::Forename), self.cell(line, RollField::Surname));
        match (forename, surname) {
            (Some(forename), Some(surname)) => return Some(Text::from(format!("{forename} {surname}").as_str())),
            _ if self.mistakes.found.len() > before => {}
            (None, None) => self.push("name", "the name is missing", "give it, or remove the row"),
            (None, Some(_)) => self.push("forename", "the forename is missing", "give it"),
            (Some(_), None) => self.push("surname", "the surname is missing", "give it"),
        }
        None
    }

    /// Returns the name from its one column. Only a comma says surely which part is the surname.
    fn whole_name(&mut self, line: &GridRow) -> Option<Text> {
        let before = self.mistakes.found.len();
        let Some(typed) = self.cell(line, RollField::Name) else {
            if self.mistakes.found.len() == before {
                self.push("name", "the name is missing", "give it, or remove the row");
            }
            return None;
        };
        let parts: Vec<&str> = typed.split(',').map(str::trim).collect();
        match parts.as_slice() {
            [name] if !self.headings.has_surname_first() => Some(Text::from(*name)),
            [surname, forename] if !surname.is_empty() && !forename.is_empty() => {
                Some(Text::from(format!("{forename} {surname}").as_str()))
            }
            _ => {
                let message = format!("found `{typed}`, which does not show where the surname ends");
                self.push("name", message, "write `Surname, Forename` with one comma, or use two columns");
                None
            }
        }
    }

    /// Returns a value that was read from a column. Adds a mistake if it could not be read.
    pub(super) fn value_or_slip<T>(&mut self, column: &str, read: Result<T, roll_checks::TypedProblem>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err((message, help)) => {
                self.push(column, message, help);
                None
            }
        }
    }
}
