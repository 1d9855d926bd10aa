//! Compares the scan with the YAML crate: on texts in every style that we could think of, and on random pieces of YAML.
//!
//! A `Writer` makes a text from random choices and knows the place of each key and entry that it writes. The YAML crate says
//! which keys and entries there really are. The scan must agree with both, and must refuse exactly what was planted in the text.

#![allow(clippy::wildcard_enum_match_arm, reason = "the values belong to another crate")]

use proptest::collection::vec;
use proptest::prelude::*;
use serde_yaml::Value;

use super::*;

/// Random choices, one after another. When they run out, the first option is always chosen, so that a failing case shrinks.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, number: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte)) % number
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    /// Returns true in one of `number` cases.
    fn once_in(&mut self, number: usize) -> bool {
        self.below(number) == number - 1
    }
}

/// Keys. Each gets a number after it, so that no key appears twice by chance.
const KEYS: &[&str] =
    &["a", "on_roll", "two words ", "x.y-", "zo\u{eb}", "AT&T", "a#b", "it's", "say \"x\"", "b:c", "-x", "null"];
/// The start of a plain value, in brackets too. No value that starts so is null.
const STARTS: &[&str] = &[
    "a",
    "5",
    "-5",
    "A&B",
    "nulls",
    "~x",
    ".5",
    "it's",
    "<<",
    "2025-09-15",
    "x:y",
    "no",
    "\u{e9}t\u{e9}",
    "-",
    "null",
];
/// More words of a plain value, on its line or the next. No character has a special meaning here.
const WORDS: &[&str] = &[
    "b", "&c", "*d", "!e", "<<", "f#g", "-", "?", "\"h\"", "'", "|", ">", "null", "~", "@", "%i", "`", "j:k", "\t",
    "---",
];
/// The same outside brackets, where these have no special meaning either.
const LOOSE_WORDS: &[&str] = &["b,", "[c", "d]", "{e", "f}", ",", "?g", "[", "b"];
/// Pieces of quoted texts: everything there is text.
const QUOTED: &[&str] = &[
    "a", "&b", "*c", "!d", "e: f", "#g", " # h", "<<:", "- i", "[", "}", ",", "null", "~", ": ", "? j", "|", "%",
    "\u{eb}",
];
/// The lines of a block of text: everything there is text too.
const LINES: &[&str] = &[
    "a",
    "# no remark",
    "b: c",
    "- d",
    "&e",
    "*f",
    "!g",
    "<<: *h",
    "null",
    "\"i",
    "[",
    "}",
    "\tj",
    "---",
    "? k",
    "'",
    "~",
];
/// Comments.
const REMARKS: &[&str] = &["# a", "#", "# b: c", "# - &d *e", "#!f", "## \"", "# '["];

/// Faults that can be planted in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Plant {
    Nothing,
    Null(&'static str),
    Anchor,
    Alias,
    Tag,
    Twice,
}

/// Writes a text and records the places of what it wrote.
struct Writer<'a> {
    choices: Choices<'a>,
    text: String,
    path: Vec<PathStep>,
    places: Vec<(KeyPath, Position)>,
    /// The fault to plant, and the number of the value where it goes.
    plant: Option<(Plant, usize)>,
    /// The number of values written so far.
    values: usize,
    planted: Vec<Refusal>,
}

impl<'a> Writer<'a> {
    fn write(bytes: &'a [u8], plant: Option<(Plant, usize)>) -> Self {
        let mut writer = Self {
            choices: Choices(bytes.iter()),
            text: String::new(),
            path: Vec::new(),
            places: Vec::new(),
            plant,
            values: 0,
            planted: Vec::new(),
        };
        writer.remarks(0);
        if writer.choices.once_in(4) {
            writer.text.push_str("---");
            writer.end_line();
        }
        writer.mapping(0, false);
        writer.remarks(0);
        if writer.choices.once_in(2) {
            writer.text = writer.text.replace('\n', "\r\n");
        }
        writer
    }

    fn here(&self) -> Position {
        let line_start = self.text.rfind('\n').map_or(0, |newline| newline + 1);
        Position { line: self.text.matches('\n').count() + 1, column: self.text[line_start..].chars().count() + 1 }
    }

    fn column(&self) -> usize {
        self.here().column - 1
    }

    fn spaces(&mut self, number: usize) {
        self.text.extend(std::iter::repeat_n(' ', number));
    }

    /// Writes empty lines and comments, which may come before every key and entry.
    fn remarks(&mut self, column: usize) {
        for _ in 0..self.choices.below(8).saturating_sub(5) {
            if self.choices.once_in(2) {
                self.spaces(column);
                let remark = self.choices.one_of(REMARKS);
                self.text.push_str(remark);
            }
            self.text.push('\n');
        }
    }

    /// Writes what may follow the last thing on a line.
    fn end_line(&mut self) {
        match self.choices.below(6) {
            // The YAML crate does not accept a tab after a dash.
            4 if !self.text.ends_with('-') => self.text.push_str(" \t "),
            5 => {
                let remark = self.choices.one_of(REMARKS);
                self.text.push(' ');
                self.text.push_str(remark);
            }
            _ => {}
        }
        self.text.push('\n');
    }

    fn is_planted(&self) -> Option<Plant> {
        self.plant.filter(|(_, at)| *at == self.values).map(|(plant, _)| plant)
    }

    fn refusal(&mut self, at: Position, kind: RefusalKind) {
        self.planted.push(Refusal { at, field: KeyPath::new(self.path.clone()), kind });
    }

    fn mapping(&mut self, column: usize, on_the_line: bool) {
        let mut names = Vec::new();
        for index in 0..=self.choices.below(4) {
            if index > 0 || !on_the_line {
                self.remarks(column);
                self.spaces(column);
            }
            let name = format!("{}{index}", self.choices.one_of(KEYS));
            self.key(&name, false);
            self.text.push(':');
            names.push(name);
            self.value(column, true);
            self.path.pop();
        }
        if self.is_planted() == Some(Plant::Twice) && self.planted.is_empty() {
            self.twice(column, &names[0]);
        }
    }

    /// Writes the first key of a mapping again.
    fn twice(&mut self, column: usize, name: &str) {
        let mut path = self.path.clone();
        path.push(PathStep::from(name));
        let first = self.places.iter().rfind(|(known, _)| *known == KeyPath::new(path.clone())).map(|(_, at)| at.line);
        self.spaces(column);
        let at = self.here();
        self.path = path;
        self.refusal(at, RefusalKind::Twice { key: name.to_owned(), first_line: first.unwrap_or_default() });
        self.path.pop();
        let quoted = format!("'{}': x\n", name.replace('\'', "''"));
        self.text.push_str(&quoted);
    }

    /// Writes a key without its colon. The path then ends in the key.
    fn key(&mut self, name: &str, in_brackets: bool) {
        self.path.push(PathStep::from(name));
        let place = (KeyPath::new(self.path.clone()), self.here());
        self.places.push(place);
        let written = match self.choices.below(4) {
            2 => format!("'{}'", name.replace('\'', "''")),
            3 => format!("\"{}\"", name.replace('"', "\\\"")),
            _ => name.to_owned(),
        };
        self.text.push_str(&written);
        if !in_brackets && self.choices.once_in(5) {
            self.spaces(1);
        }
    }

    /// Writes the value of a key or a dash at this column.
    fn value(&mut self, column: usize, key: bool) {
        let deep = self.path.len() > 4;
        match self.choices.below(if deep { 4 } else { 8 }) {
            4 => self.list_below(column, key),
            5 => self.mapping_below(column, key),
            6 | 7 => {
                self.lead(column, key);
                self.brackets(column);
                self.end_line();
            }
            _ => self.scalar(column, key),
        }
    }

    fn list_below(&mut self, column: usize, key: bool) {
        if !key && self.choices.once_in(2) {
            let gap = 1 + self.choices.below(3);
            self.spaces(gap);
            let inner = self.column();
            self.list(inner, true);
            return;
        }
        self.end_line();
        let further = self.choices.below(4);
        self.list(column + if key { further } else { further + 1 }, false);
    }

    fn mapping_below(&mut self, column: usize, key: bool) {
        if !key && self.choices.once_in(2) {
            let gap = 1 + self.choices.below(3);
            self.spaces(gap);
            let inner = self.column();
            self.mapping(inner, true);
            return;
        }
        self.end_line();
        let further = 1 + self.choices.below(4);
        self.mapping(column + further, false);
    }

    fn list(&mut self, column: usize, on_the_line: bool) {
        for index in 0..=self.choices.below(3) {
            if index > 0 || !on_the_line {
                self.remarks(column);
                self.spaces(column);
            }
            self.path.push(PathStep::from(index));
            let place = (KeyPath::new(self.path.clone()), self.here());
            self.places.push(place);
            self.text.push('-');
            self.value(column, false);
            self.path.pop();
        }
    }

    /// Writes what leads to a value: spaces, or a line ending and more spaces.
    fn lead(&mut self, column: usize, key: bool) {
        match self.choices.below(6) {
            3 => self.spaces(3),
            4 if key => self.text.push('\t'),
            5 => {
                self.end_line();
                let further = 1 + self.choices.below(3);
                self.spaces(column + further);
            }
            _ => self.spaces(1),
        }
    }

    fn scalar(&mut self, column: usize, key: bool) {
        if let Some(plant) = self.is_planted().filter(|plant| *plant != Plant::Twice) {
            self.values += 1;
            self.planted_value(plant, column, key);
            return;
        }
        self.values += 1;
        match self.choices.below(6) {
            5 => self.block(column),
            choice => {
                self.lead(column, key);
                match choice {
                    3 => self.quoted('\'', column),
                    4 => self.quoted('"', column),
                    _ => self.plain(column, false),
                }
                self.end_line();
            }
        }
    }

    fn planted_value(&mut self, plant: Plant, column: usize, key: bool) {
        let start = self.places.last().map_or(Position { line: 1, column: 1 }, |(_, at)| *at);
        if plant == Plant::Nothing {
            self.refusal(start, RefusalKind::Empty);
            self.end_line();
            return;
        }
        self.lead(column, key);
        self.plant_here(plant);
        self.end_line();
    }

    fn plant_here(&mut self, plant: Plant) {
        let at = self.here();
        let (kind, text) = match plant {
            Plant::Null(text) => (RefusalKind::Empty, text),
            Plant::Anchor => (RefusalKind::Anchor, "&one a"),
            Plant::Alias => (RefusalKind::Alias, "*one"),
            Plant::Tag => (RefusalKind::Tag, "!!str 'a # b'"),
            Plant::Nothing | Plant::Twice => unreachable!("these are not values"),
        };
        self.refusal(at, kind);
        self.text.push_str(text);
    }

    /// Writes a plain value on one line or several, outside or inside brackets.
    fn plain(&mut self, column: usize, in_brackets: bool) {
        let start = self.choices.one_of(STARTS);
        self.text.push_str(start);
        let mut more = self.choices.below(4);
        if matches!(start, "-" | "null") {
            // By itself this would be an entry, or null.
            self.text.push('x');
        }
        while more > 0 {
            more -= 1;
            if self.choices.once_in(4) {
                self.text.push('\n');
                if self.choices.once_in(4) {
                    self.text.push('\n');
                }
                let further = 1 + self.choices.below(3);
                self.spaces(column + further);
            } else {
                self.text.push(' ');
            }
            let loose = !in_brackets && self.choices.once_in(3);
            let word = self.choices.one_of(if loose { LOOSE_WORDS } else { WORDS });
            self.text.push_str(word);
        }
        // The line must not end in white space, which could be taken for another end.
        self.text.push_str(" z");
    }

    fn quoted(&mut self, quote: char, column: usize) {
        self.text.push(quote);
        for _ in 0..self.choices.below(4) {
            match self.choices.below(8) {
                5 => {
                    self.text.push('\n');
                    let further = 1 + self.choices.below(3);
                    self.spaces(column + further);
                }
                6 => self.text.push_str(if quote == '"' { "\\\"" } else { "''" }),
                7 => self.text.push_str(if quote == '"' { "\\\\" } else { "\\" }),
                _ => {
                    let part = self.choices.one_of(QUOTED);
                    self.text.push_str(part);
                }
            }
        }
        self.text.push('x');
        self.text.push(quote);
    }

    fn block(&mut self, column: usize) {
        let further = 1 + self.choices.below(3);
        let style = self.choices.one_of(&["|", ">", "|-", ">-", "|+", ">+"]);
        self.text.push(' ');
        self.text.push_str(style);
        // The indentation is counted from this column, which encloses the text.
        let told = self.choices.once_in(3);
        if told {
            self.text.push_str(&further.to_string());
        }
        self.end_line();
        for index in 0..=self.choices.below(4) {
            if index > 0 && self.choices.once_in(3) {
                self.text.push('\n');
            }
            self.spaces(column + further);
            if index > 0 || told {
                let more = self.choices.below(3);
                self.spaces(more);
            }
            let line = self.choices.one_of(LINES);
            self.text.push_str(if index == 0 { line.trim_start() } else { line });
            self.text.push('\n');
        }
    }

    /// Writes optional white space in brackets: a space, or a line ending with or without a comment.
    fn gap(&mut self, column: usize) {
        match self.choices.below(6) {
            3 | 4 => self.spaces(1),
            5 => {
                self.end_line();
                self.spaces(column + 1);
            }
            _ => {}
        }
    }

    fn brackets(&mut self, column: usize) {
        let mapping = self.choices.once_in(2);
        self.text.push(if mapping { '{' } else { '[' });
        let entries = self.choices.below(4);
        for index in 0..entries {
            self.gap(column);
            if mapping {
                let name = format!("{}{index}", self.choices.one_of(KEYS));
                self.pair_in_brackets(&name, column);
            } else {
                self.entry_in_brackets(index, column);
            }
            self.gap(column);
            if index + 1 < entries || self.choices.once_in(3) {
                self.text.push(',');
            }
        }
        self.gap(column);
        self.text.push(if mapping { '}' } else { ']' });
    }

    fn pair_in_brackets(&mut self, name: &str, column: usize) {
        self.key(name, true);
        let quoted = self.text.ends_with(['"', '\'']);
        self.text.push(':');
        let start = self.places.last().map_or(Position { line: 1, column: 1 }, |(_, at)| *at);
        if self.is_planted() == Some(Plant::Nothing) {
            self.values += 1;
            self.refusal(start, RefusalKind::Empty);
            self.text.push(' ');
        } else {
            // A quoted key may be directly before its value.
            let gap = usize::from(!quoted || self.choices.once_in(2));
            self.spaces(gap);
            self.value_in_brackets(column);
        }
        self.path.pop();
    }

    fn entry_in_brackets(&mut self, index: usize, column: usize) {
        self.path.push(PathStep::from(index));
        let place = (KeyPath::new(self.path.clone()), self.here());
        self.places.push(place);
        if self.choices.once_in(6) {
            self.pair_in_brackets("pair", column);
        } else {
            self.value_in_brackets(column);
        }
        self.path.pop();
    }

    fn value_in_brackets(&mut self, column: usize) {
        let choice = self.choices.below(if self.path.len() > 4 { 5 } else { 6 });
        if choice == 5 {
            self.brackets(column);
            return;
        }
        let plant = self.is_planted().filter(|plant| !matches!(plant, Plant::Twice | Plant::Nothing));
        self.values += 1;
        match (plant, choice) {
            (Some(plant), _) => self.plant_here(plant),
            (None, 3) => self.quoted('\'', column),
            (None, 4) => self.quoted('"', column),
            (None, _) => self.plain(column, true),
        }
    }
}

/// Collects every path in a value.
fn paths(value: &Value, path: &KeyPath, found: &mut Vec<KeyPath>) {
    match value {
        Value::Sequence(list) => {
            for (index, value) in list.iter().enumerate() {
                found.push(path.then(index));
                paths(value, &path.then(index), found);
            }
        }
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                let key = path.then(key.as_str().unwrap_or_default());
                found.push(key.clone());
                paths(value, &key, found);
            }
        }
        _ => {}
    }
}

fn paths_of(value: &Value) -> Vec<KeyPath> {
    let mut found = Vec::new();
    paths(value, &KeyPath::default(), &mut found);
    found.sort();
    found
}

fn holds_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Sequence(list) => list.iter().any(holds_nothing),
        Value::Mapping(mapping) => mapping.values().any(holds_nothing),
        _ => false,
    }
}

/// Whether each key is a text for the YAML crate. A record's keys always are, because they are read as text.
fn has_plain_keys(value: &Value) -> bool {
    match value {
        Value::Sequence(list) => list.iter().all(has_plain_keys),
        Value::Mapping(mapping) => mapping.iter().all(|(key, value)| key.is_string() && has_plain_keys(value)),
        _ => true,
    }
}

fn scanned_places(text: &str) -> Vec<(KeyPath, Position)> {
    let mut places = run_scan(text, true).places;
    places.sort();
    places
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..160)
}

fn plants() -> impl Strategy<Value = Plant> {
    prop_oneof![
        Just(Plant::Nothing),
        Just(Plant::Null("~")),
        Just(Plant::Null("null")),
        Just(Plant::Null("NULL")),
        Just(Plant::Anchor),
        Just(Plant::Alias),
        Just(Plant::Tag),
        Just(Plant::Twice),
    ]
}

/// Pieces of YAML, put together at random.
fn rubbish() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "b", "key", ":", ": ", " ", "  ", "\n", "\n", "\n  ", "\n    ", "- ", "-", "\n- ", "\n  - ", "'", "\"",
        "[", "]", "{", "}", ",", ", ", "#", " # ", "&x ", "*x", "!t ", "|", ">", "|+\n", "null", "~", "\t", "\r",
        "\r\n", "---", "...", "? ", "<<", "%", "@", "\\", "\u{eb}", "\u{feff}", "\u{85}", "\u{2028}", "''", "a: b\n",
        "\nc: d", "x y", "1",
    ]);
    vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// This number of cases. A failing case becomes a test with a name instead of an entry in a file.
fn cases(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if asked.cases == 256 { cases } else { asked.cases };
    ProptestConfig { cases, failure_persistence: None, ..asked }
}

const RECORD: &str = include_str!("../../records-template/pupils/p001.yaml");

/// A good record with some of its bytes cut out, doubled or replaced.
fn mutated() -> impl Strategy<Value = String> {
    vec((any::<prop::sample::Index>(), 0_usize..40, 0_usize..4, rubbish()), 1..5).prop_map(|changes| {
        let mut text: Vec<char> = RECORD.chars().collect();
        for (at, length, kind, rubbish) in changes {
            let start = at.index(text.len());
            let end = (start + length).min(text.len());
            let part: Vec<char> = match kind {
                0 => Vec::new(),
                1 => text[start..end].iter().chain(&text[start..end]).copied().collect(),
                2 => rubbish.chars().collect(),
                _ => text[start..end].iter().copied().chain(rubbish.chars()).collect(),
            };
            text.splice(start..end, part);
        }
        text.into_iter().collect()
    })
}

/// Checks what must be true of every text: places inside it, and agreement with the YAML crate.
fn holds_of(text: &str) -> Result<(), TestCaseError> {
    let scanned = scan_text(text);
    let lines = text.split('\n').count();
    for refusal in &scanned.refusals {
        prop_assert!((1..=lines).contains(&refusal.at.line), "{:?}", refusal);
    }
    let Some(value) = serde_yaml::from_str::<Value>(text).ok().filter(has_plain_keys) else { return Ok(()) };
    if scanned.refusals.is_empty() {
        let scanned: Vec<KeyPath> = scanned_places(text).into_iter().map(|(path, _)| path).collect();
        prop_assert_eq!(scanned, paths_of(&value));
        prop_assert!(!holds_nothing(&value) || value.is_null(), "left empty");
    } else if scanned.refusals.iter().all(|refusal| refusal.kind == RefusalKind::Empty) {
        // The YAML crate reads a block of text without indentation as the value of the dash above; YAML does not.
        let not_indented = text.lines().any(|line| line.trim_start().starts_with(['|', '>']));
        prop_assert!(not_indented || holds_nothing(&value), "refused without a reason: {:?}", scanned.refusals);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_text_makes_the_scan_panic(text in any::<String>()) {
        holds_of(&text)?;
    }

    #[test]
    fn the_yaml_crate_reads_what_the_scan_accepts_in_the_same_way(text in rubbish()) {
        holds_of(&text)?;
        holds_of(&format!("a:\n  b: c\n  d: [{text}]\n"))?;
        holds_of(&format!("a:\n  - b: {text}\n    c: d\n"))?;
    }

    #[test]
    fn a_good_text_is_not_refused_and_every_key_has_its_place(bytes in bytes()) {
        let writer = Writer::write(&bytes, None);
        let value: Value = serde_yaml::from_str(&writer.text)
            .map_err(|error| TestCaseError::fail(format!("the writer is wrong: {error}\n{}", writer.text)))?;
        prop_assert_eq!(scan_text(&writer.text).refusals, vec![], "{}", writer.text);
        let mut written = writer.places.clone();
        written.sort();
        prop_assert_eq!(paths_of(&value), written.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>());
        prop_assert_eq!(scanned_places(&writer.text), written, "{}", writer.text);
    }

    #[test]
    fn only_what_is_planted_is_refused_and_at_its_place(
        bytes in bytes(), plant in plants(), nth in any::<prop::sample::Index>(),
    ) {
        let values = Writer::write(&bytes, None).values;
        let from = nth.index(values.max(1));
        // Not everything can be planted everywhere, so the next place that allows it is used.
        let mut written = (from..values).chain(0..from).map(|nth| Writer::write(&bytes, Some((plant, nth))));
        let Some(writer) = written.find(|writer| !writer.planted.is_empty()) else { return Ok(()) };
        prop_assert_eq!(scan_text(&writer.text).refusals, writer.planted, "{}", writer.text);
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn no_change_to_a_record_makes_the_scan_panic(text in mutated()) {
        holds_of(&text)?;
    }
}

#[test]
fn the_record_with_every_key_is_as_deep_as_the_message_about_depth_says() {
    fn depth(value: &serde_json::Value) -> usize {
        let inner: Vec<&serde_json::Value> = match value {
            serde_json::Value::Array(entries) => entries.iter().collect(),
            serde_json::Value::Object(keys) => keys.values().collect(),
            _ => return 0,
        };
        1 + inner.into_iter().map(depth).max().unwrap_or(0)
    }
    let full = serde_json::from_str(include_str!("edit/full.json")).unwrap();
    assert_eq!(depth(&full), NEEDED);
}
