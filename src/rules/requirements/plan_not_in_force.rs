//! `plan-not-in-force`: no EHC plan is in force when support ends.

use super::{Answer, Ask};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "plan-not-in-force",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "no EHC plan is in force",
    why: "While a plan is in force the school must provide what it says, and only the local authority can end it. The \
          policy does not mention this: it is the school's own choice.",
    remedy: "ask the local authority to cease the plan, and record the day it ceases as `ceased`; the pupil stays until then",
    bad: "
# Before it is closed:
ehc_plan: [{final: 2025-12-01}]
",
    good: "
# Before it is closed:
ehc_plan: [{final: 2025-12-01, ceased: 2026-01-15}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    record.plan_in_force().map_or_else(
        || Answer::met("no EHC plan is in force"),
        |(_, plan)| {
            Answer::missing(format!("an EHC plan is recorded as in force {}", words::since_in_words(plan.since())))
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn a_plan_is_not_in_force_from_the_day_it_ceased() {
        for (ceased, met) in [("2026-01-14", true), ("2026-01-15", true), ("2026-01-16", false)] {
            let record = format!("ehc_plan: [{{final: 2025-01-20, ceased: {ceased}}}]\n");
            assert_eq!(asked("plan-not-in-force", "closed", &record, "2026-01-15").met, met, "{ceased}");
        }
    }
}
