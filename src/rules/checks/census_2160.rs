//! `census-2160`: no need is the primary one.

use super::{needs_in_return, sen_in_return};
use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-2160",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2160",
    summary: "a pupil on roll with K or E has a secondary need and no primary one",
    why: "Where the census has one type of need for a child, that is the primary one. It often happens when the primary need is \
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
    // Two of rank 2 are `census-2165`, more are `census-2166`.
    if sen_in_return(subject).is_none() || needs_in_return(subject.record).len() > 1 {
        return;
    }
    // A need of rank 3 alone would leave the pupil in the return without any type.
    let ranked = subject.record.current_needs().filter_map(|(index, need)| Some((need.rank?, index, need)));
    let highest = ranked.filter(|(rank, _, _)| *rank > 0).min_by_key(|(rank, index, _)| (*rank, *index));
    if let Some((rank @ 2.., index, need)) = highest {
        let word = need.need_type.as_str();
        found.at(key_path!["needs", index, "rank"], format!("no need has rank 1; the first, {word}, has rank {rank}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    fn said(needs: &str) -> Vec<String> {
        messages("census-2160", &format!("census: K\nregister: [{{from: 2025-09-15}}]\nneeds: {needs}\n"), "2026-01-15")
    }

    #[test]
    fn the_secondary_need_is_left_when_the_primary_has_ended() {
        let needs = "[{type: MLD, rank: 1, from: 2025-09-01, to: 2025-12-01}, {type: SEMH, rank: 2, from: 2025-09-15}]";
        assert_eq!(said(needs), ["no need has rank 1; the first, SEMH, has rank 2"]);
    }

    #[test]
    fn a_third_need_alone_is_no_primary_one_and_beside_one_is_fine() {
        assert_eq!(said("[{type: MLD, rank: 3, from: 2025-09-15}]").len(), 1);
        assert_eq!(said("[{type: MLD, rank: 1, from: 2025-09-15}, {type: SEMH, rank: 3, from: 2025-09-15}]"), [""; 0]);
    }

    #[test]
    fn two_of_rank_2_and_a_pupil_who_is_not_returned_with_sen_are_left_to_others() {
        let two = "[{type: MLD, rank: 2, from: 2025-09-15}, {type: SEMH, rank: 2, from: 2025-09-15}]";
        assert_eq!(said(two), [""; 0]);
        let not_returned = "census: N\nneeds: [{type: MLD, rank: 2, from: 2025-09-15}]\n";
        assert_eq!(messages("census-2160", not_returned, "2026-01-15"), [""; 0]);
    }

    #[test]
    fn a_rank_of_nothing_is_no_first_one() {
        let needs = "[{type: MLD, rank: 0, from: 2025-09-15}, {type: SEMH, rank: 2, from: 2025-09-15}]";
        assert_eq!(said(needs), ["no need has rank 1; the first, SEMH, has rank 2"]);
    }
}
