//! `upn-unknown-authority`: characters 2 to 4 of a UPN are not the code of a known authority.

use std::ops::RangeInclusive;

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

/// The codes of the authorities that issue UPNs, in use since April 1998.
///
/// Source: the DfE's rule 1530, as quoted by an open-source validator of the children in need census (it ends at 941).
/// python-stdnum's list, from the DfE's codes of January 2011, has no code that is missing here. 942 and 943, from the
/// reorganisation of April 2023, are from general knowledge. A number keeps the code it was issued under, so codes of
/// authorities that no longer exist stay. The DfE's pseudo-authorities (001 to 005, 701 to 708) are left out on purpose:
/// such a number should be checked.
const AUTHORITIES: [RangeInclusive<u16>; 46] = [
    201..=213, // inner London
    301..=320, // outer London
    330..=336, // West Midlands, with Birmingham 330
    340..=344, // Merseyside
    350..=359, // Greater Manchester
    370..=373, // South Yorkshire
    380..=384, // West Yorkshire
    390..=394, // Tyne and Wear
    420..=420, // Isles of Scilly
    660..=681, // Wales: its schools use numbers of the same kind
    800..=803,
    805..=808,
    810..=813,
    815..=816,
    820..=820, // Bedfordshire, until 2009
    821..=823,
    825..=826,
    830..=831,
    835..=837, // Dorset, Poole and Bournemouth, until 2019
    838..=839, // Dorset; Bournemouth, Christchurch and Poole, since 2019
    840..=841,
    845..=846,
    850..=852,
    855..=857,
    860..=861,
    865..=874,
    875..=875, // Cheshire, until 2009
    876..=894,
    895..=896, // Cheshire East; Cheshire West and Chester, since 2009
    908..=908,
    909..=909, // Cumbria, until 2023
    916..=916,
    919..=919,
    921..=921,
    925..=925,
    926..=926,
    928..=928, // Northamptonshire, until 2021
    929..=929,
    931..=931,
    933..=933,
    935..=935,
    936..=936,
    937..=937,
    938..=938,
    940..=941, // North Northamptonshire; West Northamptonshire, since 2021
    942..=943, // Cumberland; Westmorland and Furness, since 2023
];

pub(crate) const RULE: Rule = Rule {
    id: "upn-unknown-authority",
    severity: Severity::Warning,
    clause: "",
    law: "DfE school census, error 1530",
    summary: "characters 2 to 4 of the UPN are not the code of a known authority",
    why: "These characters say which authority issued the number, and the DfE sends the census back for a code it does not know. New \
          authorities bring new codes, and this program's list may be out of date, so it only asks you to check.",
    remedy: "compare the UPN with the school's own system; if it is right, leave it",
    bad: "
upn: M999999922002
",
    good: "
upn: Q330999922002
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    // No part of a number with a mistake in it can be trusted: that is `upn-wrong`.
    let Some(upn) = subject.whole.upn.as_ref().filter(|upn| upn.problem().is_none()) else { return };
    let Some(authority) = upn.authority() else { return };
    let known = authority.parse().is_ok_and(|code| AUTHORITIES.iter().any(|codes| codes.contains(&code)));
    if !known {
        found.at(
            key_path!["upn"],
            format!("characters 2 to 4 of the UPN are `{authority}`, which is not the code of a known authority"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_appear_once() {
        assert!(AUTHORITIES.windows(2).all(|pair| pair[0].end() < pair[1].start()));
    }

    #[test]
    fn new_and_former_authorities_are_known_and_pseudo_ones_are_not() {
        let known = |code: u16| AUTHORITIES.iter().any(|codes| codes.contains(&code));
        assert!([201, 330, 835, 838, 839, 909, 928, 940, 943].into_iter().all(known));
        assert!(![1, 5, 200, 329, 708, 804, 944, 999].into_iter().any(known));
    }
}
