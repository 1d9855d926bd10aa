//! A report as JSON, format 1 (DESIGN 4).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::safe;
use crate::model::day::Day;
use crate::reports::columns::{ByKey, ReportRow};
use crate::reports::{Names, Report, Unreadable};

#[derive(Debug, Serialize)]
#[serde(bound = "R: ReportRow")]
struct JsonReport<'a, R: ReportRow> {
    format: u8,
    as_at: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    complete: bool,
    unreadable: &'a [Unreadable],
    rows: Vec<ByKey<'a, R>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

/// Writes a report as one JSON object.
pub(crate) fn render_json<R: ReportRow>(report: &Report<R>, names: Names, out: &mut dyn Write) -> io::Result<()> {
    let whole = JsonReport {
        format: 1,
        as_at: report.as_at,
        commit: report.commit.as_ref().map(|commit| commit.id.as_str()),
        complete: report.unreadable.is_empty(),
        unreadable: &report.unreadable,
        rows: report.rows.iter().map(|row| ByKey(row, names)).collect(),
        summary: report.summary.as_ref(),
        notes: &report.notes,
    };
    write_pretty_json(&whole, out)
}

/// Writes only the rows, one JSON object to a line. Like CSV, this format has no place for anything else.
pub(crate) fn render_json_lines<R: ReportRow>(report: &Report<R>, names: Names, out: &mut dyn Write) -> io::Result<()> {
    for row in &report.rows {
        let line = serde_json::to_string(&ByKey(row, names)).map_err(io::Error::from)?;
        writeln!(out, "{}", safe::json(&line))?;
    }
    Ok(())
}

/// Writes any value as indented JSON, ending with a line break.
pub(crate) fn write_pretty_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    writeln!(out, "{}", safe::json(&text))
}
