//! `termly-review`: every pupil on the register has a review each term, with the parents there or invited.

use super::note_on;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Review;
use crate::model::day::Day;
use crate::model::vocabulary::{ContactKind, ReviewKind, Topic};
use crate::rules::{Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// If a spell begins with fewer school weeks than this left of the term, the first review is due in the next term.
const WEEKS_FOR_A_FIRST_REVIEW: u32 = 6;

pub(crate) const RULE: Rule = Rule {
    id: "termly-review",
    severity: Severity::Error,
    clause: "6.1 Stage C, 6.2 Review",
    law: "SEND Code of Practice 6.64 to 6.65",
    summary: "a pupil on the register is reviewed each term, with the parents there or invited",
    why: "The policy promises a review meeting every term. The Code asks for at least three meetings a year with parents.",
    remedy: "hold the review with the parents and record it; if they could not come, record that they were invited",
    bad: "
census: K
register: [{from: 2025-04-28}]
contacts: [{date: 2025-04-28, kind: notice, about: register}, {date: 2025-07-10, kind: report, about: annual-report}]
cycles: [{stage: C, review: {date: 2025-07-10, present: [senco, parent]}}, {stage: C, review: {date: 2025-12-10, present: [senco]}}]
",
    good: "
census: K
register: [{from: 2025-04-28}]
contacts: [{date: 2025-04-28, kind: notice, about: register}, {date: 2025-07-10, kind: report, about: annual-report}, {date: 2025-12-01, kind: invitation, about: review, with: parent}]
cycles: [{stage: C, review: {date: 2025-07-10, present: [senco, parent]}}, {stage: C, review: {date: 2025-12-10, present: [senco]}}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, spell)) = record.register_spell() else { return };
    let joined = record.spell_on_roll().map_or(spell.first_day(), |on_roll| on_roll.first_day());
    let began = spell.first_day().max(joined);
    let last = last_review(record, began);
    let counted = match last {
        Some(review) => question.school.calendar.end_of_next_term(review),
        None => question.school.calendar.end_of_term_with(began, WEEKS_FOR_A_FIRST_REVIEW),
    };
    clocks.run_with_note(
        counted.day,
        Owner::Senco,
        match last {
            Some(review) => format!("last met {}", words::date(review)),
            None => format!("not met since {}", words::date(began)),
        },
        note_on(counted),
    );
}

/// The last review since a day that the parents attended, or were invited to. The annual review of an EHC plan counts: by
/// law, the parents are invited to it (SEND Regulations 2014 reg. 20).
fn last_review(record: &AsAt, since: Day) -> Option<Day> {
    let with_family =
        record.reviews().map(|(_, review)| review).filter(|review| review.has_family() || was_invited(record, review));
    let annual =
        record.ehc_plan.iter().flat_map(|plan| &plan.reviews).filter(|review| review.kind != ReviewKind::Interim);
    let held = annual.filter_map(|review| review.meeting);
    with_family.map(|review| review.date).chain(held).filter(|day| *day >= since).max()
}

/// Whether an invitation to a review was sent on or before its day, and after the review before.
fn was_invited(record: &AsAt, review: &Review) -> bool {
    let before = record.reviews().map(|(_, other)| other.date).filter(|date| *date < review.date).max();
    record.contacts.iter().any(|contact| {
        contact.kind == ContactKind::Invitation
            && contact.about == Topic::Review
            && contact.is_with_family()
            && contact.date <= review.date
            && before.is_none_or(|before| contact.date > before)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn record(from: &str, more: &str) -> String {
        format!("register: [{{from: {from}}}]\ncontacts: [{{date: {from}, kind: notice, about: register}}]\n{more}")
    }

    #[test]
    fn the_first_review_is_due_in_the_term_if_six_weeks_are_left_otherwise_in_the_next() {
        assert_eq!(due("termly-review", &record("2025-11-07", ""), "2025-12-01").as_deref(), Some("2025-12-19"));
        assert_eq!(due("termly-review", &record("2025-11-10", ""), "2025-12-01").as_deref(), Some("2026-03-27"));
    }

    #[test]
    fn after_a_review_the_next_is_due_by_the_end_of_the_next_term() {
        let reviewed = record("2025-09-08", "cycles: [{stage: C, review: {date: 2025-11-05, present: [parent]}}]\n");
        assert_eq!(due("termly-review", &reviewed, "2025-11-04").as_deref(), Some("2025-12-19"));
        assert_eq!(due("termly-review", &reviewed, "2025-11-05").as_deref(), Some("2026-03-27"));
        let in_summer = record("2025-09-08", "cycles: [{stage: C, review: {date: 2026-07-20, present: [carer]}}]\n");
        assert_eq!(due("termly-review", &in_summer, "2026-08-10").as_deref(), Some("2026-12-18"));
    }

    #[test]
    fn a_review_before_the_spell_or_the_return_does_not_count() {
        let before = record("2025-11-07", "cycles: [{stage: B, review: {date: 2025-11-05, present: [parent]}}]\n");
        assert_eq!(due("termly-review", &before, "2026-01-15").as_deref(), Some("2025-12-19"));
        // Placed on the register, and reviewed, elsewhere.
        let back = record(
            "2025-12-01",
            "on_roll: [{from: 2022-09-05, to: 2025-10-03}, {from: 2026-01-05}]\ncycles: [{stage: C, review: {date: 2025-12-10, present: [parent]}}]\n",
        );
        assert_eq!(due("termly-review", &back, "2026-01-15").as_deref(), Some("2026-03-27"));
    }

    #[test]
    fn a_pupil_off_the_register_owes_none() {
        let ended = "register: [{from: 2025-09-08, to: 2025-12-12}]\n";
        assert_eq!(due("termly-review", ended, "2026-01-15"), None);
    }
}
