//! Compares two versions of a record, key by key. Entries of a list are matched by their day, so that an entry put between two
//! others is new and the others count as unchanged.

use serde_json::{Map, Value};

use super::lists::{List, list_at};
use super::respelled::is_respelled;
use crate::finding::KeyPath;

/// The kind of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DifferenceKind {
    /// An entry of a list is new.
    Added,
    /// A key is new.
    Gained,
    /// A value is different.
    Altered,
    /// A key or an entry is gone.
    Removed,
    /// An entry now comes before one that it used to follow.
    Reordered,
}

/// An entry of a list, before and after.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryVersions<'a> {
    /// The list.
    pub(crate) list: &'static List,
    /// The entry before.
    pub(crate) before: &'a Value,
    /// The same entry after.
    pub(crate) after: &'a Value,
}

/// One difference.
#[derive(Debug)]
pub(crate) struct Difference<'a> {
    /// The kind of change.
    pub(crate) kind: DifferenceKind,
    /// The keys that lead to it, joined by dots, without indexes: `cycles.plan.review_by`.
    pub(crate) pattern: String,
    /// Its place in the later version, or in the earlier one if it is gone.
    pub(crate) at: KeyPath,
    /// The value before.
    pub(crate) before: Option<&'a Value>,
    /// The value after.
    pub(crate) after: Option<&'a Value>,
    /// The entry of a top-level list that it belongs to, if that entry was there before.
    pub(crate) top: Option<EntryVersions<'a>>,
    /// The nearest entry of a list that it belongs to.
    pub(crate) nearest: Option<EntryVersions<'a>>,
}

/// The place in the records that is being compared.
#[derive(Debug, Clone, Default)]
struct ComparedPlace<'a> {
    pattern: String,
    at: KeyPath,
    top: Option<EntryVersions<'a>>,
    nearest: Option<EntryVersions<'a>>,
    /// Whether the list here is a single entry, written without a list.
    is_single: bool,
}

impl<'a> ComparedPlace<'a> {
    fn at_key(&self, key: &str) -> Self {
        let pattern = if self.pattern.is_empty() { key.to_owned() } else { format!("{}.{key}", self.pattern) };
        Self { pattern, at: self.at.then(key), ..self.clone() }
    }

    fn at_index(&self, index: usize) -> Self {
        let at = if self.is_single { self.at.clone() } else { self.at.then(index) };
        Self { at, is_single: false, ..self.clone() }
    }

    fn within_entry(&self, index: usize, entry: EntryVersions<'a>) -> Self {
        Self { top: self.top.or(Some(entry)), nearest: Some(entry), ..self.at_index(index) }
    }

    fn difference_here(
        self,
        kind: DifferenceKind,
        before: Option<&'a Value>,
        after: Option<&'a Value>,
    ) -> Difference<'a> {
        let Self { pattern, at, top, nearest, is_single: _ } = self;
        Difference { kind, pattern, at, before, after, top, nearest }
    }
}

/// Returns every difference of two versions of a record, as values (`written_values`), in the order of the later one.
pub(crate) fn compare_versions<'a>(before: &'a Value, after: &'a Value) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    compare_values(before, after, &ComparedPlace::default(), &mut found);
    found.retain(|one| !is_respelled(&one.pattern, (one.before, one.after), before, after));
    found
}

fn compare_values<'a>(before: &'a Value, after: &'a Value, place: &ComparedPlace<'a>, found: &mut Vec<Difference<'a>>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => compare_mappings(before, after, place, found),
        (Value::Array(before), Value::Array(after)) => compare_words(before, after, place, found),
        _ => found.push(place.clone().difference_here(DifferenceKind::Altered, Some(before), Some(after))),
    }
}

fn compare_mappings<'a>(
    before: &'a Map<String, Value>,
    after: &'a Map<String, Value>,
    place: &ComparedPlace<'a>,
    found: &mut Vec<Difference<'a>>,
) {
    for (key, new) in after {
        compare_key(before.get(key), Some(new), place.at_key(key), found);
    }
    for (key, old) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        compare_key(Some(old), None, place.at_key(key), found);
    }
}

/// Compares the values of a key. A single entry of a list may be written without a list, which says the same.
fn compare_key<'a>(
    before: Option<&'a Value>,
    after: Option<&'a Value>,
    place: ComparedPlace<'a>,
    found: &mut Vec<Difference<'a>>,
) {
    let (old, new) = (before.map_or(Some(&[][..]), entries_of), after.map_or(Some(&[][..]), entries_of));
    // Characteristics may be only words.
    let mut entries = old.into_iter().chain(new).flatten().peekable();
    let has_only_words = entries.peek().is_some() && entries.all(Value::is_string);
    if let (Some(list), Some(old), Some(new), false) = (list_at(&place.pattern), old, new, has_only_words) {
        let is_single = after.or(before).is_some_and(Value::is_object);
        return compare_entries(old, new, list, &ComparedPlace { is_single, ..place }, found);
    }
    match (before, after) {
        (Some(before), Some(after)) => compare_values(before, after, &place, found),
        (None, Some(_)) => found.push(place.difference_here(DifferenceKind::Gained, None, after)),
        (Some(_), None) => found.push(place.difference_here(DifferenceKind::Removed, before, None)),
        (None, None) => {}
    }
}

/// The entries of a list; of a single entry that is written without one, that entry.
fn entries_of(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(entries) => Some(entries),
        Value::Object(_) => Some(std::slice::from_ref(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Compares two lists of words: each word is in a list or not.
fn compare_words<'a>(
    before: &'a [Value],
    after: &'a [Value],
    place: &ComparedPlace<'a>,
    found: &mut Vec<Difference<'a>>,
) {
    let from = found.len();
    let gone = before.iter().enumerate().filter(|(_, word)| !after.contains(word));
    found.extend(gone.map(|(at, word)| place.at_index(at).difference_here(DifferenceKind::Removed, Some(word), None)));
    let new = after.iter().enumerate().filter(|(_, word)| !before.contains(word));
    found.extend(new.map(|(at, word)| place.at_index(at).difference_here(DifferenceKind::Gained, None, Some(word))));
    if found.len() == from {
        found.push(place.clone().difference_here(DifferenceKind::Reordered, None, None));
    }
}

fn compare_entries<'a>(
    before: &'a [Value],
    after: &'a [Value],
    list: &'static List,
    place: &ComparedPlace<'a>,
    found: &mut Vec<Difference<'a>>,
) {
    let pairs = pair_entries(before, after, list);
    for (at, new) in after.iter().enumerate() {
        let old = pairs.iter().position(|pair| *pair == Some(at)).and_then(|old| before.get(old));
        match old {
            Some(old) if old == new => {}
            Some(old) => compare_values(
                old,
                new,
                &place.within_entry(at, EntryVersions { list, before: old, after: new }),
                found,
            ),
            None => found.push(place.at_index(at).difference_here(DifferenceKind::Added, None, Some(new))),
        }
    }
    for (at, old) in before.iter().enumerate().filter(|(at, _)| pairs.get(*at).is_some_and(Option::is_none)) {
        found.push(place.at_index(at).difference_here(DifferenceKind::Removed, Some(old), None));
    }
    let kept: Vec<(&Value, usize)> =
        before.iter().zip(&pairs).filter_map(|(old, pair)| Some((old, (*pair)?))).collect();
    for two in kept.windows(2) {
        let [(_, first_at), (_, second_at)] = two else { continue };
        // An entry with a different day belongs in a different place.
        let has_its_days =
            two.iter().all(|(old, at)| after.get(*at).is_some_and(|new| list.days_of(old) == list.days_of(new)));
        if second_at < first_at && has_its_days {
            found.push(place.at_index(*second_at).difference_here(DifferenceKind::Reordered, None, None));
        }
    }
}

/// Whether an entry before and one after may be the same.
type SameEntryTest<'a> = &'a dyn Fn(&Value, &Value) -> bool;

/// Matches the entries before and after: an identical entry, then one that only gained keys, then one of the same day, then
/// one that is much the same apart from its day.
fn pair_entries(before: &[Value], after: &[Value], list: &List) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; before.len()];
    let mut taken = vec![false; after.len()];
    let ways: [SameEntryTest<'_>; 6] = [
        &|old, new| old == new,
        &|old, new| grew_into(old, new),
        &|old, new| list.share_a_day(old, new) && list.share_a_label(old, new),
        &|old, new| list.share_a_day(old, new) || may_be_same_undated(list, old, new),
        &are_alike,
        &|_, _| before.len() == after.len(),
    ];
    for (nth, way) in ways.iter().enumerate() {
        let mut next = 0;
        for (old_at, old) in before.iter().enumerate() {
            if let Some(pair) = pairs.get(old_at).copied().flatten() {
                next = pair + 1;
                continue;
            }
            // As a last resort, entries match by their place.
            let by_place = nth + 1 == ways.len();
            let mut places = (next..after.len()).chain(0..next.min(after.len()));
            let fitting = places.find(|at| {
                let is_free = taken.get(*at) == Some(&false) && (!by_place || *at == old_at);
                is_free && after.get(*at).is_some_and(|new| way(old, new))
            });
            if let Some(at) = fitting {
                pairs.iter_mut().skip(old_at).take(1).for_each(|pair| *pair = Some(at));
                taken.iter_mut().skip(at).take(1).for_each(|taken| *taken = true);
                next = at + 1;
            }
        }
    }
    pairs
}

/// Whether two entries have the same label and at least one of them has no day.
fn may_be_same_undated(list: &List, old: &Value, new: &Value) -> bool {
    (list.days_of(old).is_empty() || list.days_of(new).is_empty()) && list.share_a_label(old, new)
}

/// Whether everything in the earlier value is still there.
fn grew_into(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            before.iter().all(|(key, old)| after.get(key).is_some_and(|new| grew_into(old, new)))
        }
        (Value::Array(before), Value::Array(after)) => {
            before.len() <= after.len() && before.iter().zip(after).all(|(old, new)| grew_into(old, new))
        }
        _ => before == after,
    }
}

/// Whether the later entry has at least half of what the earlier one said.
fn are_alike(before: &Value, after: &Value) -> bool {
    let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else { return false };
    let same = before.iter().filter(|(key, old)| after.get(*key) == Some(*old)).count();
    same > 0 && same * 2 >= before.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::values::written_values;
    use crate::rules::examples::record;

    /// Every difference, as its kind and place.
    fn shown(before: &str, after: &str) -> Vec<String> {
        let (before, after) = (written_values(&record(before)), written_values(&record(after)));
        compare_versions(&before, &after).iter().map(|one| format!("{:?} {}", one.kind, one.at)).collect()
    }

    #[test]
    fn an_entry_between_two_others_is_new_and_the_others_are_unchanged() {
        let one = "{date: 2025-09-18, kind: call, about: concern}";
        let two = "{date: 2025-11-04, kind: call, about: concern}";
        let between = "{date: 2025-10-01, kind: meeting, about: concern}";
        let contacts = |list: &[&str]| format!("contacts: [{}]\n", list.join(", "));
        assert_eq!(shown(&contacts(&[one, two]), &contacts(&[one, between, two])), ["Added contacts[1]"]);
        assert_eq!(shown(&contacts(&[one, between, two]), &contacts(&[one, two])), ["Removed contacts[1]"]);
        assert_eq!(shown(&contacts(&[one, two]), &contacts(&[two, one])), ["Reordered contacts[0]"]);
        assert_eq!(shown(&contacts(&[one, one]), &contacts(&[one])), ["Removed contacts[1]"]);
        assert_eq!(shown("census: N\n", &contacts(&[one])), ["Added contacts[0]"]);
        assert_eq!(shown(&contacts(&[one]), "census: N\n"), ["Removed contacts[0]"]);
        let later = one.replace("2025-09-18", "2025-09-10");
        assert_eq!(shown(&contacts(&[one, two]), &contacts(&[&later, two])), ["Altered contacts[0].date"]);
    }

    #[test]
    fn an_open_entry_gains_keys_and_stays_the_same_entry() {
        let open = "cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp, targets: [{text: Reads}]}}]\n";
        let reviewed = "cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp, targets: [{text: Reads, outcome: met}]}, review: {date: 2025-12-10}}]\n";
        assert_eq!(shown(open, reviewed), ["Gained cycles[0].plan.targets[0].outcome", "Gained cycles[0].review"]);
        let assessed = open.replace("stage: B,", "stage: B, assess: {date: 2025-11-01},");
        assert_eq!(shown(open, &assessed), ["Gained cycles[0].assess"]);
    }

    #[test]
    fn the_right_one_of_two_entries_of_one_day_is_altered() {
        let both = |answer: &str| {
            format!(
                "contacts: [{{date: 2025-11-04, kind: call, about: concern}}, {{date: 2025-11-04, kind: consent, about: \
                 inclusion-referral, answer: {answer}}}]\n"
            )
        };
        assert_eq!(shown(&both("refused"), &both("given")), ["Altered contacts[1].answer"]);
    }

    #[test]
    fn words_of_a_list_are_added_and_removed_one_by_one() {
        let grounds =
            |words: &str| format!("concerns: [{{date: 2025-09-15, raised_by: parent, grounds: [{words}]}}]\n");
        assert_eq!(
            shown(&grounds("gap-widening, other"), &grounds("slower-than-peers, other")),
            ["Removed concerns[0].grounds[0]", "Gained concerns[0].grounds[0]"]
        );
    }

    #[test]
    fn a_single_arrival_and_a_list_of_it_say_the_same() {
        let single = "arrived: {from: Oak, with: K, information_received: 2022-08-28}\n";
        let list = "arrived: [{from: Oak, with: K, information_received: 2022-08-28}]\n";
        let dated = "arrived: [{date: 2022-09-05, from: Oak, with: K, information_received: 2022-08-28}]\n";
        for (one, other) in [(single, list), (single, dated), (list, dated)] {
            assert_eq!(shown(one, other), [""; 0], "{one}{other}");
            assert_eq!(shown(other, one), [""; 0], "{other}{one}");
        }
        assert_eq!(shown(list, &dated.replace("2022-09-05", "2022-09-06")), ["Gained arrived[0].date"]);
        assert_eq!(shown(single, &list.replace("with: K", "with: none")), ["Altered arrived[0].with"]);
        assert_eq!(shown(list, &single.replace("with: K", "with: none")), ["Altered arrived.with"]);
        assert_eq!(shown("census: N\n", single), ["Added arrived"]);
        assert_eq!(shown(list, "census: N\n"), ["Removed arrived[0]"]);
    }

    #[test]
    fn the_arrival_of_a_return_is_new_and_the_one_before_keeps_its_day() {
        let before = "on_roll: [{from: 2022-09-05, to: 2024-07-19}]\narrived: {from: Oak, with: K}\n";
        let back = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2026-01-05}]\n\
            arrived: [{date: 2022-09-05, from: Oak, with: K}, {date: 2026-01-05, from: Ash, with: EHCP}]\n";
        assert_eq!(shown(before, back), ["Added on_roll[1]", "Added arrived[1]"]);
    }

    #[test]
    fn a_characteristic_with_its_days_is_the_same_one_as_before_without_them() {
        let list = |words: &str| format!("characteristics: [{words}]\n");
        let dated = "eal, {what: looked-after, from: 2025-10-06}";
        assert_eq!(shown(&list("eal"), &list("{what: eal}")), [""; 0]);
        assert_eq!(shown(&list("eal, looked-after"), &list(dated)), ["Altered characteristics[1]"]);
        assert_eq!(shown(&list("eal"), &list(dated)), ["Added characteristics[1]"]);
        let ended = dated.replace("-06}", "-06, to: 2026-01-09}");
        assert_eq!(shown(&list(dated), &list(&ended)), ["Gained characteristics[1].to"]);
        assert_eq!(shown("sen_unit: true\n", "sen_unit: [{from: 2025-09-03}]\n"), ["Altered sen_unit"]);
    }

    /// The same for a pupil in Year 6 by age in 2025/26.
    fn shown_in_six(before: &str, after: &str) -> Vec<String> {
        let in_six = |lines: &str| format!("date_of_birth: 2015-03-14\n{lines}\n");
        shown(&in_six(before), &in_six(after))
    }

    #[test]
    fn a_year_and_the_entry_with_the_same_year_group_say_the_same() {
        let below = "taught_with: [{from: 2025-09-01, years_below: 1}]";
        assert_eq!(shown_in_six("year: 5", below), [""; 0]);
        assert_eq!(shown_in_six(below, "year: 5"), [""; 0]);
        assert_eq!(shown_in_six("year: 7", "taught_with: [{from: 2025-09-01, years_above: 1}]"), [""; 0]);
    }

    #[test]
    fn another_year_group_a_last_day_and_an_entry_on_its_own_are_changes() {
        let below = "taught_with: [{from: 2025-09-01, years_below: 1}]";
        let both = ["Added taught_with[0]", "Removed year"];
        assert_eq!(shown_in_six("year: 4", below), both);
        assert_eq!(shown_in_six("year: 5", &below.replace("2025-09-01", "2024-09-01")), both);
        assert_eq!(shown_in_six("year: 5", &below.replace("years", "to: 2026-01-05, years")), both);
        assert_eq!(shown_in_six("", below), ["Added taught_with[0]"]);
        assert_eq!(shown_in_six("year: 5", ""), ["Removed year"]);
        assert_eq!(shown_in_six("year: 5", &format!("year: 5\n{below}")), ["Added taught_with[0]"]);
    }
}
