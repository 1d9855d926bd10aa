//! One pupil's record, all of it, as people read it.

use serde_json::Value;

use crate::model::record::Record;

/// A line of the report: a label with its value, or a heading over deeper lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShowLine {
    /// How deep it lies, from 0.
    pub(crate) depth: usize,
    /// The label; nothing for an entry of a plain list.
    pub(crate) label: Option<String>,
    /// The value; nothing for a heading.
    pub(crate) value: Option<String>,
    /// Whether an entry of a list begins here.
    pub(crate) begins_entry: bool,
}

/// Every fact of a record as at a day, in the order of the file. Nothing can be left out: the lines are made from the
/// record's own keys.
pub(crate) fn lines(record: &Value) -> Vec<ShowLine> {
    let mut lines = Vec::new();
    walk(record, 0, &mut lines);
    lines
}

/// The record as JSON holds it, without keys that hold nothing.
pub(crate) fn value(record: &Record) -> Value {
    let whole = serde_json::to_value(record).unwrap_or(Value::Null);
    without_empty(whole).unwrap_or(Value::Null)
}

fn without_empty(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(list) => {
            let list: Vec<Value> = list.into_iter().filter_map(without_empty).collect();
            (!list.is_empty()).then_some(Value::Array(list))
        }
        Value::Object(map) => {
            let map: serde_json::Map<String, Value> =
                map.into_iter().filter_map(|(key, value)| Some((key, without_empty(value)?))).collect();
            (!map.is_empty()).then_some(Value::Object(map))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value),
    }
}

fn walk(value: &Value, depth: usize, lines: &mut Vec<ShowLine>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                labelled(key, inner, depth, lines);
            }
        }
        Value::Array(list) => {
            for inner in list {
                entry(inner, depth, lines);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            lines.push(line(depth, None, Some(scalar(value))))
        }
    }
}

fn labelled(key: &str, value: &Value, depth: usize, lines: &mut Vec<ShowLine>) {
    let label = Some(key.replace('_', " "));
    match value {
        Value::Object(_) | Value::Array(_) => {
            lines.push(line(depth, label, None));
            walk(value, depth + 1, lines);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            lines.push(line(depth, label, Some(scalar(value))))
        }
    }
}

fn entry(value: &Value, depth: usize, lines: &mut Vec<ShowLine>) {
    let first = lines.len();
    walk(value, depth, lines);
    if let Some(line) = lines.get_mut(first) {
        line.begins_entry = true;
    }
}

fn line(depth: usize, label: Option<String>, value: Option<String>) -> ShowLine {
    ShowLine { depth, label, value, begins_entry: false }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
