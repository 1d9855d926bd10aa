//! A fault in one value or key of a file, before it is put into words.

use super::expected::Expected;
use super::found_value::FoundValue;
use crate::finding::KeyPath;

/// Something wrong with a value or a key.
#[derive(Debug)]
pub(super) struct Fault {
    /// Its place, or the place where a missing key belongs.
    pub(super) field: KeyPath,
    /// The kind of fault.
    pub(super) kind: FaultKind,
}

/// The kinds of fault.
#[derive(Debug)]
pub(super) enum FaultKind {
    /// A key that does not belong there.
    UnknownKey {
        /// The keys that do.
        known: Vec<String>,
        /// The key that is probably meant.
        near: Option<String>,
        /// Whether that key is there as well.
        near_is_there: bool,
    },
    /// A required key that is missing.
    Missing {
        /// The key.
        key: String,
        /// Another key that would do instead.
        or: Option<String>,
        /// The value that it would have.
        expected: Option<Expected>,
    },
    /// A key or an entry without a value.
    Empty {
        /// The expected value, if it is known.
        expected: Option<Expected>,
        /// Whether the key is required.
        needed: bool,
    },
    /// A value that is not the expected one.
    Value {
        /// The value that is there.
        found: FoundValue,
        /// The expected value.
        expected: Expected,
        /// Whether the key is required.
        needed: bool,
        /// The expected keys, if keys are expected.
        keys: Vec<String>,
    },
}
