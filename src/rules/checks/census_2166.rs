//! `census-2166`: more than two needs are ranked as primary or secondary.

use super::{needs_in_return, sen_in_return};
use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words::{count, list_and};

pub(crate) const RULE: Rule = Rule {
    id: "census-2166",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2166",
    summary: "more than two current needs of a pupil on roll with census code K or E have rank 1 or 2",
    why: "The census takes at most two needs. A record may hold more: those with rank 3 or more stay in the record only.",
    remedy: "keep rank 1 for the primary need and rank 2 for the secondary need, and give the others rank 3 or more",
    bad: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}, {type: SEMH, rank: 2, from: 2025-09-15}, {type: MLD, rank: 2, from: 2025-12-01}]
",
    good: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}, {type: SEMH, rank: 2, from: 2025-09-15}, {type: MLD, rank: 3, from: 2025-12-01}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let needs = needs_in_return(subject.record);
    let Some((third, _)) = needs.get(2).filter(|_| sen_in_return(subject).is_some()) else { return };
    let types: Vec<&str> = needs.iter().map(|(_, need)| need.need_type.as_str()).collect();
    let (found_needs, types) = (count(needs.len(), "need"), list_and(&types));
    found.at(
        key_path!["needs", *third, "rank"],
        format!("found {found_needs} of rank 1 or 2, expected at most two: {types}"),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn a_need_that_has_ended_does_not_count() {
        let ended = |to: &str| {
            format!(
                "census: K\nregister: [{{from: 2025-09-15}}]\nneeds: [{{type: SLCN, rank: 1, from: 2025-09-15, to: {to}}}, {{type: SEMH, rank: 1, from: 2025-09-15}}, {{type: MLD, rank: 2, from: 2025-09-15}}]\n"
            )
        };
        assert_eq!(messages("census-2166", &ended("2025-12-01"), "2026-01-15"), [""; 0]);
        assert_eq!(
            messages("census-2166", &ended("2026-01-16"), "2026-01-15"),
            ["found 3 needs of rank 1 or 2, expected at most two: SLCN, SEMH and MLD"]
        );
    }
}
