//! The values that a key can have, as a visitor meets them.

use super::table::{Field, Shape, Times, ValueKind};
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
    fn visit(&self, see: &mut dyn FnMut(&'static Field, &dyn KeyValue));

    /// The same for a visitor that changes values.
    fn visit_mut(&mut self, see: &mut dyn FnMut(&'static Field, &mut dyn KeyValue));
}

/// One value, as a visitor sees it.
pub(crate) enum ValueItem<'a> {
    /// A day.
    Day(Day),
    /// A text.
    Text(&'a Text),
    /// A mapping.
    Entry(&'a dyn Shaped),
    /// Anything else.
    Plain,
}

/// One value that a visitor may change.
pub(crate) enum ValueItemMut<'a> {
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

/// The value of a key: no item, one item or a list.
pub(crate) trait KeyValue {
    /// Shows each item, with its index if it is in a list.
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>));

    /// Shows each item with its index (0 outside a list), and drops an item if `keep` returns `false`. Returns whether
    /// this value itself is kept; the caller that holds it drops it.
    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool;
}

/// A type that the value of a key can have.
pub(crate) trait KeyType: KeyValue {
    /// The kind of the value.
    const KIND: ValueKind;
    /// How many values there may be.
    const TIMES: Times = Times::Once;
}

/// A type that is a mapping with keys.
pub(crate) trait HasShape: Shaped {
    /// The table of its keys.
    const SHAPE: &'static Shape;
}

impl KeyValue for Day {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        see(None, ValueItem::Day(*self));
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        keep(0, ValueItemMut::Day(self))
    }
}

impl KeyType for Day {
    const KIND: ValueKind = ValueKind::Day;
}

impl KeyValue for Text {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        see(None, ValueItem::Text(self));
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        keep(0, ValueItemMut::Text(self))
    }
}

impl KeyType for Text {
    const KIND: ValueKind = ValueKind::Text;
}

impl KeyValue for Upn {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        see(None, ValueItem::Plain);
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        keep(0, ValueItemMut::PupilNumber(self))
    }
}

impl KeyType for Upn {
    const KIND: ValueKind = ValueKind::PupilNumber;
}

/// Implements the traits for types that a visitor does not look into.
macro_rules! plain {
    ($($type:ty),+) => { $(
        impl $crate::model::shape::value::KeyValue for $type {
            fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
                see(None, ValueItem::Plain);
            }

            fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
                keep(0, ValueItemMut::Plain)
            }
        }

        impl $crate::model::shape::value::KeyType for $type {
            const KIND: ValueKind = ValueKind::Plain;
        }
    )+ };
}

pub(in crate::model) use plain;

plain!(bool, i8, u8, u16, Pence, YearGroup);

impl<W: Word> KeyValue for W {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        see(None, ValueItem::Plain);
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        keep(0, ValueItemMut::Plain)
    }
}

impl<W: Word> KeyType for W {
    const KIND: ValueKind = ValueKind::Code(W::VOCABULARY);
}

impl<T: KeyValue> KeyValue for Option<T> {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        if let Some(value) = self {
            value.each_item(see);
        }
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        self.take_if(|value| !value.retain_items(keep));
        true
    }
}

impl<T: KeyType> KeyType for Option<T> {
    const KIND: ValueKind = T::KIND;
    const TIMES: Times = Times::AtMostOnce;
}

impl<T: KeyValue> KeyValue for Vec<T> {
    fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
        for (index, value) in self.iter().enumerate() {
            value.each_item(&mut |_, item| see(Some(index), item));
        }
    }

    fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
        let mut index = 0;
        self.retain_mut(|value| {
            let is_kept = value.retain_items(&mut |_, item| keep(index, item));
            index += 1;
            is_kept
        });
        true
    }
}

impl<T: KeyType> KeyType for Vec<T> {
    const KIND: ValueKind = T::KIND;
    const TIMES: Times = Times::Many;
}
