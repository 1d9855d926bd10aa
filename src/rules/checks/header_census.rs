//! `header-census`: the `census` line at the top does not agree with the facts in the record.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "header-census",
    severity: Severity::Error,
    clause: "7",
    law: "",
    summary: "the `census` line at the top differs from what the facts in the record give",
    why: "The code is E while a final EHC plan is in force, K while the pupil is on the register, and otherwise N. If the line differs, \
          a period on the register or a plan was lost or never recorded, and the school may be funded or counted wrongly.",
    remedy: "find out which of the two is right, then correct the line, or the entries of `register` and `ehc_plan`",
    bad: "
census: K
",
    good: "
census: N
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let (asserted, given) = (subject.whole.census, subject.whole.asserted_census());
    if asserted != given {
        found.at(
            key_path!["census"],
            format!(
                "the `census` line says `{}`, but the facts in the record give `{}`",
                asserted.as_str(),
                given.as_str()
            ),
        );
    }
}
