//! A record cut to what a paper may know: every key that is not listed is gone before the paper is made, so that a new key is
//! private until somebody lists it.

use serde_json::{Map, Value};

use super::record::Record;
use super::values::written_values;

/// The keys that a record has to have (DESIGN 2.1). They stay, for without them it is no record; whether a paper shows them is
/// held by a test that plants a text in every key.
const ALWAYS: &[&str] = &["format", "id", "name", "date_of_birth", "on_roll", "on_roll.from", "census"];

/// The record with the listed keys alone: `cycles.plan.targets.text` is the text of every target. A key of which only inner
/// ones are listed keeps those; an entry of which nothing is left is gone. Nothing where a list names an entry without what
/// gives it meaning, such as a contact without its day.
pub(super) fn cut_to_keys(record: &Record, keys: &[&str]) -> Option<Record> {
    let kept = kept_value(written_values(record), "", keys).unwrap_or_else(|| Value::Object(Map::new()));
    serde_json::from_value(kept).ok()
}

fn kept_value(value: Value, path: &str, keys: &[&str]) -> Option<Value> {
    match value {
        Value::Object(map) => {
            let inner = map.into_iter().filter_map(|(key, inner)| {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                Some((key, kept_value(inner, &path, keys)?))
            });
            let inner: Map<String, Value> = inner.collect();
            (!inner.is_empty()).then_some(Value::Object(inner))
        }
        Value::Array(list) => {
            let list: Vec<Value> = list.into_iter().filter_map(|inner| kept_value(inner, path, keys)).collect();
            (!list.is_empty() || ALWAYS.contains(&path)).then_some(Value::Array(list))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            (keys.contains(&path) || ALWAYS.contains(&path)).then_some(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Record {
        serde_json::from_str(include_str!("../records/edit/full.json")).unwrap()
    }

    #[test]
    fn a_key_that_is_not_listed_is_gone_and_a_listed_one_is_whole() {
        let cut = cut_to_keys(
            &full(),
            &["known_as", "cycles.stage", "cycles.plan.date", "cycles.plan.kind", "cycles.plan.targets.text"],
        );
        let cut = cut.unwrap();
        assert_eq!(cut.known_as, full().known_as);
        assert!(cut.upn.is_none() && cut.notes.is_none() && cut.contacts.is_empty() && cut.profile.is_none());
        let plan = cut.cycles[1].plan.as_ref().unwrap();
        assert!(plan.provisions.is_empty() && plan.by.is_none() && plan.targets[0].measure.is_none());
        assert_eq!(plan.targets[0].text, full().cycles[1].plan.as_ref().unwrap().targets[0].text);
    }

    #[test]
    fn the_keys_that_always_stay_are_keys_of_the_format() {
        let known = crate::model::schema::key_paths();
        assert!(ALWAYS.iter().all(|key| known.contains(*key)), "{ALWAYS:?}");
    }

    #[test]
    fn an_entry_without_what_gives_it_meaning_is_a_mistake_in_the_list() {
        assert!(cut_to_keys(&full(), &["contacts.note"]).is_none());
        assert!(cut_to_keys(&full(), &[]).is_some());
    }
}
