//! One record as indented lines for people.

use std::io::{self, Write};

use super::{Look, safe};
use crate::model::day::Day;
use crate::reports::show::ShowLine;
use crate::words;

/// Writes the lines of a record.
pub(crate) fn render_record_lines(lines: &[ShowLine], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let style = if look.color { anstyle::Style::new().bold() } else { anstyle::Style::new() };
    for line in lines {
        let indent = "  ".repeat(line.depth.saturating_sub(usize::from(line.begins_entry)));
        let mark = if line.begins_entry { "- " } else { "" };
        let label = line.label.as_ref().map(|label| format!("{style}{}{style:#}", safe::terminal(label)));
        let value = line.value.as_ref().map(|value| value_in_words(value));
        match (label, value) {
            (Some(label), Some(value)) => writeln!(out, "{indent}{mark}{label}: {value}")?,
            (Some(label), None) => writeln!(out, "{indent}{mark}{label}")?,
            (None, Some(value)) => writeln!(out, "{indent}{mark}{value}")?,
            (None, None) => {}
        }
    }
    Ok(())
}

/// A value: a date in words, anything else unchanged.
fn value_in_words(value: &str) -> String {
    Day::parse(value).map_or_else(|| safe::terminal(value), words::date)
}
