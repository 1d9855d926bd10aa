//! A first day that becomes known later. Where a record has only a day on which something held (`in_force_on`), the first day is
//! added next to it, and counts from then on (DESIGN 7.1). `joining.rs` does the same for the roll.

use crate::failure::Failure;
use crate::model::authority::Sspp;
use crate::model::day::Day;
use crate::model::record::RegisterSpell;
use crate::words::date;

/// An entry whose first day may not have been known.
pub(crate) trait FirstDayLater {
    /// What such an entry is called: `on the register`.
    const CALLED: &'static str;

    /// The first day, if it is recorded.
    fn first_day_known(&self) -> Option<Day>;

    /// The day on which it held, if that is recorded.
    fn held_on(&self) -> Option<Day>;

    /// The last day.
    fn last_day(&self) -> Option<Day>;

    /// Records the first day.
    fn set_first_day(&mut self, day: Day);
}

macro_rules! first_day_later {
    ($type:ty, $called:literal) => {
        impl FirstDayLater for $type {
            const CALLED: &'static str = $called;

            fn first_day_known(&self) -> Option<Day> {
                self.from
            }

            fn held_on(&self) -> Option<Day> {
                self.in_force_on
            }

            fn last_day(&self) -> Option<Day> {
                self.to
            }

            fn set_first_day(&mut self, day: Day) {
                self.from = Some(day);
            }
        }
    };
}

first_day_later!(RegisterSpell, "on the register");
first_day_later!(Sspp, "with an award");

/// Adds the first day to the last entry that has only a day on which it held.
///
/// # Errors
/// If there is no such entry, or if the day is after the one on which it held, or not after the end of the entry before.
pub(crate) fn put_first_day<T: FirstDayLater>(entries: &mut [T], day: Day) -> anyhow::Result<()> {
    let open = entries.iter().rposition(|entry| entry.held_on().is_some() && entry.first_day_known().is_none());
    let Some(at) = open else { return Err(nothing_to_add(entries)) };
    let before = at.checked_sub(1).and_then(|before| entries.get(before)).and_then(T::last_day);
    let Some(entry) = entries.get_mut(at) else { return Ok(()) };
    if let Some(held_on) = entry.held_on().filter(|held_on| day > *held_on) {
        return Err(Failure::usage(
            format!("{} is after {}, when the pupil was {} already", date(day), date(held_on), T::CALLED),
            "correct the day",
        ));
    }
    if let Some(ended) = before.filter(|ended| day <= *ended) {
        return Err(Failure::usage(
            format!("{} is not after {}, the last day of the time before", date(day), date(ended)),
            "correct the day",
        ));
    }
    entry.set_first_day(day);
    Ok(())
}

fn nothing_to_add<T: FirstDayLater>(entries: &[T]) -> anyhow::Error {
    let known = entries.last().and_then(T::first_day_known);
    let message = known.map_or_else(
        || format!("the pupil is not {}", T::CALLED),
        |known| format!("the pupil is {} since {}: that day is known", T::CALLED, date(known)),
    );
    Failure::usage(message, "see `send show PUPIL`; if a day in the record is wrong, correct it with `send edit PUPIL`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// The first day and the day on which it held, of a time on the register.
    type TwoDays = (Option<Day>, Option<Day>);

    fn put(facts: &str, first: &str) -> Result<Vec<TwoDays>, String> {
        let mut record = record(facts);
        put_first_day(&mut record.register, day(first)).map_err(|error| error.to_string())?;
        Ok(record.register.iter().map(|spell| (spell.from, spell.in_force_on)).collect())
    }

    #[test]
    fn the_first_day_goes_next_to_the_day_on_which_it_held() {
        let held = Some(day("2025-11-28"));
        for first in ["2022-09-05", "2025-11-28"] {
            assert_eq!(put("register: [{in_force_on: 2025-11-28}]\n", first).unwrap(), [(Some(day(first)), held)]);
        }
        let after = put("register: [{in_force_on: 2025-11-28}]\n", "2025-11-29").unwrap_err();
        assert_eq!(after, "29 Nov 2025 is after 28 Nov 2025, when the pupil was on the register already");
    }

    #[test]
    fn a_time_register_does_not_begin_before_the_one_before_has_ended() {
        let twice = "register: [{from: 2020-09-01, to: 2023-07-21}, {in_force_on: 2025-11-28}]\n";
        assert_eq!(put(twice, "2023-07-22").unwrap()[1].0, Some(day("2023-07-22")));
        let early = put(twice, "2023-07-21").unwrap_err();
        assert_eq!(early, "21 Jul 2023 is not after 21 Jul 2023, the last day of the time before");
    }

    #[test]
    fn a_day_that_is_known_stays() {
        let known = put("register: [{from: 2022-09-05}]\n", "2022-09-06").unwrap_err();
        assert_eq!(known, "the pupil is on the register since 5 Sep 2022: that day is known");
        assert!(put("register: [{from: 2022-09-05, in_force_on: 2025-11-28}]\n", "2022-09-06").is_err());
        assert_eq!(put("register: []\n", "2022-09-06").unwrap_err(), "the pupil is not on the register");
    }
}
