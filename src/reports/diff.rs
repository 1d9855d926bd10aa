//! The changes to a file, line by line, so that a person can see a change before it is made.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

/// The number of unchanged lines shown before and after each change.
const CONTEXT: usize = 3;

/// A part of a file with changed lines, and a few unchanged lines around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    /// The number of its first line before the change, from 1; 0 if it had no lines.
    pub(crate) old_start: usize,
    /// The number of lines before the change.
    pub(crate) old_lines: usize,
    /// The number of its first line after the change, from 1; 0 if it has no lines.
    pub(crate) new_start: usize,
    /// The number of lines after the change.
    pub(crate) new_lines: usize,
    /// The lines, in the order of the file. Removed lines come before the lines that replace them.
    pub(crate) lines: Vec<DiffLine>,
}

/// The fate of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineFate {
    /// It is unchanged.
    Stays,
    /// It is removed.
    Goes,
    /// It is added.
    Comes,
}

/// A line of a file and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffLine {
    /// Whether it is unchanged, removed or added.
    pub(crate) fate: LineFate,
    /// The text without its line ending. Bytes that are not text are shown as U+FFFD.
    pub(crate) text: String,
}

/// The differences between two versions of a file, by lines.
pub(crate) fn line_hunks(before: &[u8], after: &[u8]) -> Vec<Hunk> {
    let old: Vec<&[u8]> = before.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&[u8]> = after.split_inclusive(|byte| *byte == b'\n').collect();
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    group_diff_ops(changes, CONTEXT).iter().filter_map(|group| hunk(group, &old, &new)).collect()
}

fn hunk(group: &[DiffOp], old: &[&[u8]], new: &[&[u8]]) -> Option<Hunk> {
    let (first, last) = (group.first()?, group.last()?);
    let (old_range, new_range) =
        (first.old_range().start..last.old_range().end, first.new_range().start..last.new_range().end);
    let mut lines = Vec::new();
    for change in group {
        let (tag, gone, come) = change.as_tag_tuple();
        let fate = if tag == DiffTag::Equal { LineFate::Stays } else { LineFate::Goes };
        lines.extend(old.get(gone).unwrap_or_default().iter().map(|line| diff_line(fate, line)));
        if tag != DiffTag::Equal {
            lines.extend(new.get(come).unwrap_or_default().iter().map(|line| diff_line(LineFate::Comes, line)));
        }
    }
    Some(Hunk {
        old_start: old_range.start + usize::from(!old_range.is_empty()),
        old_lines: old_range.len(),
        new_start: new_range.start + usize::from(!new_range.is_empty()),
        new_lines: new_range.len(),
        lines,
    })
}

fn diff_line(fate: LineFate, line: &[u8]) -> DiffLine {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    DiffLine { fate, text: String::from_utf8_lossy(line).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(hunk: &Hunk) -> (String, Vec<String>) {
        let mark = |fate| match fate {
            LineFate::Stays => ' ',
            LineFate::Goes => '-',
            LineFate::Comes => '+',
        };
        let place = format!("{},{} {},{}", hunk.old_start, hunk.old_lines, hunk.new_start, hunk.new_lines);
        (place, hunk.lines.iter().map(|line| format!("{}{}", mark(line.fate), line.text)).collect())
    }

    #[test]
    fn equal_files_have_no_difference() {
        assert_eq!(line_hunks(b"a\nb\n", b"a\nb\n"), Vec::new());
    }

    #[test]
    fn changed_lines_are_shown_between_three_unchanged_lines() {
        let hunks = line_hunks(b"1\n2\n3\n4\r\n5\n6\n7\n8\n9\n", b"1\n2\n3\n4\r\nfive\nand\n6\n7\n8\n9\n");
        let lines = [" 2", " 3", " 4", "-5", "+five", "+and", " 6", " 7", " 8"];
        assert_eq!(
            hunks.iter().map(shown).collect::<Vec<_>>(),
            [("2,7 2,8".to_owned(), lines.map(str::to_owned).to_vec())]
        );
    }

    #[test]
    fn a_new_file_has_no_old_lines() {
        let hunks = line_hunks(b"", b"a\nb\n");
        assert_eq!(
            hunks.iter().map(shown).collect::<Vec<_>>(),
            [("0,0 1,2".to_owned(), vec!["+a".to_owned(), "+b".to_owned()])]
        );
    }

    #[test]
    fn changes_far_apart_are_separate_hunks() {
        let numbers: Vec<String> = (0..40).map(|number| format!("{number}\n")).collect();
        let mut changed = numbers.clone();
        changed[2] = "two\n".to_owned();
        changed.remove(30);
        let hunks = line_hunks(numbers.concat().as_bytes(), changed.concat().as_bytes());
        let places: Vec<String> = hunks.iter().map(|hunk| shown(hunk).0).collect();
        assert_eq!(places, ["1,6 1,6", "28,7 28,6"]);
    }
}
