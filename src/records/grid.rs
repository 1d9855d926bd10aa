//! Reads a table from a CSV file or from one sheet of a workbook, and names the places in it.

use std::path::Path;

use super::csv_text::{TextEncoding, decode_table, split_rows};
use super::grid_cells::{GridCell, GridRow, column_letters};
use super::problem::Problem;
use super::pupils::structural_finding;
use super::table_bytes::{TableKind, TableRefusal, read_table_bytes};
use super::workbook::{self, WorkbookRefusal};
use crate::finding::{Finding, KeyPath, Position, key_path};

/// The rows of a table.
#[derive(Debug)]
pub(crate) struct Grid {
    /// The file, as it was typed.
    file: String,
    /// The name of the sheet, if the file is a workbook.
    sheet: Option<String>,
    /// What a person should know about how the file was read.
    pub(crate) notes: Vec<String>,
    /// The rows that have a value, in order.
    pub(crate) rows: Vec<GridRow>,
}

/// Why a table cannot be read.
#[derive(Debug)]
pub(crate) enum GridRefusal {
    /// The file has mistakes.
    Faulty(Vec<Finding>),
    /// A person must choose a sheet.
    SheetNeeded {
        /// The problem.
        message: String,
        /// What to type.
        help: String,
    },
}

impl Grid {
    /// Reads a table. `sheet` is the sheet of a workbook that was asked for.
    ///
    /// # Errors
    /// The file cannot be read, or a sheet must be chosen.
    pub(crate) fn read_table(path: &Path, file: &str, sheet: Option<&str>) -> Result<Self, GridRefusal> {
        let bytes = read_table_bytes(path).map_err(|message| {
            let help = "name a file that exists and that you are allowed to read";
            GridRefusal::Faulty(whole_file(file, (message, help)))
        })?;
        match TableKind::of_bytes(&bytes).map_err(|refusal| GridRefusal::Faulty(whole_file(file, refusal)))? {
            TableKind::Csv if sheet.is_some() => Err(GridRefusal::SheetNeeded {
                message: format!("{file} is a CSV file, which has no sheets"),
                help: "leave out `--sheet`".to_owned(),
            }),
            TableKind::Csv => Self::of_csv(&bytes, file).map_err(GridRefusal::Faulty),
            TableKind::Xlsx => Self::of_workbook(&bytes, file, sheet),
        }
    }

    /// Reads a CSV file.
    pub(super) fn of_csv(bytes: &[u8], file: &str) -> Result<Self, Vec<Finding>> {
        let (text, encoding) = decode_table(bytes).map_err(|line| at_line(file, line, other_letters()))?;
        let split = split_rows(&text).map_err(|line| at_line(file, line, torn_row()))?;
        let rows: Vec<GridRow> = split.into_iter().map(|(number, cells)| text_row(number, cells)).collect();
        let refusal = ("the file is blank".to_owned(), "save the table again, with its headings in the first line");
        if rows.is_empty() {
            return Err(whole_file(file, refusal));
        }
        let notes = match encoding {
            TextEncoding::Utf8 => Vec::new(),
            TextEncoding::Windows1252 => {
                vec![format!("{file} is read as Windows-1252: compare the letters with accents")]
            }
        };
        Ok(Self { file: file.to_owned(), sheet: None, notes, rows })
    }

    /// Reads a sheet of a workbook.
    fn of_workbook(bytes: &[u8], file: &str, sheet: Option<&str>) -> Result<Self, GridRefusal> {
        let read = workbook::read_sheet(bytes, sheet).map_err(|refusal| match refusal {
            WorkbookRefusal::Unread(refusal) => GridRefusal::Faulty(whole_file(file, refusal)),
            WorkbookRefusal::Choose { message, help } => {
                GridRefusal::SheetNeeded { message: format!("{file} {message}"), help }
            }
        })?;
        let hidden = if read.is_hidden { ", which is hidden," } else { "" };
        let notes = vec![format!("the sheet `{}`{hidden} is read", read.name)];
        Ok(Self { file: file.to_owned(), sheet: Some(read.name), notes, rows: read.rows })
    }

    /// The finding about a row, or about one cell of it. `key` is the fact that the cell holds.
    pub(crate) fn problem_at(
        &self,
        row: usize,
        column: Option<usize>,
        key: &str,
        message: &str,
        help: impl Into<String>,
    ) -> Finding {
        let (at, message) = match (&self.sheet, column) {
            (None, _) => (1, message.to_owned()),
            (Some(sheet), None) => (1, format!("{}, row {row}: {message}", sheet_in_formula(sheet))),
            (Some(sheet), Some(column)) => {
                (column + 1, format!("{}!{}{row}: {message}", sheet_in_formula(sheet), column_letters(column)))
            }
        };
        let at = Position { line: row, column: at };
        structural_finding(&self.file, Problem { field: key_path![key], at, message, help: help.into() })
    }

    /// Names a row: its line in a CSV file, its row in a sheet.
    pub(crate) fn row_in_words(&self, number: usize) -> String {
        if self.sheet.is_some() { format!("row {number}") } else { format!("line {number}") }
    }

    /// Names a column by its letters in a sheet, and by its number in a CSV file.
    pub(crate) fn column_in_words(&self, column: usize) -> String {
        if self.sheet.is_some() {
            format!("column {}", column_letters(column))
        } else {
            format!("column {}", column + 1)
        }
    }

    /// The file, as it was typed.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Whether the table is a CSV file.
    pub(crate) fn is_csv(&self) -> bool {
        self.sheet.is_none()
    }
}

/// Makes the row of a CSV file, in which each cell is text.
fn text_row(number: usize, cells: Vec<String>) -> GridRow {
    let filled = cells.into_iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    GridRow { number, cells: filled.map(|(column, cell)| (column, GridCell::Text(cell))).collect() }
}

/// Names a sheet as a formula does: in quotation marks, unless it is one word.
fn sheet_in_formula(name: &str) -> String {
    let is_one_word = name.chars().all(|one| one.is_alphanumeric() || one == '_');
    if is_one_word { name.to_owned() } else { format!("'{}'", name.replace('\'', "''")) }
}

/// Returns the one finding about a file as a whole.
pub(super) fn whole_file(file: &str, refusal: TableRefusal) -> Vec<Finding> {
    at_line(file, 1, refusal)
}

/// Returns the one finding about a line of a file.
fn at_line(file: &str, line: usize, (message, help): TableRefusal) -> Vec<Finding> {
    let at = Position { line, column: 1 };
    let problem = Problem { field: KeyPath::default(), at, message, help: help.to_owned() };
    vec![structural_finding(file, problem)]
}

/// Says that a row cannot be split into cells.
fn torn_row() -> TableRefusal {
    ("this row cannot be read".to_owned(), "look for a quotation mark that is not closed")
}

/// Says that a line is neither in UTF-8 nor surely in Windows-1252.
fn other_letters() -> TableRefusal {
    (
        "found letters that are not saved as UTF-8, and that may not be Windows-1252".to_owned(),
        "save the table again as `CSV UTF-8` (in Excel: Save as, CSV UTF-8)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_named_as_in_a_formula() {
        assert_eq!(sheet_in_formula("Sheet1"), "Sheet1");
        assert_eq!(sheet_in_formula("Year 4's roll"), "'Year 4''s roll'");
    }
}
