//! A record as at a day, as its own type. Questions about a day are asked of this type; `facts.rs` names the two exceptions.
//!
//! A record that was not cut holds later facts, so the answer to "which plan is in force?" would count them. Only this file makes
//! an [`AsAt`], and it always cuts the record first.

use std::ops::Deref;

use super::day::Day;
use super::listed_keys::cut_to_keys;
use super::record::Record;

/// A record without the facts later than a day, and that day.
///
/// Its fields are read like those of a [`Record`]: a fact as at the day, or a plan for a day that may be in the future. They
/// cannot be changed, so a later fact cannot come in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AsAt {
    record: Record,
    day: Day,
}

impl Deref for AsAt {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.record
    }
}

impl Record {
    /// Returns the record as at `day`; facts of the day itself are included.
    pub(crate) fn as_at(&self, day: Day) -> AsAt {
        self.clone().into_as_at(day)
    }

    /// The same without a copy, for a caller that no longer needs the whole record.
    pub(crate) fn into_as_at(self, day: Day) -> AsAt {
        AsAt { record: self.cut_to(day), day }
    }

    /// Returns the record as at the day of a move, without the move itself and those after it in the list. `None` if there is no
    /// such move.
    pub(crate) fn before_move(&self, index: usize) -> Option<AsAt> {
        let day = self.stages.get(index)?.date;
        let mut before = self.clone();
        before.stages.truncate(index);
        Some(before.into_as_at(day))
    }
}

impl AsAt {
    /// The day.
    pub(crate) fn day(&self) -> Day {
        self.day
    }

    /// Returns the same record as at an earlier day. A later day would not bring the facts back, so this record's day is the
    /// latest possible.
    pub(crate) fn earlier(&self, day: Day) -> Self {
        self.record.as_at(day.min(self.day))
    }

    /// Returns the record as it would be on the same day after a change, such as without its last move.
    pub(crate) fn supposing(&self, change: impl FnOnce(&mut Record)) -> Self {
        let mut supposed = self.record.clone();
        change(&mut supposed);
        supposed.into_as_at(self.day)
    }

    /// Returns the same record with only the listed keys, as a paper shows it. `None` if the list has a mistake (see
    /// [`cut_to_keys`]).
    pub(crate) fn with_keys(&self, keys: &[&str]) -> Option<Self> {
        Some(Self { record: cut_to_keys(&self.record, keys)?, day: self.day })
    }
}
