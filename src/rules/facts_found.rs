//! What a duty asks about the facts that a pupil was found with (DESIGN 7.2, "As found, by duty").
//!
//! Each duty names its answer in its [`RULE`](super::Rule), so that a new duty must have one. A duty whose facts of before are not
//! asked about says of each clock from which fact it runs ([`Clock::since`]).

use super::duties::{last_day_for_found, note_on_days};
use super::{Clock, Question};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;

/// What a duty asks about a fact dated on or before the day the records began (`as_found.date`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactsFound {
    /// It is not asked about: whether it was done rightly is not judged.
    NotAsked,
    /// It is still open, so it is asked about again, `within.as_found` days after the day found.
    AskedAgain,
    /// It is asked about if the last day for it comes after the day found.
    AskedIfDueLater,
    /// It is asked about as always: the clock goes on, whenever it began.
    AskedAlways,
    /// The duty itself has its own start for a pupil who was found with support.
    SaidByDuty,
}

impl FactsFound {
    /// Returns the clock of a duty as it is asked of this pupil; `None` if it is not asked.
    pub(super) fn asked(self, clock: Clock, record: &AsAt, question: &Question<'_>) -> Option<Clock> {
        let Some(found) = record.found_on() else { return Some(clock) };
        match self {
            Self::AskedAlways | Self::SaidByDuty => Some(clock),
            Self::AskedIfDueLater => (clock.due > found).then_some(clock),
            Self::NotAsked => (!began_by(&clock, found)).then_some(clock),
            Self::AskedAgain if began_by(&clock, found) => {
                let again = last_day_for_found(found, question);
                Some(Clock { due: again.day, note: note_on_days(again), ..clock })
            }
            Self::AskedAgain => Some(clock),
        }
    }
}

/// Whether the fact that started a clock is as found.
fn began_by(clock: &Clock, found: Day) -> bool {
    debug_assert!(
        clock.since.is_some(),
        "a duty that does not ask about facts as found must say since when its clock runs"
    );
    clock.since.is_some_and(|since| since <= found)
}
