//! `termly-review`: every pupil on the register has a review each term, with the parents there or invited. So has a pupil with
//! an EHC plan or an award whose record has no period on the register.

use super::note_on;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Review;
use crate::model::day::Day;
use crate::model::vocabulary::{ContactKind, ReviewKind, Topic};
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::school::calendar::CountedDay;
use crate::words;

/// If a spell begins with fewer school weeks than this left of the term, the first review is due in the next term.
const WEEKS_FOR_A_FIRST_REVIEW: u32 = 6;

pub(crate) const RULE: Rule = Rule {
    id: "termly-review",
    severity: Severity::Error,
    clause: "6.1 Stage C, 6.2 Review",
    law: "SEND Code of Practice 6.64 to 6.65",
    summary: "a pupil on the register, or with an EHC plan or an award, is reviewed each term, with the parents there or invited",
    why: "The policy promises a review meeting every term. The Code asks for at least three meetings a year with parents.",
    remedy: "hold the review with the parents and record it; if they could not come, record that they were invited",
    bad: "
census: K
register: [{from: 2025-04-28}]
contacts: [{date: 2025-04-28, kind: notice, about: register}, {date: 2025-07-10, kind: report, about: annual-report}]
cycles: [{stage: C, review: {date: 2025-07-10, present: [senco, parent]}}, {stage: C, review: {date: 2025-12-10, present: [senco]}}, {stage: C, plan: {date: 2025-12-15, kind: learning-plan, review_by: 2026-03-27}}]
",
    good: "
census: K
register: [{from: 2025-04-28}]
contacts: [{date: 2025-04-28, kind: notice, about: register}, {date: 2025-07-10, kind: report, about: annual-report}, {date: 2025-12-01, kind: invitation, about: review, with: parent}]
cycles: [{stage: C, review: {date: 2025-07-10, present: [senco, parent]}}, {stage: C, review: {date: 2025-12-10, present: [senco]}}, {stage: C, plan: {date: 2025-12-15, kind: learning-plan, review_by: 2026-03-27}}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::SaidByDuty, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some(supported) = supported_since(record) else { return };
    let joined = record.spell_on_roll().map_or(supported, |on_roll| on_roll.first_day());
    let began = supported.max(joined);
    let calendar = &question.school.calendar;
    let first_review = |from: Day| calendar.end_of_term_with(from, WEEKS_FOR_A_FIRST_REVIEW);
    let found = record.found_on().filter(|found| began <= *found);
    // A pupil may be found with a review of before, although it is not known since when there was support.
    let last = reviews_with_family(record).filter(|day| found.is_some() || *day >= began).max();
    let counted = match (last, found) {
        (Some(review), Some(found)) if review <= found => later(first_review(found), calendar.end_of_next_term(review)),
        (Some(review), _) => calendar.end_of_next_term(review),
        (None, found) => first_review(found.unwrap_or(began)),
    };
    let because = match last {
        Some(review) => format!("last met {}", words::date(review)),
        None => format!("not met since {}", words::date(began)),
    };
    // Support that is recorded later, from another day, moves the clock of a pupil who has not met yet.
    let start = last.map_or_else(|| ClockStart::on("on_roll", joined), |review| ClockStart::on("review", review));
    clocks.run_with_note(counted.day, Owner::Senco, start, because, note_on(counted));
}

/// The day since which the pupil has had support: on the register or, if the record has no period on it, by a plan or an award.
fn supported_since(record: &AsAt) -> Option<Day> {
    let spell = record.register_spell().map(|(_, spell)| spell.first_day());
    spell.or_else(|| {
        let plan = record.plan_in_force().map(|(_, plan)| plan.first_day());
        plan.into_iter().chain(record.award().map(|(_, award)| award.first_day())).min()
    })
}

/// The later of two days; each says whether the terms reached it.
fn later(one: CountedDay, other: CountedDay) -> CountedDay {
    if one.day < other.day { other } else { one }
}

/// The days of the reviews that the parents attended, or were invited to. The annual review of an EHC plan counts: by law, the
/// parents are invited to it (SEND Regulations 2014 reg. 20).
fn reviews_with_family(record: &AsAt) -> impl Iterator<Item = Day> {
    let with_family =
        record.reviews().map(|(_, review)| review).filter(|review| review.has_family() || was_invited(record, review));
    let annual =
        record.ehc_plan.iter().flat_map(|plan| &plan.reviews).filter(|review| review.kind != ReviewKind::Interim);
    with_family.map(|review| review.date).chain(annual.filter_map(|review| review.meeting))
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
    fn a_plan_or_an_award_without_a_spell_asks_for_it_from_the_earlier_of_the_two() {
        let plan = "ehc_plan: [{final: 2025-11-24}]\n";
        assert_eq!(due("termly-review", plan, "2026-01-15").as_deref(), Some("2026-03-27"));
        let funded = format!("{plan}sspp: [{{from: 2025-09-08, to: 2026-01-20}}]\n");
        assert_eq!(due("termly-review", &funded, "2026-01-20").as_deref(), Some("2025-12-19"));
        assert_eq!(due("termly-review", &funded, "2026-01-21").as_deref(), Some("2026-03-27"));
        assert_eq!(due("termly-review", "ehc_plan: [{final: 2025-09-08, ceased: 2026-01-15}]\n", "2026-01-15"), None);
    }

    #[test]
    fn a_pupil_found_with_support_is_first_reviewed_in_the_term_of_that_day() {
        let found = |day: &str, more: &str| {
            let record = format!("as_found: {{date: {day}}}\nregister: [{{from: 2023-09-11}}]\n{more}");
            due("termly-review", &record, "2026-04-20")
        };
        assert_eq!(found("2025-11-07", "").as_deref(), Some("2025-12-19"));
        assert_eq!(found("2025-11-10", "").as_deref(), Some("2026-03-27"));
        // A review of before counts, if it puts the next one later.
        let reviewed = |day: &str| format!("cycles: [{{stage: C, review: {{date: {day}, present: [parent]}}}}]\n");
        assert_eq!(found("2025-11-07", &reviewed("2025-07-08")).as_deref(), Some("2025-12-19"));
        assert_eq!(found("2025-11-07", &reviewed("2025-11-05")).as_deref(), Some("2026-03-27"));
        assert_eq!(found("2025-11-07", &reviewed("2026-01-20")).as_deref(), Some("2026-07-20"));
        // A pupil who went on the register afterwards owes it from that day, whatever was before.
        let later =
            "as_found: {date: 2025-09-10}\nregister: [{from: 2025-11-24}]\n".to_owned() + &reviewed("2025-09-09");
        assert_eq!(due("termly-review", &later, "2026-01-15").as_deref(), Some("2026-03-27"));
    }

    #[test]
    fn a_review_of_before_counts_although_only_a_day_in_force_is_known() {
        let record =
            "as_found: {date: 2025-11-07}\nregister: [{in_force_on: 2025-11-07}]\non_roll: [{in_force_on: 2025-11-07}]
cycles: [{stage: C, review: {date: 2025-11-05, present: [parent]}}]\n";
        assert_eq!(due("termly-review", record, "2026-01-15").as_deref(), Some("2026-03-27"));
    }

    #[test]
    fn a_pupil_off_the_register_owes_none() {
        let ended = "register: [{from: 2025-09-08, to: 2025-12-12}]\n";
        assert_eq!(due("termly-review", ended, "2026-01-15"), None);
    }
}
