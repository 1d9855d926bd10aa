//! `sharing-without-consent`: the school referred a pupil to an outside agency, and the record has no consent from the family.

use crate::finding::{Severity, key_path};
use crate::model::authority::Application;
use crate::model::consents::{Consents, SHARING};
use crate::model::record::Referral;
use crate::model::vocabulary::{Answer, ApplicationFor, RequestedBy};
use crate::rules::consents::refusal_without_names;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "sharing-without-consent",
    severity: Severity::Warning,
    clause: "6.1 Stage B",
    law: "",
    summary: "a referral to an outside agency has no recorded consent from the family",
    why: "A referral tells people outside the school about a pupil. The family must agree first, and an agency may turn down a \
          referral without their consent.",
    remedy: "if they agreed, record it: `send contact PUPIL consent --about agency-referral --answer given --date DATE`; if not, ask them now",
    bad: "
referrals: [{date: 2025-11-20, to: Speech and Language Therapy}]
",
    good: "
contacts: [{date: 2025-11-18, kind: consent, about: agency-referral, with: parent, answer: given}]
referrals: [{date: 2025-11-20, to: Speech and Language Therapy}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let is_judged = |referral: &Referral| !referral.is_within_school() && !record.is_as_found(referral.date);
    for (index, referral) in record.referrals.iter().enumerate().filter(|(_, referral)| is_judged(referral)) {
        let consents = record.consents(SHARING).until(referral.date);
        let asked = format!("an outside agency was asked on {}", referral.date);
        if consents.in_force().is_none() {
            found.at(key_path!["referrals", index], format!("{asked}, but {}", why_not(&consents)));
        } else if let Some(refusal) = refusal_without_names(&consents).filter(|_| referral.despite_refusal.is_none()) {
            let message = format!("{asked} with consent, but {refusal}, and no reason for going on is recorded");
            found.at_with_help(key_path!["referrals", index], message, add_reason(record.id(), "referral"));
        }
    }
    for (index, application) in record.applications.iter().enumerate().filter(|(_, one)| needs_consent(one)) {
        let Some(began) = application.began_on().filter(|began| !record.is_as_found(*began)) else { continue };
        let consents = record.consents(SHARING).until(began);
        if let Some(refusal) = refusal_without_names(&consents).filter(|_| application.despite_refusal.is_none()) {
            let message = format!(
                "the SSPP was applied for on {began} with consent, but {refusal}, and no reason for going on is recorded"
            );
            found.at_with_help(key_path!["applications", index], message, add_reason(record.id(), "application"));
        }
    }
}

/// An application of the school for an SSPP: the authority accepts it only with consent to sharing (policy 6.1 Stage D).
fn needs_consent(application: &Application) -> bool {
    let is_by_school = matches!(application.requested_by, None | Some(RequestedBy::School));
    is_by_school && application.applied_for == ApplicationFor::Sspp
}

fn why_not(consents: &Consents<'_>) -> String {
    match consents.refusals().last() {
        Some(refused) if refused.answer == Some(Answer::Withdrawn) => {
            format!("on {} the family withdrew its consent to sharing", refused.date)
        }
        Some(refused) => format!("on {} the family refused consent to sharing", refused.date),
        None => "no consent is recorded".to_owned(),
    }
}

/// What to do about a refusal that was passed over without a word.
pub(super) fn add_reason(id: &str, entry: &str) -> String {
    format!("`send edit {id}`: add to the {entry} why it went ahead, as `despite_refusal: REASON`")
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    const REFERRAL: &str =
        "referrals: [{date: 2025-11-03, to: inclusion-team}, {date: 2025-11-20, to: Sensory Support}]\n";

    fn with(contacts: &[(&str, &str, &str)]) -> String {
        let contacts: Vec<String> = contacts
            .iter()
            .map(|(date, about, answer)| format!("{{date: {date}, kind: consent, about: {about}, answer: {answer}}}"))
            .collect();
        format!("contacts: [{}]\n{REFERRAL}", contacts.join(", "))
    }

    fn keys(contacts: &[(&str, &str, &str)]) -> Vec<String> {
        keys_found("sharing-without-consent", &with(contacts))
    }

    #[test]
    fn consent_on_the_day_is_in_time_and_the_day_after_is_not() {
        assert_eq!(keys(&[("2025-11-20", "information-sharing", "given")]), [""; 0]);
        assert_eq!(keys(&[("2025-11-21", "information-sharing", "given")]), ["referrals[1]"]);
    }

    #[test]
    fn consent_to_the_inclusion_referral_does_not_count() {
        assert_eq!(keys(&[("2025-11-01", "inclusion-referral", "given")]), ["referrals[1]"]);
    }

    #[test]
    fn the_last_answer_before_the_referral_counts() {
        let given = ("2025-11-01", "agency-referral", "given");
        assert_eq!(keys(&[given, ("2025-11-20", "agency-referral", "withdrawn")]), ["referrals[1]"]);
        assert_eq!(keys(&[given, ("2025-11-21", "agency-referral", "withdrawn")]), [""; 0]);
        assert_eq!(keys(&[given, ("2025-11-10", "agency-referral", "no-reply")]), [""; 0]);
        assert_eq!(
            found("sharing-without-consent", &with(&[("2025-11-05", "information-sharing", "refused")])),
            [
                "referrals[1]: an outside agency was asked on 2025-11-20, but on 2025-11-05 the family refused consent to sharing"
            ]
        );
    }

    #[test]
    fn a_refusal_of_another_person_is_shown_until_a_reason_is_recorded() {
        let both = |referral: &str| {
            let answers = "{date: 2025-11-01, kind: consent, about: agency-referral, who: mother, answer: given}, \
                           {date: 2025-11-05, kind: consent, about: information-sharing, who: father, answer: refused}";
            format!("contacts: [{answers}]\nreferrals: [{{date: 2025-11-20, to: Sensory Support{referral}}}]\n")
        };
        assert_eq!(
            found("sharing-without-consent", &both("")),
            [
                "referrals[0]: an outside agency was asked on 2025-11-20 with consent, but a parent refused on 5 Nov 2025, and no reason for going on is recorded"
            ]
        );
        assert_eq!(
            keys_found("sharing-without-consent", &both(", despite_refusal: the mother may decide alone")),
            [""; 0]
        );
        // Refused after the referral.
        assert_eq!(keys_found("sharing-without-consent", &both("").replace("11-05", "11-21")), [""; 0]);
    }

    #[test]
    fn an_sspp_applied_for_against_a_refusal_needs_a_reason_and_a_request_for_a_plan_does_not() {
        let answers = "{date: 2025-11-01, kind: consent, about: information-sharing, who: mother, answer: given}, \
                       {date: 2025-11-05, kind: consent, about: information-sharing, who: father, answer: refused}";
        let keys = |application: &str| {
            keys_found(
                "sharing-without-consent",
                &format!("contacts: [{answers}]\napplications: [{{{application}}}]\n"),
            )
        };
        assert_eq!(keys("for: SSPP, sent: 2025-11-20"), ["applications[0]"]);
        assert_eq!(keys("for: SSPP, sent: 2025-11-20, despite_refusal: the mother may decide alone"), [""; 0]);
        for quiet in [
            "for: SSPP",
            "for: SSPP, sent: 2025-11-04",
            "for: EHCP, sent: 2025-11-20",
            "for: SSPP, sent: 2025-11-20, requested_by: parent",
        ] {
            assert_eq!(keys(quiet), [""; 0], "{quiet}");
        }
    }

    #[test]
    fn a_referral_with_consent_does_not_hide_one_before_it() {
        let record = "contacts: [{date: 2025-11-18, kind: consent, about: agency-referral, answer: given}]
referrals: [{date: 2025-11-17, to: Sensory Support}, {date: 2025-11-20, to: Sensory Support}]
";
        assert_eq!(keys_found("sharing-without-consent", record), ["referrals[0]"]);
    }

    #[test]
    fn a_referral_of_before_the_pupil_was_found_is_not_judged() {
        let found = |day: &str| {
            let record = format!("as_found: {{date: {day}}}\nreferrals: [{{date: 2025-11-20, to: Sensory Support}}]\n");
            keys_found("sharing-without-consent", &record)
        };
        assert_eq!(found("2025-11-20"), [""; 0]);
        assert_eq!(found("2025-11-19"), ["referrals[0]"]);
    }
}
