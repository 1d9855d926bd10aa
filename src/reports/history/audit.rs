//! Judges a change of a record, key by key. Once a dated fact is recorded, it must not be altered or removed. An open entry may
//! gain keys.
//!
//! The only table of keys that are allowed to change is here. The caller reports who changed a record and when.

use serde_json::Value;

use super::compare::{Difference, DifferenceKind, EntryVersions, compare_versions};
use super::lists::{day_in_value, found_on, list_at};
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
    let found = found_on(before);
    let judge = |one: &Difference<'_>| wrong_in_difference(one, written).or_else(|| added_to_before(one, found?));
    let may_begin = has_no_support(before);
    let begins = |one: &&Difference<'_>| may_begin && one.kind != DifferenceKind::Removed && one.pattern == "as_found";
    let is_written = |one: &&Difference<'_>| found.is_some_and(|found| is_found_plan_written(one, found));
    let differences = compare_versions(before, after);
    let moved: Vec<DayMoved> = differences.iter().filter_map(joining_day_moved).collect();
    let follows = |one: &&Difference<'_>| follows_joining_day(one, &moved);
    differences.iter().filter(|one| !begins(one) && !is_written(one) && !follows(one)).filter_map(judge).collect()
}

/// A day before and after a change.
type DayMoved = (Day, Day);

/// The joining day before and after, if a difference corrects it or adds it next to a day on which the pupil was on roll.
fn joining_day_moved(one: &Difference<'_>) -> Option<DayMoved> {
    let before = match one.kind {
        DifferenceKind::Altered => one.before.and_then(day_in_value),
        DifferenceKind::Gained => seen_on(one),
        DifferenceKind::Added | DifferenceKind::Removed | DifferenceKind::Reordered => None,
    };
    (one.pattern == "on_roll.from").then_some(())?;
    before.zip(one.after.and_then(day_in_value))
}

/// Whether a difference is a class or an arrival that began on the joining day and moves with it.
fn follows_joining_day(one: &Difference<'_>, moved: &[DayMoved]) -> bool {
    let days = one.before.and_then(day_in_value).zip(one.after.and_then(day_in_value));
    matches!(one.pattern.as_str(), "class.from" | "arrived.date") && days.is_some_and(|days| moved.contains(&days))
}

/// Whether a record has only what a roll has, so that the school may still find the pupil with support: it brought in its roll
/// first, and its register later (DESIGN 7.1).
fn has_no_support(record: &Value) -> bool {
    let support = ["as_found", "arrived", "stages", "register", "needs", "cycles", "sspp", "ehc_plan"];
    support.iter().all(|key| record.get(key).is_none())
}

/// Whether a difference is the day of a plan that takes the place of a review date. An import writes such a plan, dated the day
/// found, from a list that has only that date (DESIGN 7.1). `send plan` writes the plan itself later.
fn is_found_plan_written(one: &Difference<'_>, found: Day) -> bool {
    let has_only = |part: Option<&Value>, keys: &[&str]| {
        let part = part.and_then(Value::as_object);
        part.is_some_and(|part| part.keys().all(|key| keys.contains(&key.as_str())))
    };
    let cycle = one.top.map(|entry| entry.before);
    let plan = cycle.and_then(|cycle| cycle.get("plan"));
    let days = one.before.and_then(day_in_value).zip(one.after.and_then(day_in_value));
    let is_later = days.is_some_and(|(before, after)| before == found && after > found);
    one.pattern == "cycles.plan.date"
        && is_later
        && has_only(cycle, &["stage", "plan"])
        && has_only(plan, &["date", "by", "kind", "review_by"])
}

/// The finding if a record is deleted, with the number of its dated entries.
pub(crate) fn record_deleted(before: &Value) -> WrongChange {
    let lists = before.as_object().into_iter().flatten().filter(|(key, _)| list_at(key).is_some());
    let entries: usize = lists.filter_map(|(_, list)| list.as_array()).map(Vec::len).sum();
    let message = format!("the record was deleted, with {}", words::count(entries, "dated entry/dated entries"));
    WrongChange { rule: &history_removed::RULE, at: KeyPath::default(), message }
}

/// Whether nothing has happened in a record yet, so that making it may be undone. What was found that day has not happened in it.
pub(crate) fn is_fresh(record: &Value) -> bool {
    let found = found_on(record);
    let mut lists = record.as_object().into_iter().flatten().filter_map(|(key, list)| Some((list_at(key)?, list)));
    lists.all(|(list, entries)| {
        let is_found = |entry: &Value| list.first_day_of(entry).zip(found).is_some_and(|(day, found)| day <= found);
        ["on_roll", "class", "needs"].contains(&list.pattern.as_str())
            || entries.as_array().is_some_and(|entries| entries.iter().all(is_found))
    })
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

/// A step taken here, dated when these records had not begun, that a later change adds. Only the command that writes `as_found`
/// may say what was found (DESIGN 7.1): otherwise a step that the policy does not allow could be dated back. A review or a contact
/// of the very day may be written later.
fn added_to_before(one: &Difference<'_>, found: Day) -> Option<WrongChange> {
    let entry = one.after?;
    let first_day = || list_at(&one.pattern)?.first_day_of(entry);
    let day_of = |part: &Value| part.get("date").and_then(day_in_value);
    let (what, day, last) = match (one.kind, one.pattern.as_str()) {
        (DifferenceKind::Added, "stages") => ("a move", first_day(), found),
        (DifferenceKind::Added, "register") => ("a period on the register", first_day(), found),
        (DifferenceKind::Gained, "register.to") => ("the end of a period on the register", day_in_value(entry), found),
        (DifferenceKind::Added, "contacts") if entry.get("kind").is_some_and(|kind| kind == "consent") => {
            ("a consent", first_day(), found.minus_days(1))
        }
        (DifferenceKind::Added, "cycles") => ("a review", entry.get("review").and_then(day_of), found.minus_days(1)),
        (DifferenceKind::Gained, "cycles.review") => ("a review", day_of(entry), found.minus_days(1)),
        _ => return None,
    };
    let day = day.filter(|day| *day <= last)?;
    let (day, found) = (words::date(day), words::date(found));
    let message =
        format!("{what} of {day} was added later: these records begin on {found} with what was found that day");
    Some(wrong_at(&history_backdated::RULE, one, message))
}

/// Whether a difference is the first day of an entry, next to a day on which it was seen to hold.
fn is_first_day_added(one: &Difference<'_>) -> bool {
    let is_first_day =
        matches!(one.pattern.as_str(), "on_roll.from" | "register.from" | "sspp.from" | "ehc_plan.final");
    is_first_day && one.kind == DifferenceKind::Gained && seen_on(one).is_some()
}

/// The day on which the entry of a difference was seen to hold.
fn seen_on(one: &Difference<'_>) -> Option<Day> {
    one.nearest?.before.get("in_force_on").and_then(day_in_value)
}

/// A first day that is later than the day on which the entry was seen to hold.
fn of_first_day(one: &Difference<'_>) -> Option<WrongChange> {
    let (first, seen) = one.after.and_then(day_in_value).zip(seen_on(one))?;
    let (first_said, seen_said) = (words::date(first), words::date(seen));
    let message = format!("{} was added as {first_said}, although it held on {seen_said}", whereabouts_of_new(one));
    (first > seen).then(|| wrong_at(&history_altered::RULE, one, message))
}

fn wrong_in_difference(one: &Difference<'_>, written: Option<Day>) -> Option<WrongChange> {
    let root = one.pattern.split('.').next().unwrap_or_default();
    if is_first_day_added(one) {
        return of_first_day(one);
    }
    if list_at(root).is_none() {
        return of_the_top(one);
    }
    if is_as_now(one) {
        return None;
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
        DifferenceKind::Altered if one.pattern == "class" || TIMED.contains(&one.pattern.as_str()) => of_the_class(one),
        DifferenceKind::Altered if one.pattern == "on_roll.from" => Some(of_the_joining_day(one)),
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
        pattern if pattern.split('.').next() == Some("as_found") => Some(of_the_beginning(one)),
        _ => None,
    }
}

/// How a record began is written once, by the commit that makes the record.
fn of_the_beginning(one: &Difference<'_>) -> WrongChange {
    let (rule, how) = match (one.kind, one.pattern.as_str()) {
        (DifferenceKind::Removed, _) => (&history_removed::RULE, "was removed"),
        (DifferenceKind::Added | DifferenceKind::Gained, "as_found") => {
            (&history_altered::RULE, "was added to a record that was there before")
        }
        (DifferenceKind::Added | DifferenceKind::Gained, _) => (&history_altered::RULE, "was added later"),
        (DifferenceKind::Altered | DifferenceKind::Reordered, _) => (&history_altered::RULE, "was changed"),
    };
    wrong_at(rule, one, format!("`{}` {how}", one.pattern))
}

/// Whether a difference changes a fact that is recorded as now, which may change or become one with its times.
fn is_as_now(one: &Difference<'_>) -> bool {
    let is_timed = TIMED.contains(&one.pattern.as_str());
    is_timed && one.before.is_none_or(|before| before.is_boolean() || before.is_string())
}

/// The facts that may be recorded as now, or with their times.
const TIMED: [&str; 3] = ["sen_unit", "resourced_provision", "characteristics"];

/// A class that is a name can become a list, but not the other way round. So can a fact as now.
fn of_the_class(one: &Difference<'_>) -> Option<WrongChange> {
    one.before.is_some_and(Value::is_array).then(|| {
        wrong_at(&history_removed::RULE, one, format!("the earlier entries of `{}` were removed", one.pattern))
    })
}

/// A joining day that was wrong may be corrected, unless the pupil is known to have been on roll before the new one.
fn of_the_joining_day(one: &Difference<'_>) -> WrongChange {
    of_first_day(one).unwrap_or_else(|| {
        let said = |value: Option<&Value>| value.and_then(day_in_value).map(words::date).unwrap_or_default();
        let (from, to) = (said(one.before), said(one.after));
        wrong_at(&history_corrected::RULE, one, format!("the joining day was corrected from {from} to {to}"))
    })
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
