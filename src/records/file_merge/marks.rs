//! Two versions of a file in one, with the marks of a merge that was not finished: no reader takes them for a record.

use super::Versions;

/// What stands in front of ours, between the two, and behind theirs; each alone on its line.
pub(crate) const OURS: &str = "<<<<<<< ours";
const BETWEEN: &str = "=======";
const THEIRS: &str = ">>>>>>> theirs";

/// Both versions, from the first line that differs to the last, one below the other. Git marks more finely; but where git
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

/// The lines in one, the last with a line end, which the last line of a file may lack.
fn whole_lines(lines: &[&[u8]]) -> Vec<u8> {
    let mut whole = lines.concat();
    if !whole.is_empty() && !whole.ends_with(b"\n") {
        whole.push(b'\n');
    }
    whole
}

/// Whether bytes hold a conflict that a reader sees.
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
    fn what_differs_stands_twice_and_the_rest_once() {
        let marked = shown("a\nb\nc\nz\n", "a\nd\nz\n");
        assert_eq!(marked, "a\n<<<<<<< ours\nb\nc\n=======\nd\n>>>>>>> theirs\nz\n");
        assert!(are_in(marked.as_bytes()) && !are_in(b"a\nnotes: <<<<<<< ours\n"));
        assert_eq!(shown("a\nb", ""), "<<<<<<< ours\na\nb\n=======\n>>>>>>> theirs\n");
        assert_eq!(shown("a\n", "a\n"), "a\n<<<<<<< ours\n=======\n>>>>>>> theirs\n");
    }
}
