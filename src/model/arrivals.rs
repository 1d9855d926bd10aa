//! The arrivals of a pupil. A record has a list of them, because a pupil can come back; a single one may also be written without
//! a list (DESIGN 7.1).

use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer};

use super::at_a_day::AsAt;
use super::day::Day;
use super::record::Arrived;
use super::shape::table::{Times, ValueKind};
use super::shape::value::{HasShape, KeyType, KeyValue, ValueItem, ValueItemMut};
use super::vocabulary::ArrivedWith;
use crate::finding::{KeyPath, key_path};

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

    /// The same to be changed. A single one becomes a list.
    pub(crate) fn as_list_mut(&mut self) -> &mut Vec<Arrived> {
        if let Self::Single(one) = self {
            *self = Self::List(vec![(**one).clone()]);
        }
        match self {
            Self::List(list) => list,
            Self::Single(_) => unreachable!("a single arrival was made a list above"),
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

impl AsAt {
    /// The arrival into the present period on roll whose support has not been taken up here, with the day of joining. An EHC plan
    /// is taken up once it is in the record. SEN support and an SSPP go on with a period on the register, an award or a plan; or
    /// the school has decided to end them, in `decided` or by closing the concern since.
    pub(crate) fn arrival_that_waits(&self) -> Option<(Day, &Arrived)> {
        let (joined, arrived) = self.joined_with()?;
        let waits = match arrived.with {
            ArrivedWith::None => false,
            ArrivedWith::Ehcp => !self.has_plan_since(joined),
            ArrivedWith::K | ArrivedWith::Sspp => {
                let is_decided = arrived.decided.is_some() || self.joined_with_sen().is_none();
                !is_decided && !self.has_plan_since(joined) && !self.has_support_since(joined)
            }
        };
        waits.then_some((joined, arrived))
    }

    /// Whether an EHC plan was in force on a day or later.
    fn has_plan_since(&self, day: Day) -> bool {
        self.ehc_plan.iter().any(|plan| plan.ceased.is_none_or(|ceased| ceased > day))
    }

    /// Whether a period on the register or an award ran on a day or later, in the same stay.
    fn has_support_since(&self, day: Day) -> bool {
        let spells = self.register.iter().map(|spell| (spell.first_day(), spell.to));
        let awards = self.sspp.iter().map(|award| (award.first_day(), award.to));
        let runs =
            |(first, to): (Day, Option<Day>)| to.is_none_or(|last| last >= day) && self.is_of_stay(first, self.day());
        spells.chain(awards).any(runs)
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
