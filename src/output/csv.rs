//! A report as CSV that Excel opens correctly: a byte-order mark, CRLF line endings, and no cell that Excel would read as a
//! formula.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::safe;
use crate::reports::columns::{Cell, ReportRow, messages};
use crate::reports::{Names, Report};

/// The ending of keys that hold a whole number of pence. A spreadsheet shows pounds, and its column heading says so.
const PENCE: &str = "_pence";

/// Writes a report as CSV. The columns are the keys of the JSON rows, except that `_pence` at the end becomes `_pounds`.
pub(crate) fn render_csv<R: ReportRow>(report: &Report<R>, names: Names, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(R::COLUMNS.iter().map(|column| match column.key.strip_suffix(PENCE) {
        Some(stem) => format!("{stem}_pounds"),
        None => column.key.to_owned(),
    }))?;
    for row in &report.rows {
        writer.write_record(R::COLUMNS.iter().map(|column| csv_field(&column.cell(row, names))))?;
    }
    writer.flush()
}

/// A cell as a field; a list is joined by `; `.
fn csv_field(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => safe::spreadsheet(text),
        Cell::Day(day) => day.to_string(),
        Cell::Number(number) => number.to_string(),
        // Written as in JSON.
        Cell::Decimal(number) => serde_json::Value::from(*number).to_string(),
        Cell::Money(amount) => amount.to_string(),
        Cell::Flag(is_so) => is_so.to_string(),
        Cell::List(texts) => safe::spreadsheet(&texts.join("; ")),
        Cell::Entries(entries) => safe::spreadsheet(&messages(entries)),
    }
}
