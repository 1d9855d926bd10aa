//! Records in every style that we could think of, each changed in every way that a verb changes one.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test says what it looks for")]

use super::*;
use crate::model::record::Record;

const ELMFIELD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/elmfield/pupils");

fn examples() -> Vec<(String, Vec<u8>)> {
    let files = walkdir::WalkDir::new(ELMFIELD).sort_by_file_name().into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

fn read(bytes: &[u8]) -> Record {
    decode_yaml(bytes).unwrap_or_else(|problems| panic!("{problems:?}\n{}", String::from_utf8_lossy(bytes))).value
}

/// Collects every key path of a value, outermost first.
pub(super) fn paths(value: &Value, at: &KeyPath, found: &mut Vec<KeyPath>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| {
            found.push(at.then(key.as_str()));
            paths(inner, &at.then(key.as_str()), found);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(nth, inner)| {
            found.push(at.then(nth));
            paths(inner, &at.then(nth), found);
        }),
        _ => {}
    }
}

/// Returns the value without the value at a path.
fn without(mut value: Value, path: &KeyPath) -> Value {
    use crate::finding::PathStep;
    let (last, steps) = path.steps().split_last().unwrap();
    let mut inner = &mut value;
    for step in steps {
        inner = match step {
            PathStep::Key(key) => &mut inner[key.as_str()],
            PathStep::Index(index) => &mut inner[*index],
        };
    }
    match last {
        PathStep::Key(key) => drop(inner.as_object_mut().unwrap().shift_remove(key)),
        PathStep::Index(index) => drop(inner.as_array_mut().unwrap().remove(*index)),
    }
    value
}

#[test]
fn what_is_removed_from_an_example_can_be_put_back() {
    let (mut tried, mut refused) = (0, Vec::new());
    // Try one in twenty of the changes, different ones in each file: trying all of them takes minutes without optimisation.
    for (nth, (file, bytes)) in examples().into_iter().enumerate() {
        let whole = read(&bytes);
        let mut found = Vec::new();
        paths(&written_values(&whole), &KeyPath::default(), &mut found);
        for path in found.into_iter().skip(nth % 20).step_by(20) {
            let Ok(less) = serde_json::from_value::<Record>(without(written_values(&whole), &path)) else { continue };
            tried += 1;
            match edit_file(&bytes, &whole, &less) {
                Ok(shorter) => match edit_file(&shorter, &less, &whole) {
                    Ok(back) => assert_eq!(read(&back), whole),
                    Err(_) => refused.push(format!("{file}: back {path}")),
                },
                Err(_) => refused.push(format!("{file}: out {path}")),
            }
        }
    }
    assert!(tried > 400, "{tried} changes tried");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn an_example_that_is_rewritten_reads_the_same() {
    for (file, bytes) in examples() {
        let record = read(&bytes);
        let written = new_file(&record).unwrap_or_else(|wrong| panic!("{file}: {wrong:?}"));
        assert_eq!(read(&written), record, "{file}");
    }
}

#[test]
fn a_comment_that_would_become_part_of_the_text_above_it_is_kept_further_left() {
    let text = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n\
                home_language: |-\n  Polish\n  at home\ncharacteristics:\n  - eal\n\n    # ask again in May\n\n  \
                # and in June\ncensus: N\n";
    let before = read(text.as_bytes());
    let after = Record { characteristics: Vec::new(), ..before.clone() };
    let less = edit_file(text.as_bytes(), &before, &after).unwrap();
    let expected = text.replace(
        "characteristics:\n  - eal\n\n    # ask again in May\n\n  # and in June\n",
        "# ask again in May\n\n# and in June\n",
    );
    assert_eq!(String::from_utf8(less).unwrap(), expected);
}
