//! A record as plain values, key by key in the order of the file, for callers that should not depend on its types.

use serde::Serialize;
use serde_json::{Map, Value};

use super::record::Record;

/// Returns the record without empty values, as a file would give it: JSON without `null`, `[]` and `{}`.
pub(crate) fn plain_values(record: &Record) -> Value {
    let empty = |_: &str, value: &Value| is_nothing(value) || *value == Value::Object(Map::new());
    without_empty("", whole_value(record), &empty).unwrap_or(Value::Null)
}

/// Returns the record, or a part of one, without `null` and `[]`, which a file may leave out. Two lists stay when empty:
/// `on_roll` is required, and an empty class history is not the same as no class. An empty mapping (`profile: {}`) stays too,
/// because the record distinguishes it from a missing one.
pub(crate) fn written_values(record: &impl Serialize) -> Value {
    let says_something = |key: &str, value: &Value| value.is_array() && matches!(key, "on_roll" | "class");
    let empty = |key: &str, value: &Value| is_nothing(value) && !says_something(key, value);
    without_empty("", whole_value(record), &empty).unwrap_or(Value::Null)
}

fn whole_value(record: &impl Serialize) -> Value {
    // This cannot fail: the keys of a record are text, and JSON can represent all of its numbers.
    serde_json::to_value(record).unwrap_or(Value::Null)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => false,
    }
}

/// Returns the value of this key without its empty parts, or `None` if nothing is left.
fn without_empty(key: &str, value: Value, empty: &dyn Fn(&str, &Value) -> bool) -> Option<Value> {
    let rest = match value {
        Value::Array(list) => {
            Value::Array(list.into_iter().filter_map(|inner| without_empty("", inner, empty)).collect())
        }
        Value::Object(map) => {
            let kept = map.into_iter().filter_map(|(key, inner)| {
                let inner = without_empty(&key, inner, empty)?;
                Some((key, inner))
            });
            Value::Object(kept.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    };
    (!empty(key, &rest)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_is_left_out_if_the_record_says_the_same_without_it() {
        let read = |class: &str| -> Record {
            let text = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: []\ncensus: N\n";
            serde_yaml::from_str(&format!("{text}{class}needs: []\nprofile: {{}}\n")).unwrap()
        };
        let written = |class: &str| written_values(&read(class));
        assert_eq!(written("").get("needs"), None);
        assert!(["on_roll", "profile"].iter().all(|key| written("").get(key).is_some()));
        assert_eq!(written("").get("class"), None);
        assert_eq!(written("class: []\n").get("class"), Some(&Value::Array(Vec::new())));
        assert_eq!(plain_values(&read("class: []\n")).get("profile"), None);
    }
}
