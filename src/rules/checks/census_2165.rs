//! `census-2165`: two needs have the same rank.

use super::{needs_in_return, sen_in_return};
use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-2165",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2165",
    summary: "two current needs of a pupil on roll with census code K or E are both primary, or both secondary",
    why: "The census has room for one primary and one secondary need. This often happens when a new need is added and the old \
          one keeps its rank.",
    remedy: "decide which need matters most and give it rank 1, and the other rank 2",
    bad: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}, {type: SEMH, rank: 1, from: 2025-12-01}]
",
    good: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 2, from: 2025-09-15}, {type: SEMH, rank: 1, from: 2025-12-01}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    if sen_in_return(subject).is_none() {
        return;
    }
    // A third need of rank 1 or 2 always shares its rank with another: that is `census-2166`.
    if let [(_, first), (index, second)] = needs_in_return(subject.record).as_slice()
        && first.rank == second.rank
    {
        let (one, other) = (first.need_type.as_str(), second.need_type.as_str());
        let rank = second.rank.unwrap_or_default();
        found.at(key_path!["needs", *index, "rank"], format!("{one} and {other} both have rank {rank}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn two_needs_of_rank_2_are_found_and_two_of_rank_3_are_allowed() {
        let ranked = |rank: u8| {
            format!(
                "census: K\nregister: [{{from: 2025-09-15}}]\nneeds: [{{type: SLCN, rank: {rank}, from: 2025-09-15}}, {{type: MLD, rank: {rank}, from: 2025-09-15}}]\n"
            )
        };
        assert_eq!(messages("census-2165", &ranked(2), "2026-01-15"), ["SLCN and MLD both have rank 2"]);
        assert_eq!(messages("census-2165", &ranked(3), "2026-01-15"), [""; 0]);
    }
}
