//! A report as a table for people: rows in a fixed order, dates as `5 Nov 2025`, and a last line with the count.

use std::io::{self, Write};

use comfy_table::{Attribute, Cell as TableCell, CellAlignment, ContentArrangement, Table};

use super::{Look, safe};
use crate::reports::columns::{Cell, ReportRow, columns_of_table};
use crate::reports::{Names, Report};

/// The width of a table that goes to a file or a pipe, so that its bytes do not depend on the terminal.
const FIXED_WIDTH: usize = 150;

/// Writes a report as a table. Without rows, writes only the notes and the last line.
pub(crate) fn render_table<R: ReportRow>(
    report: &Report<R>,
    names: Names,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_rows(&report.rows, names, look, out)?;
    for note in &report.notes {
        writeln!(out, "{}", safe::terminal(note))?;
    }
    if !report.last_line.is_empty() {
        writeln!(out, "{}", report.last_line)?;
    }
    if let Some(commit) = &report.commit {
        writeln!(out, "{}", commit.line_under_report())?;
    }
    Ok(())
}

/// Writes only the rows. A report with several tables uses it for each of them.
pub(crate) fn write_rows<R: ReportRow>(rows: &[R], names: Names, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() { Ok(()) } else { writeln!(out, "{}\n", table_of_rows(rows, names, look)) }
}

/// Writes the heading above a table.
pub(crate) fn write_heading(text: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let style = if look.color { anstyle::Style::new().bold() } else { anstyle::Style::new() };
    writeln!(out, "{style}{}{style:#}", safe::terminal(text))
}

fn table_of_rows<R: ReportRow>(rows: &[R], names: Names, look: Look) -> String {
    let columns = columns_of_table::<R>(names);
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(look.width.unwrap_or(FIXED_WIDTH)).unwrap_or(u16::MAX));
    if look.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(columns.iter().map(|(text, _)| heading_cell(text, look)));
    for row in rows {
        table.add_row(columns.iter().map(|(_, column)| table_cell(&column.cell_of_table(row))));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// The heading of a column, bold if colour is used.
fn heading_cell(text: &str, look: Look) -> TableCell {
    let cell = TableCell::new(text);
    if look.color { cell.add_attribute(Attribute::Bold) } else { cell }
}

fn table_cell(cell: &Cell<'_>) -> TableCell {
    let said = TableCell::new(safe::terminal(&cell.in_words().unwrap_or_default()));
    match cell {
        Cell::Number(_) | Cell::Money(_) => said.set_alignment(CellAlignment::Right),
        Cell::Empty
        | Cell::Text(_)
        | Cell::Day(_)
        | Cell::Decimal(_)
        | Cell::Flag(_)
        | Cell::List(_)
        | Cell::Entries(_) => said,
    }
}
