//! `census-2200`: no pupil on roll has SEN. The DfE queries it; the school answers with a note.

use super::{on_roll_place, with_code};
use crate::finding::Severity;
use crate::model::vocabulary::CensusCode;
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};

pub(crate) const RULE: Rule = Rule {
    id: "census-2200",
    severity: Severity::Warning,
    clause: "",
    law: "DfE school census, query 2200",
    summary: "the DfE asks why no pupil on roll has SEN support or an EHC plan",
    why: "Almost every school has pupils with SEN, so the DfE asks whether the codes were sent at all. This is checked only if every \
          record can be read and send.toml has the number on roll on census day.",
    remedy: "check that places on the register and plans are recorded; if no pupil has SEN, answer the query with a note",
    bad: "
# on roll that day: 4
# pupils/p014.yaml
census: N
",
    good: "
# on roll that day: 4
# pupils/p014.yaml
census: K
register: [{from: 2025-09-15}]
",
    kind: RuleKind::Together(check),
};

fn check(whole: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let Some(on_roll) = question.school.on_roll(question.as_at) else { return };
    let [e, k, n] = [CensusCode::E, CensusCode::K, CensusCode::N].map(|code| with_code(whole, code));
    if whole.complete && e + k == 0 && n > 0 {
        found.at(
            on_roll_place(question),
            format!("no pupil of {on_roll} on roll has SEN support (K) or an EHC plan (E)"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages_together;

    #[test]
    fn a_folder_without_records_on_roll_is_not_judged() {
        let left = format!("{}on_roll: [{{from: 2022-09-05, to: 2026-01-14}}]\n", super::RULE.bad);
        assert_eq!(messages_together("census-2200", &left), [""; 0]);
    }
}
