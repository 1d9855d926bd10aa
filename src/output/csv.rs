//! A report as CSV that Excel opens rightly: a byte-order mark, CRLF, and no cell that it would take for a formula.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use serde_json::Value;

use super::safe;
use crate::reports::{Report, Row};

/// Writes a report as CSV. The columns are the keys of the JSON rows.
pub(crate) fn render<R: Row>(report: &Report<R>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(R::KEYS)?;
    for row in &report.rows {
        let row = serde_json::to_value(row).map_err(io::Error::from)?;
        writer.write_record(R::KEYS.iter().map(|key| row.get(key).map(field).unwrap_or_default()))?;
    }
    writer.flush()
}

/// A JSON value as a cell; a list of problems is joined by `; `.
fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => safe::spreadsheet(text),
        Value::Array(list) => {
            let messages: Vec<&str> = list.iter().filter_map(|problem| problem.get("message")?.as_str()).collect();
            safe::spreadsheet(&messages.join("; "))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
