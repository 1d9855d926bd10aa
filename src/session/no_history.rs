//! The messages about a history that does not exist, is not complete, or cannot be read.

use crate::failure::Failure;
use crate::history::HistoryFault;

/// The message about a copy of the history without its beginning.
pub(crate) const SHALLOW: &str =
    "this copy of the history lacks its beginning (a shallow clone): get it with `git fetch --unshallow`";

/// The failure when the history cannot be read.
pub(crate) fn history_stopped(trouble: HistoryFault) -> anyhow::Error {
    Failure::stopped(format!("the history cannot be read: {}", trouble.message), trouble.help)
}

/// The failure when the folder has no history.
pub(crate) fn no_history() -> anyhow::Error {
    Failure::stopped(
        "this folder has no history: it is not under git, or has no commits yet",
        "start one with `send init --git` in the records folder; every command then commits what it saves",
    )
}
