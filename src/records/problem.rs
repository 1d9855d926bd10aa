//! A problem of a file: the reason why it cannot be read, at one place of it.

use crate::finding::{KeyPath, Position};

/// Why a file cannot be read, at one place of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Where, by key; empty where the text itself is wrong.
    pub(crate) field: KeyPath,
    /// Where, by line and column.
    pub(crate) at: Position,
    /// The value that was found and the one that was expected.
    pub(crate) message: String,
    /// The next step.
    pub(crate) help: String,
}
