//! `parents-told`: the school has sent the parents a notice since the last review, before support ends.

use super::{Answer, Ask, last_review_while_open};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ContactKind, Stage, Topic};
use crate::policy::MoveName;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "parents-told",
    severity: Severity::Error,
    clause: "15",
    law: "",
    summary: "the school has told the parents since the last review, by a notice about the register, provision or leaving",
    why: "If a family learns that support has ended because a session did not happen, they will not trust the next letter.",
    remedy: "tell the parents, and record it: `send contact PUPIL notice --about register`, or about `provision` or `leaving`",
    bad: "
# Before it is closed:
# No line `contacts`.
",
    good: "
# Before it is closed:
contacts: [{date: 2026-01-13, kind: notice, about: provision, with: parent}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, ask: &Ask<'_>) -> Answer {
    let review = last_review_while_open(record).map(|review| review.date);
    // Stage A may be closed without a review. At other stages a notice sent before the review was about something else: most
    // often that the pupil was going on the register.
    let from_a = ask.to == MoveName::Closed && record.last_stage() == Some(Stage::A);
    let since = review.or_else(|| record.evidence_since().filter(|_| from_a));
    if since.is_none() && !from_a {
        return Answer::missing("the pupil has had no review at the current stage to tell the parents about");
    }
    let told = record
        .contacts
        .iter()
        .filter(|contact| contact.kind == ContactKind::Notice && contact.is_with_family())
        .filter(|contact| matches!(contact.about, Topic::Register | Topic::Provision | Topic::Leaving))
        .map(|contact| contact.date)
        .filter(|date| since.is_none_or(|since| *date >= since))
        .max();
    Answer::on(told, "the parents were told", || {
        let since = since.map_or_else(String::new, |since| format!(" since {}", words::date(since)));
        format!("no notice to the parents about the register, provision or leaving{since}")
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn a_notice_counts_from_the_last_review_to_the_day_of_the_move() {
        for (date, met) in [("2026-01-11", false), ("2026-01-12", true), ("2026-01-15", true), ("2026-01-16", false)] {
            let record = format!(
                "stages: [{{date: 2025-09-09, stage: A}}, {{date: 2025-11-05, stage: B}}]
cycles: [{{stage: B, review: {{date: 2026-01-12, decision: discontinue}}}}]
contacts: [{{date: {date}, kind: notice, about: leaving}}]\n"
            );
            assert_eq!(asked("parents-told", "closed", &record, "2026-01-15").met, met, "{date}");
        }
    }

    #[test]
    fn without_a_review_a_notice_counts_since_the_run_began() {
        for (date, met) in [("2025-09-08", false), ("2025-09-09", true)] {
            let record = format!(
                "stages: [{{date: 2025-09-09, stage: A}}]\ncontacts: [{{date: {date}, kind: notice, about: provision}}]\n"
            );
            assert_eq!(asked("parents-told", "closed", &record, "2026-01-15").met, met, "{date}");
        }
    }

    #[test]
    fn a_notice_about_joining_the_register_is_not_a_notice_about_leaving_it() {
        let record = "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}]
register: [{from: 2025-11-05}]
contacts: [{date: 2025-11-05, kind: notice, about: register}]\n";
        for to in ["closed", "remove"] {
            assert!(!asked("parents-told", to, record, "2026-01-15").met, "{to}");
        }
    }
}
