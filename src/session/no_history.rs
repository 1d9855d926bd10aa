//! The words for a history that is not there, not whole, or cannot be read.

use crate::failure::Failure;
use crate::history::HistoryFault;

/// What is said of a copy of the history whose beginning was left out.
pub(crate) const SHALLOW: &str =
    "the beginning of the history is not in this copy of it (a shallow clone): `git fetch --unshallow` gets it";

/// The history cannot be read.
pub(crate) fn history_stopped(trouble: HistoryFault) -> anyhow::Error {
    Failure::stopped(format!("the history cannot be read: {}", trouble.message), trouble.help)
}

/// There is none.
pub(crate) fn no_history() -> anyhow::Error {
    Failure::stopped(
        "this folder has no history: it is not under git, or nothing was committed yet",
        "`send init --git` in the folder of the records starts one; from then on every command commits what it saves",
    )
}
