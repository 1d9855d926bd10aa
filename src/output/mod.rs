//! Finished data to bytes: table, csv, json, ndjson, findings. Nothing is computed here that is not in the data.
//!
//! Everything that comes from a file goes through `safe.rs` on its way out: once for the terminal, once for Excel. JSON
//! is made by a serialiser that escapes.

pub(crate) mod calendar;
pub(crate) mod csv;
pub(crate) mod diff;
pub(crate) mod findings;
pub(crate) mod json;
pub(crate) mod paper;
pub(crate) mod safe;
pub(crate) mod sar;
pub(crate) mod show;
pub(crate) mod table;

use std::io::{self, Write};

use crate::reports::columns::ReportRow;
use crate::reports::{Names, Report};

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OutputFormat {
    /// A table for people.
    Table,
    /// Comma-separated values, safe to open in Excel.
    Csv,
    /// JSON for programs.
    Json,
    /// Only the rows as JSON, one a line.
    Ndjson,
}

/// How a report for people looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether colour is used.
    pub(crate) color: bool,
    /// The width in columns of the terminal, where the answer goes to one.
    pub(crate) width: Option<usize>,
}

/// Text from a record or from what was typed, safe on a terminal.
pub(crate) fn safe_text(text: &str) -> String {
    safe::terminal(text)
}

/// The same for a text of several lines, which it keeps.
pub(crate) fn safe_lines(text: &str) -> String {
    safe::safe_keeping_lines(text)
}

/// Writes a report in a format.
pub(crate) fn render_report<R: ReportRow>(
    report: &Report<R>,
    format: OutputFormat,
    names: Names,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        OutputFormat::Table => table::render_table(report, names, look, out),
        OutputFormat::Csv => csv::render_csv(report, names, out),
        OutputFormat::Json => json::render_json(report, names, out),
        OutputFormat::Ndjson => json::render_json_lines(report, names, out),
    }
}
