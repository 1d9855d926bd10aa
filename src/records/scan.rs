//! The raw scan: finds what a record may not contain before any YAML parser sees the text (DESIGN 2.1, 5).
//!
//! A record is a strict form of YAML. The YAML crate accepts more (anchors, aliases, tags), reads an empty value as null, and
//! takes many seconds over a hundred thousand open brackets. This scan reads the text once, line by line, and refuses all that
//! with its line and column. On the way it learns the place of every key and entry, which `places` gives to the findings. It does
//! not decide what a value means: the decoder does.
//!
//! Text in brackets is read in `brackets.rs`; the smallest parts of a line are recognised in `parts.rs`. Some of YAML's rules are
//! subtle, such as where a plain value ends and where a tab may be. There the scan follows the YAML crate, and the tests in
//! `scan_tests.rs` check that they agree.

mod brackets;
pub(super) mod parts;
mod places;
mod refusal;
#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
mod written;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::finding::{KeyPath, PathStep, Position};
use crate::model::shape::paths;
use crate::model::shape::table::ValueKind;
use brackets::Bracket;
use parts::{
    closing_quote, comment_start, count_blanks, is_dash, is_end, is_null, is_read_differently, key_at, plain_text,
    property_length,
};
pub(crate) use places::Places;

pub(crate) use refusal::{Refusal, RefusalKind, merge_marks};
pub(crate) use written::{word_for_nothing, written_value};

/// How deep lists and mappings may be inside each other.
pub(crate) const DEEPEST: usize = 64;

/// How deep they are in the record that has every key (`edit/full.json`).
pub(crate) const NEEDED: usize = 6;

/// The greatest number of refusals that are collected. A file with more of them is probably the wrong file.
const MOST: usize = 100;

/// The result of a scan.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Content that is not allowed, in the order of the text.
    pub(crate) refusals: Vec<Refusal>,
    /// Places where a plain value is followed by ` #` and then a character other than a space. It looks like text, but YAML drops
    /// it.
    pub(crate) swallowed: Vec<(KeyPath, Position)>,
    /// Every key and entry with its place, in the order of the text. Filled only if the scan collects places.
    places: Vec<(KeyPath, Position)>,
}

/// Scans a record's text.
pub(crate) fn scan_text(text: &str) -> Scan {
    run_scan(text, false)
}

/// Returns the places of every key and entry in the text.
pub(crate) fn scan_places(text: &str) -> Places {
    Places::new(run_scan(text, true).places)
}

/// Returns the same as a list in the order of the text: each key before its contents.
pub(crate) fn places_in_order(text: &str) -> Vec<(KeyPath, Position)> {
    run_scan(text, true).places
}

fn run_scan(text: &str, with_places: bool) -> Scan {
    let mut scanner = Scanner::new(with_places);
    scanner.found.refusals = merge_marks(text);
    if !scanner.found.refusals.is_empty() {
        return scanner.found;
    }
    scanner.refuse_characters(text);
    for (index, line) in text.split('\n').enumerate() {
        scanner.scan_line(index + 1, line.strip_suffix('\r').unwrap_or(line));
        if scanner.stopped || scanner.found.refusals.len() > MOST {
            break;
        }
    }
    scanner.end_scan();
    scanner.found.refusals.sort_by_key(|refusal| refusal.at);
    scanner.found
}

/// A mapping or list that is still open, in block style or in brackets.
#[derive(Debug)]
struct Frame<'a> {
    /// The column of its keys or dashes, counted from 0.
    column: usize,
    shape: FrameShape<'a>,
}

#[derive(Debug)]
enum FrameShape<'a> {
    /// A mapping: the key that is being read, if there is one yet, and all its keys with their lines.
    Mapping { key: Option<Cow<'a, str>>, keys: BTreeMap<Cow<'a, str>, usize> },
    /// A list: the index of the entry that is being read.
    List { index: usize },
}

impl FrameShape<'_> {
    fn mapping() -> Self {
        Self::Mapping { key: None, keys: BTreeMap::new() }
    }
}

/// A key or a dash whose value has not been read yet.
#[derive(Debug, Clone, Copy)]
struct Pending {
    at: Position,
    column: usize,
    /// Whether it is a key. A list may start in the column of its key.
    key: bool,
}

/// The part of the text that is still open at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum OpenAtLineEnd {
    /// Between values: the next line starts a key, an entry or a value.
    Nothing,
    /// A block of text (`|` or `>`): all lines from this column on belong to it.
    Block(usize),
    /// A quoted text that ends with this character.
    Quoted(char),
    /// A plain value: lines from this column on continue it.
    Plain(usize),
    /// A plain word in brackets, which the next line may continue.
    Word,
}

struct Scanner<'a> {
    found: Scan,
    with_places: bool,
    stopped: bool,
    started: bool,
    line: usize,
    frames: Vec<Frame<'a>>,
    brackets: Vec<Bracket<'a>>,
    within: OpenAtLineEnd,
    pending: Option<Pending>,
    /// The place of a plain value that is `null` or `~` so far. The next line may still make it a text.
    null: Option<Position>,
}

impl<'a> Scanner<'a> {
    fn new(with_places: bool) -> Self {
        Self {
            found: Scan::default(),
            with_places,
            stopped: false,
            started: false,
            line: 0,
            frames: Vec::new(),
            brackets: Vec::new(),
            within: OpenAtLineEnd::Nothing,
            pending: None,
            null: None,
        }
    }

    fn refuse(&mut self, line_text: &str, byte: usize, kind: RefusalKind) {
        self.refuse_at(self.position_in_line(line_text, byte), kind);
    }

    fn refuse_at(&mut self, at: Position, kind: RefusalKind) {
        self.found.refusals.push(Refusal { at, field: self.current_path(), kind });
    }

    /// Refuses something before a key or value that has not been read. It belongs to whatever encloses its column.
    fn refuse_before(&mut self, line_text: &str, byte: usize, kind: RefusalKind) {
        let at = self.position_in_line(line_text, byte);
        let field = path_of_frames(self.frames.iter().filter(|frame| frame.column < byte));
        self.found.refusals.push(Refusal { at, field, kind });
    }

    /// Refuses something that makes the rest of the text unreadable, and stops.
    fn stop(&mut self, line_text: &str, byte: usize, kind: RefusalKind) {
        self.refuse_before(line_text, byte, kind);
        self.stopped = true;
    }

    fn position_in_line(&self, line_text: &str, byte: usize) -> Position {
        let before = line_text.get(..byte).unwrap_or(line_text);
        Position { line: self.line, column: before.chars().count() + 1 }
    }

    /// Refuses characters that may not be anywhere: control characters, and line endings that only some readers recognise.
    fn refuse_characters(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.bytes().all(|byte| (b' '..0x7f).contains(&byte) || byte == b'\t') {
                continue;
            }
            self.line = index + 1;
            for (byte, character) in line.char_indices() {
                let kind = match character {
                    '\r' => RefusalKind::LoneCarriageReturn,
                    '\t' => continue,
                    '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => RefusalKind::Character(character),
                    control if control.is_control() => RefusalKind::Character(control),
                    _ => continue,
                };
                self.refuse(line, byte, kind);
            }
            if self.found.refusals.len() > MOST {
                return;
            }
        }
    }

    fn scan_line(&mut self, number: usize, line: &'a str) {
        self.line = number;
        if matches!(self.within, OpenAtLineEnd::Quoted(_)) {
            self.inside_quotes(line, 0);
            return;
        }
        let indent = count_blanks(line, &[' ']);
        let blank = is_end(line) && !line.contains('#');
        if let OpenAtLineEnd::Block(least) = self.within {
            if blank || indent >= least {
                return;
            }
            self.within = OpenAtLineEnd::Nothing;
        }
        match (self.brackets.is_empty(), blank) {
            (true, true) => self.blank_line(line, indent),
            (true, false) => self.block_line(line, indent),
            (false, true) => {}
            (false, false) => self.inside_brackets(line, indent),
        }
    }

    /// The YAML crate does not accept a tab between two keys, even on a line that looks empty.
    fn blank_line(&mut self, line: &str, indent: usize) {
        let goes_on = matches!(self.within, OpenAtLineEnd::Plain(least) if indent >= least);
        if line.len() > indent && !goes_on {
            self.refuse_before(line, indent, RefusalKind::Tab);
        }
    }

    fn block_line(&mut self, line: &'a str, indent: usize) {
        if line[indent..].starts_with('#') {
            self.end_plain();
            return;
        }
        if let OpenAtLineEnd::Plain(least) = self.within {
            if indent >= least {
                self.null = None;
                self.read_plain(line, indent, least);
                return;
            }
            self.end_plain();
        }
        if line[indent..].starts_with('\t') {
            self.refuse_before(line, indent, RefusalKind::Tab);
            // The text after the tab is not read, so it is unknown whether a waiting key has a value.
            self.pending = None;
            return;
        }
        if indent == 0 && self.read_marker(line) {
            return;
        }
        self.started = true;
        self.settle_pending(line, indent);
        self.read_nodes(line, indent);
    }

    /// Reads `---`, `...` and `%` in the first column. Returns whether the line is one of them.
    fn read_marker(&mut self, line: &str) -> bool {
        if line.starts_with('%') {
            self.stop(line, 0, RefusalKind::Directive);
        } else if begins_with_marker(line, "---") && !self.started {
            self.started = true;
            if !is_end(&line[3..]) {
                self.stop(line, 0, RefusalKind::BehindDashes);
            }
        } else if begins_with_marker(line, "---") || begins_with_marker(line, "...") {
            let kind = if line.starts_with("...") { RefusalKind::DocumentEnd } else { RefusalKind::SecondDocument };
            self.stop(line, 0, kind);
        } else {
            return false;
        }
        true
    }

    /// Decides whether a waiting key or dash gets its value on this line or is empty.
    fn settle_pending(&mut self, line: &str, indent: usize) {
        let Some(pending) = self.pending.take() else { return };
        let dash = is_dash(&line[indent..]);
        if !(indent > pending.column || pending.key && dash && indent == pending.column) {
            self.refuse_at(pending.at, RefusalKind::Empty);
        }
    }

    fn end_scan(&mut self) {
        self.end_plain();
        if self.stopped {
            return;
        }
        if let Some(pending) = self.pending.take() {
            self.refuse_at(pending.at, RefusalKind::Empty);
        }
    }

    /// Reads dashes and a key from `at` on, then the value after them.
    fn read_nodes(&mut self, line: &'a str, at: usize) {
        let Some(start) = self.read_dashes(line, at) else { return };
        let Some(at) = self.read_properties(line, start) else { return };
        let rest = &line[at..];
        if rest.strip_prefix('?').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
            self.stop(line, at, RefusalKind::QuestionMark);
            return;
        }
        let Some((key, after)) = key_at(line, at) else {
            self.read_value(line, at);
            return;
        };
        if key.is_empty() && after == at + 1 {
            self.stop(line, at, RefusalKind::NoKey);
            return;
        }
        self.open_key(line, start, key);
        if self.stopped {
            return;
        }
        if is_end(&line[after..]) {
            self.pending = Some(Pending { at: self.position_in_line(line, at), column: start, key: true });
            return;
        }
        self.read_value(line, after + count_blanks(&line[after..], &[' ', '\t']));
    }

    /// Reads the dashes from `at` on. Returns the byte after them, `None` if the line ends there.
    fn read_dashes(&mut self, line: &'a str, mut at: usize) -> Option<usize> {
        while is_dash(&line[at..]) {
            self.open_entry(line, at);
            if self.stopped {
                return None;
            }
            let next = at + 1 + count_blanks(&line[at + 1..], &[' ']);
            if line[next..].starts_with('\t') {
                // The YAML crate accepts only spaces here.
                self.refuse_before(line, next, RefusalKind::Tab);
                return None;
            }
            if is_end(&line[next..]) {
                self.pending = Some(Pending { at: self.position_in_line(line, at), column: at, key: false });
                return None;
            }
            at = next;
        }
        Some(at)
    }

    /// Refuses anchors, aliases and tags from `at` on. Returns the byte after them, `None` if the line ends there.
    fn read_properties(&mut self, line: &str, mut at: usize) -> Option<usize> {
        while let Some((kind, length)) = property_length(&line[at..], false) {
            self.refuse_before(line, at, kind);
            at += length;
            at += count_blanks(&line[at..], &[' ', '\t']);
            if is_end(&line[at..]) {
                return None;
            }
        }
        Some(at)
    }

    /// Reads a value in block style, on the line of its key or dash or on its own line.
    fn read_value(&mut self, line: &'a str, at: usize) {
        let Some(at) = self.read_properties(line, at) else { return };
        let least = self.frames.last().map_or(0, |frame| frame.column + 1);
        let rest = &line[at..];
        match rest.chars().next() {
            Some('|' | '>') => self.within = OpenAtLineEnd::Block(least),
            Some(quote @ ('"' | '\'')) => {
                self.within = OpenAtLineEnd::Quoted(quote);
                self.inside_quotes(line, at + 1);
            }
            Some('[' | '{') => self.inside_brackets(line, at),
            _ => {
                let value = plain_text(rest);
                if is_null(value) {
                    self.null = Some(self.position_in_line(line, at));
                } else if self.is_text_read_differently(value) {
                    self.refuse(line, at, RefusalKind::NumberForText(value.to_owned()));
                }
                self.read_plain(line, at, least);
            }
        }
    }

    /// Whether this plain value is for a key that may have a text or keys of its own, and YAML reads it as something other than the
    /// text that is written: a class may be called `4`, but `0x1F` would become 31.
    fn is_text_read_differently(&self, value: &str) -> bool {
        let mut keys = self.frames.iter().filter_map(|frame| match &frame.shape {
            FrameShape::Mapping { key, .. } => key.as_deref(),
            FrameShape::List { .. } => None,
        });
        keys.next_back().is_some_and(may_be_text_or_keys)
            && is_read_differently(value)
            && matches!(self.kind_of_current_key(), Some(ValueKind::TextOr(_)))
    }

    fn kind_of_current_key(&self) -> Option<ValueKind> {
        let path = self.current_path();
        let keys = path.steps().iter().filter_map(|step| match step {
            PathStep::Key(key) => Some(key.as_str()),
            PathStep::Index(_) => None,
        });
        paths::key_at(&keys.collect::<Vec<&str>>().join(".")).map(|field| field.kind)
    }

    /// Reads a plain value. It runs to the end of the line or to ` #`, and deeper lines may continue it.
    fn read_plain(&mut self, line: &str, at: usize, least: usize) {
        let rest = &line[at..];
        self.within = OpenAtLineEnd::Plain(least);
        let Some(comment) = comment_start(rest) else { return };
        let (value, remark) = (rest[..comment].trim_end(), &rest[comment + 1..]);
        let is_close = remark.starts_with(|first: char| !first.is_whitespace() && first != '#');
        // `See plan # 2` is a text that goes on, and `2026-01-12 # 2 days late` is a date with a remark.
        let is_number = remark.trim_start().starts_with(|first: char| first.is_ascii_digit());
        if is_close || is_number && is_in_words(value) {
            let place = (self.current_path(), self.position_in_line(line, at + comment));
            self.found.swallowed.push(place);
        }
        self.end_plain();
    }

    /// Ends a plain value. If it was `null`, the value is empty.
    fn end_plain(&mut self) {
        if let Some(at) = self.null.take() {
            self.refuse_at(at, RefusalKind::Empty);
        }
        if matches!(self.within, OpenAtLineEnd::Plain(_)) {
            self.within = OpenAtLineEnd::Nothing;
        }
    }

    /// Continues a quoted text from `at`. After its end there may only be a comment, or more of the brackets.
    fn inside_quotes(&mut self, line: &'a str, at: usize) {
        let OpenAtLineEnd::Quoted(quote) = self.within else { return };
        let Some(end) = closing_quote(&line[at..], quote) else { return };
        self.within = OpenAtLineEnd::Nothing;
        if !self.brackets.is_empty() {
            self.inside_brackets(line, at + end + 1);
        }
    }

    /// Reads a dash at this column: the next entry of the list there, or the first of a new list.
    fn open_entry(&mut self, line: &str, column: usize) {
        self.frames.retain(|frame| frame.column <= column);
        match self.frames.last_mut() {
            Some(Frame { column: open, shape: FrameShape::List { index } }) if *open == column => *index += 1,
            _ => self.open_frame(line, column, column, FrameShape::List { index: 0 }),
        }
        self.note_place(self.position_in_line(line, column));
    }

    /// Reads a key at this column: the next key of the mapping there, or the first of a new mapping.
    fn open_key(&mut self, line: &str, column: usize, key: Cow<'a, str>) {
        self.frames.retain(|frame| frame.column <= column);
        let last = self.frames.last();
        if last.is_some_and(|frame| frame.column == column && matches!(frame.shape, FrameShape::List { .. })) {
            self.frames.pop();
        }
        let known = matches!(self.frames.last(), Some(Frame { column: open, shape: FrameShape::Mapping { .. } }) if *open == column);
        if !known {
            self.open_frame(line, column, column, FrameShape::mapping());
        }
        if !self.stopped {
            self.name_key(self.position_in_line(line, column), key);
        }
    }

    /// Opens a list or mapping at a column. `byte` is its place, which the refusal needs if it is too deep.
    fn open_frame(&mut self, line: &str, byte: usize, column: usize, shape: FrameShape<'a>) {
        if self.frames.len() >= DEEPEST {
            // A path with that many steps would not help anyone.
            let refusal = Refusal {
                at: self.position_in_line(line, byte),
                field: KeyPath::default(),
                kind: RefusalKind::TooDeep,
            };
            self.found.refusals.push(refusal);
            self.stopped = true;
            return;
        }
        self.frames.push(Frame { column, shape });
    }

    /// Makes this the current key of the innermost mapping.
    fn name_key(&mut self, at: Position, name: Cow<'a, str>) {
        let mut first_line = None;
        let merge = name == "<<";
        if let Some(Frame { shape: FrameShape::Mapping { key, keys }, .. }) = self.frames.last_mut() {
            *key = Some(name.clone());
            first_line = keys.get(&name).copied();
            keys.entry(name.clone()).or_insert(at.line);
        }
        if merge {
            self.refuse_at(at, RefusalKind::MergeKey);
        }
        if let Some(first_line) = first_line {
            self.refuse_at(at, RefusalKind::Twice { key: name.into_owned(), first_line });
        }
        self.note_place(at);
    }

    fn note_place(&mut self, at: Position) {
        if self.with_places {
            let place = (self.current_path(), at);
            self.found.places.push(place);
        }
    }

    fn current_path(&self) -> KeyPath {
        path_of_frames(self.frames.iter())
    }
}

/// The keys that may have a text or keys of their own, wherever they are.
static TEXTS_OR_KEYS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let mut found = BTreeSet::new();
    paths::each_key(&mut |_, field| {
        if matches!(field.kind, ValueKind::TextOr(_)) {
            found.insert(field.key);
        }
    });
    found
});

fn may_be_text_or_keys(key: &str) -> bool {
    TEXTS_OR_KEYS.contains(key)
}

/// Whether a value is text for people: several words, or a word with a capital. A date, a number and a code are not.
fn is_in_words(value: &str) -> bool {
    let has_both = value.contains(char::is_uppercase) && value.contains(char::is_lowercase);
    has_both || value.contains(' ') && value.contains(char::is_alphabetic)
}

/// Whether a line begins with this marker and then ends or goes on with a blank.
fn begins_with_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Returns the path to what is being read in these lists and mappings.
fn path_of_frames<'f, 'a: 'f>(frames: impl Iterator<Item = &'f Frame<'a>>) -> KeyPath {
    let steps = frames.filter_map(|frame| match &frame.shape {
        FrameShape::Mapping { key, .. } => key.as_deref().map(PathStep::from),
        FrameShape::List { index } => Some(PathStep::from(*index)),
    });
    KeyPath::new(steps.collect())
}
