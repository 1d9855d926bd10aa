//! Since when an entry holds: from its first day or, if that day is not known, from a day on which it was seen to hold.
//!
//! A school that begins with an existing register often does not know the first day. `in_force_on: DAY` says that the entry held
//! on that day; it counts from then. When the first day becomes known it is added next to it, and counts instead (DESIGN 7.1).

use serde::de::{Deserialize, Deserializer, Error};

use super::day::Day;

/// The keys that date a period on roll, a period on the register and an award. The first one that an entry has counts.
pub(super) const SINCE: &[&str] = &["from", "in_force_on"];

/// The keys that date an EHC plan.
pub(super) const SINCE_FINAL: &[&str] = &["final", "in_force_on"];

/// Since when an entry holds: the day it counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeldSince {
    /// Its first day.
    Known(Day),
    /// A day on which it held. Its first day is not recorded.
    SeenOn(Day),
}

impl HeldSince {
    /// The day, whether or not it is the first one.
    pub(crate) const fn day(self) -> Day {
        match self {
            Self::Known(day) | Self::SeenOn(day) => day,
        }
    }

    /// The first day, if it is recorded.
    pub(crate) const fn known(self) -> Option<Day> {
        match self {
            Self::Known(day) => Some(day),
            Self::SeenOn(_) => None,
        }
    }

    /// The day on which the entry was seen to hold, if its first day is not recorded.
    pub(crate) const fn seen_on(self) -> Option<Day> {
        match self {
            Self::Known(_) => None,
            Self::SeenOn(day) => Some(day),
        }
    }
}

/// An entry that has a first day, or a day on which it held.
pub(crate) trait Since {
    /// The key of its first day.
    const FIRST: &'static str;

    /// Whether it has its first day or a day on which it held.
    fn is_dated(&self) -> bool;

    /// The day it counts from, and whether it is the first one.
    fn counts_from(&self) -> HeldSince;

    /// The key of the day it counts from.
    fn first_day_key(&self) -> &'static str {
        match self.counts_from() {
            HeldSince::Known(_) => Self::FIRST,
            HeldSince::SeenOn(_) => "in_force_on",
        }
    }
}

/// Gives a type with `in_force_on` its first day; the second argument is the field of it, the third its key.
macro_rules! since {
    ($type:ty, $first:ident, $key:literal) => {
        impl $type {
            /// The day it counts from: its first day or, if that is not known, the day on which it was seen to hold. The reader
            /// refuses an entry that has neither.
            pub(crate) fn first_day(&self) -> $crate::model::day::Day {
                self.$first.or(self.in_force_on).unwrap_or($crate::model::day::Day::LAST)
            }

            /// The same day, and whether it is the first one. `words::since_in_words` says it.
            pub(crate) fn since(&self) -> $crate::model::since::HeldSince {
                self.$first.map_or_else(
                    || $crate::model::since::HeldSince::SeenOn(self.first_day()),
                    $crate::model::since::HeldSince::Known,
                )
            }
        }

        impl $crate::model::since::Since for $type {
            const FIRST: &'static str = $key;

            fn is_dated(&self) -> bool {
                self.$first.is_some() || self.in_force_on.is_some()
            }

            fn counts_from(&self) -> $crate::model::since::HeldSince {
                self.since()
            }
        }
    };
}

pub(super) use since;

/// Reads the entries of a list, each with its first day or a day on which it held.
///
/// # Errors
/// An entry that has neither day is refused, in the words of a missing key with another that would do.
pub(super) fn dated_entries<'de, D: Deserializer<'de>, T: Deserialize<'de> + Since>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let entries = Vec::<Dated<T>>::deserialize(deserializer)?;
    Ok(entries.into_iter().map(|Dated(entry)| entry).collect())
}

/// An entry that is known to have a day.
struct Dated<T>(T);

impl<'de, T: Deserialize<'de> + Since> Deserialize<'de> for Dated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entry = T::deserialize(deserializer)?;
        if !entry.is_dated() {
            return Err(D::Error::custom(format!("missing field `{}`, or `in_force_on`", T::FIRST)));
        }
        Ok(Self(entry))
    }
}
