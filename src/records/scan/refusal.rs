//! The refusals of the scan, and the one refusal that needs no scan: an unresolved merge.

use crate::finding::{KeyPath, Position};

/// Something in the text that a record may not contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The place.
    pub(crate) at: Position,
    /// The key or entry that it belongs to; empty if the text itself is wrong.
    pub(crate) field: KeyPath,
    /// The kind of content.
    pub(crate) kind: RefusalKind,
}

/// Content that a record may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    /// An unresolved merge.
    Conflict {
        /// The line of its last marker.
        last_line: usize,
    },
    /// A tab before a key or an entry.
    Tab,
    /// A carriage return without a line feed after it.
    LoneCarriageReturn,
    /// A character that no text needs and that readers disagree about.
    Character(char),
    /// `&name`.
    Anchor,
    /// `*name`.
    Alias,
    /// `!name`.
    Tag,
    /// `<<:`.
    MergeKey,
    /// `? key`.
    QuestionMark,
    /// A colon after brackets or after no text, where a key must be.
    NoKey,
    /// `---` after the start.
    SecondDocument,
    /// `---` with something after it.
    BehindDashes,
    /// `...`.
    DocumentEnd,
    /// `%YAML`.
    Directive,
    /// A key or an entry without a value, or with `~` or `null`.
    Empty,
    /// A text that YAML reads as a number, or as true or false, and not as it is written.
    NumberForText(String),
    /// A key that appears twice in one mapping.
    Twice {
        /// The key.
        key: String,
        /// The line where it appears first.
        first_line: usize,
    },
    /// Lists and mappings too deep inside each other.
    TooDeep,
}

/// Whether a line begins with this marker as a separate word.
fn begins_with_mark(line: &str, mark: &str) -> bool {
    line.trim_start().strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
}

/// Finds the markers that git and editors leave in a file that two people changed. They may be in a block of text, where YAML
/// would read them as words. A single marker is found too, if the others were deleted. Seven equals signs without the other
/// markers count only at the very start of a line, where a record cannot have text.
pub(crate) fn merge_marks(text: &str) -> Vec<Refusal> {
    // Hardly any text holds one, and searching for all four costs less than walking over the lines.
    if !["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| text.contains(mark)) {
        return Vec::new();
    }
    let mut refusals: Vec<Refusal> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.split('\n')) {
        let begins = begins_with_mark(line, "<<<<<<<");
        let ends = begins_with_mark(line, ">>>>>>>");
        let between = begins_with_mark(line, "|||||||") || line.trim_end() == "=======";
        if begins || !open && (ends || between) {
            let column = line.chars().take_while(|character| character.is_whitespace()).count() + 1;
            let kind = RefusalKind::Conflict { last_line: number };
            refusals.push(Refusal { at: Position { line: number, column }, field: KeyPath::default(), kind });
        } else if let (true, Some(Refusal { kind: RefusalKind::Conflict { last_line }, .. })) =
            (ends || between, refusals.last_mut())
        {
            *last_line = number;
        }
        open = (open || begins || between) && !ends;
    }
    refusals
}
