//! Splices: parts of a text that are replaced, all at once, so that everything else stays as it is.

use std::ops::Range;

/// Text for a part of another text; the part may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice {
    /// The part that goes, in bytes.
    pub(super) range: Range<usize>,
    /// What comes for it.
    pub(super) text: String,
}

/// The text with the splices put in. Those that start at the same place come in the order in which they were made.
/// `None` where two of them touch the same bytes.
pub(super) fn apply_splices(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut result = String::with_capacity(text.len() + splices.iter().map(|splice| splice.text.len()).sum::<usize>());
    let mut done = 0;
    for splice in &splices {
        result.push_str(text.get(done..splice.range.start)?);
        result.push_str(&splice.text);
        done = splice.range.end;
    }
    result.push_str(text.get(done..)?);
    Some(result)
}
