//! `accessibility-plan`: the school's accessibility plan is renewed every three years.

use super::{last_of, years_after};
use crate::finding::Severity;
use crate::rules::{Clocks, Owes, Owner, Question, Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "accessibility-plan",
    severity: Severity::Error,
    clause: "13 Accessibility",
    law: "Equality Act 2010 Sch. 10",
    summary: "the accessibility plan is renewed three years after the last one",
    why: "The plan says how the school will make learning and moving around easier for disabled pupils. By law each plan \
          lasts three years.",
    remedy: "ask the governors to renew the plan, and add the date to send.toml under [published]",
    bad: "
# send.toml
[published]
information_report = 2025-09-12
accessibility_plan = 2023-01-14
",
    good: "
# send.toml
[published]
information_report = 2025-09-12
accessibility_plan = 2023-01-15
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::Governors), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let last = last_of(question.school.settings.published.accessibility_plan, None, question);
    years_after(last, 3, Owner::Governors, question, clocks);
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::due;

    #[test]
    fn the_plan_is_due_after_three_years_also_from_a_leap_day() {
        let plan = |day: &str, on: &str| {
            due("accessibility-plan", &format!("# send.toml\n[published]\naccessibility_plan = {day}\n"), on)
        };
        assert_eq!(plan("2024-02-29", "2026-01-15"), ["2027-02-28"]);
        assert_eq!(plan("2026-01-16", "2026-01-15"), ["2025-09-01"]);
        assert_eq!(plan("2026-01-15", "2026-01-15"), ["2029-01-15"]);
    }
}
