//! The advisory reviews of the EHC plan of a child under five (DOMAIN 5.3). They are guidance for the authority, not law, so
//! they are not a rule: the dates are shown with the record.

use crate::model::at_a_day::AsAt;
use crate::model::day::Day;

/// Age in months below which guidance asks for more than the annual review.
const FIVE_YEARS: u32 = 60;

/// The two days between which guidance would have the next review of a young child's plan considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EarlyReview {
    /// The day it counts from: the last review meeting or, without one, the final plan or the day on which it was in force.
    pub(crate) since: Day,
    /// Three months later.
    pub(crate) from: Day,
    /// Six months later.
    pub(crate) to: Day,
}

/// The dates to consider the next review of a child under five with a plan in force on the day.
pub(crate) fn early_review(record: &AsAt) -> Option<EarlyReview> {
    let (_, plan) = record.plan_in_force()?;
    let fifth_birthday = record.date_of_birth.plus_months(FIVE_YEARS);
    // Any meeting counts, including an interim one: the point is that someone looks.
    let held = plan.reviews.iter().filter_map(|review| review.meeting).max();
    let since = held.max(plan.final_on).unwrap_or_else(|| plan.first_day());
    (record.day() < fifth_birthday).then(|| EarlyReview { since, from: since.plus_months(3), to: since.plus_months(6) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    #[test]
    fn the_review_is_three_to_six_months_after_the_last_meeting_up_to_the_fifth_birthday() {
        let text = "date_of_birth: 2021-02-16\nehc_plan: [{final: 2025-05-22, reviews: [{kind: interim, meeting: 2025-11-30}]}]\n";
        let on = |on: &str| early_review(&record(text).as_at(day(on)));
        let between =
            |since: &str, from: &str, to: &str| Some(EarlyReview { since: day(since), from: day(from), to: day(to) });
        assert_eq!(on("2025-05-21"), None);
        assert_eq!(on("2025-11-29"), between("2025-05-22", "2025-08-22", "2025-11-22"));
        // February has no 30th, so its last day is used.
        assert_eq!(on("2026-02-15"), between("2025-11-30", "2026-02-28", "2026-05-30"));
        assert_eq!(on("2026-02-16"), None);
    }
}
