//! The family's last day to appeal against a decision of the local authority (DOMAIN 5.2). Appealing is the family's right
//! and no one's duty, so it is not a rule: it is shown with the record, ready for the day a parent asks.

use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::{ApplicationFor, ApplicationStep, ReviewOutcome};

/// Months from the decision.
const MONTHS_FROM_THE_DECISION: u32 = 2;

/// Months from a mediation certificate, if that ends later.
const MONTHS_FROM_THE_CERTIFICATE: u32 = 1;

/// A decision that the family can still appeal against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Appealable {
    /// The decision, worded to follow "against".
    pub(crate) what: &'static str,
    /// The day of the decision.
    pub(crate) decided: Day,
    /// The last day an appeal can reach the Tribunal.
    pub(crate) last_day: Day,
}

/// The decisions against which the family can still appeal on the day, oldest first.
pub(crate) fn open_appeals(record: &AsAt) -> Vec<Appealable> {
    let mut decisions = appealable_decisions(record);
    decisions.sort();
    let certificates = days_of_step(record, ApplicationStep::MediationCertificate);
    let appeals = days_of_step(record, ApplicationStep::Appeal);
    let mut open = Vec::new();
    for (index, (decided, what)) in decisions.iter().enumerate() {
        // A certificate or an appeal is about the last decision before it.
        let next = decisions.iter().skip(index + 1).map(|(next, _)| *next).find(|next| next > decided);
        let is_about = |day: &&Day| **day >= *decided && next.is_none_or(|next| **day < next);
        let last_day = last_day(*decided, certificates.iter().filter(is_about).max().copied());
        if last_day >= record.day() && !appeals.iter().any(|appeal| is_about(&appeal)) {
            open.push(Appealable { what, decided: *decided, last_day });
        }
    }
    open
}

/// The last day for an appeal against a decision, with the mediation certificate if there is one.
fn last_day(decided: Day, certificate: Option<Day>) -> Day {
    let from_decision = decided.plus_months(MONTHS_FROM_THE_DECISION);
    let from_certificate = certificate.map(|issued| issued.plus_months(MONTHS_FROM_THE_CERTIFICATE));
    tribunal_sits(from_certificate.map_or(from_decision, |later| later.max(from_decision)))
}

/// The day itself, unless it falls in August, or from 25 December to 1 January: then the first working day of September or
/// of January.
fn tribunal_sits(day: Day) -> Day {
    let year = day.year();
    match (day.month(), day.of_month()) {
        (8, _) => Day::new(year, 9, 1).map_or(day, first_weekday),
        (12, 25..) => Day::new(year + 1, 1, 2).map_or(day, first_working_day_of_january),
        (1, 1) => Day::new(year, 1, 2).map_or(day, first_working_day_of_january),
        _ => day,
    }
}

fn first_weekday(day: Day) -> Day {
    if day.is_weekend() { day.monday().plus_days(7) } else { day }
}

/// The first working day from 2 January. If 1 January falls on a weekend, the Monday after it is the bank holiday.
fn first_working_day_of_january(second: Day) -> Day {
    let first = first_weekday(second);
    let bank_holiday = first == first.monday() && second.minus_days(1).is_weekend();
    if bank_holiday { first.plus_days(1) } else { first }
}

/// The day of each decision that can be appealed against, and what was decided.
fn appealable_decisions(record: &AsAt) -> Vec<(Day, &'static str)> {
    let applications = record.applications.iter().filter(|one| one.applied_for == ApplicationFor::Ehcp);
    let refusals = applications.flat_map(|one| &one.steps).filter_map(|step| match step.step {
        ApplicationStep::RefusedToAssess => Some((step.date, "the refusal to assess")),
        ApplicationStep::Refused => Some((step.date, "the refusal of a plan")),
        ApplicationStep::AgreedToAssess
        | ApplicationStep::AdviceRequested
        | ApplicationStep::AdviceSent
        | ApplicationStep::AgreedToIssue
        | ApplicationStep::Draft
        | ApplicationStep::Consulted
        | ApplicationStep::ConsultationAnswered
        | ApplicationStep::Final
        | ApplicationStep::Granted
        | ApplicationStep::Withdrawn
        | ApplicationStep::MediationCertificate
        | ApplicationStep::Appeal
        | ApplicationStep::AppealOutcome => None,
    });
    let plans = record.ehc_plan.iter().filter_map(|plan| Some((plan.final_on?, "the final plan")));
    let reviews = record.ehc_plan.iter().flat_map(|plan| &plan.reviews);
    let reviewed = reviews.filter_map(|review| match review.outcome? {
        ReviewOutcome::Maintain => Some((review.decision?, "the decision not to amend the plan")),
        ReviewOutcome::Cease => Some((review.decision?, "the decision to end the plan")),
        ReviewOutcome::Amend => Some((review.amended?, "the amended plan")),
    });
    refusals.chain(plans).chain(reviewed).collect()
}

fn days_of_step(record: &AsAt, wanted: ApplicationStep) -> Vec<Day> {
    let all = record.applications.iter().flat_map(|application| &application.steps);
    all.filter(|step| step.step == wanted).map(|step| step.date).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    fn last_days(text: &str, on: &str) -> Vec<String> {
        open_appeals(&record(text).as_at(day(on))).iter().map(|open| open.last_day.to_string()).collect()
    }

    fn application(steps: &str) -> String {
        format!("applications: [{{for: EHCP, received: 2025-06-02, steps: [{steps}]}}]\n")
    }

    #[test]
    fn the_time_is_two_months_from_the_decision_or_one_from_the_certificate_whichever_is_later() {
        let ends = |decided: &str, certificate: Option<&str>| last_day(day(decided), certificate.map(day)).to_string();
        assert_eq!(ends("2025-12-04", None), "2026-02-04");
        assert_eq!(ends("2025-12-31", None), "2026-02-28");
        assert_eq!(ends("2025-12-04", Some("2026-01-03")), "2026-02-04");
        assert_eq!(ends("2025-12-04", Some("2026-01-05")), "2026-02-05");
    }

    #[test]
    fn august_and_the_days_after_christmas_move_to_a_working_day() {
        let moved = |from: &str| tribunal_sits(day(from)).to_string();
        assert_eq!(moved("2026-07-31"), "2026-07-31");
        assert_eq!(moved("2026-08-01"), "2026-09-01");
        assert_eq!(moved("2026-08-31"), "2026-09-01");
        // 1 September 2029 is a Saturday.
        assert_eq!(moved("2029-08-15"), "2029-09-03");
        assert_eq!(moved("2026-12-24"), "2026-12-24");
        assert_eq!(moved("2025-12-25"), "2026-01-02");
        assert_eq!(moved("2026-01-01"), "2026-01-02");
        // 2 January 2027 is a Saturday. 1 January 2028 is a Saturday, so Monday the 3rd is the bank holiday. 2034 begins on a
        // Sunday.
        assert_eq!(moved("2026-12-30"), "2027-01-04");
        assert_eq!(moved("2027-12-25"), "2028-01-04");
        assert_eq!(moved("2034-01-01"), "2034-01-03");
        assert_eq!(moved("2026-01-02"), "2026-01-02");
    }

    #[test]
    fn the_last_day_is_shown_up_to_and_including_that_day() {
        let refused = application("{date: 2025-07-14, step: refused-to-assess}");
        assert_eq!(last_days(&refused, "2025-07-13"), [""; 0]);
        assert_eq!(last_days(&refused, "2025-09-14"), ["2025-09-14"]);
        assert_eq!(last_days(&refused, "2025-09-15"), [""; 0]);
    }

    #[test]
    fn an_appeal_ends_the_time_only_for_its_own_decision() {
        let first = "{date: 2025-07-14, step: refused-to-assess}, {date: 2025-09-01, step: appeal}";
        assert_eq!(last_days(&application(first), "2025-09-01"), [""; 0]);
        let again =
            format!("{first}, {{date: 2025-10-01, step: agreed-to-assess}}, {{date: 2026-01-08, step: refused}}");
        assert_eq!(last_days(&application(&again), "2026-01-15"), ["2026-03-08"]);
        let certificate = format!("{again}, {{date: 2026-03-02, step: mediation-certificate}}");
        assert_eq!(last_days(&application(&certificate), "2026-03-10"), ["2026-04-02"]);
    }

    #[test]
    fn a_certificate_on_the_day_of_another_decision_is_about_that_one() {
        let steps = "{date: 2025-12-04, step: refused-to-assess}, {date: 2026-01-20, step: refused}, {date: 2026-01-20, step: mediation-certificate}";
        assert_eq!(last_days(&application(steps), "2026-02-04"), ["2026-02-04", "2026-03-20"]);
        assert_eq!(last_days(&application(steps), "2026-02-05"), ["2026-03-20"]);
    }

    #[test]
    fn two_decisions_of_one_day_are_both_shown() {
        let one = "{for: EHCP, steps: [{date: 2025-12-04, step: refused-to-assess}, {date: 2026-01-20, step: mediation-certificate}]}";
        let two = format!("applications: [{one}, {{for: EHCP, steps: [{{date: 2025-12-04, step: refused}}]}}]\n");
        assert_eq!(last_days(&two, "2026-02-10"), ["2026-02-20", "2026-02-20"]);
    }

    #[test]
    fn plans_and_reviews_are_decisions_too() {
        let plan = |review: &str| format!("ehc_plan: [{{final: 2025-03-03, reviews: [{{kind: annual, {review}}}]}}]\n");
        assert_eq!(last_days("ehc_plan: [{final: 2025-12-15}]\n", "2026-01-15"), ["2026-02-15"]);
        let kept = plan("meeting: 2025-11-12, decision: 2025-12-10, outcome: maintain");
        assert_eq!(last_days(&kept, "2026-01-15"), ["2026-02-10"]);
        let to_amend = "meeting: 2025-11-12, decision: 2025-12-01, outcome: amend";
        assert_eq!(last_days(&plan(to_amend), "2026-01-15"), [""; 0]);
        assert_eq!(last_days(&plan(&format!("{to_amend}, amended: 2026-01-12")), "2026-01-15"), ["2026-03-12"]);
        let sspp = application("{date: 2026-01-08, step: refused}").replace("EHCP", "SSPP");
        assert_eq!(last_days(&sspp, "2026-01-15"), [""; 0]);
    }
}
