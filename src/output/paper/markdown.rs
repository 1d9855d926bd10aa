//! A paper as Markdown.

use std::fmt;
use std::io::{self, Write};

use super::super::safe;
use crate::model::text::Text;
use crate::reports::papers::{Block, Paper, PaperTable};

pub(super) fn render_markdown(paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}", MarkdownText::of(&paper.title))?;
    if !paper.head.is_empty() {
        writeln!(out)?;
    }
    for (label, said) in &paper.head {
        writeln!(out, "- **{}:** {}", MarkdownText::of(label), MarkdownText::of(said))?;
    }
    for part in &paper.parts {
        writeln!(out, "\n## {}", MarkdownText::of(&part.heading))?;
        part.blocks.iter().try_for_each(|block| self::write_markdown_block(block, out))?;
    }
    writeln!(out, "\n{}", MarkdownText::of(&paper.foot))
}

fn write_markdown_block(block: &Block, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    match block {
        Block::Words(words) => writeln!(out, "{}", MarkdownText::of(words)),
        Block::Points(points) => points.iter().try_for_each(|point| writeln!(out, "- {}", MarkdownText::of(point))),
        Block::Said(who, words) => writeln!(out, "> **{}:** {}", MarkdownText::of(who), MarkdownText::of(words)),
        Block::Picture(picture) => {
            writeln!(out, "{}:\n", MarkdownText::of(&picture.title))?;
            picture.said.iter().try_for_each(|said| writeln!(out, "- {}", MarkdownText::of(said)))
        }
        Block::Table(table) => self::write_markdown_table(table, out),
    }
}

fn write_markdown_table(table: &PaperTable, out: &mut dyn Write) -> io::Result<()> {
    let headings: Vec<String> = table.columns.iter().map(|column| MarkdownText::of(column).to_string()).collect();
    writeln!(out, "| {} |", headings.join(" | "))?;
    writeln!(out, "| {} |", vec!["---"; headings.len()].join(" | "))?;
    for row in &table.rows {
        let cells = row
            .iter()
            .map(|cell| cell.iter().map(|one| MarkdownText::of(one).to_string()).collect::<Vec<_>>().join("; "));
        writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "))?;
    }
    Ok(())
}

/// Text that Markdown shows unchanged: it has no markup, no link and no tag, and is all on one line.
struct MarkdownText(String);

impl MarkdownText {
    fn of(text: &Text) -> Self {
        let plain = safe::terminal(text.as_str());
        // Leading spaces would turn the line into code.
        let plain = plain.trim();
        let mut shown = String::with_capacity(plain.len());
        let mut before = ' ';
        // These characters begin a list or a heading only at the start of a line, or after digits for a numbered list.
        let mut begins = true;
        for character in plain.chars() {
            let marks = matches!(
                character,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '@' | '$' | '!'
            );
            let at_the_start = begins && matches!(character, '+' | '-' | '=' | '.' | ')' | ':');
            // Markdown turns `http://` and `www.` into links without any markup.
            let links = character == '/' && before == ':' || character == '.' && matches!(before, 'w' | 'W');
            if marks || at_the_start || links {
                shown.push('\\');
            }
            shown.push(character);
            begins = begins && (character.is_ascii_digit() || character == ' ');
            before = character;
        }
        Self(shown)
    }
}

impl fmt::Display for MarkdownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_no_effect_as_markup() {
        for (text, shown) in [
            ("# not a heading", r"\# not a heading"),
            ("1. not a list", r"1\. not a list"),
            ("- nor this", r"\- nor this"),
            ("[a](http://x.example)", r"\[a\](http:\//x.example)"),
            ("![a](x)", r"\!\[a\](x)"),
            ("<b>|x|</b> & `y`", r"\<b\>\|x\|\</b\> \& \`y\`"),
            ("www.x.example, me@x.example", r"www\.x.example, me\@x.example"),
            ("two\nlines", "two lines"),
            ("    code", "code"),
            ("20 minutes, 2 of 10.", "20 minutes, 2 of 10."),
        ] {
            assert_eq!(MarkdownText::of(&Text::from(text)).to_string(), shown, "{text}");
        }
    }
}
