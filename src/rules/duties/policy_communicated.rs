//! `policy-communicated`: the school sends a new SEND policy to staff and families.

use crate::finding::Severity;
use crate::rules::{ClockStart, Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::school::EventKind;
use crate::words;

/// How many days before its first day a policy may be sent out and still count. A policy in force from September often goes
/// out in the summer term. The school's own choice.
const DAYS_AHEAD: u32 = 92;

pub(crate) const RULE: Rule = Rule {
    id: "policy-communicated",
    severity: Severity::Error,
    clause: "20 Monitoring and review",
    law: "",
    summary: "staff and parents of pupils with SEND receive a new policy by the day it comes into force",
    why: "A policy works only if the staff who must follow it, and the families it affects, have read it.",
    remedy: "send the policy to staff and families, then run `send event policy-communicated`",
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
        let because = format!("in force from {}", words::date(in_force));
        clocks.run(in_force, Owner::Senco, ClockStart::on("policy", in_force), because);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::due;

    #[test]
    fn sending_it_in_the_summer_term_before_or_later_counts_and_a_policy_ago_does_not() {
        for (told, owed) in [("2025-05-31", true), ("2025-06-01", false), ("2025-09-01", false), ("2025-11-03", false)]
        {
            let example = format!("# school.yaml\nevents: [{{date: {told}, kind: policy-communicated}}]\n");
            let due = due("policy-communicated", &example, "2025-12-01");
            assert_eq!(due.len(), usize::from(owed), "{told}");
        }
    }

    #[test]
    fn sending_it_later_does_not_count_before_that_day() {
        let example = "# school.yaml\nevents: [{date: 2025-11-03, kind: policy-communicated}]\n";
        assert_eq!(due("policy-communicated", example, "2025-11-02"), ["2025-09-01"]);
        assert_eq!(due("policy-communicated", example, "2025-11-03"), [""; 0]);
    }
}
