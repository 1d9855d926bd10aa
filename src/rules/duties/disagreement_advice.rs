//! `disagreement-advice`: after a serious disagreement the school asks the authority for advice by the next school day.

use super::note_on_days;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::DisagreementLevel;
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "disagreement-advice",
    severity: Severity::Error,
    clause: "19 Complaints",
    law: "",
    summary: "after a serious disagreement, the school asks the authority for advice by the next school day",
    why: "The policy says immediately. The authority's disagreement service helps most before positions harden.",
    remedy: "contact the authority, and record the date: `send add disagreement PUPIL --authority-contacted DATE`",
    bad: "
disagreements: [{date: 2026-01-12, by: mother, level: serious}]
",
    good: "
disagreements: [{date: 2026-01-12, by: mother, level: serious, authority_contacted: 2026-01-13}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAsked, duty),
};

// A disagreement may be about the closing itself, so closing does not end this.
fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let raised: Vec<(Day, &str)> =
        record.disagreements.iter().map(|one| (one.date, one.about.as_ref().map_or("", Text::as_str))).collect();
    let open = record.disagreements.iter().enumerate().filter(|(_, disagreement)| {
        disagreement.level != DisagreementLevel::Informal
            && disagreement.authority_contacted.is_none()
            && disagreement.resolved.is_none()
    });
    for (index, disagreement) in open {
        let counted = question.school.calendar.school_days_after(disagreement.date, 1);
        let because = format!("raised {}", words::date(disagreement.date));
        let start = ClockStart::among("disagreements", &raised, index);
        let clock = Clock::new(counted.day, Owner::Senco, start, because).noted(note_on_days(counted));
        clocks.start(clock.since(disagreement.date));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{due, notes};

    #[test]
    fn a_disagreement_taken_to_the_authority_does_not_hide_another() {
        let record = "disagreements:
  - {date: 2025-11-10, by: mother, level: serious, authority_contacted: 2025-11-11}
  - {date: 2025-11-12, by: father, level: informal}
  - {date: 2025-12-19, by: father, level: formal}
";
        // The last day of term: the next school day is in January.
        assert_eq!(due("disagreement-advice", record, "2026-01-15").as_deref(), Some("2026-01-05"));
        assert_eq!(due("disagreement-advice", record, "2025-11-10").as_deref(), Some("2025-11-11"));
        // If the terms are known, the clock has no note.
        assert_eq!(notes("disagreement-advice", record, "2026-01-15"), [""; 0]);
        let beyond = "disagreements: [{date: 2026-12-21, by: mother, level: formal}]\n";
        assert_eq!(
            notes("disagreement-advice", beyond, "2026-12-22"),
            ["send.toml has no term dates for then: Monday to Friday counted as school days"]
        );
    }

    #[test]
    fn a_resolved_disagreement_owes_none() {
        let record = "disagreements: [{date: 2026-01-12, by: mother, level: formal, resolved: 2026-01-14}]\n";
        assert!(due("disagreement-advice", record, "2026-01-13").is_some());
        assert_eq!(due("disagreement-advice", record, "2026-01-15"), None);
    }
}
