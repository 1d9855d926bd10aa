//! A paper as text.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, presets};

use super::super::safe;
use crate::model::text::Text;
use crate::reports::papers::{Block, Paper, PaperTable, Sheets, TableCell};

/// The columns of a page that is mailed or printed as it is.
const fn width(sheets: Sheets) -> u16 {
    match sheets {
        Sheets::Upright => 100,
        Sheets::Lying => 150,
    }
}

pub(super) fn render(paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let title = shown(&paper.title);
    writeln!(out, "{title}\n{}", "=".repeat(title.chars().count()))?;
    if !paper.head.is_empty() {
        writeln!(out)?;
    }
    for (label, said) in &paper.head {
        writeln!(out, "{}: {}", shown(label), shown(said))?;
    }
    for part in &paper.parts {
        let heading = shown(&part.heading);
        writeln!(out, "\n{heading}\n{}", "-".repeat(heading.chars().count()))?;
        for (nth, block) in part.blocks.iter().enumerate() {
            if nth > 0 {
                writeln!(out)?;
            }
            self::block(block, paper.sheets, out)?;
        }
    }
    writeln!(out, "\n{}", shown(&paper.foot))
}

fn block(block: &Block, sheets: Sheets, out: &mut dyn Write) -> io::Result<()> {
    match block {
        Block::Words(words) => writeln!(out, "{}", shown(words)),
        Block::Points(points) => points.iter().try_for_each(|point| writeln!(out, "- {}", shown(point))),
        Block::Said(who, words) => writeln!(out, "{}: \"{}\"", shown(who), shown(words)),
        Block::Picture(picture) => {
            writeln!(out, "{}:", shown(&picture.title))?;
            picture.said.iter().try_for_each(|said| writeln!(out, "- {}", shown(said)))
        }
        Block::Table(table) => writeln!(out, "{}", self::table(table, sheets)),
    }
}

fn table(table: &PaperTable, sheets: Sheets) -> String {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::ASCII_MARKDOWN);
    drawn.set_content_arrangement(ContentArrangement::Dynamic);
    drawn.set_width(width(sheets));
    drawn.force_no_tty();
    drawn.set_header(table.columns.iter().map(shown));
    for row in &table.rows {
        drawn.add_row(row.iter().map(cell));
    }
    drawn.to_string()
}

/// What stands in a cell: of several things each begins a line.
fn cell(cell: &TableCell) -> String {
    match cell.as_slice() {
        [only] => shown(only),
        several => several.iter().map(|one| format!("- {}", shown(one))).collect::<Vec<_>>().join("\n"),
    }
}

/// Text made safe for a terminal.
fn shown(text: &Text) -> String {
    safe::terminal(text.as_str())
}
