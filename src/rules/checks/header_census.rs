//! `header-census`: the `census` line at the top does not say what the last facts give.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "header-census",
    severity: Severity::Error,
    clause: "7",
    law: "",
    summary: "the `census` line at the top differs from what the record's facts give",
    why: "E while a final EHC plan is in force, else K while on the register, else N. If the line disagrees, a spell or a plan \
          was lost or never written, and the school may be funded or counted wrongly.",
    remedy: "look which of the two is right: correct the line, or the spells of `register` and `ehc_plan`",
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
            format!("the top says `{}`, the facts give `{}`", asserted.as_str(), given.as_str()),
        );
    }
}
