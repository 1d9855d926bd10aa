//! A table saved as CSV from the school's own system or from a spreadsheet, with the headings in its first line.

use std::path::Path;

use super::grid::{Grid, whole_file};
use super::grid_cells::GridRow;
use super::table_bytes::{TableKind, TableRefusal, read_table_bytes};
use crate::finding::Finding;

/// A table with named columns.
#[derive(Debug)]
pub(crate) struct CsvTable {
    /// The names of the columns, in small letters, with `_` between words.
    pub(crate) columns: Vec<String>,
    /// The rows below the heading.
    grid: Grid,
}

impl CsvTable {
    /// Reads a table. Excel's habits are understood: a byte-order mark, CRLF, and semicolons or tabs between the cells.
    pub(crate) fn read_csv(path: &Path, file: &str) -> Result<Self, Vec<Finding>> {
        let missing = "name a CSV file that exists and that you are allowed to read";
        let bytes = read_table_bytes(path).map_err(|message| whole_file(file, (message, missing)))?;
        if TableKind::of_bytes(&bytes).map_err(|refusal| whole_file(file, refusal))? == TableKind::Xlsx {
            return Err(whole_file(file, workbook_refusal()));
        }
        let mut grid = Grid::of_csv(&bytes, file)?;
        let headings = grid.rows.remove(0);
        let width = headings.cells.keys().max().map_or(0, |last| last + 1);
        let columns = (0..width).map(|column| plain_heading(headings.text_at(column).unwrap_or_default())).collect();
        Ok(Self { columns, grid })
    }

    /// The rows below the heading.
    pub(crate) fn rows(&self) -> &[GridRow] {
        &self.grid.rows
    }

    /// Returns the cell of a row in a column, `None` if the cell is empty or there is no such column.
    pub(crate) fn cell_of<'a>(&self, row: &'a GridRow, column: &str) -> Option<&'a str> {
        row.text_at(self.columns.iter().position(|name| name == column)?)
    }

    /// The finding about a problem in one cell of a row, with its place in the file.
    pub(crate) fn row_problem(&self, row: &GridRow, column: &str, message: &str, help: impl Into<String>) -> Finding {
        self.grid.problem_at(row.number, None, column, message, help)
    }
}

/// Says that the table is a workbook.
fn workbook_refusal() -> TableRefusal {
    ("found an Excel workbook, expected CSV".to_owned(), "save it in Excel as `CSV UTF-8`")
}

/// Makes a plain heading: `Date of birth` and `date-of-birth` become `date_of_birth`.
fn plain_heading(heading: &str) -> String {
    heading.to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<CsvTable, String> {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("roll.csv");
        std::fs::write(&path, bytes).unwrap();
        CsvTable::read_csv(&path, "roll.csv").map_err(|findings| findings[0].message.clone())
    }

    #[test]
    fn what_excel_saves_is_read_as_it_was_typed() {
        for text in [
            "Name,Date of birth,class\nAmira Example,2017-11-03,4B\n",
            "\u{feff}Name;Date-of-birth;class\r\n\"Amira Example\" ; 2017-11-03;4B\r\n;;\r\n",
            "name\tdate_of_birth\tclass\nAmira Example\t2017-11-03\t4B",
        ] {
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(sheet.columns, ["name", "date_of_birth", "class"], "{text}");
            assert_eq!(sheet.rows().len(), 1);
            let cells: Vec<_> = sheet.columns.iter().map(|column| sheet.cell_of(&sheet.rows()[0], column)).collect();
            assert_eq!(cells, [Some("Amira Example"), Some("2017-11-03"), Some("4B")], "{text}");
        }
    }

    #[test]
    fn a_row_keeps_its_line_and_a_short_one_has_empty_cells() {
        let sheet = read(b"name,class\n\n\"two\nlines\",4B\nshort\n").unwrap();
        let numbers: Vec<usize> = sheet.rows().iter().map(|row| row.number).collect();
        assert_eq!(numbers, [3, 5]);
        assert_eq!(sheet.cell_of(&sheet.rows()[1], "class"), None);
        assert_eq!(sheet.cell_of(&sheet.rows()[1], "upn"), None);
    }

    #[test]
    fn line_ends_of_other_systems_do_not_shift_the_lines() {
        for text in ["name,class\r\nA,4B\r\nB,4B\r\n", "name,class\rA,4B\rB,4B\r"] {
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(sheet.rows().iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3], "{text:?}");
        }
    }

    #[test]
    fn what_is_not_text_is_refused_with_the_reason() {
        assert!(read(b"").unwrap_err().contains("blank"));
        assert!(read(b"name\nZo\x89\n").unwrap_err().contains("UTF-8"));
        assert!(read(b"PK\x03\x04").unwrap_err().contains("found an Excel workbook, expected CSV"));
    }
}
