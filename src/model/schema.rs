//! The JSON Schema of the record, made from the same types that the decoder fills (test builds only). `send schema` prints the
//! copy in `docs/`, and a test here compares that copy with the types. Tests of other rooms ask here which keys exist, so that
//! every list and every fixture of keys is compared with the format itself.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::record::Record;
use super::since::{SINCE, SINCE_FINAL};

/// The schema of format 1.
pub(crate) fn schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Record>();
    schema.insert("title".into(), "A pupil's record for `send`, format 1".into());
    let mut schema = schema.to_value();
    forbid_empty(&mut schema);
    require_a_day(&mut schema);
    schema
}

/// Requires the first day of an entry, or a day on which it held. The reader does the same in `since.rs`.
fn require_a_day(schema: &mut Value) {
    let parts = schema.get_mut("$defs").and_then(Value::as_object_mut).into_iter().flat_map(|parts| parts.values_mut());
    for part in parts.filter_map(Value::as_object_mut) {
        let has = |key: &&&str| part.get("properties").is_some_and(|keys| keys.get(**key).is_some());
        let Some(keys) = [SINCE, SINCE_FINAL].into_iter().find(|keys| keys.iter().all(|key| has(&key))) else {
            continue;
        };
        let choices: Vec<Value> = keys.iter().map(|key| json!({ "required": [key] })).collect();
        part.insert("anyOf".to_owned(), choices.into());
    }
}

/// The keys of the format. Each is given with the keys on the way to it, joined by dots: `cycles.plan.review_by`. A value with
/// two forms, such as a voice, has the keys of both.
#[derive(Debug, Default)]
struct Keys {
    all: BTreeSet<String>,
    lists: BTreeSet<String>,
}

impl Keys {
    fn of_format() -> Self {
        let (schema, mut keys) = (schema(), Self::default());
        keys.collect(&schema, &schema, "");
        keys
    }

    /// Adds the keys below a part of the schema. `whole` contains the parts that it refers to.
    fn collect(&mut self, whole: &Value, part: &Value, path: &str) {
        let part = referred(whole, part);
        for form in part.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            self.collect(whole, form, path);
        }
        if let Some(entry) = part.get("items") {
            if has_keys(whole, entry) {
                self.lists.insert(path.to_owned());
            }
            self.collect(whole, entry, path);
        }
        for (key, inner) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let path = joined(path, key);
            self.collect(whole, inner, &path);
            self.all.insert(path);
        }
    }
}

/// Whether a part, or one of the forms that it may have, has keys.
fn has_keys(whole: &Value, part: &Value) -> bool {
    let part = referred(whole, part);
    let mut forms = part.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    part.get("properties").is_some() || forms.any(|form| referred(whole, form).get("properties").is_some())
}

/// The part itself, or the part that it refers to.
fn referred<'v>(whole: &'v Value, part: &'v Value) -> &'v Value {
    let named = part.get("$ref").and_then(Value::as_str).map(|named| named.trim_start_matches('#'));
    named.map_or(part, |pointer| whole.pointer(pointer).expect("the schema contains what it refers to"))
}

/// Every key of the format.
pub(crate) fn key_paths() -> BTreeSet<String> {
    Keys::of_format().all
}

/// The keys that hold a list of entries with their own keys.
pub(crate) fn lists_of_entries() -> BTreeSet<String> {
    Keys::of_format().lists
}

/// The keys that a record, or a part of one, uses, joined in the same way.
pub(crate) fn paths_of(record: &Value) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    collect_used(record, "", &mut paths);
    paths
}

fn collect_used(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = joined(path, key);
                collect_used(inner, &path, paths);
                paths.insert(path);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect_used(inner, path, paths)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Removes `null` from optional keys. The derived schema allows it, but a record may not leave a value empty.
fn forbid_empty(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
                if let [Value::Object(only)] = choices.as_mut_slice() {
                    let only = std::mem::take(only);
                    map.shift_remove("anyOf");
                    map.extend(only);
                }
            }
            map.remove("default");
            map.values_mut().for_each(forbid_empty);
        }
        Value::Array(list) => list.iter_mut().for_each(forbid_empty),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Value, key_paths, paths_of, schema};
    use crate::model::record::Record;
    use crate::model::shape::paths::each_key;
    use crate::records::decode::decode_yaml;

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/record.schema.json");

    /// Run with `BLESS=1` to write the file again after a change to the format.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads `BLESS`")]
    fn the_schema_in_the_repository_matches_the_types() {
        let made = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(FILE, &made).unwrap();
        }
        assert_eq!(std::fs::read_to_string(FILE).unwrap().replace("\r\n", "\n"), made);
    }

    /// The table of the shape agrees with the types.
    #[test]
    fn the_table_of_keys_matches_the_schema() {
        let (schema, mut of_table) = (schema(), BTreeSet::new());
        each_key(&mut |path, field| {
            let meaning = field.meaning.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
            assert!(schema.to_string().contains(&Value::from(meaning).to_string()), "{path}");
            of_table.insert(path.to_owned());
        });
        assert_eq!(of_table, key_paths());
    }

    #[test]
    fn the_example_school_uses_every_key() {
        let pupils = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/elmfield/pupils");
        let files = walkdir::WalkDir::new(pupils).into_iter().map(Result::unwrap);
        let mut used = BTreeSet::new();
        for entry in files.filter(|entry| entry.file_type().is_file()) {
            let record: Value = serde_yaml::from_str(&std::fs::read_to_string(entry.path()).unwrap()).unwrap();
            used.append(&mut paths_of(&record));
        }
        // `year` is only read: `taught_with` takes its place.
        used.insert("year".to_owned());
        assert_eq!(used, key_paths(), "examples/elmfield");
    }

    #[test]
    fn schema_and_decoder_agree_on_every_example_and_on_every_misspelt_key() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let mut compared = BTreeSet::new();
        let pupils = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/elmfield/pupils");
        for entry in
            walkdir::WalkDir::new(pupils).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
        {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let record: Value = serde_yaml::from_str(&text).unwrap();
            let file = entry.path().display();
            assert!(decode_yaml::<Record>(text.as_bytes()).is_ok(), "{file}");
            assert!(validator.is_valid(&record), "{file}: {:?}", validator.iter_errors(&record).next());
            for path in keys(&record, String::new()) {
                // A key in one entry of a list represents the same key in all of them.
                if !compared.insert(path.replace(|character: char| character.is_ascii_digit(), "")) {
                    continue;
                }
                for (what, changed) in
                    [("another key", rename(&record, &path)), ("an empty value", empty(&record, &path))]
                {
                    let as_yaml = serde_yaml::to_string(&changed).unwrap();
                    assert!(!validator.is_valid(&changed), "the schema accepts `{path}` with {what}");
                    assert!(
                        decode_yaml::<Record>(as_yaml.as_bytes()).is_err(),
                        "the decoder accepts `{path}` with {what}"
                    );
                }
            }
        }
        assert!(compared.len() > 150, "only {} keys were compared", compared.len());
    }

    #[test]
    fn schema_and_decoder_ask_for_a_first_day_or_a_day_on_which_it_held() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let agree = |more: &str, expected: bool| {
            let text = format!("format: 1\nid: p001\nname: Ada\ndate_of_birth: 2017-11-03\ncensus: N\n{more}\n");
            let decoded = decode_yaml::<Record>(text.as_bytes()).is_ok();
            let valid = validator.is_valid(&serde_yaml::from_str(&text).unwrap());
            assert_eq!((decoded, valid), (expected, expected), "{more}");
        };
        for (list, first) in [("on_roll", "from"), ("register", "from"), ("sspp", "from"), ("ehc_plan", "final")] {
            let roll = if list == "on_roll" { "" } else { "on_roll: [{from: 2022-09-05}]\n" };
            for (entry, expected) in [
                (format!("{first}: 2025-09-08"), true),
                ("in_force_on: 2025-09-08".to_owned(), true),
                (format!("{first}: 2024-09-08, in_force_on: 2025-09-08"), true),
                (String::new(), false),
                ("to_school: Far Primary".to_owned(), false),
            ] {
                agree(&format!("{roll}{list}: [{{{entry}}}]"), expected);
            }
        }
        let one = "{from: Far Primary, with: EHCP}";
        let dated = "{date: 2025-09-08, from: Far Primary, with: EHCP}";
        for (arrived, expected) in [
            (one.to_owned(), true),
            (format!("[{one}]"), true),
            (format!("[{dated}, {dated}]"), true),
            ("Far Primary".to_owned(), false),
            ("[Far Primary]".to_owned(), false),
            ("{with: EHCP}".to_owned(), false),
            (String::new(), false),
        ] {
            agree(&format!("on_roll: [{{from: 2022-09-05}}]\narrived: {arrived}"), expected);
        }
    }

    /// Every key of a record as a JSON pointer.
    fn keys(value: &Value, at: String) -> Vec<String> {
        match value {
            Value::Object(map) => map
                .iter()
                .flat_map(|(key, inner)| {
                    let here = format!("{at}/{key}");
                    std::iter::once(here.clone()).chain(keys(inner, here)).collect::<Vec<_>>()
                })
                .collect(),
            Value::Array(list) => {
                list.iter().enumerate().flat_map(|(index, inner)| keys(inner, format!("{at}/{index}"))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        }
    }

    /// The record with an `x` after the key at a pointer.
    fn rename(record: &Value, pointer: &str) -> Value {
        let mut record = record.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let map = record.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        let value = map.shift_remove(key).unwrap();
        map.insert(format!("{key}x"), value);
        record
    }

    /// The record with an empty value at a pointer.
    fn empty(record: &Value, pointer: &str) -> Value {
        let mut record = record.clone();
        *record.pointer_mut(pointer).unwrap() = Value::Null;
        record
    }
}
