//! Which entry of a list became which on one side: the same, one that grew, one that was altered, or no entry.

use serde_json::Value;

use crate::model::day::Day;

/// The fate of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// It is there, unchanged or with more in it.
    Grown {
        /// Its index now.
        nth: usize,
        /// Whether it is the only entry that this could be.
        sure: bool,
    },
    /// It is there, but says something different.
    Altered {
        /// Its index now.
        nth: usize,
        /// Whether it is more similar than any other entry.
        sure: bool,
    },
    /// It is gone, or in a place where it cannot be recognised.
    Gone,
}

impl Match {
    /// Its index now.
    pub(super) const fn nth(self) -> Option<usize> {
        match self {
            Self::Grown { nth, .. } | Self::Altered { nth, .. } => Some(nth),
            Self::Gone => None,
        }
    }
}

/// The fate of a list's entries on one side.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Matched {
    /// The fate of each old entry.
    pub(super) old: Vec<Match>,
    /// The indexes of the new entries.
    pub(super) new: Vec<usize>,
}

/// Matches the entries of a list with those of a side. The old order must be kept: an entry that was moved counts as gone,
/// because in some lists the last entry decides.
pub(super) fn match_entries(base: &[Value], side: &[Value]) -> Matched {
    let mut found = Search { side, old: vec![Match::Gone; base.len()], taken: vec![false; side.len()] };
    found.match_same(base);
    found.match_grown(base);
    found.match_altered(base);
    let new = found.taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(nth, _)| nth).collect();
    Matched { old: found.old, new }
}

struct Search<'s> {
    side: &'s [Value],
    old: Vec<Match>,
    taken: Vec<bool>,
}

impl Search<'_> {
    /// Matches entries that are exactly as they were.
    fn match_same(&mut self, base: &[Value]) {
        let mut from = 0;
        for (nth, entry) in base.iter().enumerate() {
            let later = self.side.iter().enumerate().skip(from);
            if let Some((at, _)) = later.into_iter().find(|(_, candidate)| *candidate == entry) {
                self.take_match(nth, Match::Grown { nth: at, sure: true }, at);
                from = at + 1;
            }
        }
    }

    /// Matches entries that have more in them than before.
    fn match_grown(&mut self, base: &[Value]) {
        for (nth, entry) in base.iter().enumerate() {
            let candidates = self.candidates(nth, |candidate| extends_entry(entry, candidate));
            let Some(at) = candidates.first().copied() else { continue };
            let rivals = base.iter().enumerate().any(|(other, rival)| {
                other != nth
                    && self.is_open(other)
                    && self.side.get(at).is_some_and(|found| extends_entry(rival, found))
            });
            self.take_match(nth, Match::Grown { nth: at, sure: candidates.len() == 1 && !rivals }, at);
        }
    }

    /// Matches entries that say something different, but are mostly the same.
    fn match_altered(&mut self, base: &[Value]) {
        for (nth, entry) in base.iter().enumerate() {
            let mut candidates =
                self.candidates(nth, |candidate| 2 * common_keys(entry, candidate) >= count_keys(entry));
            // The most similar candidate wins; of equals, the first.
            let likeness = |at: &usize| self.side.get(*at).map_or(0, |found| common_keys(entry, found));
            candidates.sort_by_key(|at| std::cmp::Reverse(likeness(at)));
            let sure = candidates.get(1).map(likeness) != candidates.first().map(likeness);
            if let Some(at) = candidates.first().copied() {
                self.take_match(nth, Match::Altered { nth: at, sure }, at);
            }
        }
    }

    fn take_match(&mut self, nth: usize, found: Match, at: usize) {
        if let (Some(old), Some(taken)) = (self.old.get_mut(nth), self.taken.get_mut(at)) {
            (*old, *taken) = (found, true);
        }
    }

    fn is_open(&self, nth: usize) -> bool {
        self.old.get(nth) == Some(&Match::Gone)
    }

    /// The entries of the side that an unmatched one may have become: not taken, and between the matches of its neighbours.
    fn candidates(&self, nth: usize, fits: impl Fn(&Value) -> bool) -> Vec<usize> {
        if !self.is_open(nth) {
            return Vec::new();
        }
        let at = |found: &Match| found.nth();
        let after = self.old.iter().take(nth).rev().find_map(at).map_or(0, |at| at + 1);
        let before = self.old.iter().skip(nth).find_map(at).unwrap_or(self.side.len());
        let free = |at: &usize| self.taken.get(*at) == Some(&false) && self.side.get(*at).is_some_and(&fits);
        (after..before).filter(free).collect()
    }
}

/// Whether a value says everything that another one said, and possibly more.
pub(super) fn extends_entry(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            old.iter().all(|(key, value)| new.get(key).is_some_and(|now| extends_entry(value, now)))
        }
        (Value::Array(old), Value::Array(new)) if old.iter().chain(new).any(Value::is_object) => {
            // Each old entry must be in a separate new one, in the same order.
            let mut rest = new.iter();
            old.iter().all(|entry| rest.any(|candidate| extends_entry(entry, candidate)))
        }
        (Value::Array(old), Value::Array(new)) => new.starts_with(old),
        (one, other) => one == other,
    }
}

fn count_keys(entry: &Value) -> usize {
    entry.as_object().map_or(1, serde_json::Map::len)
}

/// How many keys of an entry have the same value in another.
fn common_keys(entry: &Value, other: &Value) -> usize {
    let (Some(one), Some(other)) = (entry.as_object(), other.as_object()) else { return usize::from(entry == other) };
    one.iter().filter(|(key, value)| other.get(*key) == Some(value)).count()
}

/// The first day that an entry contains, in the order of the file: for a cycle, the day of its assessment.
pub(super) fn first_day(entry: &Value) -> Option<Day> {
    match entry {
        Value::String(text) => Day::parse(text),
        Value::Array(list) => list.iter().find_map(first_day),
        Value::Object(map) => map.values().find_map(first_day),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
