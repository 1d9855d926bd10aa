//! Which entry is meant: one that is open and gains the later keys, or a new one.

use serde_json::{Map, Value};

use super::kinds::EntryKind;
use super::options::options_of;
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::shape::table::Field;
use crate::words::date;

/// The entry that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MeantEntry {
    /// A new one.
    New,
    /// The one at this place in the list.
    Existing(usize),
}

/// What was typed, with the entries it is compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared<'c> {
    /// The kind.
    pub(super) kind: &'static EntryKind,
    /// The record before.
    pub(super) record: &'c Record,
    /// The entries of the kind in the record.
    pub(super) entries: &'c [Value],
    /// The values that were typed.
    pub(super) typed: &'c Map<String, Value>,
}

impl Compared<'_> {
    /// Returns the entry that is meant. An open entry is meant if all keys that were typed fit it and at least one of them is a
    /// later key. An entry with the same day is meant if the rest fits it. Otherwise a new entry is meant.
    ///
    /// # Errors
    /// If several entries could be meant, or if the only possible one cannot take what was typed.
    pub(super) fn target(&self) -> anyhow::Result<MeantEntry> {
        if !self.has_later_keys() {
            let same = self.entries.iter().position(|entry| self.is_same_day(entry) && self.agrees(entry));
            return same.map_or_else(|| self.new_one(), |at| Ok(MeantEntry::Existing(at)));
        }
        let open = self.open_and_agreeing();
        let takes = |at: &usize| self.entries.get(*at).is_some_and(|entry| self.later_fits(entry));
        let fitting: Vec<usize> = open.iter().copied().filter(takes).collect();
        match (fitting.as_slice(), open.last().and_then(|at| self.entries.get(*at))) {
            ([one], _) => Ok(MeantEntry::Existing(*one)),
            ([.., last], _) if self.kind.is_about_the_last && !self.names_a_day() => Ok(MeantEntry::Existing(*last)),
            ([_, ..], _) => Err(self.several(&fitting)),
            ([], _) if self.missing().is_empty() => self.new_one(),
            ([], Some(taken)) => Err(self.conflict(taken)),
            ([], None) => Err(self.none_open()),
        }
    }

    /// The options that a new entry still needs.
    pub(super) fn missing(&self) -> Vec<String> {
        let options = options_of(self.kind).iter();
        let needed = options.filter(|option| option.is_needed() && !self.typed.contains_key(option.top.key));
        let mut missing: Vec<String> = needed.map(|option| option.typed_as()).collect();
        let alternatives = self.kind.dated_by.len() > 1;
        if alternatives && !self.names_a_day() {
            missing.extend(self.kind.dated_by.first().map(|(key, _)| format!("--{}", key.replace('_', "-"))));
        }
        missing
    }

    /// Whether what was typed can only be added to an entry that is there. A text of a list and the like can also begin a new one.
    pub(super) fn only_adds(&self) -> bool {
        let facts = self.typed.keys().any(|key| self.field(key).is_some_and(|field| self.kind.is_afterwards(field)));
        let begins_elsewhere = self.kind.begun_with.is_some();
        begins_elsewhere
            || !self.missing().is_empty() && (facts || (self.has_later_keys() && !self.open_and_agreeing().is_empty()))
    }

    fn has_later_keys(&self) -> bool {
        self.typed.keys().any(|key| self.is_later(key))
    }

    fn is_later(&self, key: &str) -> bool {
        self.field(key).is_some_and(|field| self.kind.is_later(field))
    }

    fn field(&self, key: &str) -> Option<&'static Field> {
        self.kind.shape()?.fields.iter().find(|field| field.key == key)
    }

    fn names_a_day(&self) -> bool {
        self.typed.keys().any(|key| self.kind.is_dated_by(key))
    }

    /// The places of the open entries that say nothing else about the keys that identify an entry.
    fn open_and_agreeing(&self) -> Vec<usize> {
        let all = self.entries.iter().enumerate();
        let open = all.filter(|(_, entry)| self.is_open(entry) && self.agrees(entry)).map(|(at, _)| at);
        let open: Vec<usize> = open.collect();
        if self.kind.is_about_the_last && !self.names_a_day() {
            let last = self.entries.len().checked_sub(1);
            return open.into_iter().filter(|at| Some(*at) == last).collect();
        }
        open
    }

    fn is_open(&self, entry: &Value) -> bool {
        self.kind.end_key().is_none_or(|end| entry.get(end).is_none())
    }

    /// Whether an entry says nothing else about the keys that cannot be added later.
    fn agrees(&self, entry: &Value) -> bool {
        self.typed.iter().filter(|(key, _)| !self.is_later(key)).all(|(key, value)| {
            if self.kind.is_dated_by(key) {
                return self.is_of_day(entry, key, value);
            }
            fits(entry.get(key), value)
        })
    }

    fn later_fits(&self, entry: &Value) -> bool {
        self.typed.iter().filter(|(key, _)| self.is_later(key)).all(|(key, value)| fits(entry.get(key), value))
    }

    /// Whether a day that dates an entry was typed, and this entry has it.
    fn is_same_day(&self, entry: &Value) -> bool {
        let mut days = self.typed.iter().filter(|(key, _)| self.kind.is_dated_by(key)).peekable();
        days.peek().is_some() && days.all(|(key, value)| self.is_of_day(entry, key, value))
    }

    /// Whether an entry can have this day at this key: it has it already, or it lacks its first day and held on a later one.
    fn is_of_day(&self, entry: &Value, key: &str, value: &Value) -> bool {
        let (first, other) = (self.kind.dated_by.first(), self.kind.dated_by.get(1));
        let held = other.and_then(|(other, _)| entry.get(*other)).and_then(day_in);
        match (entry.get(key), held) {
            (Some(known), _) => known == value,
            (None, Some(held)) => {
                first.is_some_and(|(first, _)| *first == key) && day_in(value).is_some_and(|day| day <= held)
            }
            // An arrival without a day belongs to the only time on roll.
            (None, None) => other.is_none() && self.record.on_roll.len() == 1,
        }
    }

    /// A new entry, unless it would repeat one that is there.
    fn new_one(&self) -> anyhow::Result<MeantEntry> {
        if self.kind.begun_with.is_some() {
            return Err(self.none_open());
        }
        let label = self.kind.label();
        let is_alike = |entry: &&Value| {
            let has_label = self.typed.get(label).is_none_or(|typed| entry.get(label) == Some(typed));
            self.is_same_day(entry) && (self.kind.is_one_at_a_time() || (!label.is_empty() && has_label))
        };
        match self.entries.iter().find(is_alike) {
            None => Ok(MeantEntry::New),
            Some(there) => Err(self.conflict(there)),
        }
    }

    /// The failure when an entry already says something else.
    fn conflict(&self, entry: &Value) -> anyhow::Error {
        let (id, what) = (self.record.id(), describe(self.kind, entry));
        let help = format!("if that is wrong, correct it with `send edit {id}`");
        if let Some(ended) = self.kind.end_key().and_then(|end| Some((end, day_in(entry.get(end)?)?))) {
            let (key, day) = ended;
            return Failure::usage(format!("the {what} already has `{key}`, on {}", date(day)), help);
        }
        let different = self.typed.iter().find(|(key, value)| !fits(entry.get(*key), value));
        let known = different.and_then(|(key, _)| Some((key, entry.get(key)?)));
        match known {
            Some((key, value)) => match day_in(value) {
                Some(day) => Failure::usage(format!("the {what} already has `{key}`, on {}", date(day)), help),
                None => Failure::usage(format!("the {what} already has another `{key}`"), help),
            },
            None => Failure::usage(format!("the {what} is already in the record"), help),
        }
    }

    fn several(&self, places: &[usize]) -> anyhow::Error {
        let found = places.iter().filter_map(|at| self.entries.get(*at));
        let lines: Vec<String> = found.map(|entry| format!("\n  {}", describe(self.kind, entry))).collect();
        let noun = self.kind.noun();
        let option = self.kind.dated_by.first().map_or("date", |(key, _)| key).replace('_', "-");
        Failure::usage(
            format!("{} has {} entries that this could belong to:{}", self.record.id(), lines.len(), lines.concat()),
            format!("name the {noun} with `--{option} DATE`"),
        )
    }

    fn none_open(&self) -> anyhow::Error {
        let (id, noun) = (self.record.id(), self.kind.noun());
        if self.typed.is_empty() {
            let help = format!("give an option; `send add {} --help` lists them", self.kind.name);
            return Failure::usage(format!("what to add to the {noun} is missing"), help);
        }
        let Some(last) = self.entries.last() else {
            return Failure::usage(format!("{id} has no {noun} yet"), format!("{} first", self.how_to_begin()));
        };
        let what = describe(self.kind, last);
        let ended = self.kind.end_key().and_then(|end| Some((end, day_in(last.get(end)?)?)));
        let message = match ended {
            Some((key, day)) => format!("{id} has no open {noun}; the {what} was {key} on {}", date(day)),
            None => format!("{id} has no open {noun} like this; the last is the {what}"),
        };
        Failure::usage(message, format!("to correct it, use `send edit {id}`; otherwise {}", self.how_to_begin()))
    }

    fn how_to_begin(&self) -> String {
        let (id, name) = (self.record.id(), self.kind.name);
        match self.kind.begun_with {
            Some(command) => format!("record a new one with `{command} {id}`"),
            None => {
                let options: String = self.missing().iter().map(|option| format!(" {option} ...")).collect();
                format!("record a new one with `send add {name} {id}{options}`")
            }
        }
    }
}

/// Whether a value can be added to what is there: it is missing, the same, or one more of a list.
fn fits(known: Option<&Value>, value: &Value) -> bool {
    match (known, value) {
        (None, _) | (Some(Value::Array(_)), Value::Array(_)) => true,
        (Some(Value::Object(known)), Value::Object(new)) => new.iter().all(|(key, value)| fits(known.get(key), value)),
        (Some(known), value) => known == value,
    }
}

/// Adds what was typed to an entry that it fits.
pub(super) fn put_values(entry: &mut Map<String, Value>, typed: &Map<String, Value>) {
    for (key, value) in typed {
        match (entry.get_mut(key), value) {
            (None, _) => drop(entry.insert(key.clone(), value.clone())),
            (Some(Value::Array(list)), Value::Array(more)) => {
                let new: Vec<Value> = more.iter().filter(|one| !list.contains(one)).cloned().collect();
                list.extend(new);
            }
            (Some(Value::Object(part)), Value::Object(more)) => put_values(part, more),
            (Some(_), _) => {}
        }
    }
}

/// An entry in words: `disagreement of 12 Jan 2026`.
pub(super) fn describe(kind: &EntryKind, entry: &Value) -> String {
    let dated = kind.dated_by.iter().find_map(|(key, words)| Some((words, day_in(entry.get(*key)?)?)));
    match dated {
        Some((words, day)) => format!("{} {words} {}", kind.noun(), date(day)),
        None => kind.noun().to_owned(),
    }
}

/// The day that a value holds.
pub(super) fn day_in(value: &Value) -> Option<Day> {
    value.as_str().and_then(Day::parse)
}
