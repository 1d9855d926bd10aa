//! Random records in random styles, changed at random: the value is right, and no line is touched that the change does not
//! concern.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test says what it looks for")]

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::styled::{Hand, RandomChoices, make_at, make_entry, put_at, random_record, value_at};
use super::tests::paths;
use super::*;
use crate::model::record::Record;

/// Returns a value with some change that a record may have, or the same value if the chosen change cannot be made.
pub(in crate::records) fn change(value: &Value, choices: &mut RandomChoices<'_>) -> Value {
    let mut all = Vec::new();
    paths(value, &KeyPath::default(), &mut all);
    let path = all.swap_remove((choices.random_below(256) * 256 + choices.random_below(256)) % all.len());
    let mut keys: Vec<String> = Vec::new();
    for step in path.steps() {
        if let PathStep::Key(key) = step {
            keys.push(key.clone());
        }
    }
    let mut changed = value.clone();
    let at = path.steps();
    let is_entry = matches!(at.last(), Some(PathStep::Index(_)));
    let is_list = value_at(value, at).is_some_and(Value::is_array);
    match choices.random_below(5) {
        0 if is_list => {
            let entry = make_entry(&mut keys, choices);
            let Some(Value::Array(list)) = value_at(value, at).cloned() else { return changed };
            let place = if choices.once_in(3) { choices.random_below(list.len() + 1) } else { list.len() };
            let mut list = list;
            list.insert(place, entry);
            put_at(&mut changed, at, Some(Value::Array(list)));
        }
        1 => put_at(&mut changed, at, None),
        2 => add_key(&mut changed, &path, choices),
        _ if is_entry => put_at(&mut changed, at, Some(make_entry(&mut keys, choices))),
        _ => put_at(&mut changed, at, make_at(&mut keys, choices)),
    }
    changed
}

/// Adds keys that another record has there to the mapping at a path, or to the record.
fn add_key(value: &mut Value, path: &KeyPath, choices: &mut RandomChoices<'_>) {
    let mut at = path.clone();
    while !value_at(value, at.steps()).is_some_and(Value::is_object) {
        at = at.parent().unwrap();
    }
    let other = if at.steps().is_empty() {
        random_record(choices)
    } else {
        let mut keys: Vec<String> = Vec::new();
        at.steps().iter().for_each(|step| {
            if let PathStep::Key(key) = step {
                keys.push(key.clone())
            }
        });
        match at.steps().last() {
            Some(PathStep::Index(_)) => make_entry(&mut keys, choices),
            _ => make_at(&mut keys, choices).unwrap_or_default(),
        }
    };
    let (Some(Value::Object(have)), Value::Object(other)) = (value_at(value, at.steps()).cloned(), other) else {
        return;
    };
    let new: Vec<&String> = other.keys().filter(|key| !have.contains_key(*key)).collect();
    if new.is_empty() {
        return;
    }
    let key = new[choices.random_below(new.len())];
    let mut have = have;
    have.insert(key.clone(), other[key].clone());
    if at.steps().is_empty() {
        *value = Value::Object(have)
    } else {
        put_at(value, at.steps(), Some(Value::Object(have)))
    }
}

/// Collects the lines that a change may touch: those of changed or removed values, and all lines of changed brackets.
fn may_change(hand: &Hand<'_, '_>, at: &KeyPath, before: &Value, after: &Value, lines: &mut BTreeSet<usize>) {
    let own = |path: &KeyPath| hand.spans.get(path).cloned().unwrap_or_else(|| span_above(hand, path));
    let in_brackets = hand.in_brackets.contains(at);
    match (before, after) {
        _ if before == after => {}
        (Value::Object(old), Value::Object(new)) if !in_brackets && old.keys().any(|key| new.contains_key(key)) => {
            for (key, value) in old {
                match new.get(key) {
                    Some(other) => may_change(hand, &at.then(key.as_str()), value, other, lines),
                    None => {
                        let gone = own(&at.then(key.as_str()));
                        // If the removed key is on the line of the dash, the next one moves up to the dash.
                        if hand.spans.get(at).is_some_and(|entry| entry.start == gone.start) {
                            lines.extend(first_line_that_stays(hand, at, new));
                        }
                        lines.extend(gone);
                    }
                }
            }
        }
        (Value::Array(old), Value::Array(new)) if !in_brackets && !new.is_empty() => {
            let front = old.iter().zip(new).take_while(|(one, other)| one == other).count();
            let most = old.len().min(new.len()) - front;
            let back =
                old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
            let (old_middle, new_middle) = (front..old.len() - back, front..new.len() - back);
            for nth in old_middle.clone() {
                if old_middle.len() == 1 && new_middle.len() == 1 {
                    may_change(hand, &at.then(nth), &old[nth], &new[nth], lines);
                } else {
                    // There may be more than one way to match these entries.
                    lines.extend(own(&at.then(nth)));
                }
            }
        }
        _ => lines.extend(own(at)),
    }
}

/// Returns the line of the first key that stays in an entry.
fn first_line_that_stays(hand: &Hand<'_, '_>, at: &KeyPath, new: &serde_json::Map<String, Value>) -> Option<usize> {
    new.keys().filter_map(|key| hand.spans.get(&at.then(key.as_str()))).map(|span| span.start).min()
}

/// Returns the lines of a value. A value in brackets has the lines of the brackets.
fn span_above(hand: &Hand<'_, '_>, path: &KeyPath) -> std::ops::Range<usize> {
    let mut path = path.clone();
    loop {
        if let Some(span) = hand.spans.get(&path) {
            return span.clone();
        }
        let Some(above) = path.parent() else { return 0..0 };
        path = above;
    }
}

/// Returns the lines with their line endings. The byte-order mark is not part of the first line.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.strip_prefix(MARK).unwrap_or(bytes).split_inclusive(|byte| *byte == b'\n').collect()
}

/// Whether all of these lines are among the others, in their order and byte for byte.
fn are_among(these: &[&[u8]], others: &[&[u8]]) -> bool {
    let mut others = others.iter();
    these.iter().all(|line| others.any(|other| other == line))
}

/// Returns the lines that are not blank, with comments moved to the left.
fn said<'b>(lines: &[&'b [u8]]) -> Vec<&'b [u8]> {
    let of = |line: &'b [u8]| if line.trim_ascii().starts_with(b"#") { line.trim_ascii_start() } else { line };
    lines.iter().filter(|line| !line.trim_ascii().is_empty()).map(|line| of(line)).collect()
}

/// The results of the changes that were tried.
#[derive(Default)]
struct Count {
    tried: AtomicUsize,
    /// The changes after which a comment, or a blank line before one, could not stay where it was.
    moved: AtomicUsize,
    refused: Mutex<Vec<String>>,
}

fn holds(seed: &[u8], count: &Count) -> Result<(), TestCaseError> {
    let mut choices = RandomChoices(seed.iter());
    let values = random_record(&mut choices);
    let before: Record = serde_json::from_value(values.clone()).unwrap();
    let values = written_values(&before);
    let mut hand = Hand::new(&mut choices);
    let bytes = hand.write_record(&values);
    let (spans, in_brackets) = (std::mem::take(&mut hand.spans), std::mem::take(&mut hand.in_brackets));
    let shown = String::from_utf8_lossy(&bytes).into_owned();
    let read = decode_yaml::<Record>(&bytes).map(|decoded| decoded.value);
    prop_assert_eq!(read.as_ref(), Ok(&before), "the writer wrote something else:\n{}", shown);
    prop_assert_eq!(edit_file(&bytes, &before, &before), Ok(bytes.clone()));
    let written = new_file(&before);
    prop_assert!(written.is_ok(), "a new file of {values:#}");
    for _ in 0..EDITS {
        let mut target = change(&values, &mut choices);
        if choices.once_in(3) {
            target = change(&target, &mut choices);
        }
        let Ok(after) = serde_json::from_value::<Record>(target) else { continue };
        if after == before {
            continue;
        }
        let target = written_values(&after);
        let result = edit_file(&bytes, &before, &after);
        count.tried.fetch_add(1, Ordering::Relaxed);
        let Ok(result) = result else {
            // In that case the file is unchanged. The end of the test asserts how often this may happen.
            let shown = format!("{}\n{}", first_change(&values, &target), shown_attempt(&bytes, &values, &target));
            count.refused.lock().unwrap().push(shown);
            continue;
        };
        prop_assert_eq!(result.starts_with(MARK), bytes.starts_with(MARK));
        let mut touched = BTreeSet::new();
        let no_choices: &mut RandomChoices<'_> = &mut RandomChoices([].iter());
        let mut place = Hand::new(no_choices);
        (place.spans, place.in_brackets) = (spans.clone(), in_brackets.clone());
        may_change(&place, &KeyPath::default(), &values, &target, &mut touched);
        let old = lines(&bytes);
        let kept: Vec<&[u8]> =
            old.iter().enumerate().filter(|(nth, _)| !touched.contains(nth)).map(|(_, line)| *line).collect();
        let new = lines(&result);
        if !are_among(&kept, &new) {
            count.moved.fetch_add(1, Ordering::Relaxed);
        }
        prop_assert!(
            are_among(&said(&kept), &said(&new)),
            "touched more than the lines {:?}\n{}\n{}",
            touched,
            first_change(&values, &target),
            shown_difference(&bytes, &result)
        );
    }
    Ok(())
}

/// Shows the result of the first way of placing a change.
fn shown_attempt(bytes: &[u8], before: &Value, after: &Value) -> String {
    let text = encoding::decode_text(bytes).unwrap();
    let top = layout::layout_of(text);
    let mut changes = Changes::new(text, &top, WAYS[0]);
    if changes.change_value(&top, "", before, after).is_none() {
        return "no place for it".to_owned();
    }
    let splices = format!("{:?}", changes.splices);
    let Some(result) = splice::apply_splices(text, changes.splices) else { return format!("overlap: {splices}") };
    let problems = decode_yaml::<Record>(result.as_bytes()).map(|_| "another record");
    format!("{problems:?}\n{}", shown_difference(text.as_bytes(), result.as_bytes()))
}

fn shown_difference(before: &[u8], after: &[u8]) -> String {
    let mut shown = Vec::new();
    crate::output::diff::render_diff("record", &crate::reports::diff::line_hunks(before, after), &mut shown).unwrap();
    String::from_utf8(shown).unwrap()
}

fn first_change(before: &Value, after: &Value) -> String {
    let path = first_difference(before, after);
    format!("{path}: {:?} becomes {:?}", value_at(before, path.steps()), value_at(after, path.steps()))
}

/// Damage to the bytes of a file: where, what kind, and with which byte.
type Spoils = Vec<(prop::sample::Index, usize, u8)>;

/// Cuts out, doubles or replaces bytes of the file. If it can still be read, a change gives exactly the intended record or is
/// refused.
fn holds_when_spoilt(
    seed: &[u8],
    spoils: &Spoils,
    tried: &AtomicUsize,
    refused: &AtomicUsize,
) -> Result<(), TestCaseError> {
    let mut choices = RandomChoices(seed.iter());
    let values = written_values(&serde_json::from_value::<Record>(random_record(&mut choices)).unwrap());
    let mut bytes = Hand::new(&mut choices).write_record(&values);
    for (index, kind, byte) in spoils {
        let at = index.index(bytes.len());
        let byte = *[b' ', b'\n', b'#', b'-', b':', b'"', b'\'', b',', b'|', b'+', b'x', *byte]
            .get(usize::from(*byte) % 12)
            .unwrap();
        match kind {
            0 => drop(bytes.remove(at)),
            1 => bytes[at] = byte,
            2 => bytes.insert(at, byte),
            _ => bytes.insert(at, bytes[at]),
        }
    }
    let Ok(before) = decode_yaml::<Record>(&bytes).map(|decoded| decoded.value) else { return Ok(()) };
    let values = written_values(&before);
    for _ in 0..EDITS {
        let Ok(after) = serde_json::from_value::<Record>(change(&values, &mut choices)) else { continue };
        tried.fetch_add(1, Ordering::Relaxed);
        match edit_file(&bytes, &before, &after) {
            Ok(result) => prop_assert_eq!(decode_yaml::<Record>(&result).map(|read| read.value), Ok(after)),
            Err(_) => drop(refused.fetch_add(1, Ordering::Relaxed)),
        }
    }
    Ok(())
}

/// The number of changes that are tried on each file.
const EDITS: usize = 24;

pub(in crate::records) fn cases(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if asked.cases == 256 { cases } else { asked.cases };
    // A failing case becomes a test with a name instead of an entry in a file.
    ProptestConfig { cases, failure_persistence: None, max_shrink_time: 20_000, ..asked }
}

/// Random choices for records, styles and changes.
fn choices() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 1500..3000)
}

#[test]
fn a_change_touches_only_the_lines_that_it_concerns() {
    let config = cases(620);
    let wanted = if config.cases == 620 { 8_000 } else { 0 };
    let count = Count::default();
    TestRunner::new(config).run(&choices(), |seed| holds(&seed, &count)).unwrap_or_else(|wrong| panic!("{wrong}"));
    let (tried, moved) = (count.tried.into_inner(), count.moved.into_inner());
    let refused = count.refused.into_inner().unwrap();
    assert!(tried >= wanted, "{tried} changes were tried");
    // Styles in which no place is safe are rare: at most one change in five hundred is left to a person.
    assert!(refused.len() * 500 <= tried, "{} of {tried} refused, the first: {:?}", refused.len(), refused.first());
    // A comment that would become part of a text moves to the left, which is rare too.
    assert!(moved * 2_000 <= tried, "in {moved} of {tried} a comment or a blank line did not stay where it was");
}

#[test]
fn in_a_spoilt_file_a_change_is_made_or_refused() {
    let config = cases(1100);
    let wanted = if config.cases == 1100 { 2_000 } else { 0 };
    let (tried, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let spoils = vec((any::<prop::sample::Index>(), 0..4_usize, any::<u8>()), 1..4);
    let holds = |(seed, spoils): (Vec<u8>, Spoils)| holds_when_spoilt(&seed, &spoils, &tried, &refused);
    TestRunner::new(config).run(&(choices(), spoils), holds).unwrap_or_else(|wrong| panic!("{wrong}"));
    let (tried, refused) = (tried.into_inner(), refused.into_inner());
    assert!(tried >= wanted, "{tried} changes were tried");
    assert!(refused * 50 <= tried, "{refused} of {tried} were refused");
}

/// Otherwise a test that has used up its choices would never end.
#[test]
fn an_entry_is_made_without_any_choices_too() {
    for list in ["sen_unit", "resourced_provision", "characteristics", "taught_with", "on_roll"] {
        let entry = make_entry(&mut vec![list.to_owned()], &mut RandomChoices([].iter()));
        assert!(!entry.is_null(), "{list}");
    }
}
