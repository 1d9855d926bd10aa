//! The lists of a record for its history: how an entry is recognised again, and when it can gain no more keys.

use std::sync::LazyLock;

use serde_json::Value;

use crate::model::day::Day;
use crate::model::shape::paths::each_key;
use crate::model::shape::role::{Ends, EntryTraits};

/// A list of mappings.
#[derive(Debug)]
pub(crate) struct List {
    /// The keys that lead to it, joined by dots.
    pub(crate) pattern: String,
    /// The keys that may hold its day, in order of preference, as paths within it.
    days: Vec<&'static str>,
    /// The traits of a whole entry.
    pub(super) entry: EntryTraits,
}

/// Every list of mappings in format 1.
static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    let mut lists = Vec::new();
    each_key(&mut |path, field| {
        if let Some(shape) = field.entries() {
            lists.push(List { pattern: path.to_owned(), days: shape.known_by(), entry: shape.entry });
        }
    });
    lists
});

/// The list at these keys; `None` if it is not a list of mappings.
pub(crate) fn list_at(pattern: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.pattern == pattern)
}

impl List {
    /// The first day that an entry has.
    pub(crate) fn first_day_of(&self, entry: &Value) -> Option<Day> {
        self.days_of(entry).into_iter().next()
    }

    /// Every day that helps to recognise an entry again.
    pub(super) fn days_of(&self, entry: &Value) -> Vec<Day> {
        self.days.iter().flat_map(|path| all_at(entry, path)).filter_map(day_in_value).collect()
    }

    /// Whether two entries share a day.
    pub(super) fn share_a_day(&self, one: &Value, other: &Value) -> bool {
        let days = self.days_of(other);
        self.days_of(one).iter().any(|day| days.contains(day))
    }

    /// Whether two entries have the same label.
    pub(super) fn share_a_label(&self, one: &Value, other: &Value) -> bool {
        self.label(one).is_some() && self.label(one) == self.label(other)
    }

    /// The label that distinguishes entries of one day.
    pub(super) fn label<'a>(&self, entry: &'a Value) -> Option<&'a Value> {
        // A characteristic as now is only its word.
        if entry.is_string() { Some(entry) } else { entry.get(self.entry.label) }
    }

    /// Whether an entry can gain no more keys.
    pub(super) fn is_ended(&self, entry: &Value) -> bool {
        match self.entry.ends {
            Ends::Never => false,
            Ends::AtOnce => true,
            Ends::WithKey(key) => entry.get(key).is_some(),
        }
    }
}

/// The values at keys joined by dots, in every entry of the lists that the path crosses.
fn all_at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let found = match value.get(key) {
        Some(Value::Array(list)) => list.iter().collect(),
        found => Vec::from_iter(found),
    };
    rest.map_or(found.clone(), |rest| found.into_iter().flat_map(|inner| all_at(inner, rest)).collect())
}

/// The day in a value, if it is one.
pub(super) fn day_in_value(value: &Value) -> Option<Day> {
    value.as_str().and_then(Day::parse)
}

/// The day these records begin, for a pupil who was found with support.
pub(super) fn found_on(record: &Value) -> Option<Day> {
    record.get("as_found")?.get("date").and_then(day_in_value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::schema::{key_paths, lists_of_entries};

    #[test]
    fn every_list_of_the_format_is_here_with_keys_that_exist() {
        let patterns: BTreeSet<String> = LISTS.iter().map(|list| list.pattern.clone()).collect();
        assert_eq!(patterns, lists_of_entries());
        let known = key_paths();
        for list in LISTS.iter() {
            let ends = if let Ends::WithKey(key) = list.entry.ends { Some(key) } else { None };
            for key in list.days.iter().chain(Some(&list.entry.label).filter(|label| !label.is_empty())).chain(&ends) {
                assert!(known.contains(&format!("{}.{key}", list.pattern)), "{}: {key}", list.pattern);
            }
        }
    }

    /// The table of what an audit allows also names keys.
    #[test]
    fn the_keys_that_an_audit_allows_to_change_are_keys_of_the_format() {
        let known = key_paths();
        let program = include_str!("audit.rs").split("#[cfg(test)]").next().unwrap();
        let words = program.split('"').skip(1).step_by(2);
        let is_path =
            |word: &&str| word.contains('.') && word.chars().all(|one| one.is_ascii_lowercase() || "._".contains(one));
        let (right, wrong): (Vec<&str>, Vec<&str>) = words.filter(is_path).partition(|word| known.contains(*word));
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(right.len() > 15, "{right:?}");
    }
}
