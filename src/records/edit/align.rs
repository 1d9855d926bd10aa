//! Matches the entries of a list before and after a change.

use serde_json::Value;

/// The fate of one entry of a list. Matches come in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryMatch {
    /// This old entry is this new one, changed or not.
    Both(usize, usize),
    /// This old entry is gone.
    Gone(usize),
    /// This entry is new.
    New(usize),
}

/// The greatest number of pairs to compare. If more entries changed at once, they are matched one by one.
const MOST: usize = 10_000;

/// Aligns two lists: entries that are the same at both ends stay, and as little as possible changes between them.
pub(super) fn align_lists(before: &[Value], after: &[Value]) -> Vec<EntryMatch> {
    let shorter = before.len().min(after.len());
    let front = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let ends = before.iter().rev().zip(after.iter().rev()).take(shorter - front);
    let back = ends.take_while(|(one, other)| one == other).count();
    let old = before.get(front..before.len() - back).unwrap_or_default();
    let new = after.get(front..after.len() - back).unwrap_or_default();
    let mut pairs: Vec<EntryMatch> = (0..front).map(|nth| EntryMatch::Both(nth, nth)).collect();
    pairs.extend(align_middle(old, new).into_iter().map(|pair| match pair {
        EntryMatch::Both(one, other) => EntryMatch::Both(front + one, front + other),
        EntryMatch::Gone(one) => EntryMatch::Gone(front + one),
        EntryMatch::New(other) => EntryMatch::New(front + other),
    }));
    pairs.extend((0..back).map(|nth| EntryMatch::Both(before.len() - back + nth, after.len() - back + nth)));
    pairs
}

fn align_middle(old: &[Value], new: &[Value]) -> Vec<EntryMatch> {
    if old.len() * new.len() > MOST || old.is_empty() || new.is_empty() {
        return one_by_one(old.len(), new.len());
    }
    // The cheapest way from each place to the ends of both lists, starting with the last place.
    let mut best: Vec<Vec<Cheapest>> = vec![vec![(0, None); new.len() + 1]; old.len() + 1];
    for one in (0..=old.len()).rev() {
        for other in (0..=new.len()).rev() {
            let both = old.get(one).zip(new.get(other)).map(|(before, after)| {
                let cost = value_distance(before, after) + cost_from(&best, one + 1, other + 1);
                (cost, Some(EntryMatch::Both(one, other)))
            });
            let gone = old
                .get(one)
                .map(|before| (value_size(before) + cost_from(&best, one + 1, other), Some(EntryMatch::Gone(one))));
            let come = new
                .get(other)
                .map(|after| (value_size(after) + cost_from(&best, one, other + 1), Some(EntryMatch::New(other))));
            let cheapest = [both, gone, come].into_iter().flatten().min_by_key(|(cost, _)| *cost);
            if let (Some(place), Some(cheapest)) = (best.get_mut(one).and_then(|row| row.get_mut(other)), cheapest) {
                *place = cheapest;
            }
        }
    }
    matches_along(&best)
}

/// The cost of the cheapest way from a place to the ends of both lists, and its first step, which is missing at the ends.
type Cheapest = (usize, Option<EntryMatch>);

/// Returns the cost of the cheapest way from a place. It is very high past the ends, so no way leads there.
fn cost_from(best: &[Vec<Cheapest>], one: usize, other: usize) -> usize {
    best.get(one).and_then(|row| row.get(other)).map_or(usize::MAX / 2, |(cost, _)| *cost)
}

/// Returns the pairs along the cheapest way.
fn matches_along(best: &[Vec<Cheapest>]) -> Vec<EntryMatch> {
    let (mut one, mut other) = (0, 0);
    let mut pairs = Vec::new();
    while let Some((_, Some(pair))) = best.get(one).and_then(|row| row.get(other)) {
        pairs.push(*pair);
        match pair {
            EntryMatch::Both(_, _) => (one, other) = (one + 1, other + 1),
            EntryMatch::Gone(_) => one += 1,
            EntryMatch::New(_) => other += 1,
        }
    }
    pairs
}

fn one_by_one(old: usize, new: usize) -> Vec<EntryMatch> {
    let both = old.min(new);
    let pairs = (0..both).map(|nth| EntryMatch::Both(nth, nth));
    pairs.chain((both..old).map(EntryMatch::Gone)).chain((both..new).map(EntryMatch::New)).collect()
}

/// Counts the single values that must change to turn one value into the other.
fn value_distance(before: &Value, after: &Value) -> usize {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let gone: usize =
                old.iter().filter(|(key, _)| !new.contains_key(*key)).map(|(_, value)| value_size(value)).sum();
            let rest = new
                .iter()
                .map(|(key, value)| old.get(key).map_or_else(|| value_size(value), |was| value_distance(was, value)));
            gone + rest.sum::<usize>()
        }
        (one, other) if one == other => 0,
        // Replacing a single value costs almost as much as removing one and adding one, because it stays one line.
        (one, other) => value_size(one).max(value_size(other)),
    }
}

/// Counts the single values in a value.
fn value_size(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(value_size).sum::<usize>().max(1),
        Value::Object(map) => map.values().map(value_size).sum::<usize>().max(1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}
