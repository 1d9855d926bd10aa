//! `agency-consulted`: an outside agency has answered a referral, or was consulted about the application.

use super::{
    Answer, Ask, Consulted, contacts_about, is_consulted_in_application, no_application_is_made, referrals_of_run,
    since_when,
};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{Topic, With};
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "agency-consulted",
    severity: Severity::Error,
    clause: "6.1 Stage D",
    law: "",
    summary: "an outside agency was consulted",
    why: "Specialists see many pupils with similar needs and may suggest something the school has not tried. The \
          authority also asks what they said.",
    remedy: "refer the pupil to an agency and record its answer, or record a contact with an agency about the application",
    bad: "
# Before the move to D:
referrals: [{date: 2025-12-04, to: Speech and Language Therapy}]
",
    good: "
# Before the move to D:
referrals: [{date: 2025-12-04, to: Speech and Language Therapy, answered: 2026-01-12}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    if let Some(answer) = no_application_is_made(record) {
        return answer;
    }
    if let Some(answered) = referrals_of_run(record, false).filter_map(|referral| referral.answered).max() {
        return Answer::on(Some(answered), "an agency answered a referral", String::new);
    }
    if is_consulted_in_application(record, Consulted::Agency) {
        return Answer::met("the application names an agency as consulted");
    }
    let contact = contacts_about(record, Topic::Application).rev().find(|contact| contact.with == Some(With::Agency));
    Answer::on(contact.map(|contact| contact.date), "contact with an agency about the application", || {
        format!("no agency has answered a referral or been consulted about an application{}", since_when(record))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const STAGES: &str = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: C}]\n";

    #[test]
    fn an_answer_a_contact_or_the_application_counts() {
        for (fact, met) in [
            ("referrals: [{date: 2025-02-04, to: Educational Psychology, answered: 2025-02-20}]", false),
            ("referrals: [{date: 2025-12-04, to: Educational Psychology, answered: 2026-01-15}]", true),
            ("referrals: [{date: 2025-12-04, to: Educational Psychology, answered: 2026-01-16}]", false),
            ("referrals: [{date: 2025-12-04, to: inclusion-team, answered: 2025-12-05}]", false),
            ("contacts: [{date: 2026-01-15, kind: call, about: application, with: agency}]", true),
            ("contacts: [{date: 2026-01-15, kind: call, about: agency-referral, with: agency}]", false),
            ("applications: [{for: EHCP, consulted: [parent, pupil, Speech and Language Therapy]}]", true),
            ("applications: [{for: EHCP, consulted: [parent, pupil, class-teacher]}]", false),
            (
                "applications: [{for: EHCP, sent: 2025-10-01, consulted: [Hearing Support], steps: [{date: 2025-11-01, step: refused-to-assess}]}]",
                false,
            ),
        ] {
            assert_eq!(asked("agency-consulted", "D", &format!("{STAGES}{fact}\n"), "2026-01-15").met, met, "{fact}");
        }
    }
}
