//! The difference between two versions of a file, as `diff -u` writes it.

use std::io::{self, Write};

use super::safe;
use crate::reports::diff::{Hunk, LineFate};

/// Writes what changes in a file, given by its path in the folder. Writes no bytes if the file does not change.
pub(crate) fn render_diff(file: &str, hunks: &[Hunk], out: &mut dyn Write) -> io::Result<()> {
    if hunks.is_empty() {
        return Ok(());
    }
    let file = safe::terminal(file);
    writeln!(out, "--- {file}\n+++ {file}")?;
    for hunk in hunks {
        let Hunk { old_start, old_lines, new_start, new_lines, lines } = hunk;
        writeln!(out, "@@ -{old_start},{old_lines} +{new_start},{new_lines} @@")?;
        for line in lines {
            let mark = match line.fate {
                LineFate::Stays => ' ',
                LineFate::Goes => '-',
                LineFate::Comes => '+',
            };
            writeln!(out, "{mark}{}", safe::terminal(&line.text))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::diff::line_hunks;

    fn rendered(before: &str, after: &str) -> String {
        let mut out = Vec::new();
        render_diff("pupils/p014.yaml", &line_hunks(before.as_bytes(), after.as_bytes()), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_change_is_written_as_a_unified_diff() {
        let written = rendered("id: p014\nstage: A\n", "id: p014\nstage: B\ncensus: N\n");
        let expected = "--- pupils/p014.yaml\n+++ pupils/p014.yaml\n@@ -1,2 +1,3 @@\n id: p014\n-stage: A\n+stage: B\n+census: N\n";
        assert_eq!(written, expected);
        assert_eq!(rendered("a\n", "a\n"), "");
    }

    #[test]
    fn characters_that_move_the_cursor_are_shown_instead() {
        assert!(rendered("a\n", "\u{1b}[2Jb\n").contains("+\\u{1b}[2Jb\n"));
    }
}
