//! Every day and every text of a record with its key. Rules use it to check all of them in the same way.

use super::day::Day;
use super::record::Record;
use super::shape::role::Role;
use super::shape::table::Field;
use super::shape::value::{Shaped, ValueItem};
use super::text::Text;
use crate::finding::{KeyPath, PathStep};

/// The value of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leaf<'a> {
    /// The day of something that has happened.
    Fact(Day),
    /// A day that may be in the future.
    Planned(Day),
    /// Text that someone typed, and what it is.
    Text(&'a Text, Role),
}

/// A place in a record. It becomes a key path only on request, because most places are only passed through.
#[derive(Debug, Default)]
pub(crate) struct Place(Vec<Here>);

#[derive(Debug, Clone, Copy)]
enum Here {
    Key(&'static str),
    Index(usize),
}

impl Here {
    fn as_step(self) -> PathStep {
        match self {
            Self::Key(key) => PathStep::from(key),
            Self::Index(index) => PathStep::from(index),
        }
    }
}

impl Place {
    /// Returns the place as a key path.
    pub(crate) fn path(&self) -> KeyPath {
        KeyPath::new(self.0.iter().map(|here| here.as_step()).collect())
    }

    /// Whether it is in this list or mapping at the top of the record.
    pub(crate) fn is_in(&self, top: &str) -> bool {
        matches!(self.0.first(), Some(Here::Key(key)) if *key == top)
    }
}

impl Record {
    /// Shows every day and every text to `see`, in the order of the file.
    pub(crate) fn walk(&self, see: &mut dyn FnMut(&Place, Leaf<'_>)) {
        walk(self, &mut Place::default(), see);
    }
}

fn walk(entry: &dyn Shaped, place: &mut Place, see: &mut dyn FnMut(&Place, Leaf<'_>)) {
    entry.visit(&mut |field, value| {
        place.0.push(Here::Key(field.key));
        value.each_item(&mut |index, item| {
            place.0.extend(index.map(Here::Index));
            match item {
                ValueItem::Day(day) => see(place, leaf_of_day(field, day)),
                ValueItem::Text(text) => see(place, Leaf::Text(text, field.role)),
                ValueItem::Entry(inner) => walk(inner, place, see),
                ValueItem::Plain => {}
            }
            if index.is_some() {
                place.0.pop();
            }
        });
        place.0.pop();
    });
}

const fn leaf_of_day(field: &Field, day: Day) -> Leaf<'static> {
    if matches!(field.role, Role::Planned(_)) { Leaf::Planned(day) } else { Leaf::Fact(day) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::model::day::day;
    use crate::model::full;
    use crate::model::shape::paths::{each_key, key_at};
    use crate::model::shape::table::ValueKind;

    /// The days that may be in the future (DESIGN 2.1). Every other day belongs to something that has happened.
    const PLANNED: &[&str] = &[
        "on_roll.from",
        "on_roll.in_force_on",
        "on_roll.to",
        "taught_with.from",
        "taught_with.to",
        "arrived.date",
        "stages.waived.until",
        "outcomes.by",
        "cycles.plan.review_by",
        "cycles.plan.targets.by",
        "cycles.plan.provisions.from",
        "cycles.plan.provisions.to",
        "cycles.review.actions.by",
        "sspp.from",
        "sspp.in_force_on",
        "sspp.to",
        "ehc_plan.reviews.booked",
        "transitions.planned",
    ];

    /// A record with every key of the format: facts are in 2025, planned days in 2030, and every text begins with "some".
    fn full() -> Record {
        let mut value = full::full_record();
        set_leaves(&mut value, "", 0);
        serde_json::from_value(value).unwrap()
    }

    /// Sets the values. The entries of a list are a week apart.
    fn set_leaves(value: &mut Value, path: &str, nth: u32) {
        match value {
            Value::Object(map) => map.iter_mut().for_each(|(key, inner)| {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                set_leaves(inner, &path, nth);
            }),
            Value::Array(list) => list.iter_mut().zip(0..).for_each(|(inner, nth)| set_leaves(inner, path, nth)),
            Value::String(text) if Day::parse(text).is_some() => {
                let first = if PLANNED.contains(&path) { day("2030-09-05") } else { day("2025-10-02") };
                *text = first.plus_days(7 * nth).to_string();
            }
            Value::String(text) if matches!(key_at(path).unwrap().kind, ValueKind::Text | ValueKind::TextOr(_)) => {
                *text = "some text".to_owned();
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The keys of the days that the walk shows, and the keys of the texts.
    fn shown(record: &Record) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut days, mut texts) = (BTreeSet::new(), BTreeSet::new());
        record.walk(&mut |place, leaf| {
            let fresh = match leaf {
                Leaf::Fact(day) | Leaf::Planned(day) => days.insert(format!("{} {day}", place.path())),
                Leaf::Text(..) => texts.insert(place.path().to_string()),
            };
            assert!(fresh, "{} is shown twice", place.path());
        });
        (days, texts)
    }

    /// The same from the record's own keys, whatever they are.
    fn written(value: &Value, path: &KeyPath, days: &mut BTreeSet<String>, texts: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                map.iter().for_each(|(key, value)| written(value, &path.then(key.as_str()), days, texts))
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, value)| written(value, &path.then(index), days, texts));
            }
            Value::String(text) if Day::parse(text).is_some() => {
                days.insert(format!("{path} {text}"));
            }
            Value::String(text) if text.starts_with("some") => {
                texts.insert(path.to_string());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn only_the_listed_days_may_be_in_the_future() {
        let mut planned = Vec::new();
        each_key(&mut |path, field| {
            if matches!(field.role, Role::Planned(_)) {
                planned.push(path.to_owned());
            }
        });
        assert_eq!(planned, PLANNED);
    }

    #[test]
    fn every_day_and_every_text_is_shown_and_no_other_value() {
        let (mut days, mut texts) = (BTreeSet::new(), BTreeSet::new());
        written(&serde_json::to_value(full()).unwrap(), &KeyPath::default(), &mut days, &mut texts);
        assert_eq!(shown(&full()), (days, texts));
    }

    #[test]
    fn as_at_an_earlier_day_a_planned_day_stays_and_a_fact_goes() {
        let record = full();
        record.walk(&mut |place, leaf| {
            let (day, cut) = match leaf {
                Leaf::Planned(day) => (day, record.as_at(day_of_all_facts())),
                Leaf::Fact(day) => (day, record.as_at(day.minus_days(1))),
                Leaf::Text(..) => return,
            };
            let stays = shown(&cut).0.contains(&format!("{} {day}", place.path()));
            // These stay as they are now, whatever the day (DESIGN 2.1, 7.1).
            let as_written = ["date_of_birth", "as_found", "profile"].iter().any(|key| place.is_in(key));
            let expected = matches!(leaf, Leaf::Planned(_)) || as_written;
            assert_eq!(stays, expected, "{}", place.path());
        });
    }

    fn day_of_all_facts() -> Day {
        day("2025-12-31")
    }
}
