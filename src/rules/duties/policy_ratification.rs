//! `policy-ratification`: the governors ratify the SEND policy.

use super::note_on;
use crate::finding::Severity;
use crate::rules::{ClockStart, Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// School weeks to put it to the governors, who meet every term. The policy gives no date: this is the school's own choice.
const WEEKS_TO_MEET: u32 = 6;

pub(crate) const RULE: Rule = Rule {
    id: "policy-ratification",
    severity: Severity::Error,
    clause: "front page",
    law: "",
    summary: "the governors ratify the SEND policy by the end of its first term",
    why: "Governors answer for what the school promises its pupils. Until they ratify the policy, staff and parents are \
          working from a draft. The policy gives no date for it: the end of its first term is the school's own choice.",
    remedy: "put the policy on the agenda of the next governors' meeting, and add the date to the policy file as `ratified`",
    bad: "
# policy/2025-09-01.toml
ratified = false
",
    good: "
# policy/2025-09-01.toml
ratified = 2026-01-14
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::Governors), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let policy = question.policies.in_force_on(question.as_at);
    if policy.health_on(question.as_at).is_some_and(|health| health.unratified) {
        let meeting = question.school.calendar.end_of_term_with(policy.in_force, WEEKS_TO_MEET);
        clocks.run_with_note(
            meeting.day,
            Owner::Governors,
            ClockStart::on("policy", policy.in_force),
            format!("in force from {}", words::date(policy.in_force)),
            note_on(meeting),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::due;

    #[test]
    fn a_ratification_counts_from_its_own_day() {
        let example = "# policy/2025-09-01.toml\nratified = 2025-11-12\n";
        assert_eq!(due("policy-ratification", example, "2025-11-11"), ["2025-12-19"]);
        assert_eq!(due("policy-ratification", example, "2025-11-12"), [""; 0]);
    }

    #[test]
    fn a_policy_that_starts_late_in_a_term_or_in_a_holiday_has_until_the_end_of_the_next_term() {
        for (begins, by) in [("2025-11-07", "2025-12-19"), ("2025-11-10", "2026-03-27"), ("2026-08-31", "2026-12-18")] {
            let example = format!("# policy/{begins}.toml\nin_force = {begins}\nratified = false\n");
            assert_eq!(due("policy-ratification", &example, "2026-09-15"), [by], "{begins}");
        }
    }
}
