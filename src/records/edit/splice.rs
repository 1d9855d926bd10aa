//! Splices: parts of a text that are all replaced at once, so that everything else stays the same.

use std::ops::Range;

/// New text for a part of another text. The part may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice {
    /// The part that is replaced, in bytes.
    pub(super) range: Range<usize>,
    /// The new text.
    pub(super) text: String,
}

/// Applies the splices to a text. Those that start at the same place keep the order in which they were made. `None` if two of
/// them touch the same bytes.
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
