//! Facts about a pupil that change with time: whether the pupil is a member of a SEN unit, and characteristics such as being looked
//! after (DESIGN 7.1). They are recorded with the time for which they hold, or, as at first, without one: then only the present
//! fact is recorded, and a report as at a past day says so.

use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer};

use super::day::Day;
use super::shape::record;
use super::shape::table::{Times, ValueKind};
use super::shape::value::{HasShape, KeyType, KeyValue, ValueItem, ValueItemMut};
use super::vocabulary::Characteristic;

record!(
    /// A time during which the pupil was a member.
    #[entry(entry("membership").known_by(&["from", "to"]).stays(FromTheFirstOf(&["from"])).ends(WithKey("to")).merging(OneAtATime))]
    pub(crate) struct Membership {
        /// The first day; left out if it is not known.
        #[role(Fact(Own))]
        pub(crate) from: Option<Day>,
        /// The last day, if the membership has ended.
        #[role(Fact(Own))]
        pub(crate) to: Option<Day>,
    }
);

/// Whether the pupil is a member, as now or time by time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Member {
    /// As now; since when is not recorded.
    AsNow(bool),
    /// Each time as a member, oldest first.
    Times(Vec<Membership>),
}

record!(
    /// A characteristic of the pupil, with the time for which it holds.
    #[entry(entry("characteristic").known_by(&["from", "to"]).label("what").stays(FromTheFirstOf(&["from"])).ends(WithKey("to")).merging(OneAtATimeBy("what")))]
    pub(crate) struct CharacteristicTime {
        /// The characteristic.
        #[role(Plain)]
        pub(crate) what: Characteristic,
        /// The first day; left out if it is not known.
        #[role(Fact(Own))]
        pub(crate) from: Option<Day>,
        /// The last day, if it has ended.
        #[role(Fact(Own))]
        pub(crate) to: Option<Day>,
    }
);

/// A characteristic, as now or with its time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum TimedCharacteristic {
    /// As now; since when is not recorded.
    AsNow(Characteristic),
    /// With the time for which it holds.
    Dated(CharacteristicTime),
}

/// Whether a day lies in a time. A side that is left out is open.
fn lies_in(day: Day, from: Option<Day>, to: Option<Day>) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

impl Membership {
    /// Whether the day lies in this time. Both its days count.
    pub(crate) fn covers(&self, day: Day) -> bool {
        lies_in(day, self.from, self.to)
    }
}

impl Member {
    /// Whether the pupil is a member on a day.
    pub(crate) fn holds_on(&self, day: Day) -> bool {
        match self {
            Self::AsNow(is_member) => *is_member,
            Self::Times(times) => times.iter().any(|time| time.covers(day)),
        }
    }
}

impl TimedCharacteristic {
    /// The characteristic.
    pub(crate) fn what(&self) -> Characteristic {
        match self {
            Self::AsNow(what) => *what,
            Self::Dated(time) => time.what,
        }
    }

    /// Whether it holds on a day.
    pub(crate) fn holds_on(&self, day: Day) -> bool {
        match self {
            Self::AsNow(_) => true,
            Self::Dated(time) => lies_in(day, time.from, time.to),
        }
    }
}

impl KeyValue for Member {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        match self {
            Self::AsNow(_) => see(None, ValueItem::Plain),
            Self::Times(times) => times.each_item(see),
        }
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        match self {
            Self::AsNow(_) => keep(0, ValueItemMut::Plain),
            Self::Times(times) => {
                let is_kept = KeyValue::retain_items(times, keep);
                // An empty list says the same as no membership, and is read as that.
                if times.is_empty() {
                    *self = Self::AsNow(false);
                }
                is_kept
            }
        }
    }
}

impl KeyType for Member {
    const KIND: ValueKind = ValueKind::PlainOr(Membership::SHAPE);
}

impl KeyValue for TimedCharacteristic {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        match self {
            Self::AsNow(_) => see(None, ValueItem::Plain),
            Self::Dated(time) => time.each_item(see),
        }
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        match self {
            Self::AsNow(_) => keep(0, ValueItemMut::Plain),
            Self::Dated(time) => time.retain_items(keep),
        }
    }
}

impl KeyType for TimedCharacteristic {
    const KIND: ValueKind = ValueKind::CodeOr(Characteristic::VOCABULARY, CharacteristicTime::SHAPE);
    const TIMES: Times = Times::Once;
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> de::Visitor<'de> for MemberVisitor {
    type Value = Member;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a boolean")
    }

    fn visit_bool<E: de::Error>(self, is_member: bool) -> Result<Member, E> {
        Ok(Member::AsNow(is_member))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Member, A::Error> {
        let mut times = Vec::new();
        while let Some(time) = seq.next_element()? {
            times.push(time);
        }
        // A list without any time says the same as `false`.
        Ok(if times.is_empty() { Member::AsNow(false) } else { Member::Times(times) })
    }
}

impl<'de> Deserialize<'de> for TimedCharacteristic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CharacteristicVisitor)
    }
}

struct CharacteristicVisitor;

impl<'de> de::Visitor<'de> for CharacteristicVisitor {
    type Value = TimedCharacteristic;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the word for a characteristic, or `what` with `from` and `to`")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<TimedCharacteristic, E> {
        Characteristic::deserialize(word.into_deserializer()).map(TimedCharacteristic::AsNow)
    }

    /// A characteristic without any day says the same as its word.
    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<TimedCharacteristic, A::Error> {
        let time = CharacteristicTime::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(match time {
            CharacteristicTime { what, from: None, to: None } => TimedCharacteristic::AsNow(what),
            time => TimedCharacteristic::Dated(time),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    #[test]
    fn a_time_holds_from_its_first_day_to_its_last_and_a_side_left_out_is_open() {
        let unit = |times: &str, on: &str| {
            record(&format!("sen_unit: {times}\n")).sen_unit.is_some_and(|member| member.holds_on(day(on)))
        };
        for (times, before, first, last, after) in [
            ("[{from: 2025-09-01, to: 2026-07-20}]", false, true, true, false),
            ("[{from: 2025-09-01}]", false, true, true, true),
            ("[{to: 2026-07-20}]", true, true, true, false),
            ("true", true, true, true, true),
            ("false", false, false, false, false),
            ("[{to: 2025-01-06}, {from: 2026-07-20}]", false, false, true, true),
            ("[]", false, false, false, false),
        ] {
            let days = ["2025-08-31", "2025-09-01", "2026-07-20", "2026-07-21"];
            assert_eq!(days.map(|day| unit(times, day)), [before, first, last, after], "{times}");
        }
    }

    #[test]
    fn a_characteristic_is_read_in_both_spellings_side_by_side() {
        let record = record("characteristics: [eal, {what: looked-after, from: 2025-01-06, to: 2025-07-01}]\n");
        let has = |what, on| record.has_characteristic_on(what, day(on));
        assert!(has(Characteristic::Eal, "2020-01-01"));
        let looked_after = ["2025-01-05", "2025-01-06", "2025-07-01", "2025-07-02"];
        let held = looked_after.map(|on| has(Characteristic::LookedAfter, on));
        assert_eq!(held, [false, true, true, false]);
        assert!(!has(Characteristic::Medical, "2025-03-01"));
        assert!(record.has_facts_as_now());
    }

    #[test]
    fn a_characteristic_without_days_is_the_same_as_its_word() {
        assert_eq!(record("characteristics: [{what: eal}]\n"), record("characteristics: [eal]\n"));
        for (facts, as_now) in [
            ("characteristics: [eal]\n", true),
            ("characteristics: [{what: eal, from: 2025-01-06}]\n", false),
            ("sen_unit: true\n", true),
            ("sen_unit: false\n", false),
            ("resourced_provision: [{to: 2025-01-06}]\n", false),
            ("", false),
        ] {
            assert_eq!(record(facts).has_facts_as_now(), as_now, "{facts}");
        }
    }

    #[test]
    fn a_time_that_begins_later_is_cut_and_one_that_ended_later_is_open_again() {
        let facts = "sen_unit: [{from: 2024-09-02, to: 2025-07-18}, {from: 2026-01-05}]\n\
                     characteristics: [{what: looked-after, from: 2025-01-06, to: 2025-07-01}]\n";
        let cut = record(facts).as_at(day("2025-03-03"));
        let only = Membership { from: Some(day("2024-09-02")), to: None };
        assert_eq!(cut.sen_unit, Some(Member::Times(vec![only])));
        let time = CharacteristicTime { what: Characteristic::LookedAfter, from: Some(day("2025-01-06")), to: None };
        assert_eq!(cut.characteristics, [TimedCharacteristic::Dated(time)]);
        assert!(record(facts).as_at(day("2025-01-05")).characteristics.is_empty());
    }
}
