//! A record cut to what a paper may contain. Every key that is not listed is removed before the paper is made, so a new key is
//! private until someone lists it.

use serde_json::{Map, Value};

use super::record::Record;
use super::values::written_values;

/// The required keys of a record (DESIGN 2.1). They stay, because the record cannot be read without them. A test that plants a
/// text in every key checks whether a paper shows them.
const ALWAYS: &[&str] =
    &["format", "id", "name", "date_of_birth", "on_roll", "on_roll.from", "on_roll.in_force_on", "census"];

/// Returns the record with only the listed keys: `cycles.plan.targets.text` is the text of every target. If only inner keys of a
/// key are listed, it keeps those; an entry with nothing left is removed. `None` if the list names an entry without the key that
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
    fn an_unlisted_key_is_removed_and_a_listed_one_is_kept_whole() {
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
    fn a_list_with_an_entry_but_not_its_required_keys_is_a_mistake() {
        assert!(cut_to_keys(&full(), &["contacts.note"]).is_none());
        assert!(cut_to_keys(&full(), &[]).is_some());
    }
}
