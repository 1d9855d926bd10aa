//! The difference between two versions of a file, as `--dry-run` shows it: lines that go with `-`, lines that come with `+`,
//! and three lines around them.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::safe;

/// Writes the difference; nothing where there is none.
pub(crate) fn render(file: &str, before: &[u8], after: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
    let diff = TextDiff::from_lines(before.as_ref(), after.as_ref());
    let file = safe::terminal(file);
    for (nth, hunk) in diff.unified_diff().context_radius(3).iter_hunks().enumerate() {
        if nth == 0 {
            writeln!(out, "--- {file}\n+++ {file}")?;
        }
        writeln!(out, "{}", hunk.header())?;
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            // The end of a line is how the file has it; a terminal gets its own.
            let line = change.value().trim_end_matches(['\n', '\r']);
            writeln!(out, "{sign}{}", safe::terminal(line))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let mut out = Vec::new();
        render("pupils/p014.yaml", before.as_bytes(), after.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_comes_and_what_goes_with_the_lines_around() {
        let before = "a\nb\nc\nd\ne\nf\r\n";
        let after = "a\nb\nc\nd\nnew \u{1b}[31m\ne\nf\r\n";
        assert_eq!(shown(before, before), "");
        assert_eq!(
            shown(before, after),
            "--- pupils/p014.yaml\n+++ pupils/p014.yaml\n@@ -2,5 +2,6 @@\n b\n c\n d\n+new \\u{1b}[31m\n e\n f\n"
        );
    }
}
