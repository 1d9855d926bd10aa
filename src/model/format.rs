//! The number of the format at the head of a record and of `send.toml`.

use serde::{Deserialize, Serialize};

use super::shape::table::ValueKind;
use super::shape::value::{ValueItem, ValueItemMut, plain};

/// The format of the file. There is only one so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("const" = 1)))]
#[serde(try_from = "u32", into = "u32")]
pub(crate) struct Format(u32);

plain!(Format);

impl Default for Format {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u32> for Format {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        if number == 1 { Ok(Self(1)) } else { Err("expected 1: this program reads only format 1") }
    }
}

impl From<Format> for u32 {
    fn from(format: Format) -> Self {
        format.0
    }
}
