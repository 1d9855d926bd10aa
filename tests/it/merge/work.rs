//! Random things that people do to a record in a day, and the expected result of two people's days. The results are worked out
//! here, without the program.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Random numbers, the same in every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, number: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % number
    }

    fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

/// Something done to a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Deed {
    /// A new entry of a list.
    Entry(&'static str, Value),
    /// An observation, in the last cycle.
    Seen(Value),
    /// An existing entry gets keys that it did not have: the list, the index, and the keys.
    Grown(&'static str, usize, Map<String, Value>),
    /// A single value.
    Single(&'static str, &'static str),
    /// A move.
    Move(Value),
    /// An old contact is changed.
    Altered(usize, &'static str),
    /// An old contact is removed.
    Removed(usize),
}

const DAYS: &[&str] = &["2026-01-09", "2026-01-12", "2026-01-13", "2026-01-14"];
const NOTES: &[&str] =
    &["spoke of the cards", "mother agrees: one more term", "#2 asks who and what", "longer\nnote\n"];
const KINDS: &[&str] = &["call", "meeting", "letter", "notice"];

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn length(record: &Value, list: &str) -> usize {
    record.get(list).and_then(Value::as_array).map_or(0, Vec::len)
}

/// A random deed that is possible with this record.
fn deed(record: &Value, random: &mut Random) -> Deed {
    let (day, note) = (random.one_of(DAYS), random.one_of(NOTES));
    loop {
        return match random.below(16) {
            0..=2 => {
                let kind = random.one_of(KINDS);
                Deed::Entry("contacts", json!({"date": day, "kind": kind, "about": "review", "note": note}))
            }
            3 => Deed::Entry("concerns", json!({"date": day, "raised_by": "parent", "summary": note})),
            4 => {
                Deed::Entry("referrals", json!({"date": day, "to": random.one_of(&["School Nurse", "Physiotherapy"])}))
            }
            5 => Deed::Entry("documents", json!({"date": day, "title": note})),
            6 => Deed::Entry("needs", json!({"type": random.one_of(&["VI", "HI"]), "rank": 3, "from": day})),
            7 | 8 if length(record, "cycles") > 0 => Deed::Seen(json!({"date": day, "note": note})),
            9 => {
                let referrals = record.get("referrals").and_then(Value::as_array).cloned().unwrap_or_default();
                let Some(open) = referrals.iter().position(|entry| entry.get("answered").is_none()) else { continue };
                let answer = if random.below(2) == 0 {
                    json!({"answered": day})
                } else {
                    json!({"answered": day, "advice": note})
                };
                let by = if referrals[open].get("by").is_none() { json!({"by": "J. Patel"}) } else { answer.clone() };
                Deed::Grown("referrals", open, map(if random.below(3) == 0 { by } else { answer }))
            }
            10 | 11 => {
                let key = random.one_of(&["class", "home_language", "known_as", "notes"]);
                if key == "class" && record.get("class").is_some_and(Value::is_array) {
                    continue;
                }
                Deed::Single(key, random.one_of(&["5A", "4B", "1A"]))
            }
            12 if length(record, "stages") > 0 => {
                Deed::Move(json!({"date": day, "stage": random.one_of(&["B", "C", "closed"]), "because": "agreed"}))
            }
            13 if length(record, "register") > 0
                && record["register"].as_array().unwrap().last().unwrap().get("to").is_none() =>
            {
                Deed::Grown(
                    "register",
                    length(record, "register") - 1,
                    map(json!({"to": day, "because": "gap closed"})),
                )
            }
            14 if length(record, "contacts") > 1 && random.below(2) == 0 => {
                Deed::Altered(random.below(length(record, "contacts")), random.one_of(NOTES))
            }
            15 if length(record, "contacts") > 1 && random.below(2) == 0 => {
                Deed::Removed(random.below(length(record, "contacts")))
            }
            _ => continue,
        };
    }
}

/// A day's work: one to three deeds, each about something different.
pub(crate) fn day(record: &Value, random: &mut Random) -> Vec<Deed> {
    let mut deeds: Vec<Deed> = Vec::new();
    for _ in 0..=random.below(3) {
        let next = deed(record, random);
        let again = deeds.iter().any(|done| *done == next || at_odds(done, &next) || same_old(done, &next));
        if !again && !changes_nothing(record, &next) {
            deeds.push(next);
        }
    }
    deeds
}

fn changes_nothing(record: &Value, deed: &Deed) -> bool {
    match deed {
        Deed::Single(key, value) => record.get(*key) == Some(&json!(value)),
        // Adding the first note to an entry does not count as changing the past.
        Deed::Altered(nth, note) => record["contacts"][nth].get("note").is_none_or(|old| old == &json!(note)),
        _ => false,
    }
}

fn same_old(one: &Deed, other: &Deed) -> bool {
    let old = |deed: &Deed| match deed {
        Deed::Altered(nth, _) | Deed::Removed(nth) => Some(*nth),
        _ => None,
    };
    old(one).is_some() && old(other).is_some()
}

/// Whether two deeds contradict each other.
pub(crate) fn at_odds(one: &Deed, other: &Deed) -> bool {
    match (one, other) {
        (Deed::Single(key, value), Deed::Single(other, another)) => key == other && value != another,
        (Deed::Move(one), Deed::Move(other)) => one != other,
        (Deed::Grown(list, nth, keys), Deed::Grown(other, another, more)) => {
            list == other
                && nth == another
                && keys.iter().any(|(key, value)| more.get(key).is_some_and(|found| found != value))
        }
        (Deed::Entry("needs", one), Deed::Entry("needs", other)) => one != other,
        (Deed::Altered(nth, note), Deed::Altered(other, another)) => nth == other && note != another,
        (Deed::Altered(nth, _), Deed::Removed(other)) | (Deed::Removed(nth), Deed::Altered(other, _)) => nth == other,
        _ => false,
    }
}

/// Whether a deed changes what was recorded before.
fn touches_the_past(deed: &Deed) -> bool {
    matches!(deed, Deed::Altered(..) | Deed::Removed(_))
}

/// Whether two days' work must end in a conflict: the two contradict each other, or only one of them changed the past. If one
/// side made no change, there is no merge to judge.
pub(crate) fn must_conflict(ours: &[Deed], theirs: &[Deed]) -> bool {
    if ours.is_empty() || theirs.is_empty() {
        return false;
    }
    let odds = ours.iter().any(|one| theirs.iter().any(|other| at_odds(one, other)));
    let past =
        |these: &[Deed], others: &[Deed]| these.iter().any(|deed| touches_the_past(deed) && !others.contains(deed));
    odds || past(ours, theirs) || past(theirs, ours)
}

/// The record after the work of both. A deed that both did is done once.
pub(crate) fn after(record: &Value, ours: &[Deed], theirs: &[Deed]) -> Value {
    let mut done = record.clone();
    let theirs = theirs.iter().filter(|deed| !ours.contains(deed));
    let mut removed = Vec::new();
    for deed in ours.iter().chain(theirs) {
        let list = |done: &mut Value, key: &str, entry: &Value| {
            let map = done.as_object_mut().unwrap();
            map.entry(key.to_owned()).or_insert_with(|| json!([])).as_array_mut().unwrap().push(entry.clone());
        };
        match deed {
            Deed::Entry(key, entry) => list(&mut done, key, entry),
            Deed::Seen(entry) => {
                let cycle = done["cycles"].as_array_mut().unwrap().last_mut().unwrap();
                list(cycle, "do", entry);
            }
            Deed::Grown(key, nth, keys) => {
                let entry = done[*key][*nth].as_object_mut().unwrap();
                entry.extend(keys.clone());
            }
            Deed::Single(key, value) => drop(done.as_object_mut().unwrap().insert((*key).to_owned(), json!(value))),
            Deed::Move(entry) => list(&mut done, "stages", entry),
            Deed::Altered(nth, note) => done["contacts"][*nth]["note"] = json!(note),
            Deed::Removed(nth) => removed.push(*nth),
        }
    }
    removed.sort_unstable();
    for nth in removed.into_iter().rev() {
        done["contacts"].as_array_mut().unwrap().remove(nth);
    }
    with_header(done)
}

/// Sets the two lines at the top to what follows from the entries.
fn with_header(mut record: Value) -> Value {
    let list = |key: &str| record.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let stage = list("stages").iter().max_by_key(|entry| entry["date"].to_string()).map(|entry| entry["stage"].clone());
    let open = |key: &str, end: &str| list(key).iter().any(|entry| entry.get(end).is_none());
    let census = if open("ehc_plan", "ceased") {
        "E"
    } else if open("register", "to") {
        "K"
    } else {
        "N"
    };
    record["census"] = json!(census);
    if let Some(stage) = stage {
        record["stage"] = stage;
    }
    record
}

/// The record as a file, with the keys in the order of the format, so that both days' work changes the lines that are meant.
pub(crate) fn file(record: &Value) -> String {
    const ORDER: &[&str] = &[
        "format",
        "id",
        "name",
        "known_as",
        "upn",
        "former_upn",
        "date_of_birth",
        "as_found",
        "on_roll",
        "class",
        "taught_with",
        "year",
        "home_language",
        "characteristics",
        "sen_unit",
        "resourced_provision",
        "stage",
        "census",
        "profile",
        "needs",
        "diagnoses",
        "concerns",
        "arrived",
        "stages",
        "register",
        "outcomes",
        "cycles",
        "contacts",
        "referrals",
        "applications",
        "sspp",
        "ehc_plan",
        "transitions",
        "disagreements",
        "documents",
        "notes",
    ];
    let map = record.as_object().unwrap();
    assert!(map.keys().all(|key| ORDER.contains(&key.as_str())), "{:?}", map.keys());
    let ordered: Map<String, Value> =
        ORDER.iter().filter_map(|key| Some(((*key).to_owned(), map.get(*key)?.clone()))).collect();
    serde_yaml::to_string(&ordered).unwrap()
}

/// The values in a record's file.
pub(crate) fn values(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// The same record without the order of its lists: every list is sorted by the content of its entries.
pub(crate) fn unordered(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, Value> = map.iter().map(|(key, inner)| (key, unordered(inner))).collect();
            Value::Object(sorted.into_iter().map(|(key, inner)| (key.clone(), inner)).collect())
        }
        Value::Array(list) => {
            let mut list: Vec<Value> = list.iter().map(unordered).collect();
            list.sort_by_key(Value::to_string);
            Value::Array(list)
        }
        single => single.clone(),
    }
}
