//! `census-2020`: the year group is two or more years away from that for the date of birth. The DfE queries it.

use crate::finding::{Severity, key_path};
use crate::model::year::YearGroup;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

/// A difference of this many years or more is queried by the DfE.
const YEARS: u8 = 1;

pub(crate) const RULE: Rule = Rule {
    id: "census-2020",
    severity: Severity::Warning,
    clause: "",
    law: "DfE school census, query 2020",
    summary: "the DfE asks why the year group is two or more years away from the one for the date of birth",
    why: "Few pupils are taught that far from their age group. More often the number of years is wrong, or the date of birth has a \
          mistake in it. If both are right, the answer is a note with the reason.",
    remedy: "correct `taught_with` (`send set PUPIL year=YEAR`) or `date_of_birth`; if both are right, answer the query with the reason",
    bad: "
date_of_birth: 2017-11-03
taught_with: [{from: 2022-09-05, years_below: 2}]
",
    good: "
date_of_birth: 2017-11-03
taught_with: [{from: 2022-09-05, years_below: 1}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let (recorded, given) = (record.year_group(), YearGroup::on(question.as_at, record.date_of_birth));
    if !record.is_on_roll() || recorded.years_apart(given) <= YEARS {
        return;
    }
    let entry = record.taught_with_on(question.as_at);
    let at = entry.map_or(key_path!["year"], |(index, _)| key_path!["taught_with", index]);
    found.at(at, format!("found year {recorded}; the date of birth gives year {given}"));
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn the_first_of_september_can_make_the_difference_and_ahead_counts_like_behind() {
        assert_eq!(messages("census-2020", "year: 2\n", "2026-08-31"), [""; 0]);
        assert_eq!(
            messages("census-2020", "year: 2\n", "2026-09-01"),
            ["found year 2; the date of birth gives year 4"]
        );
        assert_eq!(messages("census-2020", "year: 4\n", "2026-01-15"), [""; 0]);
        assert_eq!(messages("census-2020", "year: 5\n", "2026-01-15").len(), 1);
    }

    #[test]
    fn the_distance_counts_on_the_days_that_it_covers() {
        let text = "taught_with: [{from: 2024-09-01, to: 2025-12-19, years_below: 2}]\n";
        assert_eq!(messages("census-2020", text, "2025-12-19"), ["found year 1; the date of birth gives year 3"]);
        assert_eq!(messages("census-2020", text, "2025-12-20"), [""; 0]);
        assert_eq!(messages("census-2020", &text.replace("below: 2", "below: 1"), "2025-12-19"), [""; 0]);
    }
}
