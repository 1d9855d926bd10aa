//! Questions to a record about the facts that change with time: what holds on a day, and what is recorded only as now.

use super::day::Day;
use super::record::Record;
use super::timed_facts::{Member, TimedCharacteristic};
use super::vocabulary::Characteristic;

impl Record {
    /// Whether the pupil has this characteristic on a day.
    pub(crate) fn has_characteristic_on(&self, what: Characteristic, day: Day) -> bool {
        self.characteristics.iter().any(|one| one.what() == what && one.holds_on(day))
    }

    /// Whether the record says that the pupil is a member, as now, without the time for which it holds.
    pub(crate) fn is_member_as_now(&self) -> bool {
        [&self.sen_unit, &self.resourced_provision].into_iter().any(|member| *member == Some(Member::AsNow(true)))
    }

    /// Whether the record has this characteristic as now.
    pub(crate) fn has_as_now(&self, what: Characteristic) -> bool {
        self.characteristics.contains(&TimedCharacteristic::AsNow(what))
    }

    /// Whether the record has a membership or a characteristic as now, without the time for which it holds.
    pub(crate) fn has_facts_as_now(&self) -> bool {
        self.is_member_as_now() || self.characteristics.iter().any(|one| matches!(one, TimedCharacteristic::AsNow(_)))
    }
}
