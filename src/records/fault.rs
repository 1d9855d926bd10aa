//! A fault of one value or key of a file, before it is put into words.

use super::expected::Expected;
use super::found::Found;
use crate::finding::KeyPath;

/// Something wrong with a value or a key.
#[derive(Debug)]
pub(super) struct Fault {
    /// Where it stands, or for a missing key where it should.
    pub(super) field: KeyPath,
    /// What is wrong.
    pub(super) kind: FaultKind,
}

/// What is wrong.
#[derive(Debug)]
pub(super) enum FaultKind {
    /// A key that does not belong there.
    UnknownKey {
        /// Those that do.
        known: Vec<String>,
        /// The one that is probably meant.
        near: Option<String>,
        /// Whether that one is there as well.
        near_is_there: bool,
    },
    /// A key that must be there and is not.
    Missing {
        /// The key.
        key: String,
        /// What its value would be.
        expected: Option<Expected>,
    },
    /// A key or an entry without a value.
    Empty {
        /// What is expected, where that is known.
        expected: Option<Expected>,
        /// Whether the key must be there.
        needed: bool,
    },
    /// A value that is not what is expected.
    Value {
        /// What stands there.
        found: Found,
        /// What is expected.
        expected: Expected,
        /// Whether the key must be there.
        needed: bool,
        /// The keys that are expected, where keys are.
        keys: Vec<String>,
    },
}
