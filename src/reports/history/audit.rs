//! Judges a change of a record, key by key. Once a dated fact is recorded, it must not be altered or removed. An open entry may
//! gain keys.
//!
//! The only table of keys that are allowed to change is here. The caller reports who changed a record and when.

use serde_json::Value;

use super::compare::{Difference, DifferenceKind, EntryVersions, compare_versions};
use super::lists::{day_in_value, list_at};
use super::log::{entry_in_words, whereabouts};
use crate::finding::{KeyPath, PathStep};
use crate::model::day::Day;
use crate::model::days_and_texts::Leaf;
use crate::model::record::Record;
use crate::rules::Rule;
use crate::rules::checks::{
    history_altered, history_backdated, history_corrected, history_merge, history_removed, history_reordered,
};
use crate::words;

/// Something that is wrong with a change.
#[derive(Debug, Clone)]
pub(crate) struct WrongChange {
    /// The rule that is broken.
    pub(crate) rule: &'static Rule,
    /// The key.
    pub(crate) at: KeyPath,
    /// The problem, in words.
    pub(crate) message: String,
}

/// Returns what is wrong with a change from one version of a record to the next, both as values. `written` is the day of the
/// change.
pub(crate) fn wrong_in_change(before: &Value, after: &Value, written: Option<Day>) -> Vec<WrongChange> {
    compare_versions(before, after).iter().filter_map(|one| wrong_in_difference(one, written)).collect()
}

/// The finding if a record is deleted, with the number of its dated entries.
pub(crate) fn record_deleted(before: &Value) -> WrongChange {
    let lists = before.as_object().into_iter().flatten().filter(|(key, _)| list_at(key).is_some());
    let entries: usize = lists.filter_map(|(_, list)| list.as_array()).map(Vec::len).sum();
    let message = format!("the record was deleted, with {}", words::count(entries, "dated entry/dated entries"));
    WrongChange { rule: &history_removed::RULE, at: KeyPath::default(), message }
}

/// Whether nothing has happened in a record yet, so that making it may be undone.
pub(crate) fn is_fresh(record: &Value) -> bool {
    let lists = record.as_object().into_iter().flatten().filter(|(key, _)| list_at(key).is_some());
    lists.map(|(key, _)| key.as_str()).all(|key| ["on_roll", "class", "needs"].contains(&key))
}

/// Facts dated later than the day they were recorded. One day is allowed for two clocks that differ.
pub(crate) fn dated_ahead(record: &Record, written: Day) -> Vec<WrongChange> {
    let (mut ahead, last) = (Vec::new(), written.plus_days(1));
    record.walk(&mut |place, leaf| {
        if let Leaf::Fact(day) = leaf
            && day > last
        {
            let at = place.path();
            let message = format!("{at} is {}, which was still in the future when it was recorded", words::date(day));
            ahead.push(WrongChange { rule: &history_backdated::RULE, at, message });
        }
    });
    ahead
}

/// The moves of a version that no version before it has, by their place in `stages`.
pub(crate) fn new_moves(before: &[Option<&Value>], after: &Value) -> Vec<usize> {
    let count = after.get("stages").and_then(Value::as_array).map_or(0, Vec::len);
    let mut new: Vec<usize> = (0..count).collect();
    for before in before.iter().copied().flatten() {
        if before.get("stages") == after.get("stages") {
            return Vec::new();
        }
        let added = compare_versions(before, after);
        new.retain(|index| added.iter().any(|one| is_added_move(one, *index)));
    }
    new
}

/// Whether a difference is that the move at this place of `stages` was added.
fn is_added_move(one: &Difference<'_>, index: usize) -> bool {
    one.kind == DifferenceKind::Added
        && one.pattern == "stages"
        && one.at.steps().get(1) == Some(&PathStep::Index(index))
}

/// Facts in a merge that neither of its sides has: new or changed in comparison with each of them, at one place.
pub(crate) fn of_nobody(before: &[&Value], after: &Value) -> Vec<WrongChange> {
    let mut sides = before.iter().map(|before| new_in_version(before, after));
    let Some(mut own) = sides.next() else { return Vec::new() };
    for side in sides {
        own.retain(|one| side.iter().any(|other| other.at == one.at && other.kind == one.kind));
    }
    let dated = own.iter().filter(|one| one.top.is_some() || one.kind == DifferenceKind::Added);
    let wrong = dated.map(|one| {
        let what = match (one.kind, list_at(&one.pattern), one.after) {
            (DifferenceKind::Added, Some(list), Some(entry)) => format!("the {}", entry_in_words(list, entry)),
            _ => whereabouts(one),
        };
        let message = format!("{what}: neither side of the merge has this");
        WrongChange { rule: &history_merge::RULE, at: one.at.clone(), message }
    });
    wrong.collect()
}

/// The differences that say something new: a new entry, a new key or a different value.
fn new_in_version<'v>(before: &'v Value, after: &'v Value) -> Vec<Difference<'v>> {
    let mut differences = compare_versions(before, after);
    differences
        .retain(|one| matches!(one.kind, DifferenceKind::Added | DifferenceKind::Gained | DifferenceKind::Altered));
    differences
}

fn wrong_in_difference(one: &Difference<'_>, written: Option<Day>) -> Option<WrongChange> {
    let root = one.pattern.split('.').next().unwrap_or_default();
    if list_at(root).is_none() {
        return of_the_top(one);
    }
    let days = one.before.and_then(day_in_value).zip(one.after.and_then(day_in_value));
    match one.kind {
        DifferenceKind::Added if one.top.is_none() => None,
        DifferenceKind::Added | DifferenceKind::Gained => {
            let ended = one.top.into_iter().chain(one.nearest).find(|entry| is_ended(entry))?;
            (!may_be_gained(one)).then(|| {
                let what = whereabouts_of_new(one);
                let of = entry_in_words(ended.list, ended.before);
                wrong_at(&history_altered::RULE, one, format!("{what} was added to the {of}, which had already ended"))
            })
        }
        DifferenceKind::Removed => {
            let what = match (list_at(&one.pattern), one.before) {
                (Some(list), Some(entry)) => format!("the {}", entry_in_words(list, entry)),
                _ => whereabouts(one),
            };
            Some(wrong_at(&history_removed::RULE, one, format!("{what} was removed")))
        }
        DifferenceKind::Reordered => {
            list_at(&one.pattern)?;
            let message = format!("the entries of `{}` were put in a different order", one.pattern);
            Some(wrong_at(&history_reordered::RULE, one, message))
        }
        DifferenceKind::Altered if may_be_altered(one, written) => None,
        DifferenceKind::Altered if one.pattern == "class" => of_the_class(one),
        DifferenceKind::Altered => Some(match days {
            Some((before, after)) => {
                let rule = if after < before { &history_backdated::RULE } else { &history_altered::RULE };
                let (from, to) = (words::date(before), words::date(after));
                wrong_at(rule, one, format!("{} was changed from {from} to {to}", whereabouts(one)))
            }
            None => {
                wrong_at(&history_altered::RULE, one, format!("{} was changed{}", whereabouts(one), fixed_words(one)))
            }
        }),
    }
}

fn wrong_at(rule: &'static Rule, one: &Difference<'_>, message: String) -> WrongChange {
    WrongChange { rule, at: one.at.clone(), message }
}

/// The keys at the top describe the pupil as now, so they may change. But a record must stay the record of one pupil.
fn of_the_top(one: &Difference<'_>) -> Option<WrongChange> {
    match one.pattern.as_str() {
        "id" => Some(wrong_at(&history_altered::RULE, one, "the id was changed".to_owned())),
        "date_of_birth" => Some(wrong_at(&history_corrected::RULE, one, "the date of birth was corrected".to_owned())),
        _ => None,
    }
}

/// A class that is a name can become a list, but not the other way round.
fn of_the_class(one: &Difference<'_>) -> Option<WrongChange> {
    one.before
        .is_some_and(Value::is_array)
        .then(|| wrong_at(&history_removed::RULE, one, "the classes of earlier years were removed".to_owned()))
}

fn is_ended(entry: &EntryVersions<'_>) -> bool {
    entry.list.is_ended(entry.before)
}

/// Whether there is such an entry, and it can still gain keys.
fn is_open(entry: Option<EntryVersions<'_>>) -> bool {
    entry.is_some_and(|entry| !is_ended(&entry))
}

/// Whether an ended entry may still gain this: an action of a review can be done later, a family can answer later, and a
/// requirement that was set aside can be met later.
fn may_be_gained(one: &Difference<'_>) -> bool {
    match one.pattern.as_str() {
        "cycles.review.actions.done" | "stages.waived.met_on" | "stages.waived.how" => is_open(one.nearest),
        "contacts.answer" => true,
        _ => false,
    }
}

/// Keys that may change: a planned day while its entry is open or until it comes, and anything that is not a fact about a day.
fn may_be_altered(one: &Difference<'_>, written: Option<Day>) -> bool {
    match one.pattern.as_str() {
        "on_roll.to_school" | "class.class" => true,
        "cycles.plan.review_by" | "cycles.plan.targets.by" => is_open(one.top),
        "cycles.plan.provisions.from" | "cycles.plan.provisions.to" => is_open(one.top),
        "needs.rank" => is_open(one.nearest),
        "ehc_plan.reviews.booked" => one.nearest.is_some_and(|review| review.before.get("meeting").is_none()),
        "on_roll.from"
        | "on_roll.to"
        | "arrived.date"
        | "sspp.from"
        | "sspp.to"
        | "outcomes.by"
        | "transitions.planned" => {
            let planned = one.before.and_then(day_in_value);
            planned.zip(written).is_some_and(|(planned, written)| planned > written)
        }
        _ => false,
    }
}

/// A new value, by its key or its list.
fn whereabouts_of_new(one: &Difference<'_>) -> String {
    match (list_at(&one.pattern), one.after) {
        (Some(list), Some(entry)) => format!("the {}", entry_in_words(list, entry)),
        _ => format!("`{}`", one.pattern.rsplit('.').next().unwrap_or_default()),
    }
}

/// The words before and after, if both are fixed words: text that people typed is not repeated.
fn fixed_words(one: &Difference<'_>) -> String {
    const FIXED: &[&str] = &[
        "stage",
        "kind",
        "about",
        "with",
        "answer",
        "progress",
        "decision",
        "outcome",
        "type",
        "step",
        "raised_by",
        "for",
        "level",
    ];
    let key = one.pattern.rsplit('.').next().unwrap_or_default();
    let (before, after) = (one.before.and_then(Value::as_str), one.after.and_then(Value::as_str));
    match (FIXED.contains(&key), before, after) {
        (true, Some(before), Some(after)) => format!(" from {before} to {after}"),
        _ => String::new(),
    }
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
