//! The raw scan: what a record may not hold, found in the text before any YAML parser sees it (DESIGN 2.1, 5).
//!
//! A record is a strict kind of YAML. The YAML crate accepts more (anchors, aliases, tags), gives nothing for an empty
//! value, and takes many seconds over a hundred thousand open brackets. This scan follows the text once, line by line,
//! and refuses all that with its line and column. On the way it knows where every key and entry stands, which `places`
//! gives to the findings. It does not decide what a value means: that is the decoder's.

use crate::finding::{KeyPath, Position, Step};

/// How deep lists and mappings may lie in each other. A record needs 7.
const DEEPEST: usize = 64;

/// Something in the text that a record may not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Where.
    pub(crate) at: Position,
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
    /// `---` after the start, or `...`.
    SecondDocument,
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

/// What the scan found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// What the text may not hold, in the order of the text.
    pub(crate) refusals: Vec<Refusal>,
    /// Where a plain value is followed by ` #` and then by something other than a space: it looks like text, but YAML
    /// drops it.
    pub(crate) swallowed: Vec<(KeyPath, Position)>,
    /// Every key and entry with its place, in the order of the text. Only filled by `places`.
    places: Vec<(KeyPath, Position)>,
}

/// Scans a record's text.
pub(crate) fn scan(text: &str) -> Scan {
    run(text, false)
}

/// Where every key and every entry of the text stands.
pub(crate) fn places(text: &str) -> Places {
    Places(run(text, true).places)
}

/// The places of a text's keys and entries.
#[derive(Debug)]
pub(crate) struct Places(Vec<(KeyPath, Position)>);

impl Places {
    /// The place of a key path; of the nearest parent that stands in the text, where it does not itself.
    pub(crate) fn of(&self, path: &KeyPath) -> Position {
        let mut wanted = Some(path.clone());
        while let Some(path) = wanted {
            if let Some((_, position)) = self.0.iter().find(|(place, _)| *place == path) {
                return *position;
            }
            wanted = path.parent();
        }
        Position { line: 1, column: 1 }
    }
}

fn run(text: &str, with_places: bool) -> Scan {
    let mut scanner = Scanner::new(text, with_places);
    if let Some(conflict) = conflict(text) {
        scanner.found.refusals.push(conflict);
        return scanner.found;
    }
    scanner.refuse_characters(text);
    for (index, line) in text.split('\n').enumerate() {
        scanner.line(index + 1, line.strip_suffix('\r').unwrap_or(line));
        if scanner.stopped {
            break;
        }
    }
    scanner.end();
    scanner.found.refusals.sort_by_key(|refusal| refusal.at);
    scanner.found
}

/// The markers that git and editors leave in a file that two people changed. They may stand in a block of text, where
/// YAML would take them for words.
fn conflict(text: &str) -> Option<Refusal> {
    let marker = |line: &str, mark: &str| {
        line.trim_start().strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
    };
    let numbered = || (1..).zip(text.split('\n'));
    let (first, line) = numbered().find(|(_, line)| marker(line, "<<<<<<<"))?;
    let column = line.chars().take_while(|character| character.is_whitespace()).count() + 1;
    let last_line = numbered().filter(|(_, line)| marker(line, ">>>>>>>")).map(|(number, _)| number).last();
    let at = Position { line: first, column };
    Some(Refusal { at, kind: RefusalKind::Conflict { last_line: last_line.unwrap_or(first) } })
}

/// A mapping or a list that is open in the indentation, or in brackets.
#[derive(Debug)]
struct Frame<'a> {
    /// The column of its keys or dashes, from 0.
    column: usize,
    shape: Shape<'a>,
}

#[derive(Debug)]
enum Shape<'a> {
    /// A mapping: the key that is being read, and all keys with their lines.
    Mapping { key: &'a str, keys: Vec<(&'a str, usize)> },
    /// A list: the index of the entry that is being read.
    List { index: usize },
}

/// A mapping or list in brackets.
#[derive(Debug, Clone, Copy)]
struct Bracket {
    mapping: bool,
    /// In a mapping, whether the colon of the entry has been read.
    after_colon: bool,
    /// Whether the entry has something in it.
    filled: bool,
}

/// A key or a dash whose value has not been seen yet.
#[derive(Debug, Clone, Copy)]
struct Pending {
    at: Position,
    column: usize,
    /// A list may stand at its key's own column.
    key: bool,
}

/// What the scan is in the middle of at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Within {
    /// Nothing: the next line starts a key, an entry or a value.
    Nothing,
    /// A block of text (`|` or `>`): all lines deeper than this column.
    Block(usize),
    /// A quoted text that ends with this character.
    Quoted(char),
    /// A plain value: lines deeper than this column go on with it.
    Plain(usize),
}

struct Scanner<'a> {
    found: Scan,
    with_places: bool,
    stopped: bool,
    started: bool,
    line: usize,
    frames: Vec<Frame<'a>>,
    brackets: Vec<Bracket>,
    within: Within,
    pending: Option<Pending>,
}

impl<'a> Scanner<'a> {
    fn new(_text: &'a str, with_places: bool) -> Self {
        Self {
            found: Scan::default(),
            with_places,
            stopped: false,
            started: false,
            line: 0,
            frames: Vec::new(),
            brackets: Vec::new(),
            within: Within::Nothing,
            pending: None,
        }
    }

    fn refuse(&mut self, line_text: &str, byte: usize, kind: RefusalKind) {
        let at = self.position(line_text, byte);
        self.found.refusals.push(Refusal { at, kind });
    }

    fn position(&self, line_text: &str, byte: usize) -> Position {
        let before = line_text.get(..byte).unwrap_or(line_text);
        Position { line: self.line, column: before.chars().count() + 1 }
    }

    /// Characters that may stand nowhere: controls, and line ends that only some readers know.
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
                    '\u{2028}' | '\u{2029}' | '\u{feff}' => RefusalKind::Character(character),
                    control if control.is_control() => RefusalKind::Character(control),
                    _ => continue,
                };
                self.refuse(line, byte, kind);
            }
        }
    }

    fn line(&mut self, number: usize, line: &'a str) {
        self.line = number;
        if self.within == Within::Quoted('"') || self.within == Within::Quoted('\'') {
            self.inside_quotes(line, 0);
            return;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let blank = line.trim_matches([' ', '\t']).is_empty();
        if let Within::Block(column) = self.within {
            if blank || indent > column {
                return;
            }
            self.within = Within::Nothing;
        }
        if blank {
            return;
        }
        if !self.brackets.is_empty() {
            self.inside_brackets(line, indent);
            return;
        }
        if line[indent..].starts_with('#') {
            return;
        }
        if let Within::Plain(column) = self.within {
            if indent > column {
                self.plain(line, indent, column);
                return;
            }
            self.within = Within::Nothing;
        }
        if line[indent..].starts_with('\t') {
            self.refuse(line, indent, RefusalKind::Tab);
            self.stopped = true;
            return;
        }
        if indent == 0 && self.marker(line) {
            return;
        }
        self.started = true;
        self.settle_pending(line, indent);
        self.nodes(line, indent);
    }

    /// `---`, `...` and `%` in the first column. Tells whether the line is one of them.
    fn marker(&mut self, line: &str) -> bool {
        let is =
            |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        if line.starts_with('%') {
            self.refuse(line, 0, RefusalKind::Directive);
        } else if is("---") && !self.started && line.trim_end() == "---" {
            self.started = true;
        } else if is("---") || is("...") {
            self.refuse(line, 0, RefusalKind::SecondDocument);
        } else {
            return false;
        }
        self.stopped = self.stopped || !self.found.refusals.is_empty();
        true
    }

    /// A key or dash that waits for its value gets it on this line, or has none.
    fn settle_pending(&mut self, line: &str, indent: usize) {
        let Some(pending) = self.pending.take() else { return };
        let dash = is_dash(&line[indent..]);
        if !(indent > pending.column || pending.key && dash && indent == pending.column) {
            self.found.refusals.push(Refusal { at: pending.at, kind: RefusalKind::Empty });
        }
    }

    fn end(&mut self) {
        if self.stopped {
            return;
        }
        if let Some(pending) = self.pending.take() {
            self.found.refusals.push(Refusal { at: pending.at, kind: RefusalKind::Empty });
        }
    }

    /// Reads dashes and a key from `at` on, then the value behind them.
    fn nodes(&mut self, line: &'a str, mut at: usize) {
        while is_dash(&line[at..]) {
            self.open_entry(line, at);
            let next = at + 1;
            let rest = &line[next..];
            let gap = rest.len() - rest.trim_start_matches(' ').len();
            if is_end(&rest[gap..]) {
                self.pending = Some(Pending { at: self.position(line, at), column: at, key: false });
                return;
            }
            at = next + gap;
            if self.stopped {
                return;
            }
        }
        if line[at..].starts_with("? ") || &line[at..] == "?" {
            self.refuse(line, at, RefusalKind::QuestionMark);
            self.stopped = true;
            return;
        }
        let Some((key, after)) = key(line, at) else {
            self.refuse_tab_before(line, at);
            self.value(line, at);
            return;
        };
        self.open_key(line, at, key);
        let rest = &line[after..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if is_end(&rest[gap..]) {
            self.pending = Some(Pending { at: self.position(line, at), column: at, key: true });
            return;
        }
        self.value(line, after + gap);
    }

    fn refuse_tab_before(&mut self, line: &str, at: usize) {
        if line[at..].starts_with('\t') {
            self.refuse(line, at, RefusalKind::Tab);
        }
    }

    /// A value in the indentation, on the line of its key or dash or alone.
    fn value(&mut self, line: &'a str, at: usize) {
        let parent = self.frames.last().map_or(0, |frame| frame.column);
        let rest = &line[at..];
        match rest.chars().next() {
            Some('&') => self.refuse(line, at, RefusalKind::Anchor),
            Some('*') => self.refuse(line, at, RefusalKind::Alias),
            Some('!') => self.refuse(line, at, RefusalKind::Tag),
            Some('|' | '>') => self.within = Within::Block(parent),
            Some(quote @ ('"' | '\'')) => {
                self.within = Within::Quoted(quote);
                self.inside_quotes(line, at + 1);
            }
            Some('[' | '{') => self.inside_brackets(line, at),
            _ => {
                if is_null(plain_text(rest)) {
                    self.refuse(line, at, RefusalKind::Empty);
                }
                self.plain(line, at, parent);
            }
        }
    }

    /// A plain value runs to the end of the line or to ` #`, and may go on in deeper lines.
    fn plain(&mut self, line: &str, at: usize, column: usize) {
        let rest = &line[at..];
        let Some(comment) = comment_start(rest) else {
            self.within = Within::Plain(column);
            return;
        };
        self.within = Within::Nothing;
        let after = rest[comment + 1..].chars().next();
        if after.is_some_and(|character| !character.is_whitespace() && character != '#') {
            let place = (self.path(), self.position(line, at + comment));
            self.found.swallowed.push(place);
        }
    }

    /// Goes on in a quoted text from `at`; behind its end there may only be a comment, or more of the brackets.
    fn inside_quotes(&mut self, line: &'a str, at: usize) {
        let Within::Quoted(quote) = self.within else { return };
        let Some(end) = closing_quote(&line[at..], quote) else { return };
        self.within = Within::Nothing;
        if !self.brackets.is_empty() {
            self.inside_brackets(line, at + end + 1);
        }
    }

    /// Goes on in brackets from `at`, to their end or the end of the line.
    fn inside_brackets(&mut self, line: &'a str, mut at: usize) {
        while let Some(character) = line[at..].chars().next() {
            let rest = &line[at..];
            let before = line[..at].chars().next_back();
            match character {
                ' ' | '\t' => {}
                '#' if before.is_none_or(|before| before == ' ' || before == '\t') => return,
                '[' | '{' => {
                    self.fill();
                    self.open_bracket(line, at, character == '{');
                }
                ']' | '}' => {
                    self.close_entry(line, at);
                    self.brackets.pop();
                    self.frames.pop();
                    if self.brackets.is_empty() {
                        self.within = Within::Nothing;
                        return;
                    }
                }
                ',' => {
                    self.close_entry(line, at);
                    self.next_entry(line, at);
                }
                ':' if is_colon_in_brackets(rest) => self.colon(),
                '&' => self.refuse_in_brackets(line, at, RefusalKind::Anchor),
                '*' => self.refuse_in_brackets(line, at, RefusalKind::Alias),
                '!' => self.refuse_in_brackets(line, at, RefusalKind::Tag),
                '"' | '\'' => {
                    let end = closing_quote(&rest[1..], character);
                    self.word(line, at, end.map(|end| &rest[1..=end]), false);
                    let Some(end) = end else {
                        self.within = Within::Quoted(character);
                        return;
                    };
                    at += end + 2;
                    continue;
                }
                _ => {
                    let word = plain_in_brackets(rest);
                    self.word(line, at, Some(word.trim_end()), is_null(word.trim_end()));
                    at += word.len();
                    continue;
                }
            }
            if self.stopped {
                return;
            }
            at += character.len_utf8();
        }
    }

    fn refuse_in_brackets(&mut self, line: &str, at: usize, kind: RefusalKind) {
        self.refuse(line, at, kind);
        self.fill();
    }

    /// A word in brackets: a key, if the mapping waits for one, else a value.
    fn word(&mut self, line: &str, at: usize, text: Option<&'a str>, null: bool) {
        let waits_for_key = self.brackets.last().is_some_and(|bracket| bracket.mapping && !bracket.after_colon);
        if let (true, Some(key)) = (waits_for_key, text) {
            self.name_key(line, at, key);
        } else if null {
            self.refuse(line, at, RefusalKind::Empty);
        }
        self.fill();
    }

    fn fill(&mut self) {
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.filled = true;
        }
    }

    fn colon(&mut self) {
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.after_colon = true;
            bracket.filled = false;
        }
    }

    /// At a comma or a closing bracket: an entry of a mapping that has no value is empty.
    fn close_entry(&mut self, line: &str, at: usize) {
        let Some(bracket) = self.brackets.last() else { return };
        let key_alone = bracket.mapping && !bracket.after_colon && bracket.filled;
        if key_alone || bracket.after_colon && !bracket.filled {
            self.refuse(line, at, RefusalKind::Empty);
        }
    }

    fn next_entry(&mut self, line: &str, at: usize) {
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.after_colon = false;
            bracket.filled = false;
        }
        if let Some(Frame { shape: Shape::List { index }, .. }) = self.frames.last_mut() {
            *index += 1;
            let next = line[at + 1..].len() - line[at + 1..].trim_start().len();
            self.place(line, at + 1 + next);
        }
    }

    fn open_bracket(&mut self, line: &str, at: usize, mapping: bool) {
        if self.frames.len() >= DEEPEST {
            self.refuse(line, at, RefusalKind::TooDeep);
            self.stopped = true;
            return;
        }
        self.brackets.push(Bracket { mapping, after_colon: false, filled: false });
        let shape = if mapping { Shape::Mapping { key: "", keys: Vec::new() } } else { Shape::List { index: 0 } };
        self.frames.push(Frame { column: usize::MAX, shape });
        if !mapping {
            let next = line[at + 1..].len() - line[at + 1..].trim_start().len();
            self.place(line, at + 1 + next);
        }
    }

    /// A dash at this column: the next entry of the list there, or the first of a new one.
    fn open_entry(&mut self, line: &str, column: usize) {
        self.frames.retain(|frame| frame.column <= column);
        match self.frames.last_mut() {
            Some(Frame { column: open, shape: Shape::List { index } }) if *open == column => *index += 1,
            _ => self.open_frame(line, column, Shape::List { index: 0 }),
        }
        self.place(line, column);
    }

    /// A key at this column: the next one of the mapping there, or the first of a new one.
    fn open_key(&mut self, line: &str, column: usize, key: &'a str) {
        let same = |frame: &Frame<'_>| frame.column == column && matches!(frame.shape, Shape::List { .. });
        self.frames.retain(|frame| frame.column <= column);
        if self.frames.last().is_some_and(same) {
            self.frames.pop();
        }
        let known =
            matches!(self.frames.last(), Some(Frame { column: open, shape: Shape::Mapping { .. } }) if *open == column);
        if !known {
            self.open_frame(line, column, Shape::Mapping { key, keys: Vec::new() });
        }
        self.name_key(line, column, key);
    }

    fn open_frame(&mut self, line: &str, column: usize, shape: Shape<'a>) {
        if self.frames.len() >= DEEPEST {
            self.refuse(line, column, RefusalKind::TooDeep);
            self.stopped = true;
            return;
        }
        self.frames.push(Frame { column, shape });
    }

    /// The innermost mapping is at this key now.
    fn name_key(&mut self, line: &str, at: usize, name: &'a str) {
        let number = self.line;
        let mut first_line = None;
        if let Some(Frame { shape: Shape::Mapping { key, keys }, .. }) = self.frames.last_mut() {
            *key = name;
            first_line = keys.iter().find(|(known, _)| *known == name).map(|(_, line)| *line);
            keys.push((name, number));
        }
        if name == "<<" {
            self.refuse(line, at, RefusalKind::MergeKey);
        }
        if let Some(first_line) = first_line {
            self.refuse(line, at, RefusalKind::Twice { key: name.to_owned(), first_line });
        }
        self.place(line, at);
    }

    fn place(&mut self, line: &str, at: usize) {
        if self.with_places {
            let place = (self.path(), self.position(line, at));
            self.found.places.push(place);
        }
    }

    fn path(&self) -> KeyPath {
        let step = |frame: &Frame<'_>| match &frame.shape {
            Shape::Mapping { key, .. } => Step::from(*key),
            Shape::List { index } => Step::from(*index),
        };
        KeyPath::new(self.frames.iter().map(step).collect())
    }
}

/// Whether the text starts with a dash that opens an entry.
fn is_dash(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether nothing but a comment is left.
fn is_end(text: &str) -> bool {
    text.is_empty() || text.starts_with('#') || text.trim_matches([' ', '\t']).is_empty()
}

fn is_null(text: &str) -> bool {
    matches!(text, "~" | "null" | "Null" | "NULL" | "")
}

/// A plain value without its comment.
fn plain_text(text: &str) -> &str {
    let end = comment_start(text).unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim_matches([' ', '\t'])
}

/// Where a comment starts in a line: at a `#` with white space before it.
fn comment_start(text: &str) -> Option<usize> {
    text.match_indices('#').map(|(at, _)| at).find(|at| text[..*at].ends_with([' ', '\t']))
}

/// The key at `at` and the byte behind its colon; `None` where the line holds no key there.
fn key(line: &str, at: usize) -> Option<(&str, usize)> {
    let rest = &line[at..];
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let end = closing_quote(&rest[1..], quote)?;
        let after = &rest[end + 2..];
        let gap = after.len() - after.trim_start_matches(' ').len();
        let colon = end + 2 + gap;
        return is_colon(&rest[colon..]).then(|| (&rest[1..=end], at + colon + 1));
    }
    if rest.starts_with(['[', '{', '&', '*', '!', '|', '>', '#', '%', '@', '`']) {
        return None;
    }
    let end = comment_start(rest).unwrap_or(rest.len());
    let colon = rest[..end].match_indices(':').map(|(found, _)| found).find(|found| is_colon(&rest[*found..]))?;
    Some((rest[..colon].trim_end(), at + colon + 1))
}

/// Whether the text starts with a colon that ends a key.
fn is_colon(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

fn is_colon_in_brackets(text: &str) -> bool {
    text.strip_prefix(':')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ',', '[', ']', '{', '}', '"', '\'']))
}

/// A plain word in brackets: to the next comma, bracket, colon that ends a key, or comment.
fn plain_in_brackets(text: &str) -> &str {
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let ends = match character {
            ',' | '[' | ']' | '{' | '}' => true,
            ':' => is_colon_in_brackets(&text[at..]) && at > 0,
            '#' => before == ' ' || before == '\t',
            _ => false,
        };
        if ends && at > 0 {
            return &text[..at];
        }
        before = character;
    }
    text
}

/// Where a quoted text ends, counted from behind its opening quote.
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if quote == '"' && character == '\\' {
            characters.next();
        } else if character == quote {
            let doubled = quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'');
            if !doubled {
                return Some(at);
            }
            characters.next();
        }
    }
    None
}
