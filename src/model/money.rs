//! Money, in whole pence: never a fraction that a computer rounds on its own.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// An amount of money in pence. Files write pounds: `14.50`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pence(u32);

impl Pence {
    /// Reads pounds with at most two decimal places: `14`, `14.5`, `14.50`. Up to a million pounds.
    pub(crate) fn parse_pounds(text: &str) -> Option<Self> {
        let (pounds, pence) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(pounds) || !digits(pence) || pounds.len() > 7 || pence.len() > 2 {
            return None;
        }
        let whole: u32 = pounds.parse().ok()?;
        let part: u32 = pence.parse().ok()?;
        let part = if pence.len() == 1 { part * 10 } else { part };
        let total = whole.checked_mul(100)?.checked_add(part)?;
        (total <= 100_000_000).then_some(Self(total))
    }
}

impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl serde::Serialize for Pence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
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
    fn pounds_are_read_to_the_penny_and_no_further() {
        assert_eq!(Pence::parse_pounds("14.50"), Some(Pence(1450)));
        assert_eq!(Pence::parse_pounds("14.5"), Some(Pence(1450)));
        assert_eq!(Pence::parse_pounds("6000"), Some(Pence(600_000)));
        for wrong in ["14.505", "-1", "", ".5", "1e3", "£14", "9999999999"] {
            assert_eq!(Pence::parse_pounds(wrong), None, "{wrong}");
        }
    }
}
