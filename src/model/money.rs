//! Money, in whole pence, so that no fraction is ever rounded.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

/// An amount of money in pence. Files write pounds: `14.50`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pence(u64);

impl Pence {
    /// Makes an amount of this many pence.
    pub(crate) const fn from_pence(pence: u64) -> Self {
        Self(pence)
    }

    /// The amount in pence.
    pub(crate) const fn pence(self) -> u64 {
        self.0
    }

    /// Reads pounds with at most two decimal places: `14`, `14.5`, `14.50`. Up to a million pounds.
    pub(crate) fn parse_pounds(text: &str) -> Option<Self> {
        let (pounds, pence) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(pounds) || !digits(pence) || pounds.len() > 7 || pence.len() > 2 {
            return None;
        }
        let whole: u64 = pounds.parse().ok()?;
        let part: u64 = pence.parse().ok()?;
        let part = if pence.len() == 1 { part * 10 } else { part };
        let total = whole.checked_mul(100)?.checked_add(part)?;
        (total <= 100_000_000).then_some(Self(total))
    }
}

impl Add for Pence {
    type Output = Self;

    /// The sum. A school cannot spend more than fits: 184 thousand million million pounds.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Pence {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// Writes an amount that may be missing as a whole number of pence. Use it for a key that ends in `_pence`.
pub(crate) fn in_pence<S: Serializer>(amount: &Option<Pence>, serializer: S) -> Result<S::Ok, S::Error> {
    amount.map(Pence::pence).serialize(serializer)
}

impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Serialize for Pence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Pence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(PoundsVisitor)
    }
}

struct PoundsVisitor;

impl Visitor<'_> for PoundsVisitor {
    type Value = Pence;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pounds such as 14.50")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Pence, E> {
        Pence::parse_pounds(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_u64<E: de::Error>(self, pounds: u64) -> Result<Pence, E> {
        self.visit_str(&pounds.to_string())
    }

    fn visit_i64<E: de::Error>(self, pounds: i64) -> Result<Pence, E> {
        self.visit_str(&pounds.to_string())
    }

    fn visit_f64<E: de::Error>(self, pounds: f64) -> Result<Pence, E> {
        self.visit_str(&pounds.to_string())
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Pence {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pounds".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number", "minimum": 0, "multipleOf": 0.01, "description": "Pounds, such as 14.50."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_added_to_the_penny_and_written_as_pounds() {
        let sum: Pence = [Pence(1), Pence(1450), Pence(5)].into_iter().sum();
        assert_eq!((sum, sum.to_string().as_str()), (Pence(1456), "14.56"));
        assert_eq!(Pence(5).to_string(), "0.05");
        // More than a small number holds.
        assert_eq!((Pence(u64::from(u32::MAX)) + Pence(1)).pence(), 4_294_967_296);
    }

    #[test]
    fn pounds_are_read_to_the_penny_and_no_further() {
        assert_eq!(Pence::parse_pounds("14.50"), Some(Pence(1450)));
        assert_eq!(Pence::parse_pounds("14.5"), Some(Pence(1450)));
        assert_eq!(Pence::parse_pounds("6000"), Some(Pence(600_000)));
        for wrong in ["14.505", "-1", "", ".5", "1e3", "£14", "9999999999"] {
            assert_eq!(Pence::parse_pounds(wrong), None, "{wrong}");
        }
    }
}
