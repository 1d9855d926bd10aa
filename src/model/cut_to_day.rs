//! The record as at a day: the same record without the facts dated later (DESIGN 2.1).
//!
//! This is the only place where time is cut. Everything else is computed from the cut record, so no rule and no report needs to
//! know about it. The roles of the keys decide what happens to each one: planned days stay with their entry; a spell that ended
//! later is open again.

use super::day::Day;
use super::record::Record;
use super::shape::role::{Role, Stays};
use super::shape::value::{Shaped, ValueItem, ValueItemMut};

impl Record {
    /// Returns the record without the facts later than `day`; facts of the day itself are included. Only `AsAt` calls it.
    #[must_use]
    pub(super) fn cut_to(mut self, day: Day) -> Self {
        cut_entry(&mut self, day);
        self.stage = self.last_stage_written();
        self.census = self.census_code_on(day);
        self
    }
}

/// Drops the facts later than `day` from an entry, and the later entries in it.
fn cut_entry(entry: &mut dyn Shaped, day: Day) {
    let mut forgotten = Vec::new();
    entry.visit_mut(&mut |field, value| {
        let mut is_whole = true;
        value.retain_items(&mut |_, item| {
            let stays = match item {
                ValueItemMut::Day(on) => *on <= day || !matches!(field.role, Role::Fact(_)),
                ValueItemMut::Entry(inner) => entry_stays(inner, day),
                ValueItemMut::Text(_) | ValueItemMut::PupilNumber(_) | ValueItemMut::Plain => true,
            };
            is_whole &= stays;
            stays
        });
        if !is_whole {
            forgotten.push(field.key);
        }
    });
    for key in forgotten {
        forget_said_with(entry, key);
    }
}

/// Cuts an entry that exists on `day`. Returns whether it stays.
fn entry_stays(entry: &mut dyn Shaped, day: Day) -> bool {
    let is_known = |began: Option<Day>| began.is_none_or(|began| began <= day);
    match entry.shape().entry.stays {
        Stays::FromItsDay if !is_known(first_day(entry)) => return false,
        Stays::FromTheFirstOf(keys) if !is_known(keys.iter().find_map(|key| day_at(entry, key))) => return false,
        Stays::FromItsDay | Stays::FromTheFirstOf(_) | Stays::WhileDated => {}
    }
    cut_entry(entry, day);
    entry.shape().entry.stays != Stays::WhileDated || has_a_day(entry)
}

/// The day an entry begins, if it has one.
fn first_day(entry: &dyn Shaped) -> Option<Day> {
    let begins = entry.shape().fields.iter().find(|field| matches!(field.role, Role::Begins(_)))?;
    day_at(entry, begins.key)
}

/// The day at a key: the value itself, or the day the first entry there begins.
fn day_at(entry: &dyn Shaped, key: &str) -> Option<Day> {
    let mut found = None;
    entry.visit(&mut |field, value| {
        if field.key == key {
            value.each_item(&mut |_, item| match item {
                ValueItem::Day(day) => found = found.or(Some(day)),
                ValueItem::Entry(inner) => found = found.or_else(|| first_day(inner)),
                ValueItem::Text(_) | ValueItem::Plain => {}
            });
        }
    });
    found
}

/// Whether an entry, or anything in it, has a day.
fn has_a_day(entry: &dyn Shaped) -> bool {
    let mut found = false;
    entry.visit(&mut |_, value| {
        value.each_item(&mut |_, item| match item {
            ValueItem::Day(_) => found = true,
            ValueItem::Entry(inner) => found = found || has_a_day(inner),
            ValueItem::Text(_) | ValueItem::Plain => {}
        });
    });
    found
}

/// Drops the keys that say more about a dropped key, in this entry and in the entries in it.
fn forget_said_with(entry: &mut dyn Shaped, key: &str) {
    entry.visit_mut(&mut |field, value| {
        let stays = field.said_with != Some(key);
        value.retain_items(&mut |_, item| {
            if let ValueItemMut::Entry(inner) = item {
                forget_said_with(inner, key);
            }
            stays
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::model::full::full_record;
    use crate::model::shape::paths::each_key;
    use crate::model::shape::table::{Shape, Times, ValueKind};
    use crate::model::shape::value::HasShape;

    /// The keys of each entry that is open above `shape`, and its own.
    fn check_entry(shape: &'static Shape, above: &[&'static Shape], path: &str) {
        let open: Vec<&'static Shape> = above.iter().copied().chain([shape]).collect();
        for field in shape.fields {
            let place = format!("{path}.{}", field.key);
            if let Some(with) = field.said_with {
                let said: Vec<_> =
                    open.iter().flat_map(|shape| shape.fields).filter(|field| field.key == with).collect();
                let [other] = said.as_slice() else {
                    panic!("{place} depends on `{with}`, which is {} keys", said.len())
                };
                let is_forgotten = matches!(other.role, Role::Fact(_))
                    || matches!(other.kind, ValueKind::Entry(_)) && other.times == Times::AtMostOnce;
                assert!(is_forgotten, "{place} depends on `{with}`, which no cut removes");
            }
            if let Some(inner) = field.kind.shape() {
                check_entry(inner, &open, &place);
            }
        }
        if let Stays::FromTheFirstOf(keys) = shape.entry.stays {
            assert!(keys.iter().all(|key| shape.fields.iter().any(|field| field.key == *key)), "{path}: {keys:?}");
        }
    }

    #[test]
    fn a_key_depends_only_on_keys_that_a_cut_can_remove() {
        check_entry(Record::SHAPE, &[], "");
    }

    /// Cuts the record to the day before each such fact: the text that depends on it must go too.
    #[test]
    fn text_that_depends_on_a_fact_goes_with_it() {
        let record: Record = serde_json::from_value(full_record()).unwrap();
        let whole = serde_json::to_value(&record).unwrap();
        let mut count = 0;
        each_key(&mut |path, field| {
            let Some(with) = field.said_with else { return };
            count += 1;
            let day =
                last_day_of(&whole, path, with).unwrap_or_else(|| panic!("{path}: the full record has no `{with}`"));
            let cut = serde_json::to_value(record.clone().cut_to(day.minus_days(1))).unwrap();
            assert!(values_at(&cut, path) < values_at(&whole, path), "{path} outlives `{with}`");
        });
        assert_eq!(count, 10);
    }

    /// How many values there are at a path.
    fn values_at(value: &serde_json::Value, path: &str) -> usize {
        entries_at(value, path).iter().filter(|value| !value.is_null()).count()
    }

    /// The values at a path, from every entry of the lists on the way.
    fn entries_at<'v>(value: &'v serde_json::Value, path: &str) -> Vec<&'v serde_json::Value> {
        let mut found = vec![value];
        for key in path.split('.').filter(|key| !key.is_empty()) {
            let entries = found.into_iter().flat_map(|value| match value.as_array() {
                Some(list) => list.iter().collect(),
                None => vec![value],
            });
            found = entries.filter_map(|entry| entry.get(key)).collect();
        }
        found
    }

    /// The last day at the key that another key depends on: in the same entry, or in one around it.
    fn last_day_of(whole: &serde_json::Value, path: &str, with: &str) -> Option<Day> {
        let mut above = path;
        loop {
            above = above.rsplit_once('.').map_or("", |(above, _)| above);
            let own = entries_at(whole, &format!("{above}.{with}"));
            let dated = entries_at(whole, &format!("{above}.{with}.date"));
            let days = own.into_iter().chain(dated).filter_map(|value| value.as_str().and_then(Day::parse));
            match days.max() {
                Some(day) => return Some(day),
                None if above.is_empty() => return None,
                None => {}
            }
        }
    }

    #[test]
    fn a_text_about_a_later_end_is_not_known_before_it() {
        let mut value = full_record();
        value["register"] = serde_json::json!([{"from": "2025-01-06", "to": "2025-06-30", "because": "caught up"}]);
        let record: Record = serde_json::from_value(value).unwrap();
        let spell = &record.cut_to(day("2025-06-29")).register[0];
        assert_eq!((spell.to, spell.because.as_ref()), (None, None));
    }
}
