//! `policy-ratification`: the governors ratify the SEND policy.

use crate::finding::Severity;
use crate::rules::{Clocks, Kind, Owner, Question, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "policy-ratification",
    severity: Severity::Error,
    clause: "front page",
    law: "",
    summary: "the governors have ratified the SEND policy by the day from which it holds",
    why: "Governors answer for what the school promises to its children. Until they have ratified the policy, staff and \
          parents work by a draft.",
    remedy: "put the policy on the governors' next agenda, and write the day into the policy file as `ratified`",
    bad: "
# policy/2025-09-01.toml
ratified = false
",
    good: "
# policy/2025-09-01.toml
ratified = 2025-11-12
",
    kind: Kind::DutyOfSchool(duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let policy = question.policies.on(question.as_at);
    if policy.health(question.as_at).is_some_and(|health| health.unratified) {
        clocks.run(policy.in_force, Owner::Governors);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::due;

    #[test]
    fn a_ratification_ends_it_from_its_very_day() {
        let example = "# policy/2025-09-01.toml\nratified = 2025-11-12\n";
        assert_eq!(due("policy-ratification", example, "2025-11-11"), ["2025-09-01"]);
        assert_eq!(due("policy-ratification", example, "2025-11-12"), [""; 0]);
    }
}
