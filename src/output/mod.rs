//! Turns finished data into bytes: tables, csv, json, ndjson, calendars, differences, findings and papers. This room computes no
//! figures of its own.
//!
//! Everything that comes from a file goes through `safe.rs` on its way out, which has a function for each place: the terminal, a
//! page, a spreadsheet and JSON.

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
    /// Only the rows as JSON, one to a line.
    Ndjson,
}

/// How a report for people is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether colour is used.
    pub(crate) color: bool,
    /// The width of the terminal in columns, or `None` if the answer does not go to a terminal.
    pub(crate) width: Option<usize>,
}

/// Text from a record, or typed by the user, made safe for a terminal.
pub(crate) fn safe_text(text: &str) -> String {
    safe::terminal(text)
}

/// The same for text of several lines; it keeps the lines.
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
