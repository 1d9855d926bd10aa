//! `parental-consent`: the family has agreed to the inclusion referral.

use super::{Answer, Ask, consent_answer};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Topic;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "parental-consent",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "the parents consented to the inclusion referral",
    why: "The policy promises to ask, and the decision belongs to the parents. No one at school can give a family's \
          consent or set it aside.",
    remedy: "ask the parents, and record their answer, such as `send contact PUPIL consent --about inclusion-referral --answer given`",
    bad: "
# Before the move to B:
contacts:
  - {date: 2025-11-24, kind: meeting, about: concern, with: parent}
  - {date: 2026-01-14, kind: consent, about: inclusion-referral, answer: no-reply}
",
    good: "
# Before the move to B:
contacts:
  - {date: 2025-11-24, kind: meeting, about: concern, with: parent}
  - {date: 2026-01-14, kind: consent, about: inclusion-referral, answer: given}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    consent_answer(record, Topic::InclusionReferral, "the inclusion referral")
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const STAGES: &str =
        "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-11-18, stage: A}]\n";

    fn met(answers: &[(&str, &str)]) -> bool {
        let contacts: String = answers
            .iter()
            .map(|(date, answer)| {
                format!("  - {{date: {date}, kind: consent, about: inclusion-referral, answer: {answer}}}\n")
            })
            .collect();
        asked("parental-consent", "B", &format!("{STAGES}contacts:\n{contacts}"), "2026-01-15").met
    }

    #[test]
    fn the_latest_answer_on_the_day_or_before_decides() {
        assert!(met(&[("2026-01-14", "given")]));
        assert!(met(&[("2026-01-15", "given")]));
        assert!(!met(&[("2026-01-16", "given")]));
        assert!(met(&[("2025-12-01", "refused"), ("2026-01-12", "given")]));
        for answer in ["refused", "withdrawn", "no-reply"] {
            assert!(!met(&[("2025-12-01", "given"), ("2026-01-15", answer)]), "{answer}");
            assert!(met(&[("2025-12-01", "given"), ("2026-01-16", answer)]), "{answer} the day after");
        }
    }

    #[test]
    fn consent_from_an_earlier_run_does_not_count() {
        assert!(!met(&[("2025-02-20", "given")]));
    }
}
