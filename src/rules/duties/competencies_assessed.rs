//! `competencies-assessed`: every year the SENCO assesses what staff can do and what they need to learn.

use crate::finding::Severity;
use crate::rules::{ClockStart, Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::school::EventKind;
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "competencies-assessed",
    severity: Severity::Error,
    clause: "17 Staff training",
    law: "",
    summary: "staff competencies in SEND are assessed a year after the last time",
    why: "Training helps when it covers what staff are unsure of. The policy asks for an assessment without saying how often: \
          once a year is the school's own choice.",
    remedy: "assess staff competencies, then run `send event competencies-assessed`",
    bad: "
# school.yaml
events: [{date: 2025-01-14, kind: competencies-assessed}]
",
    good: "
# school.yaml
events: [{date: 2025-01-15, kind: competencies-assessed}]
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::Senco), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    // The policy itself promises this: before the first assessment, its first year counts.
    let since = question.policies.in_force_on(question.as_at).in_force;
    let last = question.school.last_event(EventKind::CompetenciesAssessed, question.as_at);
    let because = last.map_or_else(
        || format!("policy in force from {}", words::date(since)),
        |last| format!("last assessed {}", words::date(last)),
    );
    let began = last.unwrap_or(since);
    clocks.run(began.plus_months(12), Owner::Senco, ClockStart::on("last", began), because);
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::due;

    #[test]
    fn it_is_due_a_year_after_the_last_assessment_or_the_first_day_of_the_policy() {
        let two = "# school.yaml\nevents: [{date: 2024-09-19, kind: competencies-assessed}, {date: 2025-09-24, kind: competencies-assessed}]\n";
        assert_eq!(due("competencies-assessed", two, "2025-09-23"), ["2025-09-19"]);
        assert_eq!(due("competencies-assessed", two, "2025-09-24"), ["2026-09-24"]);
        let none = "# school.yaml\nevents: [{date: 2026-10-01, kind: competencies-assessed}]\n";
        assert_eq!(due("competencies-assessed", none, "2026-01-15"), ["2026-09-01"]);
    }
}
