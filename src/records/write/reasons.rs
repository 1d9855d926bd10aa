//! Why nothing was saved, in words for people who do not look after computers, and what to do.

use std::io::{self, ErrorKind};

use crate::records::file::LinkFound;

/// A change that was not saved: no file was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotSaved {
    /// The problem.
    pub(crate) message: String,
    /// The remedy.
    pub(crate) help: String,
}

impl NotSaved {
    /// Makes the error from a message, which says that nothing was saved, and what to do.
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    /// The system refused something about this file or folder.
    pub(super) fn because_of(name: &str, error: &io::Error) -> Self {
        if let Some(found) = LinkFound::behind(error) {
            return Self::new(format!("{}; nothing was saved", found.message()), LinkFound::HELP);
        }
        #[cfg(unix)]
        if let Some(not_kept) = error.get_ref().and_then(|inner| inner.downcast_ref::<GroupNotKept>()) {
            return not_kept.refuse(name);
        }
        let (why, help) = reason_of(error);
        Self::new(format!("{name}: {why} ({error}); nothing was saved"), help)
    }

    /// Only this user may open `.send`.
    pub(super) fn own_folder_of_another(owner: &str) -> Self {
        Self::new(
            format!("`.send` belongs to {owner}, and only that user may open it; nothing was saved"),
            "if several people of one group save here, ask the owner of this folder to run `chmod g+s .` in it; the next save by the \
             owner of `.send` opens it to the group",
        )
    }

    /// Somebody else changed the file between reading and saving.
    pub(super) fn changed_meanwhile(name: &str) -> Self {
        Self::new(
            format!("{name} was changed on disk by somebody else in the meantime; nothing was saved"),
            "run the command again: it will start from what is in the file now",
        )
    }

    /// The file is of a kind that is not replaced.
    pub(super) fn refused_because(name: &str, why: &str, help: &str) -> Self {
        Self::new(format!("{name} was not replaced: {why}; nothing was saved"), help)
    }

    /// The file could not be replaced for longer than programs usually hold a file.
    pub(super) fn held_by_another(name: &str) -> Self {
        Self::refused_because(
            name,
            "another program has it open, or you may not change it",
            "close it where it is open (an editor, Excel, OneDrive, the virus scanner) and run the command again; if \
             that does not help, ask the person who looks after the computers for the right to change it",
        )
    }
}

/// Returns what the system means when it cannot write, in plain words, and what to do.
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
    (ErrorKind::StorageFull, "the disk is full", "free some space, and run the command again"),
    (
        ErrorKind::QuotaExceeded,
        "your share of the disk is full",
        "delete what you no longer need or ask for a larger share, and run the command again",
    ),
    (
        ErrorKind::FileTooLarge,
        "the system does not allow a file of this size",
        "raise the limit on the size of files (`ulimit -f`), and run the command again",
    ),
    (
        ErrorKind::ReadOnlyFilesystem,
        "the disk is read-only",
        "find out why (the switch on a memory stick, a damaged disk, a share that you may not write to), and run the command again",
    ),
    (
        ErrorKind::PermissionDenied,
        "you are not allowed to write there",
        "ask the person who looks after the computers for the right to write in this folder",
    ),
    (ErrorKind::NotFound, "the folder is gone", "check that the drive is connected, and run the command again"),
    (
        ErrorKind::AlreadyExists,
        "something else has the name of a folder or file that is needed",
        "move it away, and run the command again",
    ),
    (ErrorKind::NotADirectory, "something else has the name of a folder", "move it away, and run the command again"),
];

/// The errors that only the system's own number identifies.
#[cfg(unix)]
fn of_unix(error: &io::Error) -> Option<(&'static str, &'static str)> {
    use rustix::io::Errno;
    let number = Errno::from_io_error(error)?;
    if number == Errno::MFILE || number == Errno::NFILE {
        return Some(("too many files are open", "close other programs, and run the command again"));
    }
    (number == Errno::IO).then_some((
        "the disk reports a fault",
        "copy the folder to another disk, and have this one checked before you continue",
    ))
}

/// Other systems use other numbers, and these errors are rare.
#[cfg(not(unix))]
fn of_unix(_: &io::Error) -> Option<(&'static str, &'static str)> {
    None
}

/// The group of a record that this user cannot give to a new file, because they are not in it. In another group, the new file
/// would be visible to the wrong people.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct GroupNotKept {
    /// The number of the record's group.
    pub(super) group: u32,
    /// The number of the group of new files in the folder.
    pub(super) of_folder: u32,
}

#[cfg(unix)]
impl GroupNotKept {
    fn refuse(&self, name: &str) -> NotSaved {
        let (group, of_folder) = (named_in("/etc/group", self.group), named_in("/etc/group", self.of_folder));
        NotSaved::refused_because(
            name,
            &format!(
                "it belongs to the group {group}, and you are not in that group, so the new file could not belong to it"
            ),
            &format!(
                "ask the person who looks after the computers to add you to the group {group}, or to give the file the group of its \
                 folder (`chgrp {of_folder} {name}`)"
            ),
        )
    }
}

#[cfg(unix)]
impl std::fmt::Display for GroupNotKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not in the group {}", self.group)
    }
}

#[cfg(unix)]
impl std::error::Error for GroupNotKept {}

#[cfg(unix)]
impl From<GroupNotKept> for io::Error {
    fn from(not_kept: GroupNotKept) -> Self {
        Self::other(not_kept)
    }
}

/// Returns the name of a group or a user from the system's list, where the name comes first and the number third. Returns the
/// number if the list does not have it.
#[cfg(unix)]
pub(super) fn named_in(list: &str, number: u32) -> String {
    let text = std::fs::read_to_string(list).unwrap_or_default();
    let line = text.lines().find(|line| line.split(':').nth(2) == Some(&number.to_string()));
    line.and_then(|line| line.split(':').next()).map_or_else(|| number.to_string(), str::to_owned)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_group_that_the_system_does_not_name_is_shown_by_its_number() {
        let scratch = tempfile::tempdir().unwrap();
        let list = scratch.path().join("group");
        std::fs::write(&list, "root:x:0:\nstaff:x:50:r.osei,j.patel\n500:x:5:\n").unwrap();
        let list = list.to_str().unwrap();
        assert_eq!([0, 50, 5, 500].map(|number| named_in(list, number)), ["root", "staff", "500", "500"]);
        assert_eq!(named_in("/nowhere", 50), "50");
    }
}
