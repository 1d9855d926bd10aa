//! A paper as text.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, presets};

use super::super::safe;
use crate::model::text::Text;
use crate::reports::papers::{Block, Paper, PaperTable, Sheets, TableCell};

/// The width of a page in columns, for text that is emailed or printed unchanged.
const fn page_width(sheets: Sheets) -> u16 {
    match sheets {
        Sheets::Upright => 100,
        Sheets::Lying => 150,
    }
}

pub(super) fn render_plain(paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let title = safe_for_terminal(&paper.title);
    writeln!(out, "{title}\n{}", "=".repeat(title.chars().count()))?;
    if !paper.head.is_empty() {
        writeln!(out)?;
    }
    for (label, said) in &paper.head {
        writeln!(out, "{}: {}", safe_for_terminal(label), safe_for_terminal(said))?;
    }
    for part in &paper.parts {
        let heading = safe_for_terminal(&part.heading);
        writeln!(out, "\n{heading}\n{}", "-".repeat(heading.chars().count()))?;
        for (nth, block) in part.blocks.iter().enumerate() {
            if nth > 0 {
                writeln!(out)?;
            }
            self::write_plain_block(block, paper.sheets, out)?;
        }
    }
    writeln!(out, "\n{}", safe_for_terminal(&paper.foot))
}

fn write_plain_block(block: &Block, sheets: Sheets, out: &mut dyn Write) -> io::Result<()> {
    match block {
        Block::Words(words) => writeln!(out, "{}", safe_for_terminal(words)),
        Block::Points(points) => points.iter().try_for_each(|point| writeln!(out, "- {}", safe_for_terminal(point))),
        Block::Said(who, words) => writeln!(out, "{}: \"{}\"", safe_for_terminal(who), safe_for_terminal(words)),
        Block::Picture(picture) => {
            writeln!(out, "{}:", safe_for_terminal(&picture.title))?;
            picture.said.iter().try_for_each(|said| writeln!(out, "- {}", safe_for_terminal(said)))
        }
        Block::Table(table) => writeln!(out, "{}", self::plain_table(table, sheets)),
    }
}

fn plain_table(table: &PaperTable, sheets: Sheets) -> String {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::ASCII_MARKDOWN);
    drawn.set_content_arrangement(ContentArrangement::Dynamic);
    drawn.set_width(page_width(sheets));
    drawn.force_no_tty();
    drawn.set_header(table.columns.iter().map(safe_for_terminal));
    for row in &table.rows {
        drawn.add_row(row.iter().map(plain_cell));
    }
    drawn.to_string()
}

/// The content of a cell. If it holds several things, each begins a new line.
fn plain_cell(cell: &TableCell) -> String {
    match cell.as_slice() {
        [only] => safe_for_terminal(only),
        several => several.iter().map(|one| format!("- {}", safe_for_terminal(one))).collect::<Vec<_>>().join("\n"),
    }
}

/// Text made safe for a terminal.
fn safe_for_terminal(text: &Text) -> String {
    safe::terminal(text.as_str())
}
