//! A pupil's class from a day on, keeping the classes before it.

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{ClassFrom, Classes, Record};
use crate::model::text::Text;
use crate::model::year::{school_year, start_of_school_year};
use crate::words::date;

/// Puts a pupil into a class from a day on. A class without a day becomes a list: it counts as the class since the start of the
/// school year before, or since the pupil joined if that is later.
pub(crate) fn put_into(record: &mut Record, class: Text, from: Day) -> anyhow::Result<()> {
    if record.class_on(from) == Some(&class) {
        return Ok(());
    }
    let mut history = match record.class.take() {
        None => Vec::new(),
        Some(Classes::History(history)) => history,
        Some(Classes::Now(before)) => {
            let since = first_day_of_class(record, from);
            if since < from { vec![ClassFrom { from: since, class: before }] } else { Vec::new() }
        }
    };
    if let Some(last) = history.last().filter(|last| last.from > from) {
        return Err(Failure::usage(
            format!(
                "{} is in {} from {}, which is after {}",
                record.id(),
                last.class.as_str(),
                date(last.from),
                date(from)
            ),
            format!("correct the classes with `send edit {}`", record.id()),
        ));
    }
    // Another class on the same day corrects a slip, so it replaces the entry.
    history.retain(|entry| entry.from != from);
    history.push(ClassFrom { from, class });
    record.class = Some(Classes::History(history));
    Ok(())
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

/// The day since which a class without a day counts as the class.
fn first_day_of_class(record: &Record, day: Day) -> Day {
    let year_before = start_of_school_year(school_year(day.minus_days(1)));
    let joined = record.spell_on_roll_on(day).or_else(|| record.on_roll.last()).map(|spell| spell.first_day());
    joined.filter(|joined| *joined > year_before).unwrap_or(year_before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    fn put(before: &str, class: &str, from: &str) -> Result<String, String> {
        let mut record = record(before);
        put_into(&mut record, Text::from(class), day(from)).map_err(|error| error.to_string())?;
        Ok(match record.class {
            None => String::new(),
            Some(Classes::Now(class)) => class.as_str().to_owned(),
            Some(Classes::History(history)) => {
                let entries: Vec<String> =
                    history.iter().map(|entry| format!("{} {}", entry.from, entry.class.as_str())).collect();
                entries.join(", ")
            }
        })
    }

    #[test]
    fn a_class_without_a_day_becomes_a_list_from_the_year_before_or_the_day_of_joining() {
        assert_eq!(put("class: 4B\n", "5B", "2026-09-01").unwrap(), "2025-09-01 4B, 2026-09-01 5B");
        assert_eq!(put("class: 4B\n", "5B", "2026-01-05").unwrap(), "2025-09-01 4B, 2026-01-05 5B");
        let joined = "class: 4B\non_roll: [{from: 2026-02-23}]\n";
        assert_eq!(put(joined, "5B", "2026-09-01").unwrap(), "2026-02-23 4B, 2026-09-01 5B");
        // On the very first day the pupil had no class before.
        assert_eq!(put(joined, "5B", "2026-02-23").unwrap(), "2026-02-23 5B");
        let mut without = record("");
        without.class = None;
        put_into(&mut without, Text::from("5B"), day("2026-09-01")).unwrap();
        let only = ClassFrom { from: day("2026-09-01"), class: Text::from("5B") };
        assert_eq!(without.class, Some(Classes::History(vec![only])));
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
