//! Lists and mappings in brackets, `[a, b]` and `{a: b}`, on one line or several.

use std::borrow::Cow;

use super::parts::{
    closing_quote, count_blanks, is_colon, is_colon_in_brackets, is_null, plain_in_brackets, property_length,
    without_quotes,
};
use super::{Frame, FrameShape, OpenAtLineEnd, Position, Refusal, RefusalKind, Scanner, path_of_frames};

/// A mapping or list in brackets.
#[derive(Debug)]
pub(super) struct Bracket<'a> {
    mapping: bool,
    /// Whether it is a mapping of one key without braces in a list: `[a: b]`.
    implied: bool,
    /// In a mapping, whether the colon of the entry has been read.
    after_colon: bool,
    /// Whether the entry, or the value after its colon, has any content yet.
    filled: bool,
    /// The last word that was read in the entry. It is a key if a colon follows.
    word: Option<BracketWord<'a>>,
    /// The place of the entry's key.
    key: Position,
}

/// A word in brackets.
#[derive(Debug)]
struct BracketWord<'a> {
    at: Position,
    /// Its text, `None` if it spans several lines and so cannot be a key.
    text: Option<Cow<'a, str>>,
    /// Whether it is `null` or `~` so far.
    null: bool,
    /// Whether it is without quotation marks.
    plain: bool,
}

impl<'a> Bracket<'a> {
    fn new(mapping: bool, implied: bool, key: Position) -> Self {
        Self { mapping, implied, after_colon: implied, filled: false, word: None, key }
    }
}

impl<'a> Scanner<'a> {
    /// Continues in brackets from `at`, to their end or the end of the line.
    pub(super) fn inside_brackets(&mut self, line: &'a str, at: usize) {
        let mut at = if self.within == OpenAtLineEnd::Word { self.go_on(line, at) } else { at };
        while let Some(character) = line[at..].chars().next() {
            at = match character {
                ' ' | '\t' => at + 1,
                '#' => return,
                '[' | '{' => {
                    self.fill_word(line, at);
                    self.open_bracket(line, at, character == '{');
                    at + 1
                }
                ']' | '}' => {
                    self.close_bracket();
                    if self.brackets.is_empty() {
                        self.behind_brackets(line, at + 1);
                        return;
                    }
                    at + 1
                }
                ',' => {
                    self.next_entry();
                    at + 1
                }
                ':' => {
                    self.read_colon(line, at);
                    at + 1
                }
                '?' => {
                    self.refuse(line, at, RefusalKind::QuestionMark);
                    self.stopped = true;
                    at + 1
                }
                _ => self.read_word(line, at),
            };
            if self.stopped {
                return;
            }
        }
    }

    /// Reads a word, or an anchor, alias or tag. Returns the byte after it.
    fn read_word(&mut self, line: &'a str, at: usize) -> usize {
        let rest = &line[at..];
        self.fill_word(line, at);
        if let Some((kind, length)) = property_length(rest, true) {
            self.refuse(line, at, kind);
            return at + length;
        }
        let position = self.position_in_line(line, at);
        if let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) {
            let end = closing_quote(&rest[1..], quote);
            let text = end.map(|end| without_quotes(&rest[..end + 2]));
            self.keep_word(BracketWord { at: position, text, null: false, plain: false });
            return end.map_or_else(
                || {
                    self.within = OpenAtLineEnd::Quoted(quote);
                    line.len()
                },
                |end| at + end + 2,
            );
        }
        let raw = plain_in_brackets(rest);
        let text = raw.trim_end_matches([' ', '\t']);
        let text_as_written = Some(Cow::Borrowed(text));
        self.keep_word(BracketWord { at: position, text: text_as_written, null: is_null(text), plain: true });
        if raw.len() == rest.len() {
            self.within = OpenAtLineEnd::Word;
        }
        at + raw.len()
    }

    fn keep_word(&mut self, word: BracketWord<'a>) {
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.word = Some(word);
        }
    }

    /// Reads a line after one that ended in a plain word. The text continues the word, unless it starts with something that ends
    /// it.
    fn go_on(&mut self, line: &str, at: usize) -> usize {
        let rest = &line[at..];
        self.within = OpenAtLineEnd::Nothing;
        if rest.starts_with(['#', ',', '[', ']', '{', '}']) || is_colon_in_brackets(rest) {
            return at;
        }
        if let Some(word) = self.brackets.last_mut().and_then(|bracket| bracket.word.as_mut()) {
            word.null = false;
            word.text = None;
        }
        let raw = plain_in_brackets(rest);
        if raw.len() == rest.len() {
            self.within = OpenAtLineEnd::Word;
        }
        at + raw.len()
    }

    /// Marks the entry as having content. An entry of a list begins there.
    fn fill_word(&mut self, line: &str, at: usize) {
        let Some(bracket) = self.brackets.last_mut() else { return };
        let first = !bracket.filled;
        bracket.filled = true;
        bracket.word = None;
        if first && !bracket.mapping {
            self.note_place(self.position_in_line(line, at));
        }
    }

    fn read_colon(&mut self, line: &str, at: usize) {
        let Some(bracket) = self.brackets.last_mut() else { return };
        let Some(word) = bracket.word.take() else {
            self.refuse(line, at, RefusalKind::NoKey);
            self.stopped = true;
            return;
        };
        if bracket.mapping {
            bracket.after_colon = true;
            bracket.filled = false;
            bracket.key = word.at;
        } else {
            self.open_frame(line, at, usize::MAX, FrameShape::mapping());
            if self.stopped {
                return;
            }
            self.brackets.push(Bracket::new(true, true, word.at));
        }
        if let Some(text) = word.text {
            self.name_key(word.at, text);
        }
    }

    /// Ends an entry at a comma or a closing bracket. An entry of a mapping without a value is empty, and so is `null`.
    fn close_entry(&mut self) {
        let Some(bracket) = self.brackets.last_mut() else { return };
        let word = bracket.word.take();
        let key_alone = bracket.mapping && !bracket.after_colon;
        let no_value = bracket.after_colon && !bracket.filled;
        let key = bracket.key;
        match word {
            Some(BracketWord { at, text, .. }) if key_alone => {
                if let Some(text) = text {
                    self.name_key(at, text);
                }
                self.refuse_at(at, RefusalKind::Empty);
            }
            Some(BracketWord { at, null: true, .. }) => self.refuse_at(at, RefusalKind::Empty),
            Some(BracketWord { at, text: Some(text), plain: true, .. }) if self.is_text_read_differently(&text) => {
                self.refuse_at(at, RefusalKind::NumberForText(text.into_owned()));
            }
            _ if no_value => self.refuse_at(key, RefusalKind::Empty),
            _ => {}
        }
    }

    /// Ends a mapping without braces together with its entry.
    fn close_implied(&mut self) {
        if self.brackets.last().is_some_and(|bracket| bracket.implied) {
            self.brackets.pop();
            self.frames.pop();
        }
    }

    fn next_entry(&mut self) {
        self.close_entry();
        self.close_implied();
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.after_colon = false;
            bracket.filled = false;
        }
        if let Some(Frame { shape: FrameShape::List { index }, .. }) = self.frames.last_mut() {
            *index += 1;
        }
    }

    fn close_bracket(&mut self) {
        self.close_entry();
        self.close_implied();
        self.brackets.pop();
        self.frames.pop();
    }

    /// Reads on after the last bracket. Only a comment may follow; a colon would make the brackets a key.
    fn behind_brackets(&mut self, line: &str, at: usize) {
        self.within = OpenAtLineEnd::Nothing;
        let colon = at + count_blanks(&line[at..], &[' ', '\t']);
        if is_colon(&line[colon..]) {
            // The brackets may be the value of the key before them or be on a line by themselves. Only what is outside both is
            // certain.
            let field = path_of_frames(self.frames.iter().filter(|frame| frame.column < count_blanks(line, &[' '])));
            let at = self.position_in_line(line, colon);
            self.found.refusals.push(Refusal { at, field, kind: RefusalKind::NoKey });
            self.stopped = true;
        }
    }

    fn open_bracket(&mut self, line: &str, at: usize, mapping: bool) {
        let position = self.position_in_line(line, at);
        let shape = if mapping { FrameShape::mapping() } else { FrameShape::List { index: 0 } };
        self.open_frame(line, at, usize::MAX, shape);
        self.brackets.push(Bracket::new(mapping, false, position));
    }
}
