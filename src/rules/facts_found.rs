//! What a duty asks about the facts of before: those that a pupil was found with (DESIGN 7.2, "As found, by duty") and, for a pupil
//! who left and came back, those from before the return, which count as found on the day before it ("spells and the roll").
//!
//! Each duty names its answer in its [`RULE`](super::Rule), so that a new duty must have one. A duty whose facts of before are not
//! asked about says of each clock from which fact it runs ([`Clock::since`]).

use super::duties::{last_day_for_found, note_on_days};
use super::{Clock, Question};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;

/// What a duty asks about a fact of before: dated on or before the day the records began (`as_found.date`), or before the pupil
/// came back after a gap in the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactsFound {
    /// It is not asked about: whether it was done rightly is not judged.
    NotAsked,
    /// It is still open, so it is asked about again, `within.as_found` days after the day found or the day of the return. The day
    /// before the return is no day of this school's, so the days are not counted from it.
    AskedAgain,
    /// It is asked about if the last day for it comes after the day found, or no earlier than the return.
    AskedIfDueLater,
    /// As [`Self::NotAsked`], and asked about after a return: the yearly review of an EHC plan goes on over a gap in the roll.
    NotAskedOfPlan,
    /// As [`Self::AskedIfDueLater`], and asked about after a return, for the same reason.
    AskedOfPlanIfDueLater,
    /// It is asked about as always: the clock goes on, whenever it began.
    AskedAlways,
    /// The duty itself has its own start for a pupil who was found with support.
    SaidByDuty,
}

impl FactsFound {
    /// Returns the clock of a duty as it is asked of this pupil; `None` if it is not asked.
    pub(super) fn asked(self, clock: Clock, record: &AsAt, question: &Question<'_>) -> Option<Clock> {
        let Some(before) = self.before_until(record) else { return Some(clock) };
        match self {
            Self::AskedAlways | Self::SaidByDuty => Some(clock),
            Self::AskedIfDueLater | Self::AskedOfPlanIfDueLater => (clock.due > before).then_some(clock),
            Self::NotAsked | Self::NotAskedOfPlan => (!began_by(&clock, before)).then_some(clock),
            Self::AskedAgain if began_by(&clock, before) => {
                let from = record.asked_since().unwrap_or(before);
                let again = last_day_for_found(from, question);
                Some(Clock { due: again.day, note: note_on_days(again), ..clock })
            }
            Self::AskedAgain => Some(clock),
        }
    }

    /// The last day of before, as this duty looks at it.
    fn before_until(self, record: &AsAt) -> Option<Day> {
        match self {
            Self::NotAskedOfPlan | Self::AskedOfPlanIfDueLater => record.found_on(),
            Self::NotAsked | Self::AskedAgain | Self::AskedIfDueLater | Self::AskedAlways | Self::SaidByDuty => {
                record.before_until()
            }
        }
    }
}

/// Whether the fact that started a clock is of before.
fn began_by(clock: &Clock, before: Day) -> bool {
    debug_assert!(
        clock.since.is_some(),
        "a duty that does not ask about facts of before must say since when its clock runs"
    );
    clock.since.is_some_and(|since| since <= before)
}
