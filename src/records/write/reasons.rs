//! Why nothing was saved, in the words of people who do not look after computers, and what to do.

use std::io::{self, ErrorKind};

use crate::records::file::LinkFound;

/// Not saved: nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotSaved {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
}

impl NotSaved {
    /// From a message, which says that nothing was saved, and what to do.
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    /// The system refused something about this file or folder.
    pub(super) fn because_of(name: &str, error: &io::Error) -> Self {
        if let Some(found) = LinkFound::behind(error) {
            return Self::new(format!("{}; nothing was saved", found.message()), LinkFound::HELP);
        }
        let (why, help) = reason_of(error);
        Self::new(format!("{name}: {why} ({error}); nothing was saved"), help)
    }

    /// Somebody else wrote the file between the reading and the saving.
    pub(super) fn changed_meanwhile(name: &str) -> Self {
        Self::new(
            format!("{name} was changed on disk by somebody else meanwhile; nothing was saved"),
            "run the command again: it will start from what is in the file now",
        )
    }

    /// The file is of a kind that is not replaced.
    pub(super) fn refused_because(name: &str, why: &str, help: &str) -> Self {
        Self::new(format!("{name} was not replaced: {why}; nothing was saved"), help)
    }

    /// The file could not be replaced for as long as a program usually holds one.
    pub(super) fn held_by_another(name: &str) -> Self {
        Self::refused_because(
            name,
            "another program has it open, or you may not change it",
            "close it where it is open (an editor, Excel, OneDrive, the virus scanner) and run the command again; where \
             that does not help, ask whoever looks after the computers for the right to change it",
        )
    }
}

/// What the system says when it cannot write, in plain words, and what to do.
fn reason_of(error: &io::Error) -> (&'static str, &'static str) {
    if let Some(known) = of_unix(error) {
        return known;
    }
    let kind = error.kind();
    let (.., why, help) = REASONS.iter().find(|(known, ..)| *known == kind).unwrap_or(&(
        ErrorKind::Other,
        "the system refused",
        "check the disk, and run the command again",
    ));
    (why, help)
}

const REASONS: &[(ErrorKind, &str, &str)] = &[
    (ErrorKind::StorageFull, "the disk is full", "make room, and run the command again"),
    (
        ErrorKind::QuotaExceeded,
        "your share of the disk is full",
        "delete what you no longer need or ask for a larger share, and run the command again",
    ),
    (
        ErrorKind::FileTooLarge,
        "the system allows no file of this size",
        "raise the limit on the size of files (`ulimit -f`), and run the command again",
    ),
    (
        ErrorKind::ReadOnlyFilesystem,
        "the disk is read-only",
        "find out why (a stick's switch, a damaged disk, a share without rights), and run the command again",
    ),
    (
        ErrorKind::PermissionDenied,
        "you may not write there",
        "ask whoever looks after the computers for the right to write in this folder",
    ),
    (ErrorKind::NotFound, "the folder is gone", "check that the drive is connected, and run the command again"),
    (
        ErrorKind::AlreadyExists,
        "something else has the name of a folder or file that is needed",
        "move it away, and run the command again",
    ),
    (ErrorKind::NotADirectory, "something else has the name of a folder", "move it away, and run the command again"),
];

/// What only the system's own number tells.
#[cfg(unix)]
fn of_unix(error: &io::Error) -> Option<(&'static str, &'static str)> {
    use rustix::io::Errno;
    let number = Errno::from_io_error(error)?;
    if number == Errno::MFILE || number == Errno::NFILE {
        return Some(("too many files are open", "close other programs, and run the command again"));
    }
    (number == Errno::IO).then_some((
        "the disk reports a fault",
        "copy the folder to another disk, and have this one looked at before you go on",
    ))
}

/// Elsewhere the numbers are others, and these faults rare.
#[cfg(not(unix))]
fn of_unix(_: &io::Error) -> Option<(&'static str, &'static str)> {
    None
}
