//! `over-age`: a pupil is past the school's last year group and still on roll.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "over-age",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a pupil is past the last year group of the school and still on roll",
    why: "A pupil who left in July without a last day on roll stays on the census and in every list, and the new school waits \
          for the records.",
    remedy: "if the pupil has left, record the last day and the next school with `send leave`; if the pupil is taught below their \
             age group, record it with `send set PUPIL year=6`; if the school has older year groups, set `years` under `[school]` in send.toml",
    bad: "
date_of_birth: 2014-08-31
",
    good: "
date_of_birth: 2014-09-01
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let (year, last) = (record.year_group(), question.school.settings.school.years.last);
    if record.is_on_roll() && year > last {
        let id = record.id();
        let message = format!("{id} is in Year {year} and still on roll");
        let help = format!(
            "if the pupil has left, record it with `send leave {id} --date DATE --to-school NAME`; if the pupil is taught below their \
             age group, record it with `send set {id} year={last}`; if the school has older year groups, set `years` under `[school]` \
             in send.toml"
        );
        found.at_with_help(key_path!["on_roll", record.on_roll.len().saturating_sub(1)], message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    const YEAR_SIX_IN_2025: &str = "date_of_birth: 2014-12-03\n";

    fn said(record: &str, on: &str) -> Vec<String> {
        messages("over-age", record, on)
    }

    #[test]
    fn a_pupil_of_year_six_is_found_from_the_first_of_september() {
        assert_eq!(said(YEAR_SIX_IN_2025, "2026-08-31"), [""; 0]);
        assert_eq!(said(YEAR_SIX_IN_2025, "2026-09-01"), ["p014 is in Year 7 and still on roll"]);
    }

    #[test]
    fn a_pupil_who_has_left_or_has_a_last_day_is_not_found() {
        let left = format!("{YEAR_SIX_IN_2025}on_roll: [{{from: 2019-09-03, to: 2026-07-20}}]\n");
        assert_eq!(said(&left, "2026-10-01"), [""; 0]);
        let leaves_late = format!("{YEAR_SIX_IN_2025}on_roll: [{{from: 2019-09-03, to: 2026-09-04}}]\n");
        assert_eq!(said(&leaves_late, "2026-09-03").len(), 1);
        assert_eq!(said(&leaves_late, "2026-09-05"), [""; 0]);
    }

    #[test]
    fn the_year_in_which_the_pupil_is_taught_counts() {
        assert_eq!(said(&format!("{YEAR_SIX_IN_2025}year: 6\n"), "2026-10-01"), [""; 0]);
        let below = format!("{YEAR_SIX_IN_2025}taught_with: [{{from: 2025-09-01, years_below: 1}}]\n");
        assert_eq!(said(&below, "2026-10-01"), [""; 0]);
        assert_eq!(said(&below, "2027-10-01"), ["p014 is in Year 7 and still on roll"]);
        assert_eq!(said("date_of_birth: 2015-12-03\nyear: 7\n", "2026-10-01").len(), 1);
        assert_eq!(said("date_of_birth: 2013-08-31\n", "2026-10-01"), ["p014 is in Year 9 and still on roll"]);
    }
}
