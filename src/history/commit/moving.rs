//! The move of a branch to a new commit, recorded so that a later command can recognise what a stopped git left behind
//! (RELIABILITY 10.1).

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::index_entry;
use crate::history::folder_history::FolderHistory;
use crate::history::git::GitFolder;

/// An empty lock that is not in any note counts as left behind after this time.
const LEFT: Duration = Duration::from_secs(60);

/// How long a lock must stay unchanged before it counts as left behind.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The move that git is about to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlannedMove {
    /// The id of the commit that the branch will move to.
    pub(crate) commit: String,
    /// The branch, such as `refs/heads/main`: git will take its locks. The plan contains no path of this computer, because the
    /// folder may be copied.
    pub(crate) branch: Option<String>,
    /// Whether the commit is the ordered one, rather than a change by hand that goes first.
    pub(crate) is_of_order: bool,
    /// The name of the private copy of git's list of files.
    pub(crate) private_index: String,
}

impl PlannedMove {
    /// The plan in one line, to be stored.
    pub(crate) fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a plan that was stored; `None` if it cannot be read.
    pub(crate) fn from_line(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }
}

/// Removes the locks that a stopped git of ours left behind. Call it only while holding the folder's lock, when no git that this
/// program started is still running. Without a plan only an empty lock more than a minute old is removed.
pub(crate) fn clear_left_locks(git: &GitFolder<'_>, planned: Option<&PlannedMove>) {
    let Some(FolderHistory { repository, .. }) = FolderHistory::of_folder(git) else { return };
    if let Some(planned) = planned {
        index_entry::clear_left_lock(&repository.folder().join(&planned.private_index));
        let locks = planned.branch.as_deref().map(|branch| repository.locks_of_branch(Some(branch)));
        for lock in locks.into_iter().flatten() {
            if is_left(&lock, |content| is_beginning_of_id(content, &planned.commit)) {
                // If it cannot be removed, git's own message names it.
                let _ = fs::remove_file(lock);
            }
        }
    }
    for lock in repository.locks_of_branch(repository.branch().as_deref()) {
        if is_old(&lock) && is_left(&lock, <[u8]>::is_empty) {
            let _ = fs::remove_file(lock);
        }
    }
}

/// Whether a lock contains the id of a commit, as far as git wrote it: after a power cut the rest may be zeros.
fn is_beginning_of_id(content: &[u8], id: &str) -> bool {
    let written = content.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    content.get(..written).is_some_and(|written| format!("{id}\n").as_bytes().starts_with(written))
}

/// Whether a lock has such a content, and stays unchanged.
fn is_left(lock: &Path, is_ours: impl Fn(&[u8]) -> bool) -> bool {
    let Some(before) = seen(lock).filter(|(_, content)| is_ours(content)) else { return false };
    sleep(LOOK_AGAIN);
    seen(lock) == Some(before)
}

/// The time a lock was written, and its content.
fn seen(lock: &Path) -> Option<(std::time::SystemTime, Vec<u8>)> {
    Some((fs::metadata(lock).ok()?.modified().ok()?, fs::read(lock).ok()?))
}

fn is_old(lock: &Path) -> bool {
    let written = fs::metadata(lock).and_then(|found| found.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > LEFT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_recognised_by_as_much_of_the_id_as_reached_the_disk() {
        for (content, is_ours) in [
            (&b""[..], true),
            (b"8d1c0f2a", true),
            (b"8d1c0f2a\n", true),
            (b"8d1c\0\0\0\0\0", true),
            (b"\0\0\0\0", true),
            (b"8d1d", false),
            (b"8d1c0f2a\nmore", false),
            (b"ref: refs/heads/main\n", false),
        ] {
            assert_eq!(is_beginning_of_id(content, "8d1c0f2a"), is_ours, "{content:?}");
        }
    }
}
