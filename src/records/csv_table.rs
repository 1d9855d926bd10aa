//! A table saved as CSV from the school's own system or from a spreadsheet.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::{ReaderBuilder, Trim};

use super::problem::Problem;
use super::pupils::structural_finding;
use crate::finding::{Finding, KeyPath, Position, key_path};

/// The largest size of a table, in bytes: enough for the rolls of a hundred schools.
const LARGEST: u64 = 16 * 1024 * 1024;

/// A table with named columns.
#[derive(Debug)]
pub(crate) struct CsvTable {
    /// The names of the columns, in small letters, with `_` between words.
    pub(crate) columns: Vec<String>,
    /// The rows below the heading.
    pub(crate) rows: Vec<CsvRow>,
    file: String,
}

/// A row of a table.
#[derive(Debug)]
pub(crate) struct CsvRow {
    /// Its line in the file.
    pub(crate) number: usize,
    cells: Vec<String>,
}

impl CsvTable {
    /// Reads a table. Excel's habits are understood: a byte-order mark, CRLF, and semicolons or tabs between the cells.
    pub(crate) fn read_csv(path: &Path, file: &str) -> Result<Self, Vec<Finding>> {
        let start = Position { line: 1, column: 1 };
        let bytes = read_bytes(path).map_err(|message| {
            unread_table(file, start, message, "name a CSV file that exists and that you are allowed to read")
        })?;
        let text = table_text(&bytes).map_err(|message| {
            let help = "save the table again as `CSV UTF-8` (in Excel: Save as, CSV UTF-8)";
            unread_table(file, start, message.to_owned(), help)
        })?;
        // The crate counts only LF as a line ending, and some programs end lines with CR only.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter_of(&text))
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let columns: Vec<String> =
            reader.headers().map_err(|error| torn_row(file, &error))?.iter().map(plain_heading).collect();
        let mut rows = Vec::new();
        let (mut from, mut number) = (0, 1);
        for record in reader.records() {
            let record = record.map_err(|error| torn_row(file, &error))?;
            // The crate counts the blank lines before a row as part of the row.
            let start = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(from);
            let blank = text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches('\n').len());
            number += text.get(from..start + blank).map_or(0, |before| before.matches('\n').count());
            from = start + blank;
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(CsvRow { number, cells });
            }
        }
        Ok(Self { columns, rows, file: file.to_owned() })
    }

    /// Returns the cell of a row in a column, `None` if the cell is empty or there is no such column.
    pub(crate) fn cell_of<'a>(&self, row: &'a CsvRow, column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|name| name == column)?;
        row.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// The finding about a problem in one cell of a row, with its place in the file.
    pub(crate) fn row_problem(
        &self,
        row: &CsvRow,
        column: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        let at = Position { line: row.number, column: 1 };
        structural_finding(
            &self.file,
            Problem { field: key_path![column], at, message: message.into(), help: help.into() },
        )
    }
}

/// Returns the one finding that says why a table cannot be read.
fn unread_table(file: &str, at: Position, message: String, help: &str) -> Vec<Finding> {
    vec![structural_finding(file, Problem { field: KeyPath::default(), at, message, help: help.to_owned() })]
}

/// The finding about a row that the CSV reader cannot split into cells.
fn torn_row(file: &str, error: &csv::Error) -> Vec<Finding> {
    let line = error.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1);
    let message = "this row cannot be read".to_owned();
    unread_table(file, Position { line, column: 1 }, message, "look for a quotation mark that is not closed")
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    // Check what it is before opening it: opening a pipe would wait for ever.
    let about = std::fs::metadata(path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            "there is no such file".to_owned()
        } else {
            why_unread(&error)
        }
    })?;
    if !about.is_file() {
        return Err("this is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| why_unread(&error))?;
    if bytes.len() as u64 > LARGEST { Err("it is larger than 16 MiB".to_owned()) } else { Ok(bytes) }
}

fn why_unread(error: &std::io::Error) -> String {
    format!("the system could not read it ({error})")
}

/// Returns the text of a table, without a byte-order mark. Spreadsheets may leave out the line ending of the last line.
fn table_text(bytes: &[u8]) -> Result<&str, &'static str> {
    if bytes.contains(&0) {
        return Err("found a file saved as UTF-16 or as a workbook, expected CSV in UTF-8");
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "found letters that are not saved as UTF-8")?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() { Err("the file is blank") } else { Ok(text) }
}

/// Returns the delimiter between cells: the candidate that is most frequent in the first line.
fn delimiter_of(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// Makes a plain heading: `Date of birth` and `date-of-birth` become `date_of_birth`.
fn plain_heading(heading: &str) -> String {
    heading.trim().to_lowercase().replace([' ', '-'], "_")
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
            assert_eq!(sheet.rows.len(), 1);
            let cells: Vec<_> = sheet.columns.iter().map(|column| sheet.cell_of(&sheet.rows[0], column)).collect();
            assert_eq!(cells, [Some("Amira Example"), Some("2017-11-03"), Some("4B")], "{text}");
        }
    }

    #[test]
    fn a_row_keeps_its_line_and_a_short_one_has_empty_cells() {
        let sheet = read(b"name,class\n\n\"two\nlines\",4B\nshort\n").unwrap();
        let numbers: Vec<usize> = sheet.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [3, 5]);
        assert_eq!(sheet.cell_of(&sheet.rows[1], "class"), None);
        assert_eq!(sheet.cell_of(&sheet.rows[1], "upn"), None);
    }

    #[test]
    fn line_ends_of_other_systems_do_not_shift_the_lines() {
        for text in ["name,class\r\nA,4B\r\nB,4B\r\n", "name,class\rA,4B\rB,4B\r"] {
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3], "{text:?}");
        }
    }

    #[test]
    fn what_is_not_text_is_refused_with_the_reason() {
        assert!(read(b"").is_err());
        assert!(read(b"name\nZo\xeb\n").unwrap_err().contains("UTF-8"));
    }
}
