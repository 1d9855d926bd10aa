//! TOML files, read as strictly as records: the first problem with its line, its column and what to do.

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::decode::{Problem, explain};
use super::encoding;
use crate::finding::{KeyPath, Position, Step};

/// Decodes the bytes of a TOML file.
pub(crate) fn decode_toml<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Vec<Problem>> {
    let text = encoding::text(bytes).map_err(|wrong| {
        vec![Problem {
            field: KeyPath::default(),
            at: wrong.at,
            message: wrong.message.to_owned(),
            help: wrong.help.to_owned(),
        }]
    })?;
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(Position { line: 1, column: 1 }, |span| position(text, span.start));
        let said = error.message();
        let (message, help) = if DeTable::parse(text).is_err() {
            (
                format!("this line is not TOML: {said}"),
                "compare it with the examples in the file: `key = \"text\"`, `key = 2025-09-01`".to_owned(),
            )
        } else {
            explain(said, &KeyPath::default())
        };
        vec![Problem { field: KeyPath::default(), at, message, help }]
    })
}

/// The line and column of a key in a TOML text; of the nearest parent, where the key itself is not there.
pub(crate) fn place(bytes: &[u8], field: &KeyPath) -> Position {
    let top = Position { line: 1, column: 1 };
    let Some((text, table)) = encoding::text(bytes).ok().and_then(|text| Some((text, DeTable::parse(text).ok()?)))
    else {
        return top;
    };
    let mut start = None;
    let mut table_here = Some(table.get_ref());
    let mut list_here = None;
    for step in field.steps() {
        let next = match (step, table_here, list_here) {
            (Step::Key(key), Some(table), _) => {
                table.get_key_value(key.as_str()).map(|(key, value)| (key.span().start, value.get_ref()))
            }
            (Step::Index(index), _, Some(list)) => {
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
    start.map_or(top, |start| position(text, start))
}

fn position(text: &str, byte: usize) -> Position {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    Position { line: before.matches('\n').count() + 1, column }
}
