//! `census-1500`: a pupil with SEN has no UPN in the census.

use super::{sen_in_return, what_makes_sen};
use crate::finding::Severity;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-1500",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 1500",
    summary: "a pupil on roll with census code K or E has no UPN",
    why: "The DfE sends the census back if a pupil has no unique pupil number. The number can wait while a concern is new, but \
          not once the pupil is on the register or has a plan.",
    remedy: "look up the UPN in the school's own system and add it as a line `upn`",
    bad: "
# No line `upn`.
census: K
register: [{from: 2025-09-15}]
",
    good: "
upn: Q330999922002
census: K
register: [{from: 2025-09-15}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let Some(code) = sen_in_return(subject) else { return };
    if subject.whole.upn.is_none() {
        found.at(
            what_makes_sen(subject.record),
            format!("{} has census code {} and no UPN", subject.whole.id(), code.as_str()),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn no_upn_is_asked_for_before_the_register_or_after_leaving() {
        let example = "# No line `upn`.\ncensus: K\nregister: [{from: 2025-09-15}]\non_roll: [{from: 2022-09-05, to: 2026-01-15}]\n";
        assert_eq!(messages("census-1500", example, "2025-09-14"), [""; 0]);
        assert_eq!(messages("census-1500", example, "2025-09-15"), ["p014 has census code K and no UPN"]);
        assert_eq!(messages("census-1500", example, "2026-01-15").len(), 1);
        assert_eq!(messages("census-1500", example, "2026-01-16"), [""; 0]);
    }
}
