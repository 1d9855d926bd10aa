//! `language-considered`: if a pupil has EAL, language was considered as a cause.

use super::{Answer, Ask, concerns_of_run};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Characteristic;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "language-considered",
    severity: Severity::Error,
    clause: "6.1, 9",
    law: "",
    summary: "for a pupil with English as an additional language, language was considered",
    why: "Learning English takes years and is not a special educational need. A pupil may have both, so someone must \
          check, ideally in the home language.",
    remedy: "add to the concern how language was considered: `send add concern PUPIL --language TEXT`",
    bad: "
# Before the move to B:
characteristics: [eal]
concerns:
  - date: 2025-11-17
    raised_by: class-teacher
    short_term_causes: none found
",
    good: "
# Before the move to B:
characteristics: [eal]
concerns:
  - date: 2025-11-17
    raised_by: class-teacher
    short_term_causes: none found
    language: assessed in Urdu too
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    if !record.has_characteristic_on(Characteristic::Eal, record.day()) {
        return Answer::met("not asked: the pupil does not have EAL");
    }
    let considered = concerns_of_run(record).rev().find(|concern| concern.language.is_some());
    considered.map_or_else(
        || Answer::missing("the pupil has EAL, and no concern says how language was considered"),
        |concern| Answer::met(format!("language was considered in the concern of {}", words::date(concern.date))),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn only_a_pupil_with_eal_is_asked() {
        let record = "concerns: [{date: 2025-11-17, raised_by: parent}]\n";
        assert!(asked("language-considered", "B", record, "2026-01-15").met);
        let eal = format!("{record}characteristics: [eal]\n");
        assert!(!asked("language-considered", "B", &eal, "2026-01-15").met);
    }
}
