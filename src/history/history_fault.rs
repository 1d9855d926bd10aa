//! Why the history could not be read.

use std::io;

/// Why the history could not be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryFault {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
}

/// Of what is wrong and what to do.
pub(super) fn history_fault((message, help): (String, String)) -> HistoryFault {
    HistoryFault { message, help }
}

/// Git was not started.
pub(super) fn not_started(error: &io::Error) -> HistoryFault {
    if error.kind() == io::ErrorKind::NotFound {
        return HistoryFault {
            message: "there is no git on this computer".to_owned(),
            help: "install git: without it there is no history to look at".to_owned(),
        };
    }
    HistoryFault {
        message: format!("git could not be asked ({error})"),
        help: "see that git works on this computer".to_owned(),
    }
}
