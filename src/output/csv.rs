//! A report as CSV that Excel opens rightly: a byte-order mark, CRLF, and no cell that it would take for a formula.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use serde_json::Value;

use super::safe;
use crate::model::money::Pence;
use crate::reports::{Report, Row};

/// How a key ends whose value is a whole number of pence. In a spreadsheet it is pounds, and its column says so.
const PENCE: &str = "_pence";

/// Writes a report as CSV. The columns are the keys of the JSON rows; where those end in `_pence`, in `_pounds`.
pub(crate) fn render<R: Row>(report: &Report<R>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(R::KEYS.iter().map(|key| match key.strip_suffix(PENCE) {
        Some(stem) => format!("{stem}_pounds"),
        None => (*key).to_owned(),
    }))?;
    for row in &report.rows {
        let row = serde_json::to_value(row).map_err(io::Error::from)?;
        writer.write_record(R::KEYS.iter().map(|key| match (row.get(key), key.ends_with(PENCE)) {
            (Some(pence), true) => pence.as_u64().map(Pence::of).map(|pence| pence.to_string()).unwrap_or_default(),
            (value, _) => value.map(field).unwrap_or_default(),
        }))?;
    }
    writer.flush()
}

/// A JSON value as a cell; a list of texts, or of problems, is joined by `; `.
fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => safe::spreadsheet(text),
        Value::Array(list) => {
            let messages: Vec<&str> =
                list.iter().filter_map(|one| one.as_str().or_else(|| one.get("message")?.as_str())).collect();
            safe::spreadsheet(&messages.join("; "))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
