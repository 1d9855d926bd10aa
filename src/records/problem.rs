//! A problem in a file: why it cannot be read, at one place.

use crate::finding::{KeyPath, Position};

/// Why a file cannot be read, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The place as a key path; empty if the text itself is wrong.
    pub(crate) field: KeyPath,
    /// The place as a line and column.
    pub(crate) at: Position,
    /// The value that was found and the one that was expected.
    pub(crate) message: String,
    /// The next step.
    pub(crate) help: String,
}
