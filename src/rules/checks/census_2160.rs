//! `census-2160`: a pupil with SEN has a ranked need, and none of them is primary.

use super::{needs_in_return, sen_in_return};
use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-2160",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2160",
    summary: "a pupil on roll with census code K or E has a secondary need and no primary need",
    why: "If the census has one type of need for a pupil, it must be the primary need. This often happens when the primary need has \
          ended and the other keeps its rank.",
    remedy: "give the need that matters most rank 1",
    bad: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 2, from: 2025-09-15}]
",
    good: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    // Two needs of rank 2 are `census-2165`; more than two are `census-2166`.
    if sen_in_return(subject).is_none() || needs_in_return(subject.record).len() > 1 {
        return;
    }
    // A pupil with only a need of rank 3 would be returned without any type of need.
    let ranked = subject.record.current_needs().filter_map(|(index, need)| Some((need.rank?, index, need)));
    let highest = ranked.filter(|(rank, _, _)| *rank > 0).min_by_key(|(rank, index, _)| (*rank, *index));
    if let Some((rank @ 2.., index, need)) = highest {
        let word = need.need_type.as_str();
        found.at(
            key_path!["needs", index, "rank"],
            format!("no need has rank 1: the highest-ranked need, {word}, has rank {rank}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    fn said(needs: &str) -> Vec<String> {
        messages("census-2160", &format!("census: K\nregister: [{{from: 2025-09-15}}]\nneeds: {needs}\n"), "2026-01-15")
    }

    #[test]
    fn a_secondary_need_left_after_the_primary_has_ended_is_found() {
        let needs = "[{type: MLD, rank: 1, from: 2025-09-01, to: 2025-12-01}, {type: SEMH, rank: 2, from: 2025-09-15}]";
        assert_eq!(said(needs), ["no need has rank 1: the highest-ranked need, SEMH, has rank 2"]);
    }

    #[test]
    fn a_third_need_on_its_own_is_not_primary_and_next_to_a_primary_need_is_fine() {
        assert_eq!(said("[{type: MLD, rank: 3, from: 2025-09-15}]").len(), 1);
        assert_eq!(said("[{type: MLD, rank: 1, from: 2025-09-15}, {type: SEMH, rank: 3, from: 2025-09-15}]"), [""; 0]);
    }

    #[test]
    fn two_needs_of_rank_2_and_a_pupil_returned_without_sen_are_left_to_other_rules() {
        let two = "[{type: MLD, rank: 2, from: 2025-09-15}, {type: SEMH, rank: 2, from: 2025-09-15}]";
        assert_eq!(said(two), [""; 0]);
        let not_returned = "census: N\nneeds: [{type: MLD, rank: 2, from: 2025-09-15}]\n";
        assert_eq!(messages("census-2160", not_returned, "2026-01-15"), [""; 0]);
    }

    #[test]
    fn rank_0_does_not_count_as_the_first_need() {
        let needs = "[{type: MLD, rank: 0, from: 2025-09-15}, {type: SEMH, rank: 2, from: 2025-09-15}]";
        assert_eq!(said(needs), ["no need has rank 1: the highest-ranked need, SEMH, has rank 2"]);
    }
}
