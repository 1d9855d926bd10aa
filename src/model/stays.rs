//! The gaps in a pupil's time on roll. A period on the register and an award do not run on over a gap: a pupil who comes back begins
//! new ones (DESIGN 7.2).

use super::at_a_day::AsAt;
use super::authority::Sspp;
use super::day::Day;
use super::record::{Record, RegisterSpell};

impl Record {
    /// The gaps between two periods on roll, oldest first: the last day before each, and the day of the return.
    fn gaps_in_roll(&self) -> impl Iterator<Item = (Day, Day)> {
        self.on_roll.windows(2).filter_map(|pair| match pair {
            [left, back] => {
                let last_day = left.to?;
                (back.first_day() > last_day.plus_days(1)).then(|| (last_day, back.first_day()))
            }
            _ => None,
        })
    }

    /// The last day on roll before the gap that ends what began on a day; `None` if the pupil has not left and come back since.
    pub(crate) fn stay_ended(&self, began: Day) -> Option<Day> {
        self.gaps_in_roll().map(|(last_day, _)| last_day).find(|last_day| began <= *last_day)
    }

    /// The last day on roll before the gap that a day on roll follows; `None` if there is no gap before it.
    pub(crate) fn roll_ended_before(&self, day: Day) -> Option<Day> {
        self.gaps_in_roll().filter(|(_, back)| *back <= day).map(|(last_day, _)| last_day).last()
    }

    /// Whether what began on a day belongs to the stay of another day: the pupil has not left and come back between the two.
    pub(crate) fn is_of_stay(&self, began: Day, day: Day) -> bool {
        !self.gaps_in_roll().any(|(last_day, back)| began <= last_day && back <= day)
    }

    /// Whether a period with these days includes the day. Its first and its last day count. It ends with the return after a gap in
    /// the roll.
    pub(super) fn runs_on(&self, day: Day, first: Day, last: Option<Day>) -> bool {
        first <= day && last.is_none_or(|last| day <= last) && self.is_of_stay(first, day)
    }

    /// The last day of a period on the register: the recorded one, or the last day on roll before a gap.
    pub(crate) fn end_of_register_spell(&self, spell: &RegisterSpell) -> Option<Day> {
        let ended = self.stay_ended(spell.first_day());
        spell.to.into_iter().chain(ended).min()
    }

    /// The award that includes the day, with its index.
    pub(crate) fn award_on(&self, day: Day) -> Option<(usize, &Sspp)> {
        self.sspp.iter().enumerate().rev().find(|(_, award)| self.runs_on(day, award.first_day(), award.to))
    }
}

impl AsAt {
    /// The award that includes the day, with its index.
    pub(crate) fn award(&self) -> Option<(usize, &Sspp)> {
        self.award_on(self.day())
    }

    /// The day of the last return after a gap; `None` if there was none.
    pub(crate) fn came_back(&self) -> Option<Day> {
        self.gaps_in_roll().map(|(_, back)| back).filter(|back| *back <= self.day()).last()
    }

    /// The day from which a fact of before is asked about: the day the pupil was found or came back, whichever is later.
    pub(crate) fn asked_since(&self) -> Option<Day> {
        self.found_on().max(self.came_back())
    }

    /// The last day of before: the day the pupil was found or, for a pupil who came back, the day before the return. What lies
    /// before a gap counts on return as found on that day (DESIGN 7.2, "spells and the roll").
    pub(crate) fn before_until(&self) -> Option<Day> {
        self.found_on().max(self.came_back().map(|back| back.minus_days(1)))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::model::vocabulary::Support;
    use crate::rules::examples::record;

    const GONE_FOR_A_YEAR: &str = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2025-09-03}]\n";

    #[test]
    fn a_spell_and_an_award_end_with_the_return_after_a_gap() {
        let both = "register: [{from: 2023-01-09}]\nsspp: [{from: 2023-01-09, to: 2026-07-31}]\n";
        let record = record(&format!("{GONE_FOR_A_YEAR}{both}"));
        let support = |on: &str| record.as_at(day(on)).support();
        assert_eq!(support("2024-07-19"), Support::KFunded);
        assert_eq!(support("2025-09-03"), Support::None);
        assert_eq!(record.end_of_register_spell(&record.register[0]), Some(day("2024-07-19")));
        assert_eq!(record.award_on(day("2025-09-03")), None);
    }

    #[test]
    fn what_begins_in_the_gap_or_after_it_belongs_to_the_return() {
        for from in ["2024-07-20", "2025-09-03"] {
            let record = record(&format!("{GONE_FOR_A_YEAR}register: [{{from: {from}}}]\n"));
            assert!(record.register_spell_on(day("2025-09-03")).is_some(), "{from}");
            assert_eq!(record.stay_ended(day(from)), None, "{from}");
        }
    }

    #[test]
    fn two_periods_on_roll_without_a_day_between_them_are_no_gap() {
        let on_roll = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2024-07-20}]\n";
        let record = record(&format!("{on_roll}register: [{{from: 2023-01-09}}]\n"));
        assert!(record.register_spell_on(day("2026-01-15")).is_some());
        assert_eq!(record.roll_ended_before(day("2026-01-15")), None);
        assert_eq!(record.as_at(day("2026-01-15")).before_until(), None);
    }

    #[test]
    fn what_is_of_before_ends_with_the_day_found_or_the_day_before_the_last_return() {
        let before = |text: &str, on: &str| record(text).as_at(day(on)).before_until().map(|day| day.to_string());
        assert_eq!(before(GONE_FOR_A_YEAR, "2024-07-19"), None);
        assert_eq!(before(GONE_FOR_A_YEAR, "2025-09-03").as_deref(), Some("2025-09-02"));
        // A new period on roll without a day between is the same stay.
        let same_stay =
            GONE_FOR_A_YEAR.replace("{from: 2025-09-03}", "{from: 2025-09-03, to: 2025-12-19}, {from: 2025-12-20}");
        assert_eq!(before(&same_stay, "2026-01-15").as_deref(), Some("2025-09-02"));
        for (found, until) in [("2025-09-01", "2025-09-02"), ("2025-11-28", "2025-11-28")] {
            let text = format!("as_found: {{date: {found}}}\n{GONE_FOR_A_YEAR}");
            assert_eq!(before(&text, "2026-01-15").as_deref(), Some(until), "{found}");
        }
    }

    #[test]
    fn a_plan_runs_on_over_a_gap() {
        let record = record(&format!("{GONE_FOR_A_YEAR}ehc_plan: [{{final: 2023-01-09}}]\n"));
        assert_eq!(record.as_at(day("2025-09-03")).support(), Support::E);
    }
}
