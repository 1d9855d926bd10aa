//! The joining day, corrected or added later: the first day of a time on roll. What began with it in the record follows it: the
//! first class and the arrival of that day.

use super::roll_checks::{TypedProblem, born_and_joined, or_usage_failure};
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{Classes, OnRoll, Record};
use crate::model::since::HeldSince;
use crate::words::date;

/// A day on which something is recorded, in words: `the move to stage A`.
type RecordedFact = (Day, &'static str);

/// What a record says about the joining day of one time on roll, and between which days it can be.
#[derive(Debug, Clone)]
pub(crate) struct JoiningDay {
    /// The first day of that time, or a day on which the pupil was on roll.
    pub(crate) since: HeldSince,
    born: Day,
    /// The last day of the time on roll before.
    left_before: Option<Day>,
    /// The earliest fact of this time that would be before a later joining day.
    not_after: Option<RecordedFact>,
    /// The first days of all times on roll.
    known: Vec<Day>,
}

impl JoiningDay {
    /// Takes the facts of the time on roll at this place from a record.
    pub(crate) fn of_spell(record: &Record, at: usize) -> Option<Self> {
        let spell = record.on_roll.get(at)?;
        let left_before = at.checked_sub(1).and_then(|before| record.on_roll.get(before)?.to);
        let known = record.on_roll.iter().filter_map(|spell| spell.from).collect();
        let not_after = earliest_fact(record, spell);
        Some(Self { since: spell.since(), born: record.date_of_birth, left_before, not_after, known })
    }

    /// The same for the time on roll that runs on a day, or for the last one.
    pub(crate) fn on_day(record: &Record, day: Day) -> Option<Self> {
        let runs = |spell: &OnRoll| spell.first_day() <= day && spell.to.is_none_or(|to| to >= day);
        let at = record.on_roll.iter().position(runs).or_else(|| record.on_roll.len().checked_sub(1))?;
        Self::of_spell(record, at)
    }

    /// Whether a day is the first day of any time on roll. A school's own system may give the day of the first one.
    pub(crate) fn is_known(&self, day: Day) -> bool {
        self.known.contains(&day)
    }

    /// The reason why the pupil cannot have joined on a day, and what to do about it.
    pub(crate) fn problem(&self, day: Day) -> Option<TypedProblem> {
        let correct =
            |message: String| (message, "correct the day; `send show PUPIL` lists what is recorded".to_owned());
        if let Some((fact, what)) = self.not_after.filter(|(fact, _)| day > *fact) {
            return Some(correct(format!("{} is after {}, {what}", date(day), date(fact))));
        }
        if let Some(left) = self.left_before.filter(|left| day <= *left) {
            return Some(correct(format!(
                "{} is not after {}, the last day of the time on roll before",
                date(day),
                date(left)
            )));
        }
        born_and_joined(self.born, day).err()
    }
}

/// The earliest fact of this school in a time on roll, from its first day on. Concerns and contacts may be earlier than the joining
/// day, and so may needs, diagnoses, plans and documents.
fn earliest_fact(record: &Record, spell: &OnRoll) -> Option<RecordedFact> {
    let first = spell.first_day();
    let is_in_it = |day: Day| day >= first && spell.to.is_none_or(|to| day <= to);
    let mut facts: Vec<RecordedFact> = Vec::new();
    facts.extend(record.stages.iter().map(|entry| (entry.date, "the day of a move between stages")));
    facts.extend(record.register.iter().map(|entry| (entry.first_day(), "when the pupil was on the register already")));
    for cycle in &record.cycles {
        facts.extend(cycle.assess.iter().map(|assess| (assess.date, "the day of an assessment")));
        facts.extend(cycle.plan.iter().map(|plan| (plan.date, "the day of a plan")));
        facts.extend(cycle.observations.iter().map(|one| (one.date, "the day of an observation")));
        facts.extend(cycle.review.iter().map(|review| (review.date, "the day of a review")));
    }
    if let Some(Classes::History(classes)) = &record.class {
        let later = classes.iter().filter_map(|entry| entry.from).filter(|from| *from != first);
        facts.extend(later.map(|from| (from, "the first day in a class")));
    }
    let arrivals = record.arrived.as_slice().iter().filter_map(|arrived| arrived.date).filter(|day| *day != first);
    facts.extend(arrivals.map(|day| (day, "the day of an arrival")));
    facts.retain(|(day, _)| is_in_it(*day));
    facts.extend(record.found_on().filter(|found| *found >= first).map(|day| (day, "the day the records begin")));
    facts.extend(spell.in_force_on.map(|day| (day, "when the pupil was on roll already")));
    facts.extend(spell.to.map(|to| (to, "the last day on roll")));
    facts.into_iter().min_by_key(|(day, _)| *day)
}

/// Records the joining day: next to a day on which the pupil was on roll, or in place of a day that was wrong.
///
/// # Errors
/// If the pupil is on no roll, or if another fact of the record contradicts the day.
pub(crate) fn put_joining_day(record: &mut Record, day: Day) -> anyhow::Result<()> {
    let at = spell_meant(&record.on_roll, day);
    let Some((at, joining)) = at.and_then(|at| Some((at, JoiningDay::of_spell(record, at)?))) else {
        return Err(Failure::usage(
            "the pupil is not on roll",
            "record the time on roll with `send leave --came-back`",
        ));
    };
    if joining.since.known() == Some(day) {
        return Ok(());
    }
    or_usage_failure(joining.problem(day).map_or(Ok(()), Err))?;
    record.on_roll.iter_mut().skip(at).take(1).for_each(|spell| spell.from = Some(day));
    follow(record, at, joining.since.day(), day);
    Ok(())
}

/// The time on roll that a joining day belongs to: one whose first day is not known, otherwise the last one.
fn spell_meant(spells: &[OnRoll], day: Day) -> Option<usize> {
    let unknown = spells.iter().rposition(|spell| spell.from.is_none());
    let fits = |at: &usize| spells.get(*at).is_some_and(|spell| spell.to.is_none_or(|to| day <= to));
    unknown.filter(fits).or_else(|| spells.len().checked_sub(1))
}

/// Moves what began on the joining day: the first class, or the class of someone who came back, and the arrival.
fn follow(record: &mut Record, at: usize, before: Day, day: Day) {
    if let Some(Classes::History(classes)) = &mut record.class {
        let began = classes.iter().position(|entry| entry.from == Some(before)).filter(|nth| *nth == 0 || at > 0);
        classes.iter_mut().skip(began.unwrap_or(usize::MAX)).take(1).for_each(|entry| entry.from = Some(day));
    }
    record.arrived.move_day(before, day);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// The times on roll after the correction: the first day and the day on which the pupil was on roll.
    fn put(facts: &str, first: &str) -> Result<Record, String> {
        let mut record = record(facts);
        put_joining_day(&mut record, day(first)).map_err(|error| error.to_string())?;
        Ok(record)
    }

    fn spells(facts: &str, first: &str) -> Vec<(Option<String>, Option<String>)> {
        let said = |day: Option<Day>| day.map(|day| day.to_string());
        put(facts, first).unwrap().on_roll.iter().map(|spell| (said(spell.from), said(spell.in_force_on))).collect()
    }

    fn two(first: &str, held: Option<&str>) -> (Option<String>, Option<String>) {
        (Some(first.to_owned()), held.map(str::to_owned))
    }

    #[test]
    fn the_first_day_goes_next_to_the_day_on_which_it_held() {
        let found = "on_roll: [{in_force_on: 2025-11-28}]\n";
        for first in ["2022-09-05", "2025-11-28"] {
            assert_eq!(spells(found, first), [two(first, Some("2025-11-28"))]);
        }
        let after = put(found, "2025-11-29").unwrap_err();
        assert_eq!(after, "29 Nov 2025 is after 28 Nov 2025, when the pupil was on roll already");
    }

    #[test]
    fn a_first_day_that_was_wrong_is_corrected() {
        assert_eq!(spells("on_roll: [{from: 2022-09-05}]\n", "2022-09-06"), [two("2022-09-06", None)]);
        assert_eq!(spells("on_roll: [{from: 2022-09-05}]\n", "2021-09-06"), [two("2021-09-06", None)]);
        let both = "on_roll: [{from: 2022-09-05, in_force_on: 2025-11-28}]\n";
        assert_eq!(spells(both, "2023-01-09"), [two("2023-01-09", Some("2025-11-28"))]);
        assert!(put(both, "2025-11-29").is_err());
        assert_eq!(put("on_roll: []\n", "2022-09-06").unwrap_err(), "the pupil is not on roll");
    }

    #[test]
    fn a_time_on_roll_does_not_begin_before_the_one_before_has_ended() {
        let twice = "on_roll: [{from: 2020-09-01, to: 2023-07-21}, {in_force_on: 2025-11-28}]\n";
        assert_eq!(spells(twice, "2023-07-22")[1].0.as_deref(), Some("2023-07-22"));
        let early = put(twice, "2023-07-21").unwrap_err();
        assert_eq!(early, "21 Jul 2023 is not after 21 Jul 2023, the last day of the time on roll before");
        // The first of two, if only that one is not known.
        let first = "on_roll: [{in_force_on: 2021-09-01, to: 2023-07-21}, {from: 2025-01-06}]\n";
        assert_eq!(spells(first, "2020-09-01")[0].0.as_deref(), Some("2020-09-01"));
        assert_eq!(spells(first, "2025-01-13")[1].0.as_deref(), Some("2025-01-13"));
    }

    #[test]
    fn a_day_after_a_fact_of_this_school_or_at_no_age_is_refused() {
        for (facts, reason) in [
            ("stages: [{date: 2024-09-15, stage: A}]", "15 Sep 2024, the day of a move between stages"),
            ("register: [{from: 2024-09-15}]", "15 Sep 2024, when the pupil was on the register already"),
            ("cycles: [{stage: A, plan: {date: 2024-09-15, kind: adaptations}}]", "15 Sep 2024, the day of a plan"),
            ("cycles: [{stage: A, review: {date: 2024-09-15}}]", "15 Sep 2024, the day of a review"),
            (
                "class: [{from: 2022-09-05, class: 3B}, {from: 2024-09-15, class: 4B}]",
                "15 Sep 2024, the first day in a class",
            ),
            ("as_found: {date: 2024-09-15}", "15 Sep 2024, the day the records begin"),
        ] {
            let facts = format!("on_roll: [{{from: 2022-09-05}}]\n{facts}\n");
            assert_eq!(put(&facts, "2024-09-16").unwrap_err(), format!("16 Sep 2024 is after {reason}"), "{facts}");
            assert!(put(&facts, "2024-09-15").is_ok() || facts.contains("class"), "{facts}");
        }
        let left = "on_roll: [{from: 2022-09-05, to: 2024-07-19}]\n";
        assert_eq!(put(left, "2024-07-20").unwrap_err(), "20 Jul 2024 is after 19 Jul 2024, the last day on roll");
        assert!(put("on_roll: [{from: 2022-09-05}]\n", "2016-09-05").is_err());
        // What may be earlier than the joining day does not hold it back.
        let earlier = "on_roll: [{from: 2022-09-05}]\nneeds: [{type: SLCN, rank: 1, from: 2022-10-01}]\n";
        assert!(put(earlier, "2023-01-09").is_ok());
    }

    #[test]
    fn the_first_class_and_the_arrival_follow_the_joining_day() {
        let classes = |facts: &str, first: &str| match put(facts, first).unwrap().class {
            Some(Classes::History(list)) => {
                list.iter().map(|entry| entry.from.map_or("before".to_owned(), |from| from.to_string())).collect()
            }
            Some(Classes::Now(_)) | None => Vec::new(),
        };
        let roll = "on_roll: [{in_force_on: 2025-11-28}]\n";
        let began = format!("{roll}class: [{{from: 2025-11-28, class: 3B}}, {{from: 2026-01-05, class: 4B}}]\n");
        assert_eq!(classes(&began, "2022-09-05"), ["2022-09-05", "2026-01-05"]);
        // A change of class on the very day the pupil was found is no beginning.
        let changed = format!("{roll}class: [{{class: 3B}}, {{from: 2025-11-28, class: 4B}}]\n");
        assert_eq!(classes(&changed, "2022-09-05"), ["before", "2025-11-28"]);
        let later = format!("{roll}class: [{{from: 2025-12-01, class: 3B}}]\n");
        assert_eq!(classes(&later, "2022-09-05"), ["2025-12-01"]);
        let back = "on_roll: [{from: 2020-09-01, to: 2023-07-21}, {from: 2025-01-06}]\n\
                    class: [{from: 2020-09-01, class: RB}, {from: 2025-01-06, class: 4B}]\n";
        assert_eq!(classes(back, "2025-01-13"), ["2020-09-01", "2025-01-13"]);
        let arrived = "on_roll: [{from: 2025-01-06}]\narrived: [{date: 2025-01-06, from: Far Primary, with: K}]\n";
        let record = put(arrived, "2025-01-13").unwrap();
        assert_eq!(record.arrived.as_slice()[0].date, Some(day("2025-01-13")));
    }
}
