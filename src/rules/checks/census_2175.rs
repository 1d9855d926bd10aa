//! `census-2175`: a pupil with an EHC plan has a need of type NSA, "not assessed yet".

use super::sen_in_return;
use crate::finding::{Severity, key_path};
use crate::model::vocabulary::{CensusCode, NeedType};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-2175",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2175",
    summary: "a pupil on roll with census code E has a need of type NSA, not assessed yet",
    why: "A plan follows an assessment, so the type of need is known and is written in the plan. NSA can be used only with K.",
    remedy: "record the type of need from the plan, such as `send need PUPIL SLCN --replaces NSA`",
    bad: "
census: E
register: [{from: 2025-10-06}]
ehc_plan: [{final: 2025-12-01}]
needs: [{type: NSA, rank: 1, from: 2025-10-06}]
",
    good: "
census: E
register: [{from: 2025-10-06}]
ehc_plan: [{final: 2025-12-01}]
needs: [{type: NSA, rank: 1, from: 2025-10-06, to: 2025-11-30}, {type: ASD, rank: 1, from: 2025-12-01}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    if sen_in_return(subject) != Some(CensusCode::E) {
        return;
    }
    for (index, need) in subject.record.current_needs() {
        if need.need_type == NeedType::Nsa {
            found.at(
                key_path!["needs", index, "type"],
                format!(
                    "found NSA, not assessed yet, but {} is E: expected the type of need in the plan",
                    subject.record.id()
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn nsa_may_stay_until_the_day_of_the_final_plan() {
        let example = "census: E\nregister: [{from: 2025-10-06}]\nehc_plan: [{final: 2026-01-15}]\nneeds: [{type: MLD, rank: 1, from: 2025-10-06}, {type: NSA, rank: 2, from: 2025-10-06}]\n";
        assert_eq!(messages("census-2175", example, "2026-01-14"), [""; 0]);
        assert_eq!(messages("census-2175", example, "2026-01-15").len(), 1);
    }
}
