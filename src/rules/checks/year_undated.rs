//! `year-undated`: the year group of a pupil taught out of year is recorded in a way that cannot move up.

use crate::finding::{Severity, key_path};
use crate::model::taught_with::MOST_YEARS_OUT;
use crate::model::year::YearGroup;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "year-undated",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the year group of a pupil taught out of year has no day, or does not say how far it is from the year group of the age",
    why: "`year` stays the same every September, so the census has the wrong year group and the change of phase is not seen. \
          `taught_with` says since when, and how many years above or below: the year group then moves up by itself.",
    remedy: "give the year group that the pupil is taught with this school year: `send set PUPIL year=YEAR`",
    bad: "
taught_with: [{from: 2025-09-01}]
",
    good: "
taught_with: [{from: 2025-09-01, years_below: 1}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    for (index, _) in record.taught_with.iter().enumerate().filter(|(_, entry)| !entry.says_how_far()) {
        found.at_with_help(
            key_path!["taught_with", index],
            format!(
                "this entry needs one of `years_below` and `years_above`, with a number from 1 to {MOST_YEARS_OUT}"
            ),
            "write `years_below: 1` for a pupil taught with the year below the one of the age",
        );
    }
    let Some(year) = record.year else { return };
    let (id, of_age) = (record.id(), YearGroup::on(question.as_at, record.date_of_birth));
    let message = format!("`year: {year}` does not say since when, so nobody moves it up in September");
    let help = if !record.taught_with.is_empty() {
        format!("delete the line `year` with `send edit {id}`: `taught_with` says the rest")
    } else if year == of_age {
        format!("remove it: `send set {id} year=`")
    } else {
        format!(
            "if the pupil is taught with year {year} this school year, record it with `send set {id} year={year}`; otherwise give the \
             right year, or `send set {id} year=` for year {of_age}, the one of the age"
        )
    };
    found.lightly_at_with_help(key_path!["year"], message, help);
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::model::day::day;
    use crate::rules::examples::found_on;

    /// The severity, the key and the help of each finding.
    fn said(record: &str, on: &str) -> Vec<(Severity, String, String)> {
        let found = found_on(record, day(on)).into_iter().filter(|finding| finding.rule == "year-undated");
        found.map(|finding| (finding.severity, finding.field.to_string(), finding.help)).collect()
    }

    #[test]
    fn year_is_a_warning_that_names_the_command() {
        let found = said("date_of_birth: 2015-03-14\nyear: 5\n", "2025-11-30");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0, found[0].1.as_str()), (Severity::Warning, "year"));
        assert!(found[0].2.contains("`send set p014 year=5`"), "{}", found[0].2);
        // The year group of the age needs no entry.
        assert_eq!(said("date_of_birth: 2015-03-14\nyear: 6\n", "2025-11-30")[0].2, "remove it: `send set p014 year=`");
    }

    #[test]
    fn an_entry_says_above_or_below_and_a_number() {
        let keys = |entry: &str| -> Vec<_> {
            let lines = format!("taught_with: [{{from: 2025-09-01{entry}}}]\n");
            said(&lines, "2025-11-30").into_iter().map(|(severity, key, _)| (severity, key)).collect()
        };
        for wrong in
            ["", ", years_below: 0", ", years_below: 6", ", years_below: 1, years_above: 1", ", to: 2026-07-20"]
        {
            assert_eq!(keys(wrong), [(Severity::Error, "taught_with[0]".to_owned())], "{wrong}");
        }
        for right in [", years_below: 1", ", years_above: 5"] {
            assert_eq!(keys(right), [], "{right}");
        }
    }
}
