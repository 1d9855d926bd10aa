//! `sharing-consent`: for an SSPP, the family has agreed to sharing information.

use super::{Answer, Ask, consent_answer, open_applications};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ApplicationFor, Topic};
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "sharing-consent",
    severity: Severity::Error,
    clause: "6.1 Stage D",
    law: "",
    summary: "for an SSPP, the parents consented to sharing information",
    why: "The local authority accepts an SSPP application only if the family agrees to share the information in it. No \
          one at school can give that consent or set it aside.",
    remedy: "ask the parents, and record their answer, such as `send contact PUPIL consent --about information-sharing --answer given`",
    bad: "
# Before the move to D:
applications: [{for: SSPP}]
contacts: [{date: 2026-01-12, kind: consent, about: information-sharing, answer: refused}]
",
    good: "
# Before the move to D:
applications: [{for: SSPP}]
contacts: [{date: 2026-01-12, kind: consent, about: information-sharing, answer: given}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    if !open_applications(record).any(|application| application.applied_for == ApplicationFor::Sspp) {
        return Answer::met("not asked: no open application is for an SSPP");
    }
    consent_answer(record, Topic::InformationSharing, "sharing information")
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
                format!("  - {{date: {date}, kind: consent, about: information-sharing, answer: {answer}}}\n")
            })
            .collect();
        asked(
            "sharing-consent",
            "D",
            &format!("{STAGES}applications: [{{for: SSPP}}]\ncontacts:\n{contacts}"),
            "2026-01-15",
        )
        .met
    }

    #[test]
    fn the_latest_answer_on_the_day_or_before_decides() {
        assert!(met(&[("2026-01-14", "given")]));
        assert!(met(&[("2026-01-15", "given")]));
        assert!(!met(&[("2026-01-16", "given")]));
        assert!(met(&[("2025-12-01", "refused"), ("2026-01-12", "given")]));
        // A request without a reply is no answer.
        assert!(met(&[("2025-12-01", "given"), ("2026-01-15", "no-reply")]));
        for answer in ["refused", "withdrawn"] {
            assert!(!met(&[("2025-12-01", "given"), ("2026-01-15", answer)]), "{answer}");
            assert!(met(&[("2025-12-01", "given"), ("2026-01-16", answer)]), "{answer} the day after");
        }
    }

    #[test]
    fn consent_from_an_earlier_run_does_not_count() {
        assert!(!met(&[("2025-02-20", "given")]));
    }

    #[test]
    fn only_an_open_application_for_an_sspp_asks_for_it() {
        for (application, met) in [
            ("", true),
            ("applications: [{for: EHCP}]\n", true),
            ("applications: [{for: SSPP}]\n", false),
            ("applications: [{for: SSPP, sent: 2026-01-16}]\n", true),
            ("applications: [{for: SSPP, sent: 2025-12-01, steps: [{date: 2026-01-12, step: granted}]}]\n", true),
        ] {
            let record = format!("{STAGES}{application}");
            assert_eq!(asked("sharing-consent", "D", &record, "2026-01-15").met, met, "{application}");
        }
    }
}
