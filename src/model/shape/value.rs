//! The values that a key can have, as a visitor meets them.

use super::table::{Field, Kind, Shape, Times};
use crate::model::day::Day;
use crate::model::money::Pence;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::model::vocabulary::Word;
use crate::model::year::YearGroup;

/// A mapping with keys.
pub(crate) trait Shaped {
    /// The table of its keys.
    fn shape(&self) -> &'static Shape;

    /// Shows every key with its value, in the order of the file.
    fn visit(&self, see: &mut dyn FnMut(&'static Field, &dyn Value));

    /// The same for whoever changes values.
    fn visit_mut(&mut self, see: &mut dyn FnMut(&'static Field, &mut dyn Value));
}

/// One value, as it is met.
pub(crate) enum Item<'a> {
    /// A day.
    Day(Day),
    /// A text.
    Text(&'a Text),
    /// A mapping.
    Entry(&'a dyn Shaped),
    /// Anything else.
    Plain,
}

/// The same for whoever changes it.
pub(crate) enum ItemMut<'a> {
    /// A day.
    Day(&'a mut Day),
    /// A text.
    Text(&'a mut Text),
    /// A unique pupil number.
    PupilNumber(&'a mut Upn),
    /// A mapping.
    Entry(&'a mut dyn Shaped),
    /// Anything else.
    Plain,
}

/// The value of a key: nothing, one item or a list.
pub(crate) trait Value {
    /// Shows each item, with its place if it is in a list.
    fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>));

    /// Shows each item with its place, which is 0 outside lists, and drops those that are not to be kept. Says whether this value
    /// itself is to be kept; whoever holds it drops it.
    fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool;
}

/// A type that the value of a key can have.
pub(crate) trait Kept: Value {
    /// What it is.
    const KIND: Kind;
    /// How many there may be.
    const TIMES: Times = Times::Once;
}

/// A type that is a mapping with keys.
pub(crate) trait HasShape: Shaped {
    /// The table of its keys.
    const SHAPE: &'static Shape;
}

impl Value for Day {
    fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>)) {
        see(None, Item::Day(*self));
    }

    fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool {
        keep(0, ItemMut::Day(self))
    }
}

impl Kept for Day {
    const KIND: Kind = Kind::Day;
}

impl Value for Text {
    fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>)) {
        see(None, Item::Text(self));
    }

    fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool {
        keep(0, ItemMut::Text(self))
    }
}

impl Kept for Text {
    const KIND: Kind = Kind::Text;
}

impl Value for Upn {
    fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>)) {
        see(None, Item::Plain);
    }

    fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool {
        keep(0, ItemMut::PupilNumber(self))
    }
}

impl Kept for Upn {
    const KIND: Kind = Kind::PupilNumber;
}

/// For types of which nothing is looked into.
macro_rules! plain {
    ($($type:ty),+) => { $(
        impl $crate::model::shape::value::Value for $type {
            fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>)) {
                see(None, Item::Plain);
            }

            fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool {
                keep(0, ItemMut::Plain)
            }
        }

        impl $crate::model::shape::value::Kept for $type {
            const KIND: Kind = Kind::Plain;
        }
    )+ };
}

pub(in crate::model) use plain;

plain!(bool, i8, u8, u16, Pence, YearGroup);

impl<W: Word> Value for W {
    fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>)) {
        see(None, Item::Plain);
    }

    fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool {
        keep(0, ItemMut::Plain)
    }
}

impl<W: Word> Kept for W {
    const KIND: Kind = Kind::Code(W::VOCABULARY);
}

impl<T: Value> Value for Option<T> {
    fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>)) {
        if let Some(value) = self {
            value.each(see);
        }
    }

    fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool {
        self.take_if(|value| !value.retain(keep));
        true
    }
}

impl<T: Kept> Kept for Option<T> {
    const KIND: Kind = T::KIND;
    const TIMES: Times = Times::AtMostOnce;
}

impl<T: Value> Value for Vec<T> {
    fn each(&self, see: &mut dyn FnMut(Option<usize>, Item<'_>)) {
        for (index, value) in self.iter().enumerate() {
            value.each(&mut |_, item| see(Some(index), item));
        }
    }

    fn retain(&mut self, keep: &mut dyn FnMut(usize, ItemMut<'_>) -> bool) -> bool {
        let mut index = 0;
        self.retain_mut(|value| {
            let is_kept = value.retain(&mut |_, item| keep(index, item));
            index += 1;
            is_kept
        });
        true
    }
}

impl<T: Kept> Kept for Vec<T> {
    const KIND: Kind = T::KIND;
    const TIMES: Times = Times::Many;
}
