//! For tests: random records, and a writer that writes them in every style.
//!
//! The writer knows the lines of each key and entry that it wrote. It shares no code with the program's own writer.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test says what it looks for")]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::finding::{KeyPath, PathStep};
use crate::model::record::Record;

/// Random choices, one after another. When they run out, the first option is always chosen, so that a failing case shrinks.
pub(in crate::records) struct RandomChoices<'a>(pub(in crate::records) std::slice::Iter<'a, u8>);

impl RandomChoices<'_> {
    pub(in crate::records) fn random_below(&mut self, number: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte)) % number
    }

    fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.random_below(things.len())]
    }

    /// Returns true in one of `number` cases.
    pub(in crate::records) fn once_in(&mut self, number: usize) -> bool {
        self.random_below(number) == number - 1
    }
}

/// Texts that a person might type, and some that no one would.
const TEXTS: &[&str] = &[
    "some words",
    "Amira",
    "it's here",
    "say \"x\" now",
    "time: noon",
    "room #4 and 5 #6",
    "no",
    "Y",
    "0012",
    "12:30:45",
    "2025-09-15",
    "2025-09-15 10:00:00",
    "trailing ",
    " leading",
    "- dash",
    "[x]",
    "a, b",
    "{",
    "many\nlines",
    "many\n\n  deeper\n# no remark\nend\n",
    "tab\there",
    "\u{e9}t\u{e9} \u{540d}\u{524d} \u{1f600}",
    "ends:",
    "'quoted'",
    "back\\slash",
    "null",
    "~",
    "1e3",
    "#remark",
    "bell\u{7}",
    "hard\u{a0}space",
    "line\u{2028}end",
    "three\n\n\n",
    "\nfirst",
    "words over words and words that go on and on to the end of the line and a bit more",
    "http://example.org/a?b=c",
    "&anchor",
    "*alias",
    "!tag",
    "%percent",
    "@at",
    "`tick`",
    "? what",
    ": colon",
    "a:b",
    "key: |",
    "<<",
    "=",
    "4B",
    "--- ",
    "...",
    "=======",
    "true",
    "0x1F",
    "1_000",
    "spaces\n   \nbetween",
];

const DATES: &[&str] = &["2025-09-15", "2026-01-01", "2024-02-29", "2027-07-20"];

/// Every key of the format. Entries of lists are modelled on those here.
fn full_record() -> &'static Value {
    static FULL: OnceLock<Value> = OnceLock::new();
    FULL.get_or_init(|| serde_json::from_str(include_str!("full.json")).unwrap())
}

/// Returns the keys above a place in the format, joined by dots.
fn dotted_keys(path: &[String]) -> String {
    path.join(".")
}

/// Returns the required keys, and the keys with any text as value, both found by trying.
fn required_and_texts() -> &'static (BTreeSet<String>, BTreeSet<String>) {
    static KNOWN: OnceLock<(BTreeSet<String>, BTreeSet<String>)> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut found = (BTreeSet::new(), BTreeSet::new());
        try_keys(&mut full_record().clone(), &[], &mut |whole, at| {
            if !is_record_with(whole, at, None) {
                found.0.insert(dotted_keys(&keys_of(at)));
            }
            if matches!(at.last(), Some(PathStep::Key(_)))
                && is_record_with(whole, at, Some(json!("any thing: at all")))
            {
                found.1.insert(dotted_keys(&keys_of(at)));
            }
        });
        found
    })
}

/// Whether the format accepts this value, or its absence, at a path of a record.
fn is_record_with(whole: &Value, at: &[PathStep], value: Option<Value>) -> bool {
    let mut changed = whole.clone();
    put_at(&mut changed, at, value);
    serde_json::from_value::<Record>(changed).is_ok()
}

fn keys_of(at: &[PathStep]) -> Vec<String> {
    at.iter().filter_map(|step| if let PathStep::Key(key) = step { Some(key.clone()) } else { None }).collect()
}

fn try_keys(whole: &mut Value, at: &[PathStep], tell: &mut dyn FnMut(&Value, &[PathStep])) {
    let steps: Vec<PathStep> = match value_at(whole, at) {
        Some(Value::Object(map)) => map.keys().map(|key| PathStep::from(key.as_str())).collect(),
        // Another entry may have a value in another form.
        Some(Value::Array(list)) => (0..list.len()).map(PathStep::from).collect(),
        _ => return,
    };
    for step in steps {
        let inner = [at, &[step]].concat();
        tell(whole, &inner);
        try_keys(whole, &inner, tell);
    }
}

/// Returns the value at a path.
pub(in crate::records) fn value_at<'v>(value: &'v Value, at: &[PathStep]) -> Option<&'v Value> {
    at.iter().try_fold(value, |value, step| match step {
        PathStep::Key(key) => value.get(key),
        PathStep::Index(index) => value.get(index),
    })
}

/// Puts a value at a path, or removes it. Keys stay in the order of the format.
pub(in crate::records) fn put_at(value: &mut Value, at: &[PathStep], new: Option<Value>) {
    let (last, above) = at.split_last().unwrap();
    let Some(inner) = above.iter().try_fold(value, |value, step| match step {
        PathStep::Key(key) => value.get_mut(key),
        PathStep::Index(index) => value.get_mut(*index),
    }) else {
        return;
    };
    match (inner, last, new) {
        (Value::Object(map), PathStep::Key(key), None) => drop(map.shift_remove(key)),
        (Value::Object(map), PathStep::Key(key), Some(new)) => drop(map.insert(key.clone(), new)),
        (Value::Array(list), PathStep::Index(index), None) => drop(list.remove(*index)),
        (Value::Array(list), PathStep::Index(index), Some(new)) => list[*index] = new,
        _ => {}
    }
}

/// Returns a random record, as values.
pub(in crate::records) fn random_record(choices: &mut RandomChoices<'_>) -> Value {
    make_value(full_record(), &mut Vec::new(), choices).unwrap()
}

/// Returns a value that may be at this place of a record, under these keys.
pub(in crate::records) fn make_at(path: &mut Vec<String>, choices: &mut RandomChoices<'_>) -> Option<Value> {
    let template = template_at(full_record(), path).expect("a key of the format");
    make_value(template, path, choices)
}

/// Returns the value of the full record under these keys, in the first entry of a list that has them.
fn template_at<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    let Some((key, rest)) = path.split_first() else { return Some(value) };
    match value {
        Value::Array(list) => list.iter().find_map(|entry| template_at(entry, path)),
        value => template_at(value.get(key)?, rest),
    }
}

/// Returns an entry for the list under these keys. If the choices are used up, an entry whose keys are all optional would stay
/// empty, so it is that of the full record.
pub(in crate::records) fn make_entry(path: &mut Vec<String>, choices: &mut RandomChoices<'_>) -> Value {
    let first = |made: Option<Value>| match made {
        Some(Value::Array(list)) => list.into_iter().next(),
        _ => None,
    };
    let made = (0..TRIES).find_map(|_| first(make_at(path, choices)));
    made.or_else(|| first(template_at(full_record(), path).cloned())).expect("a list of the format")
}

/// How often it is tried to make an entry that is not empty.
const TRIES: usize = 20;

fn make_value(template: &Value, path: &mut Vec<String>, choices: &mut RandomChoices<'_>) -> Option<Value> {
    let (_, texts) = required_and_texts();
    let either = texts.contains(&dotted_keys(path)) && !template.is_string();
    if texts.contains(&dotted_keys(path)) && (!either || choices.once_in(2)) {
        return Some(json!(choices.one_of(TEXTS)));
    }
    make_like(template, path, choices)
}

/// The same, but a text may not replace a list or mapping.
fn make_like(template: &Value, path: &mut Vec<String>, choices: &mut RandomChoices<'_>) -> Option<Value> {
    let (required, _) = required_and_texts();
    Some(match template {
        Value::Object(map) => {
            let mut made = Map::new();
            for (key, inner) in map {
                path.push(key.clone());
                if (required.contains(&dotted_keys(path)) || choices.once_in(3))
                    && let Some(value) = make_value(inner, path, choices)
                {
                    made.insert(key.clone(), value);
                }
                path.pop();
            }
            if made.is_empty() {
                return None;
            }
            Value::Object(made)
        }
        Value::Array(list) => {
            let number = choices.one_of(&[1, 2, 1, 3]);
            Value::Array(
                (0..number).filter_map(|_| make_like(&list[choices.random_below(list.len())], path, choices)).collect(),
            )
        }
        Value::String(text) if text.len() == 10 && text.starts_with("20") => json!(choices.one_of(DATES)),
        Value::String(text) if text == "x" => json!(choices.one_of(TEXTS)),
        other => other.clone(),
    })
}

/// The habits of a writer.
#[derive(Debug)]
struct Habits {
    mapping: usize,
    dash: usize,
    entry: usize,
    brackets: usize,
    comments: usize,
    blanks: usize,
    quotes: usize,
    shuffles: bool,
    dash_alone: bool,
    mark: bool,
    dashes: bool,
    ends: &'static [&'static str],
}

/// A text written by hand.
pub(in crate::records) struct Hand<'c, 'a> {
    choices: &'c mut RandomChoices<'a>,
    habits: Habits,
    lines: Vec<String>,
    /// The number of lines at the end of the last block of text. A deeper comment there would become part of the block.
    block_end: usize,
    /// The lines where each key and entry was written.
    pub(in crate::records) spans: BTreeMap<KeyPath, Range<usize>>,
    /// The keys and entries in brackets. A change inside brackets touches all their lines.
    pub(in crate::records) in_brackets: BTreeSet<KeyPath>,
}

impl<'c, 'a> Hand<'c, 'a> {
    pub(in crate::records) fn new(choices: &'c mut RandomChoices<'a>) -> Self {
        let dash = choices.one_of(&[2, 0, 4, 1]);
        let habits = Habits {
            mapping: choices.one_of(&[2, 4, 3, 1]),
            dash,
            entry: choices.one_of(&[2, 2, 4, 3]),
            brackets: choices.one_of(&[8, 2, 4, 100]),
            comments: choices.one_of(&[100, 8, 3, 20]),
            blanks: choices.one_of(&[100, 5, 10, 3]),
            quotes: choices.one_of(&[10, 2, 100]),
            shuffles: choices.once_in(4),
            dash_alone: choices.once_in(8),
            mark: choices.once_in(8),
            dashes: choices.once_in(8),
            ends: choices.one_of(&[&["\n"], &["\r\n"], &["\n", "\r\n"]]),
        };
        Self { choices, habits, lines: Vec::new(), block_end: 0, spans: BTreeMap::new(), in_brackets: BTreeSet::new() }
    }

    /// Writes a record.
    pub(in crate::records) fn write_record(&mut self, record: &Value) -> Vec<u8> {
        if self.habits.dashes {
            self.lines.push("---".to_owned());
        }
        let Value::Object(map) = record else { return Vec::new() };
        self.write_mapping(map, &KeyPath::default(), 0, None);
        self.write_remarks(0, false);
        let mut bytes = if self.habits.mark { vec![0xef, 0xbb, 0xbf] } else { Vec::new() };
        for line in &self.lines {
            bytes.extend(line.as_bytes());
            bytes.extend(self.choices.one_of(self.habits.ends).as_bytes());
        }
        bytes
    }

    /// Sometimes writes comments and blank lines. A comment is at this column, or deeper if `deeper` is set.
    fn write_remarks(&mut self, column: usize, deeper: bool) {
        if self.choices.once_in(self.habits.blanks) && self.block_end != self.lines.len() {
            self.lines.push(String::new());
        }
        if self.choices.once_in(self.habits.comments) {
            let deeper = deeper && self.block_end != self.lines.len();
            let column = if deeper { column + 1 + self.choices.random_below(4) } else { column };
            let comment =
                self.choices.one_of(&["# a remark", "# to: 2027-07-01", "#\tsee: 'the file", "# - date: [", "#"]);
            self.lines.push(format!("{}{comment}", " ".repeat(column)));
        }
    }

    fn comment_behind(&mut self) -> &'static str {
        if self.choices.once_in(self.habits.comments) {
            self.choices.one_of(&["  # why: \"x\"", "\t# y", " #"])
        } else {
            ""
        }
    }

    fn write_mapping(&mut self, map: &Map<String, Value>, at: &KeyPath, column: usize, first: Option<String>) {
        let mut keys: Vec<(&String, &Value)> = map.iter().collect();
        if self.habits.shuffles && keys.len() > 1 {
            let turn = self.choices.random_below(keys.len());
            keys.rotate_left(turn);
            let (one, other) = (self.choices.random_below(keys.len()), self.choices.random_below(keys.len()));
            keys.swap(one, other);
        }
        let mut first = first;
        for (key, value) in keys {
            let begin = first.take().unwrap_or_else(|| {
                self.write_remarks(column, false);
                " ".repeat(column)
            });
            let written = if self.choices.once_in(20) { format!("\"{key}\"") } else { key.clone() };
            let space = self.choices.one_of(&["", "", "", " "]);
            let start = self.lines.len();
            self.write_value(format!("{begin}{written}{space}:"), value, &at.then(key.as_str()), column, false);
            self.spans.insert(at.then(key.as_str()), start..self.lines.len());
            if self.choices.once_in(4) && !value.is_string() {
                self.write_remarks(column, true);
            }
        }
    }

    /// Writes a line that starts with `begin`, with the value after or below it.
    fn write_value(&mut self, begin: String, value: &Value, at: &KeyPath, column: usize, is_entry: bool) {
        // An empty list or mapping can be written in no other way.
        let brackets = is_empty(value) || self.choices.once_in(self.habits.brackets) && !has_line_end(value);
        match value {
            Value::Array(_) | Value::Object(_) if brackets => self.write_brackets(begin, value, at, column),
            Value::Object(map) if is_entry => self.write_entry(begin, map, at, column),
            Value::Object(map) => {
                let end = self.comment_behind();
                self.lines.push(format!("{begin}{end}"));
                self.write_mapping(map, at, column + self.habits.mapping, None);
            }
            Value::Array(list) => {
                let end = self.comment_behind();
                self.lines.push(format!("{begin}{end}"));
                let dash = column + self.habits.dash;
                for (nth, entry) in list.iter().enumerate() {
                    self.write_remarks(dash, false);
                    let start = self.lines.len();
                    self.write_value(format!("{}-", " ".repeat(dash)), entry, &at.then(nth), dash, true);
                    self.spans.insert(at.then(nth), start..self.lines.len());
                    if self.choices.once_in(4) && !entry.is_string() {
                        self.write_remarks(dash, true);
                    }
                }
            }
            single => self.write_single(&begin, single, column),
        }
    }

    fn write_entry(&mut self, begin: String, map: &Map<String, Value>, at: &KeyPath, dash: usize) {
        let column = dash + self.habits.entry;
        if self.habits.dash_alone {
            let end = self.comment_behind().replace('\t', " ");
            self.lines.push(format!("{begin}{end}"));
            self.write_mapping(map, at, column, None);
        } else {
            self.write_mapping(map, at, column, Some(format!("{begin:<column$}")));
        }
    }

    fn write_brackets(&mut self, begin: String, value: &Value, at: &KeyPath, column: usize) {
        self.note_brackets(value, at);
        let own_lines = self.choices.once_in(3);
        let space = self.choices.one_of(&["", " "]);
        let parts: Vec<String> = match value {
            Value::Array(list) => list.iter().map(|inner| self.in_brackets(inner)).collect(),
            Value::Object(map) => {
                map.iter().map(|(key, inner)| format!("{key}: {}", self.in_brackets(inner))).collect()
            }
            _ => Vec::new(),
        };
        let (open, close) = if value.is_array() { ("[", "]") } else { ("{", "}") };
        let last_comma = if self.choices.once_in(4) { "," } else { "" };
        if !own_lines {
            let end = self.comment_behind();
            let last_comma = if parts.is_empty() { "" } else { last_comma };
            self.lines.push(format!("{begin} {open}{space}{}{last_comma}{space}{close}{end}", parts.join(", ")));
            return;
        }
        let end = self.comment_behind();
        self.lines.push(format!("{begin} {open}{end}"));
        let number = parts.len();
        for (nth, part) in parts.into_iter().enumerate() {
            if self.choices.once_in(self.habits.comments) {
                self.lines.push(format!("{}# in brackets, ]", " ".repeat(column + 2)));
            }
            let comma = if nth + 1 < number { "," } else { last_comma };
            let end = self.comment_behind();
            self.lines.push(format!("{}{part}{comma}{end}", " ".repeat(column + 4)));
        }
        let end = self.comment_behind();
        self.lines.push(format!("{}{close}{end}", " ".repeat(column + 2)));
    }

    fn note_brackets(&mut self, value: &Value, at: &KeyPath) {
        self.in_brackets.insert(at.clone());
        match value {
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(nth, inner)| self.note_brackets(inner, &at.then(nth)))
            }
            Value::Object(map) => map.iter().for_each(|(key, inner)| self.note_brackets(inner, &at.then(key.as_str()))),
            _ => {}
        }
    }

    fn in_brackets(&mut self, value: &Value) -> String {
        match value {
            Value::Array(list) => {
                let parts: Vec<String> = list.iter().map(|inner| self.in_brackets(inner)).collect();
                format!("[{}]", parts.join(","))
            }
            Value::Object(map) => {
                let parts: Vec<String> =
                    map.iter().map(|(key, inner)| format!("{key}: {}", self.in_brackets(inner))).collect();
                format!("{{{}}}", parts.join(", "))
            }
            single => self.on_one_line(single),
        }
    }

    fn on_one_line(&mut self, value: &Value) -> String {
        let Value::String(text) = value else { return value.to_string() };
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.'))
            && (text.len() == 10 && text.starts_with("20") || text.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && !text.ends_with(' ')
            && (!matches!(text.as_str(), "null" | "0012" | "1e3" | "true" | "0x1F" | "no" | "Y"));
        if plain && !self.choices.once_in(self.habits.quotes) {
            return text.clone();
        }
        if !text.chars().any(|c| c.is_control() || c == '\u{2028}') && self.choices.once_in(2) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        // JSON's codes are valid in YAML too, but JSON leaves this line ending as it is.
        json!(text).to_string().replace('\u{2028}', "\\u2028")
    }

    fn write_single(&mut self, begin: &str, value: &Value, column: usize) {
        let deeper = column + self.habits.mapping;
        if let Value::String(text) = value {
            let calm = !text.starts_with([' ', '\n'])
                && !text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{2028}'));
            if calm && has_line_end(value) && !text.contains("\n   \n") && self.choices.once_in(2) {
                return self.write_block(begin, text, deeper);
            }
            let words: Vec<&str> = text.split(' ').collect();
            let simple = words.iter().all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()));
            if simple && words.len() > 2 && self.choices.once_in(2) {
                // A plain value over three lines.
                let end = self.comment_behind();
                self.lines.push(format!("{begin} {}", words[0]));
                self.lines.push(format!("{}{}", " ".repeat(deeper), words[1]));
                self.lines.push(format!("{}{}{end}", " ".repeat(deeper + 1), words[2..].join(" ")));
                return;
            }
        }
        let written = self.on_one_line(value);
        let end = self.comment_behind();
        if self.choices.once_in(12) {
            // A tab may not follow a dash.
            let behind_key = self.comment_behind().replace('\t', " ");
            self.lines.push(format!("{begin}{behind_key}"));
            self.lines.push(format!("{}{written}{end}", " ".repeat(deeper)));
        } else {
            let space = self.choices.one_of(&[" ", " ", "   "]);
            self.lines.push(format!("{begin}{space}{written}{end}"));
        }
    }

    fn write_block(&mut self, begin: &str, text: &str, column: usize) {
        let body = text.trim_end_matches('\n');
        let ends = text.len() - body.len();
        let keep = match ends {
            0 => "-",
            1 => self.choices.one_of(&["", "+"]),
            _ => "+",
        };
        let end = self.comment_behind().trim_start_matches('\t');
        let end = if end.starts_with('#') { "" } else { end };
        self.lines.push(format!("{begin} |{keep}{end}"));
        for line in body.split('\n') {
            self.lines.push(if line.is_empty() { String::new() } else { format!("{}{line}", " ".repeat(column)) });
        }
        self.lines.extend((1..ends).map(|_| String::new()));
        if keep == "+" {
            // The text after the block must not add to it: a blank line would.
            self.lines.push(format!("{}# end", " ".repeat(column.saturating_sub(self.habits.mapping))));
        } else {
            self.block_end = self.lines.len();
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

fn has_line_end(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\n'),
        Value::Array(list) => list.iter().any(has_line_end),
        Value::Object(map) => map.values().any(has_line_end),
        _ => false,
    }
}
