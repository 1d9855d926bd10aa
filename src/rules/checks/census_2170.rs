//! `census-2170`: a pupil with SEN has no current need.

use super::{sen_in_return, what_makes_sen};
use crate::finding::Severity;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-2170",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2170",
    summary: "a pupil on roll with census code K or E has no current need",
    why: "The DfE sends the spring census back if a pupil with K or E has no type of need. If the need is not recorded, \
          no one can plan for it.",
    remedy: "record the type of need with rank 1 under `needs`; while the need of a pupil with K is still being assessed, record NSA",
    bad: "
census: K
register: [{from: 2025-09-15}]
needs: []
",
    good: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let Some(code) = sen_in_return(subject) else { return };
    if subject.record.current_needs().next().is_none() {
        found.at(
            what_makes_sen(subject.record),
            format!("{} has census code {} and no current need", subject.record.id(), code.as_str()),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn a_need_counts_from_its_first_day() {
        let example = "census: E\nehc_plan: [{final: 2025-09-15}]\nneeds: [{type: SLCN, rank: 1, from: 2026-01-15}]\n";
        assert_eq!(messages("census-2170", example, "2026-01-14"), ["p014 has census code E and no current need"]);
        assert_eq!(messages("census-2170", example, "2026-01-15"), [""; 0]);
    }

    #[test]
    fn a_pupil_without_sen_needs_no_type() {
        assert_eq!(messages("census-2170", "needs: []\n", "2026-01-15"), [""; 0]);
    }
}
