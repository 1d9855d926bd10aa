//! How far back a record reaches (DESIGN 7.1, "Before the records begin").
//!
//! The record of a pupil who was found with support holds only what the school knew that day, and an entry with `in_force_on`
//! only says that it held then. An answer about an earlier day must not pass for the whole truth.

use super::authority::EhcPlan;
use super::day::Day;
use super::record::Record;

/// A fact that a report needs to know about its day, besides the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needed {
    /// Whether the pupil was on the register.
    Register,
    /// Whether an EHC plan was in force.
    Plan,
    /// Whether an SSPP award was running.
    Award,
}

impl Needed {
    /// The facts that give the support: register, EHC plan and award.
    pub(crate) const SUPPORT: &'static [Self] = &[Self::Register, Self::Plan, Self::Award];
    /// The facts that give the census code.
    pub(crate) const CENSUS_CODE: &'static [Self] = &[Self::Register, Self::Plan];
}

/// The days of an entry: its first day, a day on which it held, and its last day.
type EntryDays = (Option<Day>, Option<Day>, Option<Day>);

impl Record {
    /// The first day that the record reaches back to, if it may lack what a report as at the earlier `day` needs to know: the
    /// records of this pupil begin later, or a needed entry was seen to hold only later. `None` if it lacks nothing.
    ///
    /// It is asked of the whole record, because the record as at the day lacks the later entry. A pupil who was not on roll that
    /// day is never missing from its report. One whose first day on roll is not known may have been on roll.
    pub(crate) fn begins_after(&self, day: Day, needed: &[Needed]) -> Option<Day> {
        let roll = self.on_roll.iter().map(|one| (one.from, one.in_force_on, one.to));
        let seen_on_roll = seen_later(roll, day).filter(|_| self.date_of_birth <= day);
        if seen_on_roll.is_none() && !self.is_on_roll_on(day) {
            return None;
        }
        let found = self.found_on().filter(|found| day < *found);
        let seen = needed.iter().filter_map(|fact| self.seen_after(*fact, day));
        seen.chain(found).chain(seen_on_roll).max()
    }

    /// The later day on which this fact was first seen to hold, if the record leaves open whether it held on `day`.
    pub(crate) fn seen_after(&self, fact: Needed, day: Day) -> Option<Day> {
        match fact {
            Needed::Register => seen_later(self.register.iter().map(|one| (one.from, one.in_force_on, one.to)), day),
            Needed::Award => seen_later(self.sspp.iter().map(|one| (one.from, one.in_force_on, one.to)), day),
            Needed::Plan => {
                let last = |plan: &EhcPlan| plan.ceased.map(|ceased| ceased.minus_days(1));
                seen_later(self.ehc_plan.iter().map(|plan| (plan.final_on, plan.in_force_on, last(plan))), day)
            }
        }
    }
}

/// The day on which one of these entries, oldest first, was seen to hold, if it may have held on the earlier `day`: its first day is
/// not known, and the entry before it was over.
fn seen_later(entries: impl Iterator<Item = EntryDays>, day: Day) -> Option<Day> {
    let mut over: Option<Day> = None;
    for (first, seen, last) in entries {
        let later = seen.filter(|seen| first.is_none() && day < *seen);
        if later.is_some() && over.is_none_or(|over| over < day) {
            return later;
        }
        over = last.or(first).or(seen);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    fn begins_after(facts: &str, on: &str) -> bool {
        record(facts).begins_after(day(on), Needed::SUPPORT) == Some(day("2026-11-30"))
    }

    #[test]
    fn the_records_of_a_pupil_as_found_begin_that_day() {
        let found = "as_found: {date: 2026-11-30}\non_roll: [{from: 2022-09-05}]\n";
        assert!(begins_after(found, "2026-11-29") && begins_after(found, "2022-09-05"));
        assert!(!begins_after(found, "2026-11-30") && !begins_after(found, "2027-01-15"));
        // Before that, the pupil was not here.
        assert!(!begins_after(found, "2022-09-04"));
        let joined_that_day = "as_found: {date: 2026-11-30}\non_roll: [{from: 2026-11-30}]\n";
        assert!(!begins_after(joined_that_day, "2026-11-29"));
        let left = "as_found: {date: 2026-11-30}\non_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2026-01-05}]\n";
        assert!(
            begins_after(left, "2024-07-19") && !begins_after(left, "2025-09-01") && begins_after(left, "2026-01-05")
        );
    }

    #[test]
    fn a_pupil_whose_first_day_is_not_known_may_have_been_on_roll_since_birth() {
        let roll = "date_of_birth: 2017-11-03\non_roll: [{in_force_on: 2026-11-30}]\n";
        assert!(begins_after(roll, "2026-11-29") && begins_after(roll, "2017-11-03"));
        assert!(!begins_after(roll, "2017-11-02") && !begins_after(roll, "2026-11-30"));
        let known = "on_roll: [{from: 2022-09-05, in_force_on: 2026-11-30}]\n";
        assert!(!begins_after(known, "2026-11-29"));
        let again = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {in_force_on: 2026-11-30}]\n";
        assert!(!begins_after(again, "2024-07-19") && begins_after(again, "2024-07-20"));
    }

    #[test]
    fn only_the_facts_that_a_report_needs_count() {
        for (list, fact) in [("register", Needed::Register), ("sspp", Needed::Award), ("ehc_plan", Needed::Plan)] {
            let text = format!("on_roll: [{{from: 2022-09-05}}]\n{list}: [{{in_force_on: 2026-11-30}}]\n");
            let (record, before, on) = (record(&text), day("2026-11-29"), day("2026-11-30"));
            assert_eq!(record.begins_after(before, &[fact]), Some(on), "{list}");
            assert_eq!(record.begins_after(on, Needed::SUPPORT), None, "{list}");
            let others: Vec<Needed> = Needed::SUPPORT.iter().copied().filter(|other| *other != fact).collect();
            assert_eq!(record.begins_after(before, &others), None, "{list}");
            assert_eq!(record.begins_after(day("2022-09-04"), &[fact]), None, "{list}");
        }
        let ended = "on_roll: [{from: 2022-09-05}]\nehc_plan: [{final: 2023-01-09, ceased: 2024-01-09}, {in_force_on: 2026-11-30}]\n";
        assert!(!begins_after(ended, "2024-01-08") && begins_after(ended, "2024-01-09"));
    }
}
