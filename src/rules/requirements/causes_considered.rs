//! `causes-considered`: short-term causes were considered before a special educational need.

use super::{Answer, Ask, concerns_of_run};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "causes-considered",
    severity: Severity::Error,
    clause: "6.1",
    law: "",
    summary: "short-term causes, such as bullying or a bereavement, were considered",
    why: "A pupil who is being bullied, grieving or tired can look like one with SEN. Unless this is checked first, the \
          support may miss the point.",
    remedy: "add to the concern which short-term causes were considered and what was found: `send add concern PUPIL \
             --short-term-causes TEXT`",
    bad: "
# Before the move to B:
concerns: [{date: 2025-11-17, raised_by: class-teacher, grounds: [gap-widening]}]
",
    good: "
# Before the move to B:
concerns:
  - {date: 2025-11-17, raised_by: class-teacher, grounds: [gap-widening], short_term_causes: none found}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    let considered = concerns_of_run(record).rev().find(|concern| concern.short_term_causes.is_some());
    considered.map_or_else(
        || Answer::missing("no concern says which short-term causes were considered"),
        |concern| {
            Answer::met(format!("short-term causes were considered in the concern of {}", words::date(concern.date)))
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn any_concern_in_the_present_run_that_names_the_causes_counts() {
        let concerns = "concerns: [{date: 2025-01-07, raised_by: parent, short_term_causes: none}, {date: 2025-11-17, raised_by: parent}]\n";
        let one_run = format!("{concerns}stages: [{{date: 2025-01-08, stage: A}}]\n");
        assert!(asked("causes-considered", "B", &one_run, "2026-01-15").met);
        let two_runs = format!(
            "{concerns}stages: [{{date: 2025-01-08, stage: A}}, {{date: 2025-03-05, stage: closed}}, {{date: 2025-11-18, stage: A}}]\n"
        );
        assert!(!asked("causes-considered", "B", &two_runs, "2026-01-15").met);
    }
}
