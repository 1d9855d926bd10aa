//! Random records as at random days: no later fact remains, and a span is the same in the whole record and in the record as at
//! the day.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::edit::property_tests::cases;
use super::edit::styled::{RandomChoices, random_record};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::days_and_texts::Leaf;
use crate::model::record::Record;

/// Returns every day in a record that is not planned. The date of birth, the day the records begin and the profile stay as they are
/// on any day (DESIGN 2.1, 7.1).
fn facts(record: &Record) -> BTreeSet<Day> {
    let mut days = BTreeSet::new();
    record.walk(&mut |place, leaf| {
        if let Leaf::Fact(day) = leaf
            && !["date_of_birth", "as_found", "profile"].iter().any(|key| place.is_in(key))
        {
            days.insert(day);
        }
    });
    days
}

/// Runs a test on random records, each as at every day of its facts and as at the day before.
fn for_random_records(test: impl Fn(&Record, &AsAt) -> Result<(), TestCaseError>) {
    let run = |seed: Vec<u8>| {
        let Ok(whole) = serde_json::from_value::<Record>(random_record(&mut RandomChoices(seed.iter()))) else {
            return Ok(());
        };
        facts(&whole).into_iter().flat_map(|day| [day.minus_days(1), day]).try_for_each(|day| {
            let cut = whole.as_at(day);
            prop_assert_eq!(cut.day(), day);
            test(&whole, &cut)
        })
    };
    TestRunner::new(cases(150)).run(&vec(any::<u8>(), 1000..4000), run).unwrap_or_else(|wrong| panic!("{wrong}"));
}

#[test]
fn the_record_as_at_a_day_holds_no_fact_later_than_the_day() {
    let (compared, forgotten) = (Cell::new(0), Cell::new(0));
    for_random_records(|whole, cut| {
        let later: Vec<Day> = facts(cut).into_iter().filter(|fact| *fact > cut.day()).collect();
        prop_assert_eq!(later, [], "as at {} of {:?}", cut.day(), whole);
        compared.set(compared.get() + 1);
        forgotten.set(forgotten.get() + usize::from(facts(whole) != facts(cut)));
        Ok(())
    });
    let (compared, forgotten) = (compared.get(), forgotten.get());
    assert!(compared > 500 && forgotten * 2 > compared, "{forgotten} of {compared} had something to forget");
}

#[test]
fn later_facts_do_not_change_the_answer_about_a_span() {
    let compared = Cell::new(0);
    for_random_records(|whole, cut| {
        let day = cut.day();
        let needs = |record: &Record| {
            let needs = record.needs_on(day).map(|(_, need)| (need.need_type, need.rank, need.from));
            needs.collect::<Vec<_>>()
        };
        prop_assert_eq!(whole.is_on_roll_on(day), cut.is_on_roll());
        prop_assert_eq!(whole.class_on(day), cut.class_name());
        prop_assert_eq!(
            whole.register_spell_on(day).map(|(_, spell)| spell.first_day()),
            cut.register_spell().map(|(_, spell)| spell.first_day())
        );
        prop_assert_eq!(needs(whole), needs(cut));
        prop_assert_eq!(
            whole.need_ranked_on(1, day).map(|need| need.need_type),
            cut.need_ranked(1).map(|need| need.need_type)
        );
        compared.set(compared.get() + 1);
        Ok(())
    });
    assert!(compared.get() > 500, "{}", compared.get());
}
