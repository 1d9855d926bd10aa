//! A roll is imported: no fact about SEND is touched, every child on it is counted, and a second import changes no record.

use serde_json::Value;

use super::trial_folder::TrialFolder;
use crate::model::record::Record;
use crate::model::values::written_values;
use crate::records::decode::decode_yaml;

/// The keys that a roll may change.
const OF_THE_ROLL: &[&str] = &["name", "class", "upn", "former_upn"];

/// Imports a roll, which is a CSV file.
pub fn roll(input: &[u8]) {
    let Ok(folder) = TrialFolder::new() else { return };
    if std::fs::write(folder.path("roll.csv"), input).is_err() {
        return;
    }
    let Ok(before) = folder.records() else { return };
    let tried = folder.run(&["import", "roll.csv", "--add", "--dry-run", "--by", "R. Osei"]);
    assert!(folder.records().is_ok_and(|now| now == before), "a dry run changed the records");
    let saved = folder.run(&["import", "roll.csv", "--add", "--yes", "--by", "R. Osei"]);
    let Ok(after) = folder.records() else { return };
    if tried.code != 0 {
        assert!(saved.code == tried.code && after == before, "refused, but saved anyway: {saved:?}");
        return;
    }
    for (path, bytes) in &before {
        let now = after.get(path).map_or(Value::Null, |bytes| facts_in(bytes));
        assert_eq!(facts_in(bytes), now, "{}", path.display());
    }
    for (path, bytes) in &after {
        let record = decode_yaml::<Record>(bytes).map(|decoded| decoded.value);
        let id = path.file_stem().and_then(|id| id.to_str());
        assert!(record.is_ok_and(|record| Some(record.id()) == id), "{}", path.display());
    }
    if saved.code == 0 {
        let new = after.len() - before.len();
        assert!(tried.out.contains(&format!(", {new} new, ")), "{new} records were made: {tried:?}");
        let again = folder.run(&["import", "roll.csv", "--add", "--dry-run", "--by", "R. Osei"]);
        assert!(again.out.contains("0 records changed, 0 new, "), "{input:?}\n{again:?}");
    }
}

/// Returns the values of a record without those that a roll may change.
fn facts_in(bytes: &[u8]) -> Value {
    let Ok(record) = decode_yaml::<Record>(bytes) else { return Value::Null };
    let mut values = written_values(&record.value);
    if let Value::Object(map) = &mut values {
        map.retain(|key, _| !OF_THE_ROLL.contains(&key.as_str()));
    }
    values
}
