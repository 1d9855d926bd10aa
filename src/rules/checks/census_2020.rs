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
    summary: "the DfE asks why `year` is two or more years away from the year group for the date of birth",
    why: "Few pupils are taught that far from their age group. More often the line was forgotten when the class moved up, or the \
          date of birth has a mistake in it. If both are right, the answer is a note with the reason.",
    remedy: "correct `year` or `date_of_birth`; if both are right, answer the query with the reason",
    bad: "
date_of_birth: 2017-11-03
year: 1
",
    good: "
date_of_birth: 2017-11-03
year: 2
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let Some(recorded) = record.year.filter(|_| record.is_on_roll()) else { return };
    let given = YearGroup::on(question.as_at, record.date_of_birth);
    if recorded.years_apart(given) > YEARS {
        found.at(key_path!["year"], format!("found year {recorded}; the date of birth gives year {given}"));
    }
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
}
