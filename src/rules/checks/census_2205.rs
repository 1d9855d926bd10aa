//! `census-2205`: many of the pupils on roll have SEN support. The DfE queries it; the school answers with a note.

use super::{on_roll_place, with_code};
use crate::finding::Severity;
use crate::model::vocabulary::CensusCode;
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};
use crate::school::share_percent;

/// The share, in percent, above which the DfE asks.
const PERCENT: u32 = 40;

pub(crate) const RULE: Rule = Rule {
    id: "census-2205",
    severity: Severity::Warning,
    clause: "",
    law: "DfE school census, query 2205",
    summary: "the DfE asks why more than 40% of the pupils on roll have SEN support (K)",
    why: "A school rarely has that many pupils on SEN support, so the DfE asks whether ordinary good teaching was counted as support. \
          This is checked only if send.toml has the number on roll on census day.",
    remedy: "check the records and the number on roll in send.toml; if they are right, answer the query with a note",
    bad: "
# on roll that day: 4
# pupils/p014.yaml
id: p014
upn: Q330999922002
census: K
register: [{from: 2025-09-15}]
# pupils/p015.yaml
id: p015
upn: K330999923017
census: K
register: [{from: 2025-09-15}]
",
    good: "
# on roll that day: 5
# pupils/p014.yaml
id: p014
upn: Q330999922002
census: K
register: [{from: 2025-09-15}]
# pupils/p015.yaml
id: p015
upn: K330999923017
census: K
register: [{from: 2025-09-15}]
",
    kind: RuleKind::Together(check),
};

fn check(whole: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    // No share can be judged without the number on roll. Unreadable records could only increase the share.
    let Some(on_roll) = question.school.on_roll(question.as_at) else { return };
    let number = with_code(whole, CensusCode::K);
    if share_percent(number, on_roll) > f64::from(PERCENT) {
        found.at(
            on_roll_place(question),
            format!("{number} of {on_roll} pupils on roll have SEN support (K): more than {PERCENT}%"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages_together;

    #[test]
    fn a_pupil_who_has_left_does_not_count() {
        let left = super::RULE.bad.replace("id: p015", "id: p015\non_roll: [{from: 2022-09-05, to: 2026-01-14}]");
        assert_eq!(messages_together("census-2205", &left), [""; 0]);
        let leaves = left.replace("2026-01-14", "2026-01-15");
        assert_eq!(
            messages_together("census-2205", &leaves),
            ["send.toml: 2 of 4 pupils on roll have SEN support (K): more than 40%"]
        );
    }
}
