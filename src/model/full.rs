//! A record with every key of the format (test builds only). Tests that cover every key start from it, so that they also cover a
//! key that is added later: `BLESS=1` adds missing keys to the file.

use serde_json::{Map, Value};

use super::record::Record;
use super::shape::table::{Field, Shape, Times, ValueKind};
use super::shape::value::HasShape;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/records/edit/full.json");

/// The record in the file.
pub(crate) fn full_record() -> Value {
    serde_json::from_str(include_str!("../records/edit/full.json")).unwrap()
}

/// The record with an example of every key that is missing from all of its entries.
fn completed_record() -> Value {
    let mut whole = full_record();
    loop {
        let used = super::schema::paths_of(&whole);
        let missing = super::schema::key_paths().into_iter().find(|path| !used.contains(path));
        let Some(path) = missing else { return whole };
        let field = super::shape::paths::key_at(&path).unwrap();
        let candidates = examples(field).into_iter().map(|value| with_value(&whole, &path, &value));
        whole = candidates.into_iter().find(|whole| serde_json::from_value::<Record>(whole.clone()).is_ok()).unwrap();
    }
}

/// The record with one more value.
fn with_value(whole: &Value, path: &str, value: &Value) -> Value {
    let mut whole = whole.clone();
    put_at(&mut whole, Record::SHAPE, path, value);
    whole
}

/// Examples of values that the key may have. A list has one entry.
fn examples(field: &'static Field) -> Vec<Value> {
    let examples = match field.kind {
        ValueKind::Day => vec![Value::from("2025-06-02")],
        ValueKind::Text | ValueKind::TextOr(_) => vec![Value::from("x")],
        ValueKind::Code(words) => vec![Value::from(words.words[0].0)],
        ValueKind::PupilNumber => vec![Value::from("Q330999922002")],
        ValueKind::Plain => vec![Value::from(true), Value::from(1), Value::from("1.00"), Value::from("3")],
        ValueKind::PlainOr(shape) => vec![Value::Array(vec![Value::Object(required(shape))])],
        ValueKind::Entry(shape) | ValueKind::CodeOr(_, shape) => vec![Value::Object(required(shape))],
    };
    if field.times == Times::Many {
        examples.into_iter().map(|one| Value::Array(vec![one])).collect()
    } else {
        examples
    }
}

/// An entry with its required keys.
fn required(shape: &'static Shape) -> Map<String, Value> {
    let fields = shape.fields.iter().filter(|field| field.times == Times::Once);
    fields.map(|field| (field.key.to_owned(), examples(field).swap_remove(0))).collect()
}

/// Puts a value at a path, into the first entry of each list on the way.
fn put_at(whole: &mut Value, shape: &'static Shape, path: &str, value: &Value) {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    if let Value::Array(list) = whole {
        return put_at(&mut list[0], shape, path, value);
    }
    let map = whole.as_object_mut().unwrap();
    match rest {
        None => insert_in_order(map, shape, key, value.clone()),
        Some(rest) => {
            let inner =
                shape.fields.iter().find(|field| field.key == key).and_then(|field| field.kind.shape()).unwrap();
            put_at(&mut map[key], inner, rest, value);
        }
    }
}

fn insert_in_order(map: &mut Map<String, Value>, shape: &'static Shape, key: &str, value: Value) {
    map.insert(key.to_owned(), value);
    let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    entries.sort_by_key(|(key, _)| shape.fields.iter().position(|field| field.key == key));
    map.extend(entries);
}

/// Run with `BLESS=1` to add new keys to the file.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads `BLESS`")]
fn the_full_record_has_every_key_of_the_format() {
    let completed = format!("{}\n", serde_json::to_string_pretty(&completed_record()).unwrap());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, &completed).unwrap();
    }
    assert_eq!(std::fs::read_to_string(FILE).unwrap().replace("\r\n", "\n"), completed);
}
