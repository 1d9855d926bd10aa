//! `agency-chased`: an agency that has not answered a referral is chased.

use super::{is_of_present_run, start_of_referral};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::{Contact, Referral};
use crate::model::vocabulary::{ContactKind, Topic, With};
use crate::rules::{Clock, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "agency-chased",
    severity: Severity::Error,
    clause: "6.1 Stages B to D",
    law: "",
    summary: "an agency that has not answered a referral is chased",
    why: "Referrals get lost, and a waiting list does not phone the school. A pupil can wait a year for an answer that \
          was never going to come.",
    remedy: "ask the agency and record a contact: with agency, about agency-referral; when the answer comes, record it as \
             `answered`",
    bad: "
referrals: [{date: 2025-11-20, to: Speech and Language Therapy}]
",
    good: "
contacts: [{date: 2026-01-08, kind: call, about: agency-referral, with: agency}]
referrals: [{date: 2025-11-20, to: Speech and Language Therapy}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedAgain, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let referrals = record.referrals.iter().enumerate();
    let open = referrals.filter(|(_, referral)| !referral.is_within_school() && referral.answered.is_none());
    for (index, referral) in open.filter(|(_, referral)| is_of_present_run(record, referral.date)) {
        // Only an answer ends the duty. Chasing starts the wait again, so that no referral is forgotten.
        let since = last_chased(record, referral).unwrap_or(referral.date);
        let due = since.plus_days(question.policies.in_force_on(since).within.agency);
        let because = format!("last asked {}", words::date(since));
        clocks.start(Clock::new(due, Owner::Senco, start_of_referral(record, index), because).since(since));
    }
}

fn last_chased(record: &AsAt, referral: &Referral) -> Option<Day> {
    let chases = record.contacts.iter().filter(|contact| {
        contact.with == Some(With::Agency)
            && contact.about == Topic::AgencyReferral
            && contact.kind != ContactKind::Consent
            && contact.date > referral.date
            && !is_with_another(contact, referral, record)
    });
    chases.map(|contact| contact.date).max()
}

/// Whether a contact names the agency of another referral and not of this one. A contact that names no agency is taken to
/// be about every open referral.
fn is_with_another(contact: &Contact, referral: &Referral, record: &AsAt) -> bool {
    !names_agency(contact, referral) && record.referrals.iter().any(|other| names_agency(contact, other))
}

/// Whether a contact names the agency of a referral.
fn names_agency(contact: &Contact, referral: &Referral) -> bool {
    let agency = referral.to.as_str().to_lowercase();
    contact.who.as_ref().is_some_and(|who| who.as_str().to_lowercase().contains(&agency))
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{due, duties_unmet};

    const TWO: &str = "referrals: [{date: 2025-11-03, to: Sensory Support, answered: 2025-11-20}, {date: 2025-11-14, to: Speech and Language Therapy}]\n";

    #[test]
    fn an_answered_referral_does_not_hide_an_open_one() {
        assert_eq!(due("agency-chased", TWO, "2026-01-15").as_deref(), Some("2025-12-26"));
        assert_eq!(duties_unmet(TWO, day("2025-11-19")).len(), 2);
    }

    #[test]
    fn chasing_starts_the_wait_again_for_the_agency_that_the_contact_names() {
        let chased = |contact: &str| {
            let record = format!("contacts: [{{{contact}}}]\n{TWO}");
            due("agency-chased", &record, "2026-01-15").unwrap()
        };
        let call = "date: 2025-12-22, kind: call, about: agency-referral, with: agency";
        assert_eq!(chased(call), "2026-02-02");
        assert_eq!(chased(&format!("{call}, who: the speech and language therapy team")), "2026-02-02");
        assert_eq!(chased(&format!("{call}, who: Ms Bibi")), "2026-02-02");
        assert_eq!(chased(&format!("{call}, who: Sensory Support")), "2025-12-26");
        assert_eq!(chased("date: 2025-12-22, kind: call, about: agency-referral, with: parent"), "2025-12-26");
    }

    #[test]
    fn an_inclusion_referral_is_not_chased_as_an_agency() {
        assert_eq!(due("agency-chased", "referrals: [{date: 2025-11-14, to: inclusion-team}]\n", "2026-01-15"), None);
    }
}
