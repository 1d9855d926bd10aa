//! `census-2125`: a pupil without SEN is marked as a member of a SEN unit or of resourced provision.

use crate::finding::{Severity, key_path};
use crate::model::vocabulary::CensusCode;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-2125",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2125",
    summary: "a pupil with the census code N is marked as a member of a SEN unit or of resourced provision",
    why: "A place in a SEN unit or in resourced provision is for a pupil with SEN, so the DfE sends the census back. Either the line \
          is wrong, or the pupil's place on the register or plan was never recorded.",
    remedy: "delete the line, or record the pupil on the register, or the plan that the place in the unit belongs to",
    bad: "
census: N
sen_unit: true
",
    good: "
census: K
register: [{from: 2025-09-15}]
sen_unit: true
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    if !record.is_on_roll() || record.census_code() != CensusCode::N {
        return;
    }
    for (key, member) in [("sen_unit", &record.sen_unit), ("resourced_provision", &record.resourced_provision)] {
        if member.as_ref().is_some_and(|member| member.holds_on(record.day())) {
            found.at(key_path![key], format!("{} is N, and `{key}` says that the pupil is a member", record.id()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn each_line_is_judged_and_false_is_fine() {
        let example = "sen_unit: false\nresourced_provision: true\non_roll: [{from: 2022-09-05, to: 2026-01-15}]\n";
        assert_eq!(
            messages("census-2125", example, "2026-01-15"),
            ["p014 is N, and `resourced_provision` says that the pupil is a member"]
        );
        assert_eq!(messages("census-2125", example, "2026-01-16"), [""; 0]);
    }

    #[test]
    fn only_a_member_on_the_day_is_judged() {
        let example = "sen_unit: [{from: 2025-10-01, to: 2025-12-19}]\n";
        let found = ["p014 is N, and `sen_unit` says that the pupil is a member"];
        for (day, count) in [("2025-09-30", 0), ("2025-10-01", 1), ("2025-12-19", 1), ("2025-12-20", 0)] {
            assert_eq!(messages("census-2125", example, day), &found[..count], "{day}");
        }
    }
}
