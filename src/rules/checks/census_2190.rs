//! `census-2190`: many of the pupils on roll have an EHC plan. The DfE queries it; the school answers with a note.

use super::{on_roll_place, with_code};
use crate::finding::Severity;
use crate::model::vocabulary::CensusCode;
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};
use crate::school::share_percent;

/// The share, in percent, above which the DfE asks.
const PERCENT: u32 = 10;

pub(crate) const RULE: Rule = Rule {
    id: "census-2190",
    severity: Severity::Warning,
    clause: "",
    law: "DfE school census, query 2190",
    summary: "the DfE asks why more than 10% of the pupils on roll have an EHC plan (E)",
    why: "A primary school rarely has that many plans, so the DfE asks whether a code was typed wrongly. This is checked only if \
          send.toml has the number on roll on census day.",
    remedy: "check the records and the number on roll in send.toml; if they are right, answer the query with a note",
    bad: "
# on roll that day: 4
# pupils/p014.yaml
id: p014
upn: Q330999922002
census: E
register: [{from: 2025-01-06}]
ehc_plan: [{final: 2025-03-03}]
",
    good: "
# on roll that day: 10
# pupils/p014.yaml
id: p014
upn: Q330999922002
census: E
register: [{from: 2025-01-06}]
ehc_plan: [{final: 2025-03-03}]
",
    kind: RuleKind::Together(check),
};

fn check(whole: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    // No share can be judged without the number on roll. Unreadable records could only increase the share.
    let Some(on_roll) = question.school.on_roll(question.as_at) else { return };
    let number = with_code(whole, CensusCode::E);
    if share_percent(number, on_roll) > f64::from(PERCENT) {
        found.at(
            on_roll_place(question),
            format!("{number} of {on_roll} pupils on roll have an EHC plan (E): more than {PERCENT}%"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages_together;

    #[test]
    fn without_the_number_on_roll_no_share_is_judged() {
        assert_eq!(messages_together("census-2190", super::RULE.bad.trim_start().split_once('\n').unwrap().1), [""; 0]);
        assert_eq!(
            messages_together("census-2190", super::RULE.bad),
            ["send.toml: 1 of 4 pupils on roll have an EHC plan (E): more than 10%"]
        );
    }
}
