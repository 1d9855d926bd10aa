//! `age-implausible`: a pupil on roll is younger than two, or far older than the last year of the school.

use crate::finding::{Severity, key_path};
use crate::model::year::YearGroup;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

/// The age in months from which a child can be on the roll of a school: a nursery class takes children of two.
const YOUNGEST_IN_MONTHS: u32 = 24;

pub(crate) const RULE: Rule = Rule {
    id: "age-implausible",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a pupil on roll is younger than two, or more than two years past the school's last year group",
    why: "The school teaches no child of that age. The year of birth was probably mistyped, and the year group, the phase \
          transfers and the limits by age that follow from it are wrong too.",
    remedy: "compare the date of birth with the school's own system, and correct it with `send set PUPIL date_of_birth=DATE`; if the \
             date is right, record the last day on roll with `send leave`",
    bad: "
date_of_birth: 2024-11-03
on_roll: [{from: 2025-09-03}]
needs: []
",
    good: "
date_of_birth: 2023-11-03
on_roll: [{from: 2025-09-03}]
needs: []
",
    kind: RuleKind::Check(check),
};

/// More than this many years past the school's last year group, a pupil is not taught here even if held back (DESIGN 7.2).
const YEARS_HELD_BACK: i8 = 2;

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let (born, day) = (record.date_of_birth, question.as_at);
    // A birth after the joining day is impossible, not only implausible: `date-impossible` reports it.
    let Some(_) = record.spell_on_roll().filter(|spell| born <= spell.first_day()) else { return };
    let too_young = born.plus_months(YOUNGEST_IN_MONTHS) > day;
    // The year of the age counts, not the year in which the pupil is taught: the date of birth is what is doubted.
    let by_age = YearGroup::on(day, born);
    let age = if too_young {
        "younger than two".to_owned()
    } else if by_age > question.school.settings.school.years.last.moved_up(YEARS_HELD_BACK) {
        format!("old enough for Year {by_age}")
    } else {
        return;
    };
    let id = record.id();
    let message = format!("{id} was born on {born}, so this pupil on roll is {age}");
    let help = format!(
        "compare the date with the school's own system, and correct it with `send set {id} date_of_birth=DATE`; if it is right, \
         record the last day with `send leave {id} --date DATE`"
    );
    found.at_with_help(key_path!["date_of_birth"], message, help);
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{keys_found, messages};

    fn said(record: &str, on: &str) -> Vec<String> {
        messages("age-implausible", record, on)
    }

    #[test]
    fn a_child_is_old_enough_on_the_second_birthday() {
        let record = "date_of_birth: 2024-03-05\non_roll: [{from: 2025-09-03}]\nneeds: []\n";
        assert_eq!(
            said(record, "2026-03-04"),
            ["p014 was born on 2024-03-05, so this pupil on roll is younger than two"]
        );
        assert_eq!(said(record, "2026-03-05"), [""; 0]);
    }

    #[test]
    fn a_child_born_on_the_29th_of_february_is_two_on_the_28th() {
        let record = "date_of_birth: 2024-02-29\non_roll: [{from: 2025-09-03}]\nneeds: []\n";
        assert_eq!((said(record, "2026-02-27").len(), said(record, "2026-02-28").len()), (1, 0));
    }

    #[test]
    fn two_years_past_the_last_year_are_possible_and_three_are_not() {
        assert_eq!(said("date_of_birth: 2012-09-01\n", "2026-01-15"), [""; 0]);
        assert_eq!(
            said("date_of_birth: 2012-08-31\n", "2026-01-15"),
            ["p014 was born on 2012-08-31, so this pupil on roll is old enough for Year 9"]
        );
        assert_eq!(keys_found("age-implausible", "date_of_birth: 1917-11-03\n"), ["date_of_birth"]);
    }

    #[test]
    fn the_year_in_which_a_pupil_is_taught_does_not_hide_a_wrong_date_of_birth() {
        assert_eq!(said("date_of_birth: 2007-11-03\nyear: 3\n", "2026-01-15").len(), 1);
        assert_eq!(said("date_of_birth: 2017-11-03\nyear: 9\n", "2026-01-15"), [""; 0]);
    }

    #[test]
    fn only_a_pupil_on_roll_that_day_counts() {
        let left = "date_of_birth: 2005-11-03\non_roll: [{from: 2010-09-06, to: 2017-07-21}]\nneeds: []\n";
        assert_eq!(said(left, "2026-01-15"), [""; 0]);
        let to_come = "date_of_birth: 2024-11-03\non_roll: [{from: 2027-09-01}]\nneeds: []\n";
        assert_eq!(said(to_come, "2026-01-15"), [""; 0]);
    }

    #[test]
    fn a_birth_after_the_joining_day_is_left_to_another_rule() {
        let record = "date_of_birth: 2025-11-03\non_roll: [{from: 2022-09-05}]\nneeds: []\n";
        assert_eq!(said(record, "2026-01-15"), [""; 0]);
        assert_eq!(keys_found("date-impossible", record), ["date_of_birth"]);
    }
}
