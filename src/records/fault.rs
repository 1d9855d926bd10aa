//! A fault of one value or key of a file, before it is put into words.

use super::expected::Expected;
use super::found_value::FoundValue;
use crate::finding::KeyPath;

/// Something wrong with a value or a key.
#[derive(Debug)]
pub(super) struct Fault {
    /// The place of it, or for a missing key the place where it belongs.
    pub(super) field: KeyPath,
    /// The kind of fault.
    pub(super) kind: FaultKind,
}

/// The kinds of fault.
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
        /// The value that it would have.
        expected: Option<Expected>,
    },
    /// A key or an entry without a value.
    Empty {
        /// The expected value, if that is known.
        expected: Option<Expected>,
        /// Whether the key must be there.
        needed: bool,
    },
    /// A value that is not what is expected.
    Value {
        /// The value that is there.
        found: FoundValue,
        /// The expected value.
        expected: Expected,
        /// Whether the key must be there.
        needed: bool,
        /// The keys that are expected, where keys are.
        keys: Vec<String>,
    },
}
