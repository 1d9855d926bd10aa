//! `sharing-without-consent`: the school referred a pupil to an outside agency, and the record has no consent from the family.

use crate::finding::{Severity, key_path};
use crate::model::record::Referral;
use crate::model::vocabulary::Answer;
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
        let answer =
            record.answer_about_sharing_by(referral.date).and_then(|contact| Some((contact.answer?, contact.date)));
        let message = match answer {
            Some((Answer::Given, _)) => continue,
            Some((Answer::Refused, day)) => format!("on {day} the family refused consent to sharing"),
            Some((Answer::Withdrawn, day)) => format!("on {day} the family withdrew its consent to sharing"),
            Some((Answer::NoReply, _)) | None => "no consent is recorded".to_owned(),
        };
        let message = format!("an outside agency was asked on {}, but {message}", referral.date);
        found.at(key_path!["referrals", index], message);
    }
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
