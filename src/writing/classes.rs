//! A pupil's class from a day on, keeping the classes before it.

use crate::dates;
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{ClassFrom, Classes, OnRoll, Record};
use crate::model::text::Text;
use crate::words::date;

/// Puts a pupil into a class from a day on. A class without a day becomes the first entry of a list, and stays without one: the
/// record does not say since when the pupil was in it, so it counts for every day before the change. Returns the class of an entry
/// of the same day, which the new one replaces.
///
/// # Errors
/// If a later class is recorded.
fn put_into(record: &mut Record, class: Text, from: Day) -> anyhow::Result<Option<Text>> {
    if record.class_on(from) == Some(&class) {
        return Ok(None);
    }
    let is_first_class = !has_days_on_roll_before(record, from);
    let mut history = match record.class.take() {
        None => Vec::new(),
        Some(Classes::History(history)) => history,
        // On the very first day on roll the pupil had no class before.
        Some(Classes::Now(_)) if is_first_class => Vec::new(),
        Some(Classes::Now(before)) => vec![ClassFrom { from: None, class: before }],
    };
    if let Some((class, later)) = later_class(&history, from) {
        return Err(Failure::usage(
            format!("{} is in {} from {}, which is after {}", record.id(), class.as_str(), date(later), date(from)),
            format!(
                "use a date after {} (without a year, a date is the last such day), or correct the classes with `send edit {}`",
                date(later),
                record.id()
            ),
        ));
    }
    // Another class on the same day corrects a slip, so it replaces the entry.
    let same_day = history.iter().position(|entry| entry.from == Some(from)).map(|at| history.remove(at).class);
    history.push(ClassFrom { from: Some(from), class });
    record.class = Some(Classes::History(history));
    Ok(same_day)
}

/// Whether the pupil was on roll before a day, or may have been because the first day is not known.
fn has_days_on_roll_before(record: &Record, day: Day) -> bool {
    let first = record.on_roll.iter().min_by_key(|spell| spell.first_day());
    first.and_then(|spell: &OnRoll| spell.from).is_none_or(|first| first < day)
}

/// The last class of a list, if it begins after a day.
fn later_class(history: &[ClassFrom], day: Day) -> Option<(&Text, Day)> {
    let last = history.last()?;
    Some((&last.class, last.from.filter(|from| *from > day)?))
}

/// A day, and how it was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedDay<'t> {
    /// As typed, if it was.
    pub(crate) typed: Option<&'t str>,
    /// The day.
    pub(crate) day: Day,
    /// The day on which it was typed.
    pub(crate) today: Day,
}

impl TypedDay<'_> {
    /// What to say about a day typed without a year that lies more than six months back: someone who plans ahead in July and types
    /// 1/9 gets last September.
    pub(crate) fn long_ago(self) -> Option<String> {
        let typed = self.typed.filter(|typed| dates::lacks_year(typed))?;
        let is_long_ago = self.day.plus_months(6) < self.today;
        is_long_ago.then(|| format!("`{}` was read as {}, the last such day", typed.trim(), date(self.day)))
    }
}

/// Puts a pupil into a class from a day that a person typed. Returns what to say about it: the class that it replaces, or a day
/// that may be meant for another year.
///
/// # Errors
/// If a later class is recorded, or if a day without a year would replace a class of long ago.
pub(crate) fn put_from(record: &mut Record, class: Text, from: TypedDay<'_>) -> anyhow::Result<Option<String>> {
    let replaced = put_into(record, class, from.day)?;
    match (replaced, from.long_ago()) {
        (Some(replaced), Some(long_ago)) => Err(Failure::usage(
            format!("{long_ago}, and {} is in {} from that day", record.id(), replaced.as_str()),
            format!("type the year: to replace that class, `--date {}`", from.day),
        )),
        (Some(replaced), None) => Ok(Some(format!("in place of {} from the same day", replaced.as_str()))),
        (None, long_ago) => Ok(long_ago),
    }
}

/// Sets the class without a day: the class now, as the record writes it. In a list, this corrects the last entry.
pub(crate) fn put_class(record: &mut Record, class: Text) {
    match &mut record.class {
        Some(Classes::History(history)) => match history.last_mut() {
            Some(ClassFrom { class: last, .. }) => *last = class,
            None => record.class = Some(Classes::Now(class)),
        },
        Some(Classes::Now(_)) | None => record.class = Some(Classes::Now(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    fn since(entry: &ClassFrom) -> String {
        entry.from.map_or_else(|| "before".to_owned(), |from| from.to_string())
    }

    fn put(before: &str, class: &str, from: &str) -> Result<String, String> {
        let mut record = record(before);
        put_into(&mut record, Text::from(class), day(from)).map_err(|error| error.to_string())?;
        Ok(match record.class {
            None => String::new(),
            Some(Classes::Now(class)) => class.as_str().to_owned(),
            Some(Classes::History(history)) => {
                let entries: Vec<String> =
                    history.iter().map(|entry| format!("{} {}", since(entry), entry.class.as_str())).collect();
                entries.join(", ")
            }
        })
    }

    #[test]
    fn a_class_without_a_day_stays_without_one_before_the_new_class() {
        for day in ["2026-09-01", "2026-09-02", "2026-09-03", "2026-11-10", "2027-01-06", "2022-09-06"] {
            assert_eq!(put("class: 4B\n", "5B", day).unwrap(), format!("before 4B, {day} 5B"));
        }
        // Where only a day on roll is known, the pupil may have been in the class before it.
        for day in ["2025-11-27", "2025-11-28", "2025-11-29"] {
            let found = "class: 4B\non_roll: [{in_force_on: 2025-11-28}]\n";
            assert_eq!(put(found, "5B", day).unwrap(), format!("before 4B, {day} 5B"));
        }
        let without_roll = "class: 4B\non_roll: []\n";
        assert_eq!(put(without_roll, "5B", "2026-09-01").unwrap(), "before 4B, 2026-09-01 5B");
    }

    #[test]
    fn on_the_first_day_on_roll_there_was_no_class_before() {
        let joined = "class: 4B\non_roll: [{from: 2026-02-23}]\n";
        assert_eq!(put(joined, "5B", "2026-02-24").unwrap(), "before 4B, 2026-02-24 5B");
        assert_eq!(put(joined, "5B", "2026-02-23").unwrap(), "2026-02-23 5B");
        // A pupil who came back had a class the first time.
        let back = "class: 4B\non_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2026-02-23}]\n";
        assert_eq!(put(back, "5B", "2026-02-23").unwrap(), "before 4B, 2026-02-23 5B");
        let mut without = record("");
        without.class = None;
        put_into(&mut without, Text::from("5B"), day("2026-09-01")).unwrap();
        let only = ClassFrom { from: Some(day("2026-09-01")), class: Text::from("5B") };
        assert_eq!(without.class, Some(Classes::History(vec![only])));
    }

    #[test]
    fn every_day_before_the_change_keeps_the_class_that_was() {
        for change in ["2026-09-01", "2026-09-02", "2026-09-03", "2026-11-10", "2027-01-06"] {
            let mut record = record("class: 4B\n");
            put_into(&mut record, Text::from("5A"), day(change)).unwrap();
            for past in ["2022-09-05", "2025-11-01", "2026-05-01", "2026-08-31"] {
                let class = record.as_at(day(past)).class_name().cloned();
                assert_eq!(class, Some(Text::from("4B")), "{change} {past}");
            }
            assert_eq!(record.class_on(day(change)), Some(&Text::from("5A")));
            assert_eq!(record.class_on(day(change).minus_days(1)), Some(&Text::from("4B")));
        }
    }

    #[test]
    fn a_class_of_the_same_day_is_replaced_and_named() {
        let mut record = record("class: [{from: 2024-09-02, class: 3B}, {from: 2025-09-01, class: 4B}]\n");
        let replaced = put_into(&mut record, Text::from("4A"), day("2025-09-01")).unwrap();
        assert_eq!(replaced, Some(Text::from("4B")));
        let none = put_into(&mut record, Text::from("5A"), day("2026-09-01")).unwrap();
        assert_eq!(none, None);
    }

    #[test]
    fn a_day_without_a_year_is_named_if_it_lies_more_than_six_months_back() {
        let read = |typed: &str, on: &str, today: &str| {
            TypedDay { typed: Some(typed), day: day(on), today: day(today) }.long_ago()
        };
        let said = "`1/9` was read as 1 Sep 2025, the last such day";
        assert_eq!(read("1/9", "2025-09-01", "2026-07-10").as_deref(), Some(said));
        assert_eq!(read("1 sep", "2025-09-01", "2026-03-01"), None);
        assert!(read("1 sep", "2025-09-01", "2026-03-02").is_some());
        for typed in ["2025-09-01", "1/9/2025", "1 sep 2025", "-10d"] {
            assert_eq!(read(typed, "2025-09-01", "2026-07-10"), None, "{typed}");
        }
    }

    #[test]
    fn a_day_without_a_year_never_replaces_a_class_of_long_ago() {
        let list = "class: [{from: 2024-09-02, class: 3B}, {from: 2025-09-01, class: 4B}]\n";
        let put = |typed: Option<&str>, today: &str| {
            let mut record = record(list);
            let from = TypedDay { typed, day: day("2025-09-01"), today: day(today) };
            put_from(&mut record, Text::from("5A"), from).map_err(|error| error.to_string())
        };
        assert_eq!(
            put(Some("1/9"), "2026-07-10").unwrap_err(),
            "`1/9` was read as 1 Sep 2025, the last such day, and p014 is in 4B from that day"
        );
        let said = Some("in place of 4B from the same day".to_owned());
        for (typed, today) in [(Some("2025-09-01"), "2026-07-10"), (Some("1/9"), "2025-09-02"), (None, "2025-09-01")] {
            assert_eq!(put(typed, today).unwrap(), said, "{typed:?}");
        }
    }

    #[test]
    fn a_list_gets_one_new_entry_and_the_same_class_again_adds_no_other() {
        let list = "class: [{from: 2024-09-02, class: 3B}, {from: 2025-09-01, class: 4B}]\n";
        assert_eq!(put(list, "5B", "2026-09-01").unwrap(), "2024-09-02 3B, 2025-09-01 4B, 2026-09-01 5B");
        assert_eq!(put(list, "4B", "2026-09-01").unwrap(), "2024-09-02 3B, 2025-09-01 4B");
        assert_eq!(put(list, "4A", "2025-09-01").unwrap(), "2024-09-02 3B, 2025-09-01 4A");
        let early = put(list, "4A", "2025-01-06").unwrap_err();
        assert_eq!(early, "p014 is in 4B from 1 Sep 2025, which is after 6 Jan 2025");
    }
}
