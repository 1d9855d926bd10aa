//! Git's messages in plain words, with what to do.

use std::path::Path;

use super::repository::NotNow;
use crate::output::safe;

/// The text that git wrote to its error stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GitMessage(String);

/// The texts that git may print, what they mean, and what to do first.
type KnownMessage = (&'static [&'static str], &'static str, &'static str);

/// The known cases, the more specific first.
const KNOWN: &[KnownMessage] = &[
    (
        &["tell me who you are", "auto-detect", "empty ident name", "no email was given", "no name was given"],
        "git does not know who you are",
        "run `send init --git`, which asks for your name and email address",
    ),
    (
        &["ignored by one of your .gitignore files"],
        "a `.gitignore` file makes git leave it out",
        "remove that line from the `.gitignore` file",
    ),
    (&["No space left on device", "Out of diskspace"], "the disk is full", "free some space on the disk"),
    (&["Disk quota exceeded"], "your disk quota is full", "free some space on the disk"),
    (
        &["Read-only file system"],
        "the disk is read-only",
        "ask the person who looks after the computer to make it writable",
    ),
    (
        &["insufficient permission", "Permission denied"],
        "you may not write to git's folder",
        "ask the person who looks after the folder for permission to write to `.git`",
    ),
    (
        &["couldn't set", "cannot update the ref", "unable to write"],
        "git could not move the branch to the new commit",
        "check that the disk has space and that you may write to `.git`",
    ),
    (
        &["not a git repository", "invalid gitfile"],
        "git's own folder is damaged, or was moved",
        "restore `.git` from a backup, or ask someone who knows git",
    ),
    (
        &["Unknown repository extension", "unknown repository extension", "Expected git repo version"],
        "this version of git is too old for the folder",
        "install a newer version of git",
    ),
    (
        &["index file", "bad signature", "is corrupt", "object file", "bad object", "unable to read tree"],
        "git's own store is damaged",
        "make a copy of the folder, then ask someone who knows git; `git fsck` shows what is broken",
    ),
];

impl GitMessage {
    /// Makes a message of git's own bytes.
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(String::from_utf8_lossy(bytes).into_owned())
    }

    /// Whether git printed no message.
    pub(super) fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether the branch is no longer at the commit that the new one was built on.
    pub(super) fn is_moved_branch(&self) -> bool {
        ["but expected", "reference already exists"].iter().any(|said| self.0.contains(said))
    }

    /// Whether git found no commit that is checked out.
    pub(super) fn is_no_commit(&self) -> bool {
        ["Not a valid object name HEAD", "Needed a single revision"].iter().any(|said| self.0.contains(said))
    }

    /// Whether git found no repository.
    pub(super) fn is_no_repository(&self) -> bool {
        self.0.contains("not a git repository")
    }

    /// The lock that blocks git, as a path within git's own folder and without its extension: `refs/heads/main`.
    pub(super) fn lock_in_the_way(&self) -> Option<String> {
        let (before, _) = self.0.split_once(".lock': File exists")?;
        let before = before.replace('\\', "/");
        let start = before.rfind("/.git/").map(|at| at + "/.git/".len());
        let start = start.or_else(|| before.rfind(['/', '\'']).map(|at| at + 1)).unwrap_or(0);
        before.get(start..).map(str::to_owned)
    }

    /// The problem and what to do first, after git failed in the folder at `root`.
    pub(super) fn fault_in_words(&self, root: &Path) -> (String, String) {
        if let Some(lock) = self.lock_in_the_way() {
            return lock_in_words(&lock);
        }
        if self.is_empty() {
            return ("git was stopped before it had finished".to_owned(), "wait a moment".to_owned());
        }
        if self.0.contains("dubious ownership") {
            return (
                "the folder belongs to another user, so git does not trust it".to_owned(),
                format!(
                    "ask the person who looks after the folder; if you trust it, run `git config --global --add \
                     safe.directory \"{}\"`",
                    safe::terminal(&root.display().to_string())
                ),
            );
        }
        let known = KNOWN.iter().find(|(parts, ..)| parts.iter().any(|part| self.0.contains(part)));
        match known {
            Some((_, message, help)) => ((*message).to_owned(), (*help).to_owned()),
            None => (format!("git said: {}", self.telling_line()), "ask someone who knows git".to_owned()),
        }
    }

    /// The most informative line, safe for a terminal.
    fn telling_line(&self) -> String {
        let mut lines = self.0.lines().map(str::trim).filter(|line| !line.is_empty());
        let telling =
            lines.clone().find_map(|line| line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")));
        telling.or_else(|| lines.next()).map_or_else(String::new, safe::terminal)
    }
}

/// The problem and the remedy if a lock of this name is in the way.
pub(super) fn lock_in_words(lock: &str) -> (String, String) {
    (
        format!("another program is using git here, or was interrupted and left the lock `.git/{lock}.lock`"),
        format!("close other git programs and wait a moment; if none is open, delete `.git/{lock}.lock`"),
    )
}

impl NotNow {
    /// The problem and what to do first.
    pub(super) fn reason_in_words(self) -> (String, String) {
        match self {
            Self::Damaged => (
                "git's own folder is damaged, or was moved".to_owned(),
                "restore `.git` from a backup, or ask someone who knows git".to_owned(),
            ),
            Self::Unfinished(what) => (
                format!("a {what} was started in git and not finished"),
                format!("finish it with `git {what} --continue`, or cancel it with `git {what} --abort`"),
            ),
            Self::Detached => (
                "an old version is checked out in git (a detached HEAD), so a commit would be lost".to_owned(),
                "go back to the branch of the records, for example with `git switch main`".to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_message_is_shown_in_gits_own_words_and_is_safe_for_a_terminal() {
        let said = GitMessage::new(b"warning: one\nfatal: pathspec \x1b[31mx\nhint: two\n");
        assert_eq!(said.fault_in_words(Path::new("/r")).0, "git said: pathspec \\u{1b}[31mx");
        assert_eq!(
            GitMessage::new(b"\n other \xff words\n").fault_in_words(Path::new("/r")).0,
            "git said: other \u{fffd} words"
        );
        assert_eq!(GitMessage::new(b"").fault_in_words(Path::new("/r")).0, "git was stopped before it had finished");
    }

    #[test]
    fn a_lock_is_named_without_the_path_to_it() {
        for text in [
            "'/home/x/r/.git/index.lock': File exists.",
            "'C:\\r\\.git\\index.lock': File exists",
            "'index.lock': File exists",
        ] {
            let said = GitMessage::new(format!("fatal: Unable to create {text}").as_bytes());
            assert_eq!(said.lock_in_the_way().as_deref(), Some("index"), "{text}");
        }
        assert_eq!(GitMessage::new(b"fatal: no lock").lock_in_the_way(), None);
    }
}
