//! `refusal-followed`: when the family says no, the school speaks with it and says what happens now.
//!
//! The family decides, and the pupil still needs help. Without consent to the inclusion referral the pupil cannot go on to stage B;
//! without consent to sharing information there is no application. This duty asks for what is done instead.

use super::application_sent;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Review;
use crate::model::day::Day;
use crate::model::record::Contact;
use crate::model::vocabulary::{ContactKind, Present, Stage, Topic};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "refusal-followed",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "after the parents refuse consent, the school speaks with them and says what happens now",
    why: "The decision belongs to the parents, and the pupil still needs help. Somebody hears their reasons, and the record says \
          what the school does instead, so that a no does not end the support.",
    remedy: "speak with the parents and record what happens now: `send contact PUPIL meeting --about concern --note TEXT`; then, at \
             stage A or B, write the plan: `send plan PUPIL`",
    bad: "
stage: A
stages: [{date: 2025-10-13, stage: A}]
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}, {date: 2025-12-16, kind: consent, about: inclusion-referral, with: parent, answer: refused}]
cycles: [{stage: A, review: {date: 2025-11-24, progress: little, decision: escalate}}, {stage: A, plan: {date: 2025-12-01, kind: adaptations, review_by: 2026-03-20}}]
",
    good: "
stage: A
stages: [{date: 2025-10-13, stage: A}]
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}, {date: 2025-12-16, kind: consent, about: inclusion-referral, with: parent, answer: refused}, {date: 2026-01-08, kind: meeting, about: concern, with: parent, note: we go on in class and look again in March}]
cycles: [{stage: A, review: {date: 2025-11-24, progress: little, decision: escalate}}, {stage: A, plan: {date: 2025-12-01, kind: adaptations, review_by: 2026-03-20}}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((refused, about)) = refused_since(record) else { return };
    if followed_on(record, refused).is_none() {
        let due = refused.plus_days(question.policies.in_force_on(refused).within.act);
        let to_what = if about == Topic::InformationSharing { "sharing" } else { "referral" };
        let because = format!("consent to {to_what} refused {}", words::date(refused));
        let start = ClockStart::on("contacts", refused).labelled(about.as_str());
        clocks.start(Clock::new(due, Owner::Senco, start, because).since(refused));
    }
}

/// The day since which the present step has been refused by the family, and what it is: before C the inclusion referral, at D the
/// sharing of information that an application needs.
pub(super) fn refused_since(record: &AsAt) -> Option<(Day, Topic)> {
    let about = match record.last_stage() {
        None | Some(Stage::A | Stage::B) => Topic::InclusionReferral,
        Some(Stage::D) if application_sent::is_to_be_made(record) => Topic::InformationSharing,
        Some(Stage::C | Stage::D | Stage::Closed) => return None,
    };
    let consents = record.consents_of_run(about);
    Some((consents.settled_on().filter(|_| consents.are_refused())?, about))
}

/// The day on which the school had spoken with the family and said what happens now; `None` if it has not.
pub(super) fn followed_on(record: &AsAt, refused: Day) -> Option<Day> {
    let talks = record.contacts.iter().filter(|contact| contact.date >= refused && is_talk(contact));
    let reviews = record.reviews().map(|(_, review)| review);
    let reviews = reviews.filter(|review| review.date >= refused && is_with_parent(review));
    let spoke: Vec<(Day, bool)> = talks
        .map(|contact| (contact.date, contact.note.is_some()))
        .chain(reviews.map(|review| (review.date, review.because.is_some())))
        .collect();
    let first = spoke.iter().map(|(day, _)| *day).min()?;
    let said = spoke.iter().filter(|(_, is_said)| *is_said).map(|(day, _)| *day).min();
    let planned = changed_course(record, refused).map(|day| day.max(first));
    said.into_iter().chain(planned).min()
}

/// The day of what the school does instead: a plan of stage A made since, or a step back to A.
fn changed_course(record: &AsAt, refused: Day) -> Option<Day> {
    let plans = record.cycles.iter().filter(|cycle| cycle.stage == Stage::A).filter_map(|cycle| cycle.plan.as_ref());
    let back = record.stages.windows(2).filter_map(|pair| match pair {
        [from, to] if to.stage == Stage::A && matches!(from.stage, Stage::B | Stage::C | Stage::D) => Some(to.date),
        _ => None,
    });
    plans.map(|plan| plan.date).chain(back).filter(|day| *day >= refused).min()
}

fn is_talk(contact: &Contact) -> bool {
    matches!(contact.kind, ContactKind::Meeting | ContactKind::Call) && contact.is_with_family()
}

fn is_with_parent(review: &Review) -> bool {
    review.present.contains(&Present::Parent)
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{due, duties_unmet, reasons};

    const AT_A: &str = "stages: [{date: 2025-09-15, stage: A}]
cycles: [{stage: A, review: {date: 2025-11-10, progress: little, decision: escalate}}";
    const REFUSED: &str = "{date: 2025-11-20, kind: consent, about: inclusion-referral, who: mother, answer: refused}";

    /// A pupil whose mother refused the referral on 20 November, with more cycles and more contacts.
    fn refused(cycles: &str, contacts: &str) -> String {
        format!("{AT_A}{cycles}]\ncontacts: [{REFUSED}{contacts}]\n")
    }

    fn owed(text: &str) -> Option<String> {
        due("refusal-followed", text, "2026-01-15")
    }

    #[test]
    fn it_runs_from_the_day_since_which_no_consent_is_in_force() {
        assert_eq!(owed(&refused("", "")).as_deref(), Some("2025-12-04"));
        assert_eq!(
            reasons("refusal-followed", &refused("", ""), "2026-01-15"),
            ["consent to referral refused 20 Nov 2025"]
        );
        let father = |answer: &str, on: &str| {
            format!(", {{date: {on}, kind: consent, about: inclusion-referral, who: father, answer: {answer}}}")
        };
        // A second refusal does not give more time, a consent ends it, and a withdrawal begins it.
        assert_eq!(owed(&refused("", &father("refused", "2025-12-10"))).as_deref(), Some("2025-12-04"));
        assert_eq!(owed(&refused("", &father("given", "2025-12-10"))), None);
        let withdrawn = format!("{}{}", father("given", "2025-11-01"), father("withdrawn", "2025-12-10"));
        assert_eq!(owed(&refused("", &withdrawn)).as_deref(), Some("2025-12-24"));
        assert_eq!(owed(&refused("", &father("no-reply", "2025-12-10"))).as_deref(), Some("2025-12-04"));
    }

    #[test]
    fn a_talk_that_says_what_happens_now_meets_it() {
        let with = |contact: &str| owed(&refused("", &format!(", {{date: {contact}}}")));
        for met in [
            "2025-11-20, kind: call, about: concern, with: parent, note: we go on in class",
            "2025-12-01, kind: meeting, about: inclusion-referral, with: carer, note: we go on in class",
        ] {
            assert_eq!(with(met), None, "{met}");
        }
        for unmet in [
            "2025-11-19, kind: call, about: concern, with: parent, note: of before",
            "2025-12-01, kind: call, about: concern, with: parent",
            "2025-12-01, kind: letter, about: concern, with: parent, note: not a talk",
            "2025-12-01, kind: meeting, about: concern, with: agency, note: not with the family",
        ] {
            assert_eq!(with(unmet).as_deref(), Some("2025-12-04"), "{unmet}");
        }
    }

    #[test]
    fn a_talk_and_a_plan_of_a_or_a_step_back_meet_it_and_either_alone_does_not() {
        let call = ", {date: 2025-12-01, kind: call, about: concern, with: parent}";
        let plan = ", {stage: A, plan: {date: 2025-12-03, kind: adaptations}}";
        assert_eq!(owed(&refused(plan, call)), None);
        assert!(owed(&refused(plan, "")).is_some());
        assert!(owed(&refused(&plan.replace("2025-12-03", "2025-11-19"), call)).is_some());
        let review = ", {stage: A, review: {date: 2025-12-02, present: [senco, parent], because: we go on in class}}";
        assert_eq!(owed(&refused(review, "")), None);
        assert!(owed(&refused(&review.replace(", parent", ""), "")).is_some());
        assert!(owed(&refused(&review.replace(", because: we go on in class", ""), "")).is_some());
        let at_b = |back: &str| {
            refused("", call).replace("stage: A}]\n", &format!("stage: A}}, {{date: 2025-11-24, stage: B}}{back}]\n"))
        };
        assert!(owed(&at_b("")).is_some());
        assert_eq!(owed(&at_b(", {date: 2025-12-05, stage: A}")), None);
    }

    #[test]
    fn at_c_closed_or_after_leaving_it_lapses() {
        for (text, is_owed) in [
            (refused("", ""), true),
            (refused("", "").replace("stage: A}]\n", "stage: A}, {date: 2025-12-08, stage: B}]\n"), true),
            (refused("", "").replace("stage: A}]\n", "stage: A}, {date: 2025-12-08, stage: C}]\n"), false),
            (refused("", "").replace("stage: A}]\n", "stage: A}, {date: 2025-12-08, stage: closed}]\n"), false),
            (format!("{}on_roll: [{{from: 2022-09-05, to: 2025-12-08}}]\n", refused("", "")), false),
            (format!("contacts: [{REFUSED}]\n"), true),
        ] {
            assert_eq!(owed(&text).is_some(), is_owed, "{text}");
        }
    }

    #[test]
    fn at_d_a_refusal_to_share_ends_the_application_and_begins_this() {
        let at_d = |more: &str| {
            let refused = "{date: 2025-12-10, kind: consent, about: information-sharing, answer: refused}";
            format!("stages: [{{date: 2025-12-01, stage: D}}]\ncontacts: [{refused}]\n{more}")
        };
        let ids =
            |text: &str| -> Vec<&str> { duties_unmet(text, day("2026-01-15")).into_iter().map(|(id, _)| id).collect() };
        assert_eq!(owed(&at_d("")).as_deref(), Some("2025-12-24"));
        assert!(!ids(&at_d("")).contains(&"application-sent"));
        assert!(ids("stages: [{date: 2025-12-01, stage: D}]\n").contains(&"application-sent"));
        for asked_no_more in [
            "applications: [{for: EHCP, sent: 2025-12-05}]\n",
            "ehc_plan: [{final: 2025-12-01}]\n",
            "sspp: [{from: 2025-12-01}]\n",
        ] {
            assert_eq!(owed(&at_d(asked_no_more)), None, "{asked_no_more}");
        }
        // At A, sharing is not what the refusal is about.
        assert_eq!(owed(&at_d("").replace("stage: D", "stage: A")), None);
    }

    #[test]
    fn while_it_is_owed_nobody_is_asked_to_carry_out_the_decision_or_to_answer_the_referral() {
        let referral = "referrals: [{date: 2025-11-12, to: inclusion-team}]\n";
        let unmet = duties_unmet(&format!("{}{referral}", refused("", "")), day("2026-01-15"));
        let ids: Vec<&str> = unmet.into_iter().map(|(id, _)| id).collect();
        for silent in ["decision-acted-on", "consent-asked", "referral-answered", "current-plan"] {
            assert!(!ids.contains(&silent), "{silent}: {ids:?}");
        }
        assert!(ids.contains(&"refusal-followed"));
    }

    #[test]
    fn a_refusal_that_the_pupil_was_found_with_is_not_asked_about() {
        let found = |day: &str| owed(&format!("as_found: {{date: {day}}}\n{}", refused("", "")));
        assert_eq!(found("2025-11-20"), None);
        assert_eq!(found("2025-11-19").as_deref(), Some("2025-12-04"));
    }
}
