//! `parental-consent`: the family has agreed to the inclusion referral.

use super::{Answer, Ask, consent_answer, referrals_of_run};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::Topic;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "parental-consent",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "the parents consented to the inclusion referral",
    why: "The policy promises to ask, and the decision belongs to the parents. No one at school can give a family's \
          consent or set it aside.",
    remedy: "ask the parents, and record their answer, such as `send contact PUPIL consent --about inclusion-referral --answer given`; \
             if the referral was made before they agreed, record its answer, and refer again: `send refer PUPIL --to inclusion-team`",
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
    let answer = consent_answer(record, Topic::InclusionReferral, "the inclusion referral");
    let referred = referrals_of_run(record, true).map(|referral| referral.date).max();
    match (record.consents_of_run(Topic::InclusionReferral).in_force(), referred) {
        (Some(given), Some(referred)) if !was_in_force(record, referred) => Answer::missing(format!(
            "consent to the inclusion referral was given on {}, and the referral was made before it, on {}",
            words::date(given.date),
            words::date(referred)
        )),
        _ => answer,
    }
}

/// Whether a consent was in force on the day of the referral relied on: the referral itself is what the family agrees to.
fn was_in_force(record: &AsAt, referred: Day) -> bool {
    record.consents_of_run(Topic::InclusionReferral).until(referred).in_force().is_some()
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
        // A request without a reply is no answer.
        assert!(met(&[("2025-12-01", "given"), ("2026-01-15", "no-reply")]));
        assert!(!met(&[("2026-01-14", "no-reply")]));
        for answer in ["refused", "withdrawn"] {
            assert!(!met(&[("2025-12-01", "given"), ("2026-01-15", answer)]), "{answer}");
            assert!(met(&[("2025-12-01", "given"), ("2026-01-16", answer)]), "{answer} the day after");
        }
    }

    #[test]
    fn a_refusal_of_another_person_is_shown_next_to_the_consent_whoever_came_first() {
        let said = |first: &str, second: &str| {
            let one = format!("{{date: 2026-01-10, kind: consent, about: inclusion-referral, with: parent, {first}}}");
            let other =
                format!("{{date: 2026-01-12, kind: consent, about: inclusion-referral, with: parent, {second}}}");
            let text = format!("{STAGES}contacts: [{one}, {other}]\n");
            let answer = asked("parental-consent", "B", &text, "2026-01-15");
            (answer.met, answer.detail, answer.refusal.is_some())
        };
        let given = "consent to the inclusion referral was given on";
        assert_eq!(
            said("who: mother, answer: refused", "who: father, answer: given"),
            (true, format!("{given} 12 Jan 2026; mother refused on 10 Jan 2026"), true)
        );
        assert_eq!(
            said("who: father, answer: given", "who: mother, answer: withdrawn"),
            (true, format!("{given} 10 Jan 2026; mother withdrew consent on 12 Jan 2026"), true)
        );
        assert_eq!(said("answer: refused", "answer: given"), (true, format!("{given} 12 Jan 2026"), false));
        assert!(!said("who: mother, answer: refused", "who: father, answer: refused").0);
    }

    #[test]
    fn the_consent_is_given_on_or_before_the_day_of_the_referral_relied_on() {
        let met = |referrals: &str, answers: &str| {
            let text = format!("{STAGES}referrals: [{referrals}]\ncontacts: [{answers}]\n");
            asked("parental-consent", "B", &text, "2026-01-15").met
        };
        let answer = |day: &str, answer: &str| {
            format!("{{date: 2026-01-{day}, kind: consent, about: inclusion-referral, answer: {answer}}}")
        };
        let referred = "{date: 2026-01-12, to: inclusion-team}";
        assert!(met(referred, &answer("11", "given")) && met(referred, &answer("12", "given")));
        assert!(!met(referred, &answer("13", "given")));
        // The latest referral is the one relied on: referring again mends it.
        let again =
            "{date: 2026-01-12, to: inclusion-team, answered: 2026-01-13}, {date: 2026-01-13, to: inclusion-team}";
        assert!(met(again, &answer("13", "given")));
        // Neither an agency's referral nor one of an earlier run is relied on.
        assert!(met("{date: 2026-01-12, to: Sensory Support}", &answer("13", "given")));
        assert!(met("{date: 2025-02-12, to: inclusion-team}", &answer("13", "given")));
        // Withdrawn after the referral, and refused before it was given again.
        assert!(!met(referred, &format!("{}, {}", answer("11", "given"), answer("14", "withdrawn"))));
        assert!(!met(referred, &format!("{}, {}", answer("11", "refused"), answer("14", "given"))));
    }

    #[test]
    fn a_carer_of_a_looked_after_child_shares_the_decision_with_the_authority() {
        let detail = |with: &str, characteristics: &str| {
            let given =
                format!("{{date: 2026-01-12, kind: consent, about: inclusion-referral, with: {with}, answer: given}}");
            let text = format!("{STAGES}characteristics: [{characteristics}]\ncontacts: [{given}]\n");
            asked("parental-consent", "B", &text, "2026-01-15").detail
        };
        let shares = "the authority shares parental responsibility";
        assert!(detail("carer", "looked-after").contains(shares));
        assert!(!detail("parent", "looked-after").contains(shares));
        assert!(!detail("carer", "previously-looked-after").contains(shares) && !detail("carer", "").contains(shares));
    }

    #[test]
    fn consent_from_an_earlier_run_does_not_count() {
        assert!(!met(&[("2025-02-20", "given")]));
    }
}
