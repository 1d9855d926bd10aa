//! One pupil's whole record, for people to read.

use serde_json::Value;

use crate::model::at_a_day::AsAt;
use crate::model::record::Record;
use crate::rules::appeals::open_appeals;
use crate::rules::under_fives::early_review;
use crate::words::date;

/// A line of the report: a label with its value, or a heading above deeper lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShowLine {
    /// The depth, from 0.
    pub(crate) depth: usize,
    /// The label; `None` for an entry of a plain list.
    pub(crate) label: Option<String>,
    /// The value; `None` for a heading.
    pub(crate) value: Option<String>,
    /// Whether an entry of a list begins here.
    pub(crate) begins_entry: bool,
}

/// Every fact of a record as at a day, in the order of the file. The lines come from the record's own keys, so no fact can be left
/// out.
pub(crate) fn record_lines(record: &Value) -> Vec<ShowLine> {
    let mut lines = Vec::new();
    add_value(record, 0, &mut lines);
    lines
}

/// Notes for the family that are not duties of the school: the last day to appeal, and when guidance would have a young child's plan
/// reviewed.
///
/// It is shown with the record, because staff have the record open when a parent asks. In the weekly list it would look like a late
/// duty of the school.
pub(crate) fn family_notes(record: &AsAt) -> Vec<String> {
    let appeals = open_appeals(record).into_iter().map(|open| {
        format!(
            "the family may appeal up to and including {} against {} of {} (two months, or one month from a mediation certificate if \
             that is later)",
            date(open.last_day),
            open.what,
            date(open.decided)
        )
    });
    let early = early_review(record).map(|early| {
        format!(
            "under five with a plan: guidance asks the authority to consider a review between {} and {}, three to six months after {}",
            date(early.from),
            date(early.to),
            date(early.since)
        )
    });
    appeals.chain(early).collect()
}

/// How these records began, for a pupil who was found with support (DESIGN 7.1).
pub(crate) fn beginning_note(record: &Record) -> Option<String> {
    let found = record.as_found.as_ref()?;
    let source = found.source.as_ref().map_or_else(String::new, |source| format!(" ({})", source.as_str()));
    let by = found.by.as_ref().map_or_else(String::new, |by| format!(", by {}", by.as_str()));
    Some(format!(
        "Records begin on {}, as found{source}{by}; whether what is dated up to then was done rightly is not judged",
        date(found.date)
    ))
}

fn add_value(value: &Value, depth: usize, lines: &mut Vec<ShowLine>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                add_labelled(key, inner, depth, lines);
            }
        }
        Value::Array(list) => {
            for inner in list {
                add_entry(inner, depth + 1, lines);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            lines.push(show_line(depth, None, Some(scalar_in_words(value))))
        }
    }
}

fn add_labelled(key: &str, value: &Value, depth: usize, lines: &mut Vec<ShowLine>) {
    let label = Some(key.replace('_', " "));
    match value {
        Value::Object(_) => {
            lines.push(show_line(depth, label, None));
            add_value(value, depth + 1, lines);
        }
        Value::Array(_) => {
            lines.push(show_line(depth, label, None));
            add_value(value, depth, lines);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            lines.push(show_line(depth, label, Some(scalar_in_words(value))))
        }
    }
}

fn add_entry(value: &Value, depth: usize, lines: &mut Vec<ShowLine>) {
    let first = lines.len();
    add_value(value, depth, lines);
    if let Some(line) = lines.get_mut(first) {
        line.begins_entry = true;
    }
}

fn show_line(depth: usize, label: Option<String>, value: Option<String>) -> ShowLine {
    ShowLine { depth, label, value, begins_entry: false }
}

fn scalar_in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Record;
    use crate::model::values::plain_values;
    use crate::records::decode::decode_yaml;

    /// Every value of a parsed file, in order.
    fn leaves(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.values().for_each(|inner| leaves(inner, found)),
            Value::Array(list) => list.iter().for_each(|inner| leaves(inner, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(scalar_in_words(value)),
        }
    }

    #[test]
    fn the_record_says_how_long_the_family_may_appeal() {
        let text = "date_of_birth: 2021-03-01\nehc_plan: [{final: 2025-12-15}]\n";
        let on = crate::model::day::day("2026-01-15");
        let notes = family_notes(&crate::rules::examples::record(text).as_at(on));
        assert_eq!(
            notes,
            [
                "the family may appeal up to and including 15 Feb 2026 against the final plan of 15 Dec 2025 (two months, or one month from a mediation certificate if that is later)",
                "under five with a plan: guidance asks the authority to consider a review between 15 Mar 2026 and 15 Jun 2026, three to six months after 15 Dec 2025",
            ]
        );
    }

    #[test]
    fn every_value_of_every_example_record_is_shown() {
        let mut keys = std::collections::BTreeSet::new();
        let pupils = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/elmfield/pupils");
        for entry in
            walkdir::WalkDir::new(pupils).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
        {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let record: Record = decode_yaml(text.as_bytes()).unwrap().value;
            let parsed: Value = serde_yaml::from_str(&text).unwrap();
            let mut in_file = Vec::new();
            leaves(&parsed, &mut in_file);
            let shown = record_lines(&plain_values(&record));
            keys.extend(shown.iter().filter_map(|line| line.label.clone()));
            let mut shown: Vec<String> = shown
                .into_iter()
                .filter_map(|line| line.value)
                .map(|value| value.trim_end_matches(".0").to_owned())
                .collect();
            in_file.iter_mut().for_each(|value| *value = value.trim_end_matches(".0").to_owned());
            shown.sort();
            in_file.sort();
            let same = |one: &str, other: &str| {
                one == other
                    || one.parse::<f64>().ok().zip(other.parse::<f64>().ok()).is_some_and(|(one, other)| one == other)
            };
            assert_eq!(shown.len(), in_file.len(), "{}", entry.path().display());
            for (shown, in_file) in shown.iter().zip(&in_file) {
                assert!(same(shown, in_file), "{}: {shown} for {in_file}", entry.path().display());
            }
        }
        // The example school uses every key of the format, so every key is shown. `year` is only read: `taught_with` takes its place.
        keys.insert("year".to_owned());
        let schema: Value = serde_json::from_str(include_str!("../../docs/record.schema.json")).unwrap();
        let mut known = std::collections::BTreeSet::new();
        properties(&schema, &mut known);
        assert_eq!(known.difference(&keys).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    /// Every key that the schema knows, as a label.
    fn properties(schema: &Value, known: &mut std::collections::BTreeSet<String>) {
        match schema {
            Value::Object(map) => {
                if let Some(Value::Object(properties)) = map.get("properties") {
                    known.extend(properties.keys().map(|key| key.replace('_', " ")));
                }
                map.values().for_each(|inner| properties(inner, known));
            }
            Value::Array(list) => list.iter().for_each(|inner| properties(inner, known)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
