//! A record's text is edited: the result has the new values, and comments and other lines stay.

use serde_json::Value;

use super::split_parts;
use crate::finding::{KeyPath, PathStep};
use crate::model::record::Record;
use crate::model::values::written_values;
use crate::records::decode::{decode_yaml, places_in_bytes};
use crate::records::edit::{comments_in, edit_file};

/// How many changes to one text are tried.
const EDITS: usize = 4;

/// Edits a record. The input is the record's file and, after a line `%%%`, bytes that choose the changes.
pub fn edit(input: &[u8]) {
    let (file, wish) = split_parts(input);
    let Ok(before) = decode_yaml::<Record>(file).map(|decoded| decoded.value) else { return };
    assert!(edit_file(file, &before, &before).is_ok_and(|same| same == file), "no change changed the file");
    let values = written_values(&before);
    let mut choices = ByteChoices(wish.iter());
    for _ in 0..EDITS {
        let (target, keeps_all) = changed_values(&values, &mut choices);
        let Ok(after) = serde_json::from_value::<Record>(target) else { continue };
        // A change without a safe place in the file is refused, and the file stays as it is.
        let Ok(result) = edit_file(file, &before, &after) else { continue };
        let told = || format!("{}\nbecame\n{}", String::from_utf8_lossy(file), String::from_utf8_lossy(&result));
        let read = decode_yaml::<Record>(&result).map(|decoded| decoded.value);
        assert!(read.is_ok_and(|read| read == after), "the text does not have the new values: {}", told());
        if keeps_all {
            let left = comments_in(&result);
            assert!(are_among(&comments_in(file), &left), "a comment is lost: {}", told());
        }
        assert!(are_among(&other_lines(file, &values, &written_values(&after)), &said_lines(&result)), "{}", told());
    }
}

/// Bytes that make one choice after another. When they run out, the first option is always chosen.
struct ByteChoices<'a>(std::slice::Iter<'a, u8>);

impl ByteChoices<'_> {
    fn below(&mut self, number: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte)) % number.max(1)
    }

    fn text(&mut self) -> String {
        let length = self.below(24);
        let bytes: Vec<u8> = self.0.by_ref().take(length).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Returns the values with one change, and whether everything that has a comment is still there.
fn changed_values(values: &Value, choices: &mut ByteChoices<'_>) -> (Value, bool) {
    let mut paths = Vec::new();
    gather_paths(values, &KeyPath::default(), &mut paths);
    let mut target = values.clone();
    let at = choices.below(256) * 256 + choices.below(256);
    let Some(path) = paths.get(at % paths.len().max(1)) else { return (target, true) };
    let kind = choices.below(5);
    match (kind, path.steps().split_last()) {
        (0, Some((last, above))) => {
            match (value_at(&mut target, above), last) {
                (Some(Value::Object(map)), PathStep::Key(key)) => drop(map.shift_remove(key)),
                (Some(Value::Array(list)), PathStep::Index(nth)) => drop(list.remove(*nth)),
                _ => {}
            }
            (target, false)
        }
        (1, Some((PathStep::Index(nth), above))) => {
            if let Some(Value::Array(list)) = value_at(&mut target, above) {
                let other = choices.below(list.len());
                list.swap(*nth, other);
            }
            (target, false)
        }
        _ => {
            let text = choices.text();
            match value_at(&mut target, path.steps()) {
                Some(Value::Array(list)) => list.extend(list.last().cloned()),
                Some(value @ Value::String(_)) => *value = Value::String(text),
                Some(Value::Number(number)) => *number = choices.below(256).into(),
                _ => {}
            }
            (target, true)
        }
    }
}

/// Collects the path of every key and entry of a value.
fn gather_paths(value: &Value, at: &KeyPath, found: &mut Vec<KeyPath>) {
    let steps: Vec<PathStep> = match value {
        Value::Object(map) => map.keys().map(|key| PathStep::from(key.as_str())).collect(),
        Value::Array(list) => (0..list.len()).map(PathStep::from).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for step in steps {
        let path = at.then(step.clone());
        found.push(path.clone());
        let inner = match &step {
            PathStep::Key(key) => value.get(key),
            PathStep::Index(nth) => value.get(*nth),
        };
        if let Some(inner) = inner {
            gather_paths(inner, &path, found);
        }
    }
}

fn value_at<'v>(value: &'v mut Value, at: &[PathStep]) -> Option<&'v mut Value> {
    at.iter().try_fold(value, |value, step| match step {
        PathStep::Key(key) => value.get_mut(key),
        PathStep::Index(nth) => value.get_mut(*nth),
    })
}

/// Returns the lines of the top-level keys that the change does not touch. A line belongs to the last key before it.
fn other_lines(file: &[u8], before: &Value, after: &Value) -> Vec<String> {
    let places = places_in_bytes(file);
    let Some(map) = before.as_object() else { return Vec::new() };
    let starts = map.keys().map(|key| (places.position_of(&KeyPath::default().then(key.as_str())).line, key));
    let mut starts: Vec<(usize, &String)> = starts.collect();
    starts.sort();
    if starts.iter().zip(starts.iter().skip(1)).any(|(one, next)| one.0 == next.0) {
        // The record is in brackets, or several of its keys are on one line.
        return Vec::new();
    }
    let is_touched = |line: usize| {
        let key = starts.iter().rev().find(|(start, _)| *start <= line).map(|(_, key)| key.as_str());
        key.is_some_and(|key| before.get(key) != after.get(key))
    };
    let lines = lines_of(file).into_iter().enumerate();
    said(lines.filter(|(nth, _)| !is_touched(nth + 1)).map(|(_, line)| line))
}

/// Returns the lines that are not blank. A comment may be further to the left than before.
fn said_lines(file: &[u8]) -> Vec<String> {
    said(lines_of(file).into_iter())
}

fn said(lines: impl Iterator<Item = String>) -> Vec<String> {
    let written = lines.filter(|line| !line.trim().is_empty());
    written.map(|line| if line.trim().starts_with('#') { line.trim().to_owned() } else { line }).collect()
}

fn lines_of(file: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(file).into_owned();
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    text.split('\n').map(str::to_owned).collect()
}

/// Whether all of these lines are among the others, in the same order.
fn are_among(these: &[String], others: &[String]) -> bool {
    let mut others = others.iter();
    these.iter().all(|one| others.any(|other| other == one))
}
