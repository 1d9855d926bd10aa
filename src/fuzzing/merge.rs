//! Three texts are merged: no entry is lost without a warning, and neither side is preferred.

use serde_json::Value;

use super::split_parts;
use crate::model::record::Record;
use crate::model::values::written_values;
use crate::records::decode::decode_yaml;
use crate::records::file_merge::{Decided, NotMerged, Versions, marks, merge_files};

const FILE: &str = "pupils/p014.yaml";

/// Merges three versions of a file, with a line `%%%` between them: the common ancestor, ours, theirs.
pub fn merge(input: &[u8]) {
    let (base, rest) = split_parts(input);
    let (ours, theirs) = split_parts(rest);
    let versions = Versions { base: base.to_vec(), ours: ours.to_vec(), theirs: theirs.to_vec() };
    every_line_is_marked(&versions);
    let turned = Versions { base: base.to_vec(), ours: theirs.to_vec(), theirs: ours.to_vec() };
    let merged = |versions: &Versions| {
        let merged = merge_files(FILE, versions, &Decided::default())?;
        let read = decode_yaml::<Record>(merged.result.bytes()).map(|decoded| decoded.value);
        assert!(read.is_ok_and(|read| read == merged.result.record), "the text says something else");
        Ok([merged.ours.record, merged.theirs.record, merged.result.record])
    };
    match (merged(&versions), merged(&turned)) {
        (Ok([our_record, their_record, result]), other) => {
            assert!(is_the_same_or_a_matter_of_text(&other, &result), "one side is preferred: {other:?}");
            let Ok(base_record) = decode_yaml::<Record>(base).map(|decoded| decoded.value) else { return };
            nothing_is_lost(&base_record, [&our_record, &their_record], &result);
        }
        (Err(why), other) => assert!(is_unmerged_too(&why, &other), "one side is preferred: {why:?}, {other:?}"),
    }
}

type Came = Result<[Record; 3], NotMerged>;

/// Swapping the sides gives the same record. It may fail only because no place for it can be found in the other text, with the
/// comments there.
fn is_the_same_or_a_matter_of_text(other: &Came, result: &Record) -> bool {
    match other {
        Ok([_, _, record]) => record == result,
        Err(NotMerged::Comments(_) | NotMerged::Unplaced(_)) => true,
        Err(NotMerged::Conflicts(_) | NotMerged::Unreadable(..)) => false,
    }
}

/// Swapping the sides does not merge either, and fails at the same places. A problem with the text may concern our text only.
fn is_unmerged_too(why: &NotMerged, other: &Came) -> bool {
    match (why, other) {
        (NotMerged::Comments(_) | NotMerged::Unplaced(_), _) => {
            !matches!(other, Err(NotMerged::Conflicts(_) | NotMerged::Unreadable(..)))
        }
        (NotMerged::Conflicts(one), Err(NotMerged::Conflicts(other))) => {
            one.iter().map(|conflict| &conflict.field).eq(other.iter().map(|conflict| &conflict.field))
        }
        (NotMerged::Unreadable(..), Err(NotMerged::Unreadable(..))) => true,
        (NotMerged::Conflicts(_) | NotMerged::Unreadable(..), _) => false,
    }
}

/// The marked file, which git and people see, has every line of both sides.
fn every_line_is_marked(versions: &Versions) {
    let marked = marks::marked_versions(versions);
    assert!(marks::are_in(&marked));
    let lines: Vec<&[u8]> = marked.split(|byte| *byte == b'\n').collect();
    for side in [&versions.ours, &versions.theirs] {
        let mut lines = lines.iter();
        assert!(side.split(|byte| *byte == b'\n').all(|line| line.is_empty() || lines.any(|kept| *kept == line)));
    }
}

/// Every entry of both sides is in the merged record. A single value comes from the side that changed it.
fn nothing_is_lost(base: &Record, sides: [&Record; 2], result: &Record) {
    let [ours, theirs] = sides;
    if ours == base || theirs == base {
        assert!(result == if ours == base { theirs } else { ours }, "the side without a change is preferred");
        return;
    }
    let [base, ours, theirs, result] = [base, ours, theirs, result].map(written_values);
    for key in ["name", "known_as", "upn", "home_language", "notes", "year", "date_of_birth", "sen_unit"] {
        let [base, ours, theirs] = [&base, &ours, &theirs].map(|values| values.get(key));
        assert!(ours == base || theirs == base || ours == theirs, "both changed {key}");
        assert_eq!(result.get(key), if ours == base { theirs } else { ours }, "{key}");
    }
    for side in [&ours, &theirs] {
        for (key, entries) in side.as_object().into_iter().flatten() {
            if entries.is_array() && key != "characteristics" {
                let kept = result.get(key).unwrap_or(&Value::Null);
                assert!(covers(kept, entries), "{key} lost an entry of {entries:#}\nin {kept:#}");
            }
        }
    }
}

/// Whether one value says everything that another says. The entries of lists may come in any order.
fn covers(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|found| covers(found, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() >= part.len() && part.iter().all(|entry| whole.iter().any(|found| covers(found, entry)))
        }
        (one, other) => one == other,
    }
}
