//! Lists of both sides merged into one: new entries of either side are in the result.

use serde_json::Value;

use super::entries::{Match, Matched, extends_entry, first_day, match_entries};
use super::{AlterationKind, RecordMerge, Side, Three, Why, in_words};
use crate::finding::{KeyPath, PathStep, key_path};
use crate::model::shape::paths::list_at;
use crate::model::shape::role::ListMerge;

/// The three lists, if every version that has a value there has a list. A missing value counts as an empty list, and a single
/// arrival as a list of it.
pub(super) fn three_lists<'v>(at: &KeyPath, values: Three<Option<&'v Value>>) -> Option<Three<&'v [Value]>> {
    let may_be_single = *at == key_path!["arrived"];
    let as_list = |value: Option<&'v Value>| match value {
        None => Some(&[][..]),
        Some(Value::Array(list)) => Some(list.as_slice()),
        Some(single) => (may_be_single && single.is_object()).then(|| std::slice::from_ref(single)),
    };
    values.map(as_list).all()
}

/// Whether they are lists of entries with keys, rather than of words.
pub(super) fn hold_entries(lists: Three<&[Value]>) -> bool {
    [lists.base, lists.ours, lists.theirs].concat().iter().any(Value::is_object)
}

/// How new entries of both sides are merged into one list here.
fn way_of(at: &KeyPath) -> ListMerge {
    let keys = at.steps().iter().filter_map(|step| match step {
        PathStep::Key(key) => Some(key.as_str()),
        PathStep::Index(_) => None,
    });
    list_at(&keys.collect::<Vec<_>>().join(".")).map_or(ListMerge::ByDay, |list| list.entry.merging)
}

impl RecordMerge<'_> {
    /// Merges a list of words. Words that both sides added at the end are united. Any other change is accepted from only one
    /// side, and never in a dated entry.
    pub(super) fn merge_words(&mut self, at: &KeyPath, lists: Three<&[Value]>, kind: AlterationKind) -> Vec<Value> {
        let Three { base, ours, theirs } = lists;
        if let (Some(new), Some(other)) = (ours.strip_prefix(base), theirs.strip_prefix(base)) {
            if other.is_empty() {
                return ours.to_vec();
            }
            if new.is_empty() {
                return theirs.to_vec();
            }
            let mut united = united_entries(new, other);
            united.sort_by_cached_key(Value::to_string);
            return [base, united.as_slice()].concat();
        }
        let why = match (ours == base, theirs == base, kind) {
            (true, false, AlterationKind::Free) => return theirs.to_vec(),
            (false, true, AlterationKind::Free) => return ours.to_vec(),
            (_, _, AlterationKind::Dated) => Why::OldEntry,
            (_, _, AlterationKind::Free) => Why::BothChanged,
        };
        match self.side_chosen(at, why, &|| (list_in_words(ours), list_in_words(theirs))) {
            Side::Ours => ours.to_vec(),
            Side::Theirs => theirs.to_vec(),
        }
    }

    /// Merges a list of entries: the old ones with what they gained, and the new ones of both sides.
    pub(super) fn merge_entries(&mut self, at: &KeyPath, lists: Three<&[Value]>) -> Vec<Value> {
        let Three { base, ours, theirs } = lists;
        let (in_ours, in_theirs) = (match_entries(base, ours), match_entries(base, theirs));
        let mut old = Vec::new();
        for (nth, entry) in base.iter().enumerate() {
            let (ours, theirs) = (in_ours.fate_of(nth, entry, ours), in_theirs.fate_of(nth, entry, theirs));
            let values = Three { base: Some(entry), ours: ours.value, theirs: theirs.value };
            old.push(if is_unclear(values, &ours, &theirs) {
                self.at_odds(&at.then(nth), Why::Unclear, values.ours, values.theirs).cloned()
            } else {
                self.old_entry(&at.then(nth), values)
            });
        }
        let (our_new, their_new) = (in_ours.new_of(ours), in_theirs.new_of(theirs));
        // If one side has everything that the other has, its order stays: if two moves fall on one day, the last one decides.
        let by_ours = holds_in_order(&our_new, &their_new).then(|| in_order_of(&in_ours, ours, old.clone()));
        let by_theirs = holds_in_order(&their_new, &our_new).then(|| in_order_of(&in_theirs, theirs, old.clone()));
        match (by_ours, by_theirs) {
            // The same entries in different places: either order will do, but it must not matter which side is ours.
            (Some(one), Some(other)) => return first_by_text(one, other),
            (Some(one), None) | (None, Some(one)) => return one,
            (None, None) => {}
        }
        let mut merged: Vec<Value> = old.into_iter().flatten().collect();
        let way = way_of(at);
        for entry in self.new_entries(at, way, our_new, their_new) {
            let place = if way == ListMerge::Unordered { None } else { place_for(&merged, &entry) };
            merged.insert(place.unwrap_or(merged.len()), entry);
        }
        merged
    }

    /// Merges an entry that was there before.
    fn old_entry(&mut self, at: &KeyPath, values: Three<Option<&Value>>) -> Option<Value> {
        if values.ours == values.theirs {
            return values.ours.cloned();
        }
        // Key by key: a value that one side altered is then its own conflict, and a key that the other side gained stays.
        if values.all().is_some() {
            return self.merge_value(at, values, AlterationKind::Dated);
        }
        self.at_odds(at, Why::OldEntry, values.ours, values.theirs).cloned()
    }

    /// The new entries of both sides, by day and then by their text. If both sides began something that happens one at a time,
    /// only one side's entries.
    fn new_entries(&mut self, at: &KeyPath, way: ListMerge, ours: Vec<Value>, theirs: Vec<Value>) -> Vec<Value> {
        let mut all = united_entries(&ours, &theirs);
        let one_at_a_time = match way {
            ListMerge::OneAtATime => Some(None),
            ListMerge::OneAtATimeBy(key) => Some(Some(key)),
            ListMerge::ByDay | ListMerge::Unordered => None,
        };
        if let Some(key) = one_at_a_time {
            let (our_own, their_own) = match key {
                // The last one decides, so the same moves in another order are different moves.
                None => (ours, theirs),
                Some(key) => (colliding_entries(&ours, &theirs, key), colliding_entries(&theirs, &ours, key)),
            };
            if !our_own.is_empty() {
                let words = || (list_in_words(&our_own), list_in_words(&their_own));
                let chosen = self.side_chosen(at, Why::BothBegan, &words);
                let (kept, dropped) = if chosen == Side::Ours { (our_own, their_own) } else { (their_own, our_own) };
                if key.is_none() {
                    return kept;
                }
                all.retain(|entry| !dropped.contains(entry));
            }
        }
        all.sort_by_cached_key(|entry| (first_day(entry), entry.to_string()));
        all
    }
}

/// The items of a list, in words; `None` if it is empty.
fn list_in_words(list: &[Value]) -> Option<String> {
    (!list.is_empty()).then(|| list.iter().map(in_words).collect::<Vec<_>>().join("; "))
}

/// Whether it is not clear which entry an old one became on a side, and it matters: the other side changed it, or began others
/// that it may have become.
fn is_unclear(values: Three<Option<&Value>>, ours: &Fate<'_>, theirs: &Fate<'_>) -> bool {
    if values.ours == values.theirs && values.ours != values.base {
        return false;
    }
    ours.may_be_another() && values.theirs != values.base
        || theirs.may_be_another() && values.ours != values.base
        || !ours.rivals.is_empty() && !theirs.rivals.is_empty() && ours.rivals != theirs.rivals
}

/// Whether a list includes all items of another, in its order.
fn holds_in_order(whole: &[Value], part: &[Value]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|entry| rest.any(|candidate| candidate == entry))
}

/// The one of two lists with the text that sorts first.
fn first_by_text(one: Vec<Value>, other: Vec<Value>) -> Vec<Value> {
    let is_first = one.iter().map(Value::to_string).le(other.iter().map(Value::to_string));
    if is_first { one } else { other }
}

/// The entries of a side in its order, the old ones as they are now. An old entry that this side removed but that stays is placed
/// by its day.
fn in_order_of(matched: &Matched, side: &[Value], mut old: Vec<Option<Value>>) -> Vec<Value> {
    let mut merged = Vec::new();
    for (at, entry) in side.iter().enumerate() {
        match matched.old.iter().position(|found| found.nth() == Some(at)) {
            Some(nth) => merged.extend(old.get_mut(nth).and_then(Option::take)),
            None => merged.push(entry.clone()),
        }
    }
    for entry in old.into_iter().flatten() {
        merged.insert(place_for(&merged, &entry).unwrap_or(merged.len()), entry);
    }
    merged
}

/// The entries on only one side that collide with one on only the other side, because they have the same value for a key.
fn colliding_entries(these: &[Value], others: &[Value], key: &str) -> Vec<Value> {
    let others_own: Vec<&Value> = others.iter().filter(|entry| !these.contains(entry)).collect();
    let own = these.iter().filter(|entry| !others.contains(entry));
    own.filter(|entry| others_own.iter().any(|other| other.get(key) == entry.get(key))).cloned().collect()
}

/// Everything that is in either list. An entry in both is there as often as in the list that has it more often.
fn united_entries(one: &[Value], other: &[Value]) -> Vec<Value> {
    let mut all = one.to_vec();
    let mut left = one.to_vec();
    for entry in other {
        match left.iter().position(|candidate| candidate == entry) {
            Some(known) => drop(left.swap_remove(known)),
            None => all.push(entry.clone()),
        }
    }
    all
}

/// The index after the last entry of the same or an earlier day, or 0 if all are later. `None` for an entry without a day, which
/// goes last.
fn place_for(list: &[Value], entry: &Value) -> Option<usize> {
    let day = first_day(entry)?;
    let not_later = list.iter().rposition(|other| first_day(other).is_none_or(|other| other <= day));
    Some(not_later.map_or(0, |last| last + 1))
}

/// The fate of an old entry on a side.
struct Fate<'s> {
    /// The entry there now; `None` if it is gone.
    value: Option<&'s Value>,
    /// Whether no other old entry could be that one.
    sure: bool,
    /// The new entries that it may also have become, because they contain everything it said.
    rivals: Vec<&'s Value>,
}

impl Fate<'_> {
    fn may_be_another(&self) -> bool {
        !self.sure || !self.rivals.is_empty()
    }
}

impl Matched {
    /// The entries of a side that were not there before.
    fn new_of(&self, side: &[Value]) -> Vec<Value> {
        self.new.iter().filter_map(|nth| side.get(*nth).cloned()).collect()
    }

    /// The fate of an old entry on a side, and the other entries it may have become there.
    fn fate_of<'s>(&self, nth: usize, entry: &Value, side: &'s [Value]) -> Fate<'s> {
        let new = self.new.iter().filter_map(|nth| side.get(*nth));
        let mut rivals: Vec<&Value> = new.filter(|new| extends_entry(entry, new)).collect();
        rivals.sort_by_cached_key(|rival| rival.to_string());
        let found = self.old.get(nth).copied().unwrap_or(Match::Gone);
        let sure = !matches!(found, Match::Grown { sure: false, .. } | Match::Altered { sure: false, .. });
        Fate { value: found.nth().and_then(|at| side.get(at)), sure, rivals }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::{key_paths, lists_of_entries};

    #[test]
    fn a_list_is_merged_by_day_unless_its_entries_have_no_day() {
        let known = key_paths();
        for path in lists_of_entries() {
            let list = list_at(&path).unwrap();
            if let ListMerge::OneAtATimeBy(key) = list.entry.merging {
                assert!(known.contains(&format!("{path}.{key}")), "{path}: {key}");
            }
            assert_eq!(list.entry.merging == ListMerge::Unordered, list.known_by().is_empty(), "{path}");
        }
    }
}
