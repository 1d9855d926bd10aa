//! A decision to escalate from stage A, and how it waits for the family's consent to the inclusion referral (DESIGN 7.2).

use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::{Decision, Stage, Topic};
use crate::policy::MoveName;
use crate::rules::Question;
use crate::rules::requirements::parental_consent;

/// The last decision of the reviews of the present stay, and its day. A review that repeats the decision does not give more
/// time.
pub(in crate::rules) fn standing_decision(record: &AsAt) -> Option<(Day, Decision)> {
    let reviews = record.cycles_of_stay().filter_map(|(_, cycle)| cycle.review.as_ref());
    let mut decided: Vec<(Day, Decision)> =
        reviews.filter_map(|review| Some((review.date, review.decision?))).collect();
    decided.sort_by_key(|(date, _)| *date);
    let (_, last) = *decided.last()?;
    decided.into_iter().rev().take_while(|(_, decision)| *decision == last).last()
}

/// The day since which a decision to escalate has waited at stage A, if the policy asks for the family's consent to the move to B.
pub(in crate::rules) fn escalates_from_a(record: &AsAt, question: &Question<'_>) -> Option<Day> {
    let is_at_a = record.last_stage() == Some(Stage::A) && asks_for_consent(question);
    let decided = standing_decision(record).filter(|_| is_at_a)?;
    (decided.1 == Decision::Escalate).then_some(decided.0)
}

/// Whether the policy asks for the family's consent before the move to B.
fn asks_for_consent(question: &Question<'_>) -> bool {
    let policy = question.policies.in_force_on(question.as_at);
    let asked = policy.moves.get(&MoveName::B).into_iter().flat_map(|to_b| &to_b.requires);
    asked.into_iter().any(|id| id.as_str() == parental_consent::RULE.id)
}

/// The number of tries without a reply after which the family has had its say (DESIGN 7.2, `consent-asked`).
const TRIES: usize = 2;

/// How a decision to escalate from A waits for the family's consent to the inclusion referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Waits {
    /// Nobody has answered, and the family has not been asked often enough. The last try, if there was one.
    ForAnswer(Option<Day>),
    /// It does not wait: a consent is in force, or two tries had no reply, since this day.
    NotSince(Day),
    /// Everybody who answered refused or withdrew.
    Refused,
}

/// Whether the pupil's move to B waits for the family.
pub(in crate::rules) fn waits_for_family(record: &AsAt) -> Waits {
    let consents = record.consents_of_run(Topic::InclusionReferral);
    let tries = consents.tries();
    match (consents.settled_on(), tries.get(TRIES - 1)) {
        (Some(_), _) if consents.are_refused() => Waits::Refused,
        (Some(day), _) | (None, Some(&day)) => Waits::NotSince(day),
        (None, None) => Waits::ForAnswer(tries.last().copied()),
    }
}
