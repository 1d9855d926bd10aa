//! What the scan refuses, and the refusal that needs no scan: an unsolved merge.

use crate::finding::{KeyPath, Position};

/// Something in the text that a record may not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Where.
    pub(crate) at: Position,
    /// The key or entry that it belongs to; empty where the text itself is wrong.
    pub(crate) field: KeyPath,
    /// What it is.
    pub(crate) kind: RefusalKind,
}

/// What a record may not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    /// An unsolved merge; the last line of it.
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
    /// A colon behind brackets or behind nothing, where a key must be.
    NoKey,
    /// `---` after the start.
    SecondDocument,
    /// `---` with something behind it.
    BehindDashes,
    /// `...`.
    DocumentEnd,
    /// `%YAML`.
    Directive,
    /// A key or an entry without a value, or with `~` or `null`.
    Empty,
    /// A key that stands twice in one mapping.
    Twice {
        /// The key.
        key: String,
        /// The line where it stands first.
        first_line: usize,
    },
    /// Lists and mappings too deep in each other.
    TooDeep,
}

/// Whether a line begins with this mark of a merge, as a word of its own.
fn begins_with_mark(line: &str, mark: &str) -> bool {
    line.trim_start().strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
}

/// The markers that git and editors leave in a file that two people changed. They may stand in a block of text, where
/// YAML would take them for words. One that is left behind when the others were deleted is found too; seven equals
/// signs alone are one at the very start of a line, where no text of a record can be.
pub(crate) fn merge_marks(text: &str) -> Vec<Refusal> {
    // Hardly any text holds one; a look for all four costs less than a walk over the lines.
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
