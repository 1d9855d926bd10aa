//! Which entry of a list became which, when the list was changed.

use serde_json::Value;

/// What happened to a list, entry by entry, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// This entry of before is this one of after, changed or not.
    Both(usize, usize),
    /// This entry of before is gone.
    Gone(usize),
    /// This entry of after is new.
    New(usize),
}

/// How many pairs are weighed at most; more entries than that changed at once are taken one by one.
const MOST: usize = 10_000;

/// Aligns two lists: what is the same at both ends stays, and between them the least is changed.
pub(super) fn align(before: &[Value], after: &[Value]) -> Vec<Pair> {
    let shorter = before.len().min(after.len());
    let same = |(one, other): &(&Value, &Value)| one == other;
    let front = before.iter().zip(after).take_while(same).count();
    let back = before.iter().rev().zip(after.iter().rev()).take(shorter - front).take_while(same).count();
    let old = before.get(front..before.len() - back).unwrap_or_default();
    let new = after.get(front..after.len() - back).unwrap_or_default();
    let mut pairs: Vec<Pair> = (0..front).map(|nth| Pair::Both(nth, nth)).collect();
    pairs.extend(middle(old, new).into_iter().map(|pair| match pair {
        Pair::Both(one, other) => Pair::Both(front + one, front + other),
        Pair::Gone(one) => Pair::Gone(front + one),
        Pair::New(other) => Pair::New(front + other),
    }));
    pairs.extend((0..back).map(|nth| Pair::Both(before.len() - back + nth, after.len() - back + nth)));
    pairs
}

fn middle(old: &[Value], new: &[Value]) -> Vec<Pair> {
    if old.len() * new.len() > MOST || old.is_empty() || new.is_empty() {
        return one_by_one(old.len(), new.len());
    }
    // The cheapest way from each place to the ends of both lists, last place first.
    let mut best: Vec<Vec<(usize, Option<Pair>)>> = vec![vec![(0, None); new.len() + 1]; old.len() + 1];
    for one in (0..=old.len()).rev() {
        for other in (0..=new.len()).rev() {
            let cost_at = |one: usize, other: usize| {
                best.get(one).and_then(|row| row.get(other)).map_or(usize::MAX / 2, |(cost, _)| *cost)
            };
            let both = old.get(one).zip(new.get(other)).map(|(before, after)| {
                (distance(before, after) + cost_at(one + 1, other + 1), Some(Pair::Both(one, other)))
            });
            let gone = old.get(one).map(|before| (size(before) + cost_at(one + 1, other), Some(Pair::Gone(one))));
            let come = new.get(other).map(|after| (size(after) + cost_at(one, other + 1), Some(Pair::New(other))));
            let cheapest = [both, gone, come].into_iter().flatten().min_by_key(|(cost, _)| *cost);
            if let (Some(place), Some(cheapest)) = (best.get_mut(one).and_then(|row| row.get_mut(other)), cheapest) {
                *place = cheapest;
            }
        }
    }
    follow(&best)
}

/// The pairs along the cheapest way.
fn follow(best: &[Vec<(usize, Option<Pair>)>]) -> Vec<Pair> {
    let (mut one, mut other) = (0, 0);
    let mut pairs = Vec::new();
    while let Some((_, Some(pair))) = best.get(one).and_then(|row| row.get(other)) {
        pairs.push(*pair);
        match pair {
            Pair::Both(_, _) => (one, other) = (one + 1, other + 1),
            Pair::Gone(_) => one += 1,
            Pair::New(_) => other += 1,
        }
    }
    pairs
}

fn one_by_one(old: usize, new: usize) -> Vec<Pair> {
    let both = old.min(new);
    let pairs = (0..both).map(|nth| Pair::Both(nth, nth));
    pairs.chain((both..old).map(Pair::Gone)).chain((both..new).map(Pair::New)).collect()
}

/// How many single values have to change to make one of the other.
fn distance(before: &Value, after: &Value) -> usize {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let gone: usize = old.iter().filter(|(key, _)| !new.contains_key(*key)).map(|(_, value)| size(value)).sum();
            let rest =
                new.iter().map(|(key, value)| old.get(key).map_or_else(|| size(value), |was| distance(was, value)));
            gone + rest.sum::<usize>()
        }
        (one, other) if one == other => 0,
        // A single value in place of another is as much as one gone and one new, less a little: it is one line.
        (one, other) => size(one).max(size(other)),
    }
}

/// How many single values there are in it.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(size).sum::<usize>().max(1),
        Value::Object(map) => map.values().map(size).sum::<usize>().max(1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}
