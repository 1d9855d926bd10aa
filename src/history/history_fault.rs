//! Why the history could not be read.

use std::io;

/// Why the history could not be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryFault {
    /// The problem.
    pub(crate) message: String,
    /// The remedy.
    pub(crate) help: String,
}

/// Makes a fault of the problem and the remedy.
pub(super) fn history_fault((message, help): (String, String)) -> HistoryFault {
    HistoryFault { message, help }
}

/// The fault if git could not be started, or its answer could not be read.
pub(super) fn not_started(error: &io::Error) -> HistoryFault {
    if error.kind() == io::ErrorKind::NotFound {
        return HistoryFault {
            message: "no git was found on this computer".to_owned(),
            help: "install git: without it the history cannot be read".to_owned(),
        };
    }
    HistoryFault {
        message: format!("git could not answer ({error})"),
        help: "check that git works on this computer".to_owned(),
    }
}
