//! Random records changed at random on both sides. Either the merge loses nothing, invents nothing and prefers no side, or there
//! is a conflict.
//!
//! The tests judge a merge without its own code: by what each side says, wherever it is written.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test says what it looks for")]

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::*;
use crate::finding::{KeyPath, PathStep};
use crate::model::record::Record;
use crate::model::record_merge::Side;
use crate::model::values::written_values;
use crate::records::edit::property_tests::{cases, change};
use crate::records::edit::styled::{Hand, RandomChoices as Random, make_entry, put_at, random_record, value_at};

/// Lists that grow in a term.
const LISTS: &[&str] =
    &["contacts", "concerns", "referrals", "documents", "disagreements", "outcomes", "diagnoses", "needs"];

/// A record whose top level agrees with its facts.
fn sound(values: &Value) -> Option<Record> {
    let mut record: Record = serde_json::from_value(values.clone()).ok()?;
    record.stage = record.last_stage_written();
    record.census = record.asserted_census();
    Some(record)
}

/// The changes of one side: mostly new entries at the end, sometimes anything.
fn work(base: &Value, random: &mut Random<'_>) -> Value {
    let mut values = base.clone();
    for _ in 0..=random.random_below(3) {
        if random.once_in(4) {
            values = change(&values, random);
            continue;
        }
        let list = LISTS[random.random_below(LISTS.len())];
        let at = [PathStep::from(list)];
        let mut entries = value_at(&values, &at).and_then(Value::as_array).cloned().unwrap_or_default();
        entries.push(make_entry(&mut vec![list.to_owned()], random));
        put_at(&mut values, &at, Some(Value::Array(entries)));
    }
    values
}

/// Whether one value says all that another says. Lists may be in any order, but each entry needs a separate match.
fn covers(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|found| covers(found, value)))
        }
        (Value::Array(whole), Value::Array(part)) => each_has_its_own(whole, part, &mut vec![false; whole.len()]),
        (one, other) => one == other,
    }
}

fn each_has_its_own(whole: &[Value], part: &[Value], taken: &mut Vec<bool>) -> bool {
    let Some((first, rest)) = part.split_first() else { return true };
    (0..whole.len()).any(|nth| {
        if taken[nth] || !covers(&whole[nth], first) {
            return false;
        }
        taken[nth] = true;
        let fits = each_has_its_own(whole, rest, taken);
        taken[nth] = fits;
        fits
    })
}

/// Collects every single value with the keys above it, without indexes.
fn leaves(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| leaves(inner, &format!("{at}.{key}"), found)),
        Value::Array(list) => list.iter().for_each(|inner| leaves(inner, at, found)),
        single => found.push((at.to_owned(), single.to_string())),
    }
}

/// Returns the record's facts without the single values at the top level, which follow the rule of three versions.
fn entries_alone(record: &Record) -> Value {
    let mut values = written_values(record);
    let map = values.as_object_mut().unwrap();
    map.retain(|key, value| {
        (value.is_array() || key == "arrived" && value.is_object())
            && !matches!(key.as_str(), "characteristics" | "arrived")
    });
    values
}

fn single_values_are_right(three: [&Record; 3], merged: &Record) -> Result<(), TestCaseError> {
    let [base, ours, theirs] = three.map(written_values);
    let merged = written_values(merged);
    let keys = ["name", "known_as", "upn", "home_language", "notes", "year", "date_of_birth", "sen_unit"];
    for key in keys {
        let [base, ours, theirs] = [&base, &ours, &theirs].map(|values| values.get(key));
        let expected = if ours == base { theirs } else { ours };
        prop_assert_eq!(merged.get(key), expected);
        prop_assert!(ours == theirs || ours == base || theirs == base, "both changed {}", key);
    }
    Ok(())
}

/// Counts clean merges and conflicts, to check that both occur often enough.
#[derive(Default)]
struct Count {
    clean: Cell<usize>,
    conflicts: Cell<usize>,
    unclear: Cell<usize>,
}

fn holds(seed: &[u8], count: &Count) -> Result<(), TestCaseError> {
    let random = &mut Random(seed.iter());
    let Some(base) = sound(&random_record(random)) else { return Ok(()) };
    for _ in 0..6 {
        let values = written_values(&base);
        let (Some(ours), Some(theirs)) = (sound(&work(&values, random)), sound(&work(&values, random))) else {
            continue;
        };
        let merge = |ours, theirs| merge_records(&base, ours, theirs, &Choices::new());
        let (one, other) = (merge(&ours, &theirs), merge(&theirs, &ours));
        prop_assert_eq!(merge(&ours, &ours).ok(), Some(ours.clone()));
        let merged = match (one, other) {
            (Ok(one), Ok(other)) => {
                prop_assert_eq!(&one, &other);
                one
            }
            (Err(one), Err(other)) => {
                let fields =
                    |conflicts: &[Conflict]| conflicts.iter().map(|at| at.field.clone()).collect::<Vec<KeyPath>>();
                prop_assert_eq!(fields(&one), fields(&other));
                can_be_settled(&one, [&base, &ours, &theirs])?;
                count.conflicts.set(count.conflicts.get() + 1);
                continue;
            }
            (one, other) => return Err(TestCaseError::fail(format!("one way round {one:?}, the other {other:?}"))),
        };
        let real = ours != base && theirs != base && ours != theirs;
        count.clean.set(count.clean.get() + usize::from(real));
        stays_as_it_is(merge(&merged, &ours), &merged, count)?;
        stays_as_it_is(merge(&theirs, &merged), &merged, count)?;
        nothing_lost_or_invented([&base, &ours, &theirs], &merged)?;
        text_says_it(random, [&base, &ours, &theirs], &merged)?;
    }
    Ok(())
}

/// Checks that merging again makes no change. If entries are so alike that the old one can no longer be identified, that is a
/// conflict. The end of the test asserts how often that may happen.
fn stays_as_it_is(again: Result<Record, Vec<Conflict>>, merged: &Record, count: &Count) -> Result<(), TestCaseError> {
    match again {
        Ok(again) => prop_assert_eq!(&again, merged),
        Err(_) => count.unclear.set(count.unclear.get() + 1),
    }
    Ok(())
}

fn nothing_lost_or_invented(three: [&Record; 3], merged: &Record) -> Result<(), TestCaseError> {
    let [base, ours, theirs] = three;
    if ours == base || theirs == base {
        return Ok(());
    }
    single_values_are_right(three, merged)?;
    let whole = entries_alone(merged);
    for side in [ours, theirs] {
        prop_assert!(covers(&whole, &entries_alone(side)), "lost from {:#}\nin {whole:#}", entries_alone(side));
    }
    let (mut known, mut said) = (Vec::new(), Vec::new());
    [ours, theirs].iter().for_each(|side| leaves(&entries_alone(side), "", &mut known));
    leaves(&whole, "", &mut said);
    for leaf in said {
        prop_assert!(known.contains(&leaf), "invented: {:?}", leaf);
    }
    Ok(())
}

/// Checks that taking one side everywhere settles every conflict, and that swapping the sides gives the same result swapped.
fn can_be_settled(conflicts: &[Conflict], [base, ours, theirs]: [&Record; 3]) -> Result<(), TestCaseError> {
    for side in [Side::Ours, Side::Theirs] {
        let mut choices: Choices = conflicts.iter().map(|conflict| (conflict.field.clone(), side)).collect();
        for _ in 0..4 {
            match merge_records(base, ours, theirs, &choices) {
                Ok(_) => break,
                Err(more) => {
                    let new: Vec<KeyPath> = more.into_iter().map(|conflict| conflict.field).collect();
                    prop_assert!(new.iter().all(|field| !choices.contains_key(field)), "{:?} again", new);
                    choices.extend(new.into_iter().map(|field| (field, side)));
                }
            }
        }
        prop_assert!(merge_records(base, ours, theirs, &choices).is_ok());
    }
    Ok(())
}

/// Checks the same with files in random styles: the text says exactly the merged record, or the merge is refused.
fn text_says_it(random: &mut Random<'_>, three: [&Record; 3], merged: &Record) -> Result<(), TestCaseError> {
    let [base, ours, theirs] = three.map(|record| Hand::new(random).write_record(&written_values(record)));
    let versions = Versions { base, ours, theirs };
    match super::merge_files("pupils/p014.yaml", &versions, &Decided::default()) {
        Ok(found) => prop_assert_eq!(&found.result.record, merged),
        Err(NotMerged::Comments(_) | NotMerged::Unplaced(_)) => {}
        Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
    }
    Ok(())
}

#[test]
fn nothing_is_lost_or_invented_and_no_side_is_preferred() {
    let config = cases(150);
    let wanted = if config.cases == 150 { 150 } else { 0 };
    let count = Count::default();
    TestRunner::new(config)
        .run(&vec(any::<u8>(), 4000..7000), |seed| holds(&seed, &count))
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    let (clean, conflicts) = (count.clean.get(), count.conflicts.get());
    assert!(clean >= wanted && conflicts >= wanted, "{clean} clean, {conflicts} conflicts");
    let unclear = count.unclear.get();
    assert!(unclear * 100 <= clean.max(100), "{unclear} of {clean} could not be merged again");
}
