//! The arrivals of a pupil. A record has a list of them, because a pupil can come back; a single one may also be written without
//! a list (DESIGN 7.1).

use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer};

use super::day::Day;
use super::shape::record;
use super::shape::table::{Times, ValueKind};
use super::shape::value::{HasShape, KeyType, KeyValue, ValueItem, ValueItemMut};
use super::text::Text;
use super::vocabulary::ArrivedWith;
use crate::finding::{KeyPath, key_path};

record!(
    /// The arrival of a pupil with known SEN.
    #[entry(entry("arrival").known_by(&["date"]).merging(OneAtATime))]
    pub(crate) struct Arrived {
        /// The day of joining; defaults to the first day of the pupil's only time on roll.
        #[role(Planned(Own))]
        pub(crate) date: Option<Day>,
        /// The previous school or setting.
        #[role(School)]
        pub(crate) from: Text,
        /// The support the pupil arrived with.
        #[role(Plain)]
        pub(crate) with: ArrivedWith,
        /// The day the school asked for the records.
        #[role(Fact(Own))]
        pub(crate) information_requested: Option<Day>,
        /// The day the records arrived.
        #[role(Fact(Own))]
        pub(crate) information_received: Option<Day>,
        /// The decision that this support does not continue here.
        #[role(Part)]
        pub(crate) decided: Option<SupportEnds>,
    }
);

record!(
    /// The decision that support does not go on: what a pupil arrived with, or what an award pays for.
    #[entry(entry("decision"))]
    pub(crate) struct SupportEnds {
        /// The day of the decision.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The person who decided.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The reason.
        #[role(Typed("reason"))]
        pub(crate) because: Option<Text>,
    }
);

/// The arrivals, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Arrivals {
    /// A list.
    List(Vec<Arrived>),
    /// A single one, written without a list.
    Single(Box<Arrived>),
}

impl Default for Arrivals {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Arrivals {
    /// The arrivals, oldest first.
    pub(crate) fn as_slice(&self) -> &[Arrived] {
        match self {
            Self::List(list) => list,
            Self::Single(one) => std::slice::from_ref(one),
        }
    }

    /// Gives this day of joining to each arrival without one.
    pub(crate) fn date_the_undated(&mut self, joined: Option<Day>) {
        match self {
            Self::List(list) => list.iter_mut().for_each(|one| one.date = one.date.or(joined)),
            Self::Single(one) => one.date = one.date.or(joined),
        }
    }

    /// Moves the arrivals of one day of joining to another.
    pub(crate) fn move_day(&mut self, before: Day, day: Day) {
        let move_one = |one: &mut Arrived| {
            if one.date == Some(before) {
                one.date = Some(day);
            }
        };
        match self {
            Self::List(list) => list.iter_mut().for_each(move_one),
            Self::Single(one) => move_one(one),
        }
    }

    /// Adds a later arrival. A single one becomes a list.
    pub(crate) fn push(&mut self, later: Arrived) {
        match self {
            Self::List(list) => list.push(later),
            Self::Single(first) => *self = Self::List(vec![(**first).clone(), later]),
        }
    }

    /// The place of one of these arrivals in the record: `arrived[1]` in a list, `arrived` if it is written without a list.
    pub(crate) fn path_of(&self, arrived: &Arrived) -> KeyPath {
        match self {
            Self::Single(_) => key_path!["arrived"],
            Self::List(list) => list
                .iter()
                .position(|one| std::ptr::eq(one, arrived))
                .map_or(key_path!["arrived"], |index| key_path!["arrived", index]),
        }
    }
}

impl KeyValue for Arrivals {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        match self {
            Self::List(list) => list.each_item(see),
            Self::Single(one) => one.each_item(see),
        }
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        match self {
            Self::List(list) => list.retain_items(keep),
            Self::Single(one) => one.retain_items(keep),
        }
    }
}

impl KeyType for Arrivals {
    const KIND: ValueKind = ValueKind::Entry(Arrived::SHAPE);
    const TIMES: Times = Times::Many;
}

impl<'de> Deserialize<'de> for Arrivals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ArrivalsVisitor)
    }
}

struct ArrivalsVisitor;

impl<'de> de::Visitor<'de> for ArrivalsVisitor {
    type Value = Arrivals;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of arrivals")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Arrivals, A::Error> {
        let mut list = Vec::new();
        while let Some(arrival) = seq.next_element()? {
            list.push(arrival);
        }
        Ok(Arrivals::List(list))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Arrivals, A::Error> {
        Arrived::deserialize(de::value::MapAccessDeserializer::new(map)).map(|one| Arrivals::Single(Box::new(one)))
    }
}
