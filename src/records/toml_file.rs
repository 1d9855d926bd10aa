//! TOML files, read as strictly as records. Every problem has its line, its column and what to do.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::decode::{not_text, refusal_problem};
use super::encoding;
use super::expected::Language;
use super::faults::faults_in;
use super::problem::Problem;
use super::scan;
use super::unseen_places::name_unseen;
use super::value_tree::Tree;
use crate::finding::{KeyPath, PathStep, Position};

/// The greatest number of problems that are reported for one file.
const MOST: usize = 20;

/// Decodes the bytes of a TOML file.
pub(crate) fn decode_toml<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Vec<Problem>> {
    let text = encoding::decode_text(bytes).map_err(|wrong| vec![not_text(&wrong)])?;
    let merges = scan::merge_marks(text);
    if !merges.is_empty() {
        return Err(merges.iter().map(refusal_problem).collect());
    }
    decode_toml_text(bytes, text).map_err(|problems| {
        let again = |seen: &str| decode_toml_text::<T>(seen.as_bytes(), seen).err().unwrap_or_default();
        name_unseen(text, problems, again)
    })
}

fn decode_toml_text<T: DeserializeOwned>(bytes: &[u8], text: &str) -> Result<T, Vec<Problem>> {
    toml::from_str(text).map_err(|error| {
        let Ok(tree) = toml::from_str::<Tree>(text) else { return vec![toml_syntax_problem(text, &error)] };
        let mut problems = faults_in::<T>(tree, Language::Toml, MOST, |field| toml_position(bytes, field), |_| None);
        problems.sort_by(|one, other| one.at.cmp(&other.at).then_with(|| one.field.cmp(&other.field)));
        if problems.is_empty() { vec![toml_syntax_problem(text, &error)] } else { problems }
    })
}

/// Returns the value of `name` of each table of the array `key`, as it is written. `None` if the text cannot be read.
pub(super) fn names_of_tables(text: &str, key: &str) -> Option<Vec<String>> {
    let file = toml::from_str::<toml::Table>(text).ok()?;
    let tables = file.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
    Some(tables.iter().map(|table| table.get("name").map(ToString::to_string).unwrap_or_default()).collect())
}

/// Puts what the TOML crate says about unreadable text into our words.
fn toml_syntax_problem(text: &str, error: &toml::de::Error) -> Problem {
    let at = error.span().map_or(Position { line: 1, column: 1 }, |span| position_of_offset(text, span.start));
    let said = error.message();
    let (message, help) = SYNTAX.iter().find(|(part, _, _)| said.contains(part)).map_or(
        (
            "this line cannot be read, expected `key = value`",
            "compare it with the comments in the file: `key = \"text\"`, `key = 2025-09-01`",
        ),
        |(_, message, help)| (*message, *help),
    );
    Problem { field: KeyPath::default(), at, message: message.to_owned(), help: help.to_owned() }
}

/// Part of a message of the TOML crate, what it means, and what to do.
const SYNTAX: &[(&str, &str, &str)] = &[
    (
        "string values must be quoted",
        "found no value that can be read, expected text in quotation marks, a date, a number, true or false",
        "write text as \"...\" with straight quotation marks, a date as 2025-09-01, and true or false in small letters",
    ),
    // A word that begins like `nan` or `inf`.
    (
        "invalid float",
        "found no value that can be read, expected text in quotation marks, a date, a number, true or false",
        "write text as \"...\" with straight quotation marks, a date as 2025-09-01, and true or false in small letters",
    ),
    (
        "invalid basic string, expected `\"`",
        "found text without a closing quotation mark on its line, expected one at its end",
        "close it with `\"`",
    ),
    (
        "invalid basic string",
        "found an invisible character in a text",
        "delete this part of the line and type it again; pasted text can carry such a character",
    ),
    (
        "key with no value",
        "found words without a `=`, expected `key = value`",
        "put a `=` between the key and its value; a comment starts with `#`",
    ),
    ("unclosed table", "found a heading that is not closed, expected `]`", "write it as `[name]`"),
    (
        "duplicate key",
        "found a key or a heading a second time, expected each only once",
        "keep the right one and delete the other; if there are several entries, each starts with `[[name]]`",
    ),
    (
        "leading zero",
        "found a number that starts with 0, expected one that does not",
        "if it is a code, not a number, put it in quotation marks",
    ),
    (
        "unexpected key or value",
        "found more text after the value, expected the end of the line",
        "put each `key = value` on its own line; a comment starts with `#`",
    ),
    (
        "unclosed array",
        "found a list that is not closed, expected `]`",
        "close it with `]`, and put commas between its entries",
    ),
    (
        "unclosed inline table",
        "found braces that are not closed, expected `}`",
        "close them with `}`, and put commas between the keys",
    ),
    (
        "escape",
        "found a backslash that has no meaning in double quotation marks",
        "use single quotation marks, or write two backslashes",
    ),
    ("invalid boolean", "found another word, expected true or false", "write true or false, in small letters"),
    (
        "invalid date",
        "found something that starts like a date, expected one such as 2025-09-15",
        "write the year, the month and the day with hyphens, the last two with two digits",
    ),
    (
        "invalid time",
        "found something after a date, expected the end of the line or a comma",
        "write only the date; put a comma between two dates",
    ),
];

/// Returns the line and column of a key in a TOML text, or of its nearest parent if the key is not there.
pub(crate) fn toml_position(bytes: &[u8], field: &KeyPath) -> Position {
    let top = Position { line: 1, column: 1 };
    let Some((text, table)) =
        encoding::decode_text(bytes).ok().and_then(|text| Some((text, DeTable::parse(text).ok()?)))
    else {
        return top;
    };
    let mut start = None;
    let mut table_here = Some(table.get_ref());
    let mut list_here = None;
    for step in field.steps() {
        let next = match (step, table_here, list_here) {
            (PathStep::Key(key), Some(table), _) => {
                table.get_key_value(key.as_str()).map(|(key, value)| (key.span().start, value.get_ref()))
            }
            (PathStep::Index(index), _, Some(list)) => {
                let list: &toml::de::DeArray<'_> = list;
                list.get(*index).map(|value| (value.span().start, value.get_ref()))
            }
            _ => None,
        };
        let Some((at, value)) = next else { break };
        start = Some(at);
        table_here = if let DeValue::Table(table) = value { Some(table) } else { None };
        list_here = if let DeValue::Array(list) = value { Some(list) } else { None };
    }
    start.map_or(top, |start| position_of_offset(text, start))
}

/// Where a list of texts is in a TOML file.
#[derive(Debug)]
pub(super) struct TextListSpan {
    /// Where its closing bracket begins.
    pub(super) end: usize,
    /// Each text, and where it is.
    pub(super) texts: Vec<(String, Range<usize>)>,
}

/// Finds a table of a TOML file, and in it a list of texts. `Some(None)` is a table without the list.
pub(super) fn find_text_list(text: &str, table: &str, key: &str) -> Option<Option<TextListSpan>> {
    let file = DeTable::parse(text).ok()?;
    let DeValue::Table(table) = file.get_ref().get(table)?.get_ref() else { return None };
    let Some(list) = table.get(key) else { return Some(None) };
    let DeValue::Array(entries) = list.get_ref() else { return None };
    let texts = entries.iter().filter_map(|entry| {
        let DeValue::String(text) = entry.get_ref() else { return None };
        Some((text.to_string(), entry.span()))
    });
    Some(Some(TextListSpan { end: list.span().end.saturating_sub(1), texts: texts.collect() }))
}

fn position_of_offset(text: &str, byte: usize) -> Position {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    Position { line: before.matches('\n').count() + 1, column }
}
