//! `census-2140`: a need of a pupil with SEN has no rank.

use super::sen_in_return;
use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-2140",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2140",
    summary: "a current need of a pupil on roll with census code K or E has no rank, or rank 0",
    why: "The census takes at most two needs and must know which comes first. A need without a rank would be left out of it.",
    remedy: "give the primary need rank 1, the secondary need rank 2, and any others 3 or more: those stay in the record only",
    bad: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}, {type: SEMH, from: 2025-12-01}]
",
    good: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}, {type: SEMH, rank: 2, from: 2025-12-01}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    if sen_in_return(subject).is_none() {
        return;
    }
    for (index, need) in subject.record.current_needs() {
        let word = need.need_type.as_str();
        match need.rank {
            None => found.at(key_path!["needs", index], format!("the need {word} has no rank")),
            Some(0) => found.at(
                key_path!["needs", index, "rank"],
                format!("the need {word} has rank 0, expected 1 for the primary need, 2 for the secondary, or more"),
            ),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    const NEEDS: &str =
        "needs: [{type: MLD, from: 2025-09-01, to: 2025-10-01}, {type: SLCN, rank: 0, from: 2025-09-15}]\n";

    #[test]
    fn rank_0_is_not_a_rank_and_a_need_that_ended_is_ignored() {
        let with_plan = format!("census: E\nehc_plan: [{{final: 2025-09-15}}]\n{NEEDS}");
        assert_eq!(
            messages("census-2140", &with_plan, "2026-01-15"),
            ["the need SLCN has rank 0, expected 1 for the primary need, 2 for the secondary, or more"]
        );
    }

    #[test]
    fn a_pupil_without_sen_needs_no_rank() {
        assert_eq!(messages("census-2140", NEEDS, "2026-01-15"), [""; 0]);
    }
}
