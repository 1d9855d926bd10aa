//! The walk, the cut and the copy as they were written by hand, key by key. What follows from the shape is held against them
//! here, on the example school and on random records; then they go.

mod anonymous;
mod cut;
mod walk;

use serde_json::{Map, Value};

use super::anonymous::{Known, anonymous};
use super::day::Day;
use super::pseudonym::{Key, Pseudonyms};
use super::record::Record;
use super::shape::value::{HasShape, Kind, Times};
use super::shape::{Field, Shape};
use super::values::written_values;
use super::walk::{Leaf, Place};

const KNOWN: Known = Known { is_rule: |id| id == "six-weeks", is_role: |_| false };

/// Numbers that look random and are the same each time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
}

const TEXTS: &[&str] = &[
    "R. Osei",
    "J. Patel",
    "mother",
    "Mother and pupil",
    "class teacher",
    "inclusion-team",
    "Speech Therapy",
    "Anna of Speech Therapy",
    "six-weeks",
    "another-rule",
    "4B",
    "Kestrels",
    "Far Primary",
    "Word Shark",
    "word shark ",
    "x",
    "no",
];

/// Days near each other, so that many fall on one day.
fn random_day(random: &mut Random) -> Value {
    Value::from(Day::new(2025, 9, 1).unwrap().plus_days(u32::try_from(random.below(120)).unwrap() * 3).to_string())
}

/// A plain value as the full record has it.
fn plain(path: &str) -> Value {
    let keys: Vec<&str> = path.split('.').collect();
    at(&super::full::full(), &keys).unwrap()
}

/// The first value at these keys.
fn at(value: &Value, keys: &[&str]) -> Option<Value> {
    match (value, keys) {
        (Value::Array(list), _) if !keys.is_empty() => list.iter().find_map(|entry| at(entry, keys)),
        (_, [key, rest @ ..]) => at(value.get(key)?, rest),
        (_, []) => Some(value.clone()),
    }
}

fn random_entry(shape: &'static Shape, above: &str, random: &mut Random) -> Value {
    let mut entry = Map::new();
    for field in shape.fields {
        let path = if above.is_empty() { field.key.to_owned() } else { format!("{above}.{}", field.key) };
        let count = match field.times {
            Times::Once => 1,
            Times::AtMostOnce => random.below(3).min(1),
            Times::Many => random.below(4),
        };
        let mut values: Vec<Value> = (0..count).map(|_| random_value(field, &path, random)).collect();
        if field.times == Times::Many {
            entry.insert(field.key.to_owned(), Value::Array(values));
        } else if let Some(value) = values.pop() {
            entry.insert(field.key.to_owned(), value);
        }
    }
    Value::Object(entry)
}

fn random_value(field: &'static Field, path: &str, random: &mut Random) -> Value {
    match field.kind {
        Kind::Day => random_day(random),
        Kind::Text => Value::from(*random.one_of(TEXTS)),
        Kind::Code(words) => Value::from(random.one_of(words.words).0),
        Kind::PupilNumber => Value::from(*random.one_of(&["Q330999922002", "H33099992501A"])),
        Kind::Plain => plain(path),
        Kind::Entry(shape) => random_entry(shape, path, random),
        Kind::TextOr(_) if random.below(2) == 0 => Value::from(*random.one_of(TEXTS)),
        Kind::TextOr(shape) if field.key == "class" => {
            (0..random.below(4)).map(|_| random_entry(shape, path, random)).collect()
        }
        Kind::TextOr(shape) => random_entry(shape, path, random),
    }
}

fn walked(walk: impl FnOnce(&mut dyn FnMut(&Place, Leaf<'_>))) -> Vec<String> {
    let mut seen = Vec::new();
    walk(&mut |place, leaf| seen.push(format!("{} {leaf:?}", place.path())));
    seen
}

/// Compares all three, on the day and without one. Says how many days and texts there were.
fn compare(record: &Record, day: Day) -> usize {
    let names = Pseudonyms::new(
        Key::new([7; 32]),
        &[record.id().to_owned()].into(),
        &record.upn.iter().chain(&record.former_upn).cloned().collect(),
    );
    let seen = walked(|see| record.walk(see));
    assert_eq!(seen, walked(|see| walk::walk_by_hand(record, see)));
    let cut = record.as_at(day);
    let mut by_hand = record.clone();
    by_hand.cut_by_hand(day);
    assert_eq!(cut, by_hand, "{day} {}", written_values(record));
    for record in [record, &cut] {
        let copy = anonymous(record.clone(), &names, KNOWN);
        assert_eq!(copy, anonymous::anonymous_by_hand(record.clone(), &names, KNOWN), "{}", written_values(record));
        assert!(copy.is_some());
    }
    seen.len()
}

#[test]
fn what_follows_from_the_shape_is_what_was_written_by_hand_on_random_records() {
    let (mut random, mut seen, mut changed) = (Random(20_261_130), 0, 0);
    for _ in 0..10_000 {
        let value = random_entry(Record::SHAPE, "", &mut random);
        let record: Record = serde_json::from_value(value).unwrap();
        let day = Day::new(2025, 8, 27).unwrap().plus_days(u32::try_from(random.below(370)).unwrap());
        seen += compare(&record, day);
        changed += usize::from(written_values(&record.as_at(day)) != written_values(&record));
    }
    println!("{seen} days and texts, {changed} records changed by the day");
    assert!(seen > 500_000 && changed > 8_000, "{seen} {changed}");
}

#[test]
fn what_follows_from_the_shape_is_what_was_written_by_hand_on_all_examples() {
    let pupils = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/elmfield/pupils");
    let files = walkdir::WalkDir::new(pupils).into_iter().map(Result::unwrap);
    let mut compared = 0;
    for file in files.filter(|entry| entry.file_type().is_file()) {
        let record: Record = serde_yaml::from_str(&std::fs::read_to_string(file.path()).unwrap()).unwrap();
        let mut days = vec![Day::new(2015, 1, 1).unwrap(), Day::LAST];
        record.walk(&mut |_, leaf| {
            if let Leaf::Fact(day) | Leaf::Planned(day) = leaf {
                days.extend([day, day.minus_days(1)]);
            }
        });
        for day in days {
            compare(&record, day);
            compared += 1;
        }
    }
    println!("{compared} days of the examples");
    assert!(compared > 1_000, "{compared}");
}
