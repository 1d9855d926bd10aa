//! `referral-answered`: the SENCO answers an inclusion referral.

use super::{is_of_present_run, start_of_referral};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{Stage, Topic};
use crate::rules::{Clock, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "referral-answered",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "the SENCO answers an inclusion referral",
    why: "The class teacher has done what one class can do and asked for help. Until the SENCO answers, the pupil gets no new \
          support.",
    remedy: "consider the referral, tell the class teacher, and record `answered` with the advice",
    bad: "
referrals: [{date: 2025-12-16, to: inclusion-team}]
",
    good: "
referrals: [{date: 2025-12-16, to: inclusion-team, answered: 2026-01-08}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedAgain, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    // At stages C and D, a learning plan has replaced the advice. If the family refused, `refusal-followed` asks what happens now.
    let is_refused = || record.consents_of_run(Topic::InclusionReferral).are_refused();
    if matches!(record.last_stage(), Some(Stage::C | Stage::D)) || is_refused() {
        return;
    }
    let referrals = record.referrals.iter().enumerate();
    let open = referrals.filter(|(_, referral)| referral.is_within_school() && referral.answered.is_none());
    for (index, referral) in open.filter(|(_, referral)| is_of_present_run(record, referral.date)) {
        let within = question.policies.in_force_on(referral.date).within.referral;
        let because = format!("referred {}", words::date(referral.date));
        let (due, start) = (referral.date.plus_days(within), start_of_referral(record, index));
        clocks.start(Clock::new(due, Owner::Senco, start, because).since(referral.date));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn an_answered_referral_does_not_hide_an_open_one() {
        let record = "referrals: [{date: 2025-09-16, to: inclusion-team, answered: 2025-09-20}, {date: 2025-12-16, to: inclusion-team}]\n";
        assert_eq!(due("referral-answered", record, "2026-01-15").as_deref(), Some("2025-12-30"));
        // Before the answer came, the first one was still open.
        assert_eq!(due("referral-answered", record, "2025-09-19").as_deref(), Some("2025-09-30"));
    }

    #[test]
    fn an_agency_referral_does_not_count_and_stage_c_has_outgrown_it() {
        assert_eq!(
            due("referral-answered", "referrals: [{date: 2025-12-16, to: Sensory Support}]\n", "2026-01-15"),
            None
        );
        let record = "stages: [{date: 2026-01-06, stage: C}]\nreferrals: [{date: 2025-12-16, to: inclusion-team}]\n";
        assert_eq!(due("referral-answered", record, "2026-01-15"), None);
        assert!(due("referral-answered", record, "2026-01-05").is_some());
    }

    #[test]
    fn it_ends_where_the_family_refused_and_goes_on_where_one_of_them_agrees() {
        let with = |answers: &str| {
            format!(
                "stages: [{{date: 2025-09-15, stage: A}}]\nreferrals: [{{date: 2025-12-16, to: inclusion-team}}]\ncontacts: [{answers}]\n"
            )
        };
        let answer = |who: &str, answer: &str| {
            format!("{{date: 2025-12-18, kind: consent, about: inclusion-referral, who: {who}, answer: {answer}}}")
        };
        let owed = |answers: &str| due("referral-answered", &with(answers), "2026-01-15").is_some();
        assert!(!owed(&answer("mother", "refused")) && !owed(&answer("mother", "withdrawn")));
        assert!(owed(&answer("mother", "no-reply")) && owed(&answer("mother", "given")));
        let both = format!("{}, {}", answer("mother", "refused"), answer("father", "given"));
        assert!(owed(&both));
    }

    #[test]
    fn a_referral_of_an_earlier_run_lapses() {
        let record =
            "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-11-18, stage: A}]
referrals: [{date: 2025-02-26, to: inclusion-team}]
";
        assert_eq!(due("referral-answered", record, "2026-01-15"), None);
    }
}
