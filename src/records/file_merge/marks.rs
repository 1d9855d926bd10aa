//! Two versions of a file in one, with the markers of an unfinished merge. The reader does not accept the result as a record.

use super::Versions;

/// The markers before our version, between the two, and after their version. Each is on a line by itself.
pub(crate) const OURS: &str = "<<<<<<< ours";
const BETWEEN: &str = "=======";
const THEIRS: &str = ">>>>>>> theirs";

/// Returns both versions, one below the other, from the first line that differs to the last. Git marks smaller parts. But if git
/// sees no conflict in the lines and there is one in the meaning, this marks all of it.
pub(crate) fn marked_versions(versions: &Versions) -> Vec<u8> {
    let (ours, theirs) = (lines_of(&versions.ours), lines_of(&versions.theirs));
    let most = ours.len().min(theirs.len());
    let front = ours.iter().zip(&theirs).take_while(|(one, other)| one == other).count();
    let ends = ours.iter().rev().zip(theirs.iter().rev()).take(most - front);
    let back = ends.take_while(|(one, other)| one == other).count();
    let (before, after) = (ours.get(..front).unwrap_or_default(), ours.get(ours.len() - back..).unwrap_or_default());
    let our_part = whole_lines(ours.get(front..ours.len() - back).unwrap_or_default());
    let their_part = whole_lines(theirs.get(front..theirs.len() - back).unwrap_or_default());
    let marks = [OURS, BETWEEN, THEIRS].map(|mark| format!("{mark}\n").into_bytes());
    let [begins, between, ends] = marks;
    [before.concat(), begins, our_part, between, their_part, ends, after.concat()].concat()
}

/// Joins lines, and adds the line ending that the last line of a file may not have.
fn whole_lines(lines: &[&[u8]]) -> Vec<u8> {
    let mut whole = lines.concat();
    if !whole.is_empty() && !whole.ends_with(b"\n") {
        whole.push(b'\n');
    }
    whole
}

/// Whether the bytes contain markers of a conflict that the reader would find.
pub(crate) fn are_in(bytes: &[u8]) -> bool {
    lines_of(bytes).iter().any(|line| line.starts_with(b"<<<<<<< "))
        && lines_of(bytes).iter().any(|line| line.starts_with(b">>>>>>> "))
}

fn lines_of(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(ours: &str, theirs: &str) -> String {
        let versions = Versions { base: Vec::new(), ours: ours.into(), theirs: theirs.into() };
        String::from_utf8(marked_versions(&versions)).unwrap()
    }

    #[test]
    fn what_differs_appears_twice_and_the_rest_once() {
        let marked = shown("a\nb\nc\nz\n", "a\nd\nz\n");
        assert_eq!(marked, "a\n<<<<<<< ours\nb\nc\n=======\nd\n>>>>>>> theirs\nz\n");
        assert!(are_in(marked.as_bytes()) && !are_in(b"a\nnotes: <<<<<<< ours\n"));
        assert_eq!(shown("a\nb", ""), "<<<<<<< ours\na\nb\n=======\n>>>>>>> theirs\n");
        assert_eq!(shown("a\n", "a\n"), "a\n<<<<<<< ours\n=======\n>>>>>>> theirs\n");
    }
}
