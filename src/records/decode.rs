//! From the text of a file to its meaning, strictly: every problem with its line, its column, what was found and what
//! was expected.
//!
//! The good file takes the short way: one scan, one decode. A bad one is taken apart: the problem that the decoder
//! names is noted and its value left out, and the rest is decoded again, so that all problems are told at once.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use serde_yaml::Value;

use super::encoding;
use super::scan::{self, Refusal, RefusalKind};
use crate::finding::{KeyPath, Position, Step};
use crate::words::{did_you_mean, list_or};

/// Why a file cannot be read, at one place of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Where, by key; empty where the text itself is wrong.
    pub(crate) field: KeyPath,
    /// Where, by line and column.
    pub(crate) at: Position,
    /// What was found and what was expected.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
}

/// A value with the text that it was read from.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    /// The value.
    pub(crate) value: T,
    /// Text that YAML takes for a comment though it looks like part of a value.
    pub(crate) swallowed: Vec<(KeyPath, Position)>,
}

/// How many problems of one file are told. Behind that somebody has the wrong file.
const MOST: usize = 50;

/// Decodes the bytes of a YAML file.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<Decoded<T>, Vec<Problem>> {
    let text = encoding::text(bytes).map_err(|wrong| {
        vec![Problem {
            field: KeyPath::default(),
            at: wrong.at,
            message: wrong.message.to_owned(),
            help: wrong.help.to_owned(),
        }]
    })?;
    let scanned = scan::scan(text);
    if !scanned.refusals.is_empty() {
        return Err(scanned.refusals.iter().take(MOST).map(refused).collect());
    }
    match serde_yaml::from_str(text) {
        Ok(value) => Ok(Decoded { value, swallowed: scanned.swallowed }),
        Err(error) => Err(problems::<T>(text, &error)),
    }
}

/// All structural problems of a text that did not decode.
fn problems<T: DeserializeOwned>(text: &str, first: &serde_yaml::Error) -> Vec<Problem> {
    let places = scan::places(text);
    let Ok(mut value) = serde_yaml::from_str::<Value>(text) else {
        return vec![syntax(first)];
    };
    let mut problems = Vec::new();
    let mut left_out: Vec<KeyPath> = Vec::new();
    while problems.len() < MOST {
        let mut track = serde_path_to_error::Track::new();
        let Err(error) = T::deserialize(serde_path_to_error::Deserializer::new(value.clone(), &mut track)) else {
            break;
        };
        let message = error.to_string();
        let mut field = key_path(&track.path());
        let missing = quoted(&message).next().filter(|_| message.starts_with("missing field"));
        let told_before = missing.is_some_and(|key| left_out.contains(&field.then(key)));
        if !told_before {
            let (text, help) = explain(&message, &field);
            problems.push(Problem { at: places.of(&field), field: field.clone(), message: text, help });
        }
        // A missing key cannot be left out: the entry that lacks it is.
        if field.steps().is_empty() || !remove(&mut value, &field) {
            break;
        }
        left_out.push(std::mem::take(&mut field));
    }
    if problems.is_empty() { vec![syntax(first)] } else { problems }
}

/// Takes the value at a path out of a tree; tells whether it was there. Entries of lists become an empty mapping's
/// place-holder by being removed from the end of the path only, so indexes of those before it hold.
fn remove(value: &mut Value, path: &KeyPath) -> bool {
    let Some((last, parents)) = path.steps().split_last() else {
        return false;
    };
    let mut at = value;
    for step in parents {
        let next = match step {
            Step::Key(key) => at.get_mut(key.as_str()),
            Step::Index(index) => at.get_mut(*index),
        };
        let Some(next) = next else { return false };
        at = next;
    }
    match (last, at) {
        (Step::Key(key), Value::Mapping(mapping)) => mapping.shift_remove(key.as_str()).is_some(),
        (Step::Index(index), Value::Sequence(list)) if *index < list.len() => {
            list.truncate(*index);
            true
        }
        _ => false,
    }
}

fn key_path(path: &Path) -> KeyPath {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::from(*index)),
        Segment::Map { key } => Some(Step::from(key.as_str())),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    KeyPath::new(path.iter().filter_map(step).collect())
}

/// What the YAML crate says of a text that is no YAML, in our words.
fn syntax(error: &serde_yaml::Error) -> Problem {
    let at = error
        .location()
        .map_or(Position { line: 1, column: 1 }, |at| Position { line: at.line(), column: at.column() });
    let said = error.to_string();
    let known = [
        (
            "mapping values are not allowed",
            "a `: ` stands where none can be",
            "if the colon belongs to the text, put the whole text in quotes; else check the indentation of this line and the one before",
        ),
        (
            "did not find expected key",
            "this line does not fit in here",
            "check the indentation: keys that belong together start in the same column",
        ),
        (
            "did not find expected '-' indicator",
            "this line does not fit into the list",
            "check the indentation: the entries of a list start with `-` in the same column",
        ),
        ("unexpected end of stream", "a quote is opened and never closed", "close the quote, or leave both quotes out"),
        (
            "block sequence entries are not allowed",
            "a `-` stands where no entry of a list can be",
            "put the list on a line of its own, or the text in quotes",
        ),
        (
            "could not find expected ':'",
            "a `:` is missing after a key here or just before",
            "write `key: value`; text of several lines must be indented more than its key",
        ),
        (
            "did not find expected ',' or",
            "a bracket is opened and not closed, or a comma is missing",
            "close the bracket, or put the text in quotes",
        ),
        (
            "found character that cannot start any token",
            "text cannot start with this character",
            "put the text in quotes",
        ),
        (
            "found unknown escape character",
            "a backslash in double quotes starts a code, and this one does not exist",
            "use single quotes, or write two backslashes",
        ),
        ("invalid type: unit value", "the file holds nothing", "put back what was in it, or delete the file"),
    ];
    let (message, help) = known.iter().find(|(part, _, _)| said.contains(part)).map_or(
        ("this is not YAML that can be read", "compare this line and the one before with the other records"),
        |(_, message, help)| (*message, *help),
    );
    Problem { field: KeyPath::default(), at, message: message.to_owned(), help: help.to_owned() }
}

/// What a decoder's message means to a person: what was found and expected, and what to do.
pub(crate) fn explain(message: &str, field: &KeyPath) -> (String, String) {
    let mut words = quoted(message);
    let key = field.steps().iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    if message.starts_with("unknown field") {
        let found = words.next().unwrap_or_default();
        let known: Vec<&str> = words.collect();
        let help = did_you_mean(found, known.iter().copied())
            .map_or_else(|| format!("the keys here are {}", list_or(&known)), |near| format!("did you mean `{near}`?"));
        return (format!("`{found}` is not a key that belongs here"), help);
    }
    if message.starts_with("unknown variant") {
        let found = words.next().unwrap_or_default();
        let known: Vec<&str> = words.collect();
        let help = did_you_mean(found, known.iter().copied())
            .map_or_else(|| "use one of these words".to_owned(), |near| format!("did you mean `{near}`?"));
        return (format!("found `{found}`, expected {}", list_or(&known)), help);
    }
    if message.starts_with("missing field") {
        let missing = words.next().unwrap_or_default();
        let place = if field.steps().is_empty() { String::new() } else { format!(" in `{field}`") };
        return (format!("`{missing}` is missing{place}"), format!("add a line `{missing}: ...`"));
    }
    let (found, expected) = found_and_expected(message);
    let expected = plainly(&expected);
    let help = match key {
        Some(key) if expected.starts_with("a list") => {
            format!("write each entry of `{key}` on its own line, behind a `- `")
        }
        Some(key) => format!("give `{key}` {expected}, or delete the line"),
        None => format!("expected here: {expected}"),
    };
    match found {
        Some(found) => (format!("found {found}, expected {expected}"), help),
        None => (expected, help),
    }
}

/// Splits serde's `invalid type: integer `3`, expected a string`.
fn found_and_expected(message: &str) -> (Option<String>, String) {
    let said = message
        .trim_start_matches("invalid type: ")
        .trim_start_matches("invalid value: ")
        .trim_start_matches("invalid length ");
    let Some((found, expected)) = said.rsplit_once(", expected ") else {
        return (None, message.to_owned());
    };
    let found = match found {
        "map" => "a mapping (`key: value`)".to_owned(),
        "sequence" => "a list".to_owned(),
        "unit value" => "nothing".to_owned(),
        other => match other.split_once(['`', '"']) {
            Some((_, value)) => format!("`{}`", value.trim_end_matches(['`', '"'])),
            None => other.to_owned(),
        },
    };
    (Some(found), expected.to_owned())
}

/// The decoder's name of a kind of value, in plain words.
fn plainly(expected: &str) -> String {
    match expected {
        "u8" | "u16" | "u32" => "a whole number".to_owned(),
        "i8" => "a whole number, which may be negative".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a string" => "text".to_owned(),
        other if other.starts_with("struct ") => "a mapping (`key: value`)".to_owned(),
        other if other.starts_with("enum ") => "one of the fixed words".to_owned(),
        other => other.to_owned(),
    }
}

/// The words between back-ticks, in order.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// A refusal of the scan, explained.
fn refused(refusal: &Refusal) -> Problem {
    let (message, help) = match &refusal.kind {
        RefusalKind::Conflict { last_line } => (
            format!("two versions of this record were not merged: lines {} to {last_line}", refusal.at.line),
            "keep what is right of both, delete the lines that start with <<<<<<<, =======, ||||||| and >>>>>>>, and save".to_owned(),
        ),
        RefusalKind::Tab => ("a tab stands in the indentation".to_owned(), "use spaces".to_owned()),
        RefusalKind::LoneCarriageReturn => (
            "a line ends with a carriage return alone".to_owned(),
            "save the file with the line ends of Windows (CRLF) or Unix (LF)".to_owned(),
        ),
        RefusalKind::Character(character) => (
            format!("found the invisible character U+{:04X}", u32::from(*character)),
            "delete it; it often comes along when text is pasted from elsewhere".to_owned(),
        ),
        RefusalKind::Anchor => text_starts_with('&', "an anchor"),
        RefusalKind::Alias => text_starts_with('*', "an alias"),
        RefusalKind::Tag => text_starts_with('!', "a tag"),
        RefusalKind::MergeKey => ("found the merge key `<<`".to_owned(), "write the values out; a record is read by people".to_owned()),
        RefusalKind::QuestionMark => ("found a key behind `? `".to_owned(), "write `key: value`".to_owned()),
        RefusalKind::SecondDocument => (
            "a second document starts here".to_owned(),
            "keep one record in one file, and delete this line".to_owned(),
        ),
        RefusalKind::Directive => ("found a line that starts with `%`".to_owned(), "delete it".to_owned()),
        RefusalKind::Empty => ("left empty".to_owned(), "give a value or delete the line".to_owned()),
        RefusalKind::Twice { key, first_line } => (
            format!("`{key}` stands here a second time; it is already in line {first_line}"),
            "keep one of the two".to_owned(),
        ),
        RefusalKind::TooDeep => ("lists and mappings lie too deep in each other here".to_owned(), "close the brackets, or check the indentation".to_owned()),
    };
    Problem { field: KeyPath::default(), at: refusal.at, message, help }
}

fn text_starts_with(character: char, meaning: &str) -> (String, String) {
    (
        format!("found `{character}` at the start of a value, which is {meaning} to YAML and not used in records"),
        "if it belongs to the text, put the text in quotes".to_owned(),
    )
}
