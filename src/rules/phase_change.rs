//! When a pupil changes phase: at the end of a school's last year group, of nursery, and with a move to another school after a year
//! group in which schools of the area end (DOMAIN 4.2).
//!
//! An infant, a junior, a first and a middle school have their own last year, so `send.toml` says which it is. The change can be
//! seen from the summer term before the last year, because that is when a review of the plan begins to count.

use super::Question;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::OnRoll;
use crate::model::year::{YearGroup, school_year, start_of_school_year};

/// A change of phase in the summer that ends a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PhaseChange {
    /// The calendar year in which the last school year before the change begins.
    pub(super) last_year: i32,
    /// Whether that school year has begun.
    pub(super) has_begun: bool,
}

impl PhaseChange {
    /// The event that starts the clocks, in a few words.
    pub(super) fn because(self) -> String {
        if self.has_begun { "the phase ends this year" } else { "the phase ends in the next school year" }.to_owned()
    }
}

/// The next change of phase of a pupil on roll: in this school year or, from the first day of its summer term, in the next one.
pub(super) fn next_phase_change(record: &AsAt, question: &Question<'_>) -> Option<PhaseChange> {
    let this_year = school_year(question.as_at);
    let spell = record.spell_on_roll()?;
    let ends = |last_year| ends_a_phase(record, spell, last_year, question);
    if ends(this_year) {
        return Some(PhaseChange { last_year: this_year, has_begun: true });
    }
    let next_year = this_year + 1;
    let can_be_seen = question.as_at >= question.school.calendar.start_of_summer_term(this_year).day;
    // A pupil who leaves this summer is not here in the next year.
    let stays = spell.to.is_none_or(|to| to >= start_of_school_year(next_year));
    (can_be_seen && stays && ends(next_year)).then_some(PhaseChange { last_year: next_year, has_begun: false })
}

/// Whether the pupil changes phase in the summer that ends this school year.
fn ends_a_phase(record: &AsAt, spell: &OnRoll, year: i32, question: &Question<'_>) -> bool {
    let school = &question.school.settings.school;
    let group = record.year_group_in(year);
    let leaves = leaves_in_the_summer_of(spell, year + 1);
    if (leaves && spell.same_phase == Some(true)) || (!leaves && repeats(record, group, year)) {
        return false;
    }
    let ends_nursery = group == YearGroup::NURSERY_2 && (leaves || school.years.first > group);
    let moves_on = leaves && spell.to_school.is_some() && school.moves_on.after(group);
    group == school.years.last || ends_nursery || moves_on
}

/// Whether the last day on roll is in July or August of this calendar year.
fn leaves_in_the_summer_of(spell: &OnRoll, year: i32) -> bool {
    spell.to.is_some_and(|to| to.year() == year && matches!(to.month(), 7 | 8))
}

/// Whether it is already recorded that the pupil does the year again: an entry that has not begun yet keeps the year group.
fn repeats(record: &AsAt, group: YearGroup, year: i32) -> bool {
    let september = start_of_school_year(year + 1);
    let is_planned = |from: Day| record.day() < from && from <= september;
    record.taught_with.iter().any(|entry| is_planned(entry.from)) && record.year_group_in(year + 1) == group
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::{policies, record, school};
    use crate::school::{School, Settings};

    /// A school of these year groups, with the example school's terms.
    fn school_of(lines: &str) -> School {
        let text = format!("[school]\nname = \"A School\"\ntime_zone = \"Europe/London\"\n{lines}\n");
        let settings: Settings = toml::from_str(&text).unwrap();
        let mut school = school();
        school.settings.school = settings.school;
        school
    }

    /// The last school year before the change of phase that can be seen on a day.
    fn last_year(lines: &str, text: &str, on: &str) -> Option<i32> {
        let (school, policies, on): (School, _, Day) = (school_of(lines), policies(), day(on));
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        next_phase_change(&record(text).as_at(on), &question).map(|change| change.last_year)
    }

    /// A pupil of this year group in 2025/26, with these lines.
    fn in_2025(year: i32, more: &str) -> String {
        format!("date_of_birth: {}-11-14\n{more}\n", 2020 - year)
    }

    #[test]
    fn each_kind_of_school_ends_a_phase_after_its_own_last_year() {
        for (years, last) in [("R\", \"2", 2), ("3\", \"6", 6), ("R\", \"4", 4), ("5\", \"8", 8), ("R\", \"6", 6)] {
            let school = format!("years = [\"{years}\"]");
            for year in 0..=8 {
                let expected = (year == last).then_some(2025);
                assert_eq!(last_year(&school, &in_2025(year, ""), "2025-11-30"), expected, "{years}, Year {year}");
            }
        }
    }

    #[test]
    fn nursery_ends_a_phase_for_a_child_who_leaves_and_where_the_school_begins_after_it() {
        let (with_nursery, n2) = ("years = [\"N1\", \"6\"]", in_2025(-1, ""));
        assert_eq!(last_year(with_nursery, &n2, "2025-11-30"), None);
        assert_eq!(last_year("years = [\"R\", \"6\"]", &n2, "2025-11-30"), Some(2025));
        assert_eq!(last_year("years = [\"N1\", \"N2\"]", &n2, "2025-11-30"), Some(2025));
        let leaves = in_2025(-1, "on_roll: [{from: 2025-09-01, to: 2026-07-20}]");
        assert_eq!(last_year(with_nursery, &leaves, "2025-11-30"), Some(2025));
        let n1_leaves = in_2025(-2, "on_roll: [{from: 2025-09-01, to: 2026-07-20, to_school: Oak}]");
        assert_eq!(last_year(with_nursery, &n1_leaves, "2025-11-30"), None);
    }

    #[test]
    fn a_last_day_in_the_summer_with_a_next_school_ends_a_phase_where_schools_end() {
        let leaves = |year: i32, spell: &str| in_2025(year, &format!("on_roll: [{{from: 2023-09-04, {spell}}}]"));
        let seen = |text: &str| last_year("", text, "2025-11-30");
        for (year, expected) in
            [(1, None), (2, Some(2025)), (3, None), (4, Some(2025)), (5, Some(2025)), (6, Some(2025))]
        {
            let text = leaves(year, "to: 2026-07-20, to_school: Oak Junior");
            assert_eq!(seen(&text), expected, "Year {year}");
        }
        for (spell, why) in [
            ("to: 2026-07-20", "no next school"),
            ("to: 2026-06-30, to_school: Oak", "before July"),
            ("to: 2026-09-01, to_school: Oak", "after August"),
            ("to: 2027-07-20, to_school: Oak", "in the year after"),
            ("to: 2026-07-20, to_school: Oak, same_phase: true", "no change of phase"),
        ] {
            assert_eq!(seen(&leaves(2, spell)), None, "{why}");
        }
        assert_eq!(seen(&leaves(2, "to: 2026-08-31, to_school: Oak")), Some(2025));
        assert_eq!(last_year("moves_on = [\"3\"]", &leaves(2, "to: 2026-07-20, to_school: Oak"), "2025-11-30"), None);
        assert_eq!(
            last_year("moves_on = [\"3\"]", &leaves(3, "to: 2026-07-20, to_school: Oak"), "2025-11-30"),
            Some(2025)
        );
    }

    #[test]
    fn a_change_can_be_seen_from_the_summer_term_before_the_last_year() {
        // The summer term of 2025/26 began on 13 April 2026.
        let year_five = in_2025(5, "");
        assert_eq!(last_year("", &year_five, "2026-04-12"), None);
        for on in ["2026-04-13", "2026-07-10", "2026-08-31", "2026-09-01", "2027-08-31"] {
            assert_eq!(last_year("", &year_five, on), Some(2026), "{on}");
        }
        let moves_next_year = in_2025(3, "on_roll: [{from: 2023-09-04, to: 2027-07-20, to_school: Oak Middle}]");
        assert_eq!(last_year("", &moves_next_year, "2026-04-12"), None);
        assert_eq!(last_year("", &moves_next_year, "2026-04-13"), Some(2026));
    }

    #[test]
    fn a_pupil_who_leaves_this_summer_has_no_change_here_in_the_next_year() {
        let leaves = in_2025(5, "on_roll: [{from: 2023-09-04, to: 2026-07-20, to_school: Elm, same_phase: true}]");
        assert_eq!(last_year("", &leaves, "2026-06-01"), None);
        let gone = in_2025(6, "on_roll: [{from: 2023-09-04, to: 2026-07-20, to_school: Elm Academy}]");
        assert_eq!(last_year("", &gone, "2026-07-20"), Some(2025));
        assert_eq!(last_year("", &gone, "2026-07-21"), None);
    }

    #[test]
    fn a_year_that_is_recorded_without_a_day_counts_in_the_school_year_of_the_day_only() {
        let five = in_2025(6, "year: 5");
        assert_eq!(last_year("", &five, "2025-11-30"), None);
        // By the date of birth the next year is Year 7: `year` says nothing about it.
        assert_eq!(last_year("", &five, "2026-06-01"), None);
        assert_eq!(last_year("", &in_2025(5, "year: 6"), "2025-11-30"), Some(2025));
    }

    #[test]
    fn a_pupil_taught_out_of_year_changes_phase_with_the_year_group() {
        let below = in_2025(6, "taught_with: [{from: 2024-09-01, years_below: 1}]");
        assert_eq!(last_year("", &below, "2025-11-30"), None);
        assert_eq!(last_year("", &below, "2026-04-13"), Some(2026));
        assert_eq!(last_year("", &below, "2026-11-30"), Some(2026));
        let above = in_2025(5, "taught_with: [{from: 2025-09-01, years_above: 1}]");
        assert_eq!(last_year("", &above, "2025-11-30"), Some(2025));
    }

    #[test]
    fn a_pupil_who_will_do_the_last_year_again_does_not_change_phase_this_summer() {
        let again = in_2025(6, "taught_with: [{from: 2026-09-01, years_below: 1}]");
        assert_eq!(last_year("", &again, "2026-02-01"), None);
        assert_eq!(last_year("", &again, "2026-06-01"), Some(2026));
        assert_eq!(last_year("", &again, "2026-10-01"), Some(2026));
        // The entry ends with the last day: the pupil leaves.
        let ends = in_2025(6, "taught_with: [{from: 2024-09-01, to: 2026-07-20, years_above: 0, years_below: 0}]");
        assert_eq!(last_year("", &ends, "2025-11-30"), Some(2025));
    }
}
