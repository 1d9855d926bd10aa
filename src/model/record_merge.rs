//! Three versions of a record merged into one, by meaning: the common ancestor, ours, and theirs (RELIABILITY 6).
//!
//! The merge is meant to be safe rather than clever. New entries of either side are in the result; a key with a single value
//! comes from the side that changed it; everything else is a conflict for a person to decide. An old dated entry may only grow
//! (an answer, a last day, a review). If it was altered or removed and the other side changed the record too, that is a conflict,
//! because the other side might then have written something else. The `stage` and `census` lines at the top follow from the
//! facts, so they are worked out again.
//!
//! Entries of lists are matched in `record_merge/entries.rs` and united in `record_merge/lists.rs`.

mod entries;
mod lists;
#[cfg(test)]
#[path = "record_merge/tests.rs"]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::day::Day;
use super::record::Record;
use super::values::written_values;
use crate::finding::{KeyPath, PathStep, key_path};

/// One of the two versions being merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The version that is here.
    Ours,
    /// The version that comes in.
    Theirs,
}

impl Side {
    /// The word that git and messages use.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }
}

/// The decisions of a person: which side's value each place gets.
pub(crate) type Choices = BTreeMap<KeyPath, Side>;

/// Why two versions cannot be merged at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Both sides gave it a value, and the values differ.
    BothChanged,
    /// Both began something that happens one at a time: a move, a spell, a cycle.
    BothBegan,
    /// An earlier entry was altered or removed on one side, while the other side changed the record.
    OldEntry,
    /// An entry grew on one side, and it is not clear which entry of the other side it is.
    Unclear,
    /// The header of one version disagrees with its facts, so the file may have been cut short. There is nothing to choose here.
    Torn(Side),
    /// The result would not be a valid record. There is nothing to choose here.
    NoRecord,
}

/// A place where a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// The place, by key. Entries are counted as in the common ancestor.
    pub(crate) field: KeyPath,
    /// The day of the old entry that the place is in.
    pub(crate) of: Option<Day>,
    /// The reason.
    pub(crate) why: Why,
    /// Our version's value there; `None` if it has no value.
    pub(crate) ours: Option<String>,
    /// Their version's value there.
    pub(crate) theirs: Option<String>,
}

impl Conflict {
    /// Whether choosing one of the two sides settles it.
    pub(crate) const fn can_be_chosen(&self) -> bool {
        match self.why {
            Why::BothChanged | Why::BothBegan | Why::OldEntry | Why::Unclear => true,
            Why::Torn(_) | Why::NoRecord => false,
        }
    }
}

/// Returns the record that says what both sides say, or the conflicts between them. Swapping the sides makes no difference to the
/// record.
///
/// # Errors
/// Every place that needs a decision and is not among the choices.
pub(crate) fn merge_records(
    base: &Record,
    ours: &Record,
    theirs: &Record,
    choices: &Choices,
) -> Result<Record, Vec<Conflict>> {
    if ours == theirs || theirs == base {
        return Ok(ours.clone());
    }
    if ours == base {
        return Ok(theirs.clone());
    }
    let torn: Vec<Conflict> = [(Side::Ours, ours), (Side::Theirs, theirs)].into_iter().filter_map(torn_side).collect();
    if !torn.is_empty() {
        return Err(torn);
    }
    let (base, ours, theirs) = (facts_of(base), facts_of(ours), facts_of(theirs));
    let mut merging = RecordMerge { choices, conflicts: Vec::new() };
    let merged = merging.merge_mapping(
        &KeyPath::default(),
        Three { base: &base, ours: &ours, theirs: &theirs },
        AlterationKind::Free,
    );
    if !merging.conflicts.is_empty() {
        for conflict in &mut merging.conflicts {
            conflict.of = day_of_entry(&base, &conflict.field);
        }
        return Err(merging.conflicts);
    }
    with_header(merged).ok_or_else(|| {
        vec![Conflict { field: KeyPath::default(), of: None, why: Why::NoRecord, ours: None, theirs: None }]
    })
}

/// The day of the old entry that contains a place.
fn day_of_entry(base: &Map<String, Value>, field: &KeyPath) -> Option<Day> {
    let [PathStep::Key(list), PathStep::Index(nth), ..] = field.steps() else { return None };
    entries::first_day(base.get(list)?.get(*nth)?)
}

/// A conflict if the `stage` or `census` line of a version disagrees with its facts.
fn torn_side((side, record): (Side, &Record)) -> Option<Conflict> {
    let field = if record.stage != record.last_stage_written() {
        key_path!["stage"]
    } else if record.census != record.asserted_census() {
        key_path!["census"]
    } else {
        return None;
    };
    Some(Conflict { field, of: None, why: Why::Torn(side), ours: None, theirs: None })
}

/// The record's keys without `stage` and `census`.
fn facts_of(record: &Record) -> Map<String, Value> {
    let Value::Object(mut map) = written_values(record) else { return Map::new() };
    map.retain(|key, _| key != "stage" && key != "census");
    map
}

/// The record with these facts, and with `stage` and `census` worked out from them.
fn with_header(mut facts: Map<String, Value>) -> Option<Record> {
    facts.insert("census".to_owned(), Value::from("N"));
    let mut record: Record = serde_json::from_value(Value::Object(facts)).ok()?;
    record.stage = record.last_stage_written();
    record.census = record.asserted_census();
    Some(record)
}

/// Whether an earlier value may be altered on one side while the other side changed something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AlterationKind {
    /// It may be altered: a page that is kept up to date, such as the profile.
    Free,
    /// It may not be altered, only grow: a dated entry and everything in it.
    Dated,
}

/// Three versions of something.
#[derive(Debug, Clone, Copy)]
struct Three<T> {
    base: T,
    ours: T,
    theirs: T,
}

impl<T> Three<T> {
    fn map<U>(self, of: impl Fn(T) -> U) -> Three<U> {
        Three { base: of(self.base), ours: of(self.ours), theirs: of(self.theirs) }
    }
}

impl<T> Three<Option<T>> {
    /// All three, if they all exist.
    fn all(self) -> Option<Three<T>> {
        Some(Three { base: self.base?, ours: self.ours?, theirs: self.theirs? })
    }
}

/// A merge in progress.
#[derive(Debug)]
struct RecordMerge<'c> {
    choices: &'c Choices,
    conflicts: Vec<Conflict>,
}

impl RecordMerge<'_> {
    /// Merges the keys of both sides. The old keys come first, in the order of the file, so that the first day of an entry stays
    /// first; then the new ones.
    fn merge_mapping(
        &mut self,
        at: &KeyPath,
        maps: Three<&Map<String, Value>>,
        kind: AlterationKind,
    ) -> Map<String, Value> {
        let mut merged = Map::new();
        let new: BTreeSet<&String> =
            maps.ours.keys().chain(maps.theirs.keys()).filter(|key| !maps.base.contains_key(*key)).collect();
        for key in maps.base.keys().chain(new) {
            if let Some(value) = self.merge_value(&at.then(key.as_str()), maps.map(|map| map.get(key)), kind) {
                merged.insert(key.clone(), value);
            }
        }
        merged
    }

    /// Returns the merged value of a place; `None` if the place should be empty or is in conflict.
    fn merge_value(&mut self, at: &KeyPath, values: Three<Option<&Value>>, kind: AlterationKind) -> Option<Value> {
        if values.ours == values.theirs {
            return values.ours.cloned();
        }
        if let Some(maps) = values.map(|value| value.and_then(Value::as_object)).all() {
            return Some(Value::Object(self.merge_mapping(at, maps, kind)));
        }
        if let Some(all) = lists::three_lists(at, values) {
            let merged =
                if lists::hold_entries(all) { self.merge_entries(at, all) } else { self.merge_words(at, all, kind) };
            return Some(Value::Array(merged));
        }
        // A history replaced by a single name counts as removed, entry by entry.
        let was_history = values.base.and_then(Value::as_array).is_some_and(|list| list.iter().any(Value::is_object));
        let kind = if was_history { AlterationKind::Dated } else { kind };
        let (is_ours, is_theirs) = (values.ours != values.base, values.theirs != values.base);
        match (is_ours, is_theirs, kind, values.base) {
            (true, true, _, _) => self.at_odds(at, Why::BothChanged, values.ours, values.theirs).cloned(),
            (_, _, AlterationKind::Dated, Some(_)) => {
                self.at_odds(at, Why::OldEntry, values.ours, values.theirs).cloned()
            }
            (true, false, _, _) => values.ours.cloned(),
            (false, _, _, _) => values.theirs.cloned(),
        }
    }

    /// Handles two values between which a person has to choose. Returns the chosen value; without a choice, records a conflict
    /// and returns ours for now.
    fn at_odds<'v>(
        &mut self,
        at: &KeyPath,
        why: Why,
        ours: Option<&'v Value>,
        theirs: Option<&'v Value>,
    ) -> Option<&'v Value> {
        match self.side_chosen(at, why, &|| (ours.map(in_words), theirs.map(in_words))) {
            Side::Ours => ours,
            Side::Theirs => theirs,
        }
    }

    /// Returns the side chosen for this place; without a choice, records a conflict.
    fn side_chosen(&mut self, at: &KeyPath, why: Why, words: &dyn Fn() -> (Option<String>, Option<String>)) -> Side {
        self.choices.get(at).copied().unwrap_or_else(|| {
            let (ours, theirs) = words();
            self.conflicts.push(Conflict { field: at.clone(), of: None, why, ours, theirs });
            Side::Ours
        })
    }
}

/// A value as people read it: `date 2025-09-18, kind meeting, note Mother agrees`.
fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(list) => list.iter().map(in_words).collect::<Vec<_>>().join("; "),
        Value::Object(map) => {
            map.iter().map(|(key, value)| format!("{key} {}", in_words(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
