//! `policy-communicated`: staff and families are told of a new SEND policy.

use crate::finding::Severity;
use crate::rules::{Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::school::EventKind;
use crate::words;

/// How many days before it holds a policy may be sent out and still be the one that was meant: a policy that holds from
/// September often goes out in the summer term. The school's own choice.
const DAYS_AHEAD: u32 = 92;

pub(crate) const RULE: Rule = Rule {
    id: "policy-communicated",
    severity: Severity::Error,
    clause: "20 Monitoring and review",
    law: "",
    summary: "staff and parents of pupils with SEND are told of a policy by the day from which it holds",
    why: "A policy works only if those who are to keep it, and those whose children it is about, have read it.",
    remedy: "send it to staff and families, then `send event policy-communicated`",
    bad: "
# school.yaml
events: [{date: 2025-05-20, kind: policy-communicated}]
",
    good: "
# school.yaml
events: [{date: 2025-09-02, kind: policy-communicated}]
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::Senco), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let in_force = question.policies.in_force_on(question.as_at).in_force;
    let told = question.school.last_event(EventKind::PolicyCommunicated, question.as_at);
    if told.is_none_or(|told| told < in_force.minus_days(DAYS_AHEAD)) {
        clocks.run(in_force, Owner::Senco, format!("in force from {}", words::date(in_force)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::due;

    #[test]
    fn told_in_the_summer_term_before_or_later_but_not_a_policy_ago() {
        for (told, owed) in [("2025-05-31", true), ("2025-06-01", false), ("2025-09-01", false), ("2025-11-03", false)]
        {
            let example = format!("# school.yaml\nevents: [{{date: {told}, kind: policy-communicated}}]\n");
            let due = due("policy-communicated", &example, "2025-12-01");
            assert_eq!(due.len(), usize::from(owed), "{told}");
        }
    }

    #[test]
    fn what_is_told_later_was_not_told_before() {
        let example = "# school.yaml\nevents: [{date: 2025-11-03, kind: policy-communicated}]\n";
        assert_eq!(due("policy-communicated", example, "2025-11-02"), ["2025-09-01"]);
        assert_eq!(due("policy-communicated", example, "2025-11-03"), [""; 0]);
    }
}
