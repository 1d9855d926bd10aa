//! The versions of the records: who wrote each one in which commit, when, and what it contains.
//!
//! This uses only three kinds of git command, which run no program that a repository can name: `log --raw`, `cat-file --batch`,
//! and `rev-parse` and similar (RELIABILITY 3.4). Everything in a repository that could make the history look different is
//! switched off: replaced objects, grafted parents, the commit-graph (git's separate list of commits), and settings that leave
//! something out of the log.

use std::io::{self, BufRead, Read};

use super::folder_history::FolderHistory;
use super::git::GitFolder;
use super::history_fault::{HistoryFault, history_fault, not_started};

/// Settings that make the log complete, whatever the repository's own are.
const SETTINGS: &[&str] = &[
    // It may list different parents from those in the commits themselves.
    "core.commitGraph=false",
    // Checking a signature would start the program that checks it.
    "log.showSignature=false",
    "log.showRoot=true",
    "log.follow=false",
    "diff.ignoreSubmodules=none",
];

/// The arguments for the log: oldest first, every version compared with each of its parents, no guesses and no shortening. A
/// commit begins with the character 1 and has eight fields, each ended by a zero byte.
const LOG: &[&str] = &[
    "log",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-color",
    // In a larger repository: only the records folder, with paths that start there.
    "--relative",
    "--no-show-signature",
    "--ignore-submodules=none",
    "-O/dev/null",
    "--topo-order",
    "--reverse",
    "--full-history",
    "--diff-merges=separate",
    "--format=tformat:%x01%H%x00%P%x00%at%x00%ct%x00%as%x00%cs%x00%an%x00%s",
];

/// Every branch and tag, local and fetched, and the latest stash (`git stash`).
const ALL_BRANCHES: &[&str] = &["--all", "--end-of-options", "HEAD", "--"];

/// One commit, and the files in it that differ from its parents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Commit {
    /// Its full id.
    pub(crate) id: String,
    /// The ids of its parents.
    pub(crate) parents: Vec<String>,
    /// The time it was written, according to the commit, in seconds since 1970.
    pub(crate) written: i64,
    /// The time it was put into the history, according to the commit, in seconds since 1970.
    pub(crate) put: i64,
    /// The day of `written` in the author's time zone, `2025-11-03`.
    pub(crate) day: String,
    /// The day of `put`.
    pub(crate) put_day: String,
    /// The author's name.
    pub(crate) author: String,
    /// The first line of its message.
    pub(crate) subject: String,
    /// The files that differ. A merge lists a file once for each parent that it differs from.
    pub(crate) changes: Vec<FileVersions>,
}

impl Commit {
    /// The time the change was recorded, in seconds since 1970. The author's time counts, because a change may wait until a
    /// computer with git commits it (RELIABILITY 10.3). A time later than the commit's own does not count.
    pub(crate) fn recorded(&self) -> i64 {
        self.written.min(self.put)
    }

    /// The day it was recorded, in the time zone of the person who recorded it, such as `2025-11-03`.
    pub(crate) fn recorded_day(&self) -> &str {
        if self.written <= self.put { &self.day } else { &self.put_day }
    }
}

/// A file in a commit that differs from the version in a parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileVersions {
    /// The file, with `/`.
    pub(crate) path: String,
    /// The version in the parent; `None` if the file is new.
    pub(crate) old: Option<Blob>,
    /// The version in the commit; `None` if the file is gone.
    pub(crate) new: Option<Blob>,
}

/// A file in git's store: the id of its content, and what kind of file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blob {
    /// The id of the content.
    pub(crate) id: String,
    /// The kind of file: `100644` is a plain one.
    pub(crate) mode: String,
}

impl Blob {
    /// Whether it is a plain file. Other kinds, such as a link, do not contain a record.
    pub(crate) fn is_plain(&self) -> bool {
        self.mode.starts_with("100")
    }
}

/// The facts about the history that are known before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryState {
    /// Whether its beginning was left out when it was copied (a shallow clone).
    pub(crate) shallow: bool,
    /// Commits and files that the repository replaces with others.
    pub(crate) replaced: Vec<String>,
    /// Whether the repository gives some commits different parents from their own.
    pub(crate) grafted: bool,
}

/// Checks the repository; `None` if the folder is not under git, or has no commit yet.
///
/// # Errors
/// Git cannot be run, or fails.
pub(crate) fn history_state(git: &GitFolder<'_>) -> Result<Option<HistoryState>, HistoryFault> {
    if FolderHistory::of_folder(git).is_none() {
        return Ok(None);
    }
    let asked = ["rev-parse", "--is-shallow-repository", "--git-path", "info/grafts"];
    let answer = git.run_to_end(&[], &asked, "").map_err(|error| not_started(&error))?;
    if !answer.done {
        return Err(history_fault(answer.said.fault_in_words(git.root())));
    }
    let text = String::from_utf8_lossy(&answer.out).into_owned();
    let mut lines = text.lines();
    let (shallow, grafts) = (lines.next() == Some("true"), lines.next().unwrap_or_default());
    let grafted = std::fs::metadata(git.root().join(grafts)).is_ok_and(|found| found.len() > 0);
    if !git
        .run_to_end(&[], &["rev-parse", "--verify", "--quiet", "HEAD"], "")
        .map_err(|error| not_started(&error))?
        .done
    {
        return Ok(None);
    }
    let asked = ["for-each-ref", "--format=%(refname)", "refs/replace/"];
    let replaced = git.run_to_end(&[], &asked, "").map_err(|error| not_started(&error))?;
    let replaced = String::from_utf8_lossy(&replaced.out).into_owned();
    let replaced = replaced.lines().map(|line| line.strip_prefix("refs/replace/").unwrap_or(line).to_owned());
    Ok(Some(HistoryState { shallow, replaced: replaced.collect(), grafted }))
}

/// A commit that someone named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedCommit {
    /// Its full id.
    pub(crate) id: String,
    /// The time it was put into the history, according to the commit, in seconds since 1970.
    pub(crate) put: i64,
}

/// Returns the commit that was typed, in any of git's own forms: `1a2b3c4`, `HEAD~3`, a tag. `None` if there is no such commit.
///
/// # Errors
/// Git cannot be run, or fails.
pub(crate) fn commit_named(git: &GitFolder<'_>, typed: &str) -> Result<Option<NamedCommit>, HistoryFault> {
    // Git takes text with this beginning as an option, whatever comes before it.
    if typed.starts_with('-') {
        return Ok(None);
    }
    let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{typed}^{{commit}}")];
    let answer = git.run_to_end(&[], &asked, "").map_err(|error| not_started(&error))?;
    let id = String::from_utf8_lossy(&answer.out).trim().to_owned();
    if !answer.done || id.is_empty() {
        return Ok(None);
    }
    let mut put = None;
    read_blobs(git, &[&id], |bytes| put = bytes.as_deref().and_then(put_on))?;
    Ok(put.map(|put| NamedCommit { id, put }))
}

/// The seconds in the line `committer Jo Example <jo@example.org> 1763942400 +0000` of a commit.
fn put_on(commit: &[u8]) -> Option<i64> {
    let text = String::from_utf8_lossy(commit);
    let head = text.lines().take_while(|line| !line.is_empty());
    let line = head.filter_map(|line| line.strip_prefix("committer ")).next()?;
    line.rsplit_once("> ")?.1.split(' ').next()?.parse().ok()
}

/// The commits that the branch pointed to one after the other, newest first: at a merge, only the side that was here before.
///
/// # Errors
/// Git cannot list them all.
pub(crate) fn first_parent_commits(git: &GitFolder<'_>) -> Result<Vec<NamedCommit>, HistoryFault> {
    let settings: Vec<String> = SETTINGS.iter().map(|setting| (*setting).to_owned()).collect();
    let asked = [
        "log",
        "--first-parent",
        "--no-color",
        "--no-show-signature",
        "--format=%H %ct",
        "--end-of-options",
        "HEAD",
        "--",
    ];
    let (commits, ended) = git
        .with_variable("GIT_GRAFT_FILE", "/dev/null")
        .run_streaming(&settings, &asked, b"", parse_named_commits)
        .map_err(|error| not_started(&error))?;
    if ended.done { Ok(commits) } else { Err(history_fault(ended.said.fault_in_words(git.root()))) }
}

/// Reads lines of a commit's id and the seconds of its date, such as `1a2b3c4 1763942400`.
fn parse_named_commits(out: &mut dyn BufRead) -> io::Result<Vec<NamedCommit>> {
    let commits = out.lines().map(|line| {
        let line = line?;
        let (id, put) = line.split_once(' ').unwrap_or((&line, ""));
        Ok(NamedCommit { id: id.to_owned(), put: put.parse().unwrap_or_default() })
    });
    commits.collect()
}

/// Every commit of the branch, oldest first and parents before children. If `paths` are given, only those that touch them.
///
/// # Errors
/// Git cannot list them all.
pub(crate) fn commits_on_branch(git: &GitFolder<'_>, paths: &[&str]) -> Result<Vec<Commit>, HistoryFault> {
    commits_up_to(git, "HEAD", paths)
}

/// The same for a commit and those before it.
///
/// # Errors
/// Git cannot list them all.
pub(crate) fn commits_up_to(git: &GitFolder<'_>, last: &str, paths: &[&str]) -> Result<Vec<Commit>, HistoryFault> {
    run_log(git, &["--end-of-options", last, "--"], paths)
}

/// Every commit that a branch, a tag or the latest stash leads to, oldest first and parents before children.
///
/// # Errors
/// Git cannot list them all.
pub(crate) fn commits_of_all_branches(git: &GitFolder<'_>) -> Result<Vec<Commit>, HistoryFault> {
    run_log(git, ALL_BRANCHES, &[])
}

fn run_log(git: &GitFolder<'_>, from: &[&str], paths: &[&str]) -> Result<Vec<Commit>, HistoryFault> {
    let arguments: Vec<&str> = LOG.iter().chain(from).chain(paths).copied().collect();
    let settings: Vec<String> = SETTINGS.iter().map(|setting| (*setting).to_owned()).collect();
    let (commits, ended) = git
        .with_variable("GIT_GRAFT_FILE", "/dev/null")
        .run_streaming(&settings, &arguments, b"", |out| parse(out))
        .map_err(|error| not_started(&error))?;
    // A log that was cut off could be mistaken for a shorter history.
    if ended.done { Ok(commits) } else { Err(history_fault(ended.said.fault_in_words(git.root()))) }
}

/// Passes the contents of these objects to `visit`, one after the other; `None` for an object that does not exist. No content is
/// kept afterwards.
///
/// # Errors
/// Git stops before the last object.
pub(crate) fn read_blobs(
    git: &GitFolder<'_>,
    ids: &[&str],
    mut visit: impl FnMut(Option<Vec<u8>>),
) -> Result<(), HistoryFault> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut input = ids.join("\n").into_bytes();
    input.push(b'\n');
    let arguments = ["cat-file", "--batch", "--buffer"];
    let ((), ended) = git
        .run_streaming(&[], &arguments, &input, |out| {
            for _ in ids {
                visit(one_object(out)?);
            }
            Ok(())
        })
        .map_err(|error| not_started(&error))?;
    if ended.done { Ok(()) } else { Err(history_fault(ended.said.fault_in_words(git.root()))) }
}

/// One answer of `cat-file --batch`: its id, its kind and its length, then its bytes and a line ending.
fn one_object(out: &mut dyn BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    if out.read_line(&mut head)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let Some(length) = head.trim_end().rsplit_once(' ').and_then(|(_, length)| length.parse::<u64>().ok()) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    if out.take(length + 1).read_to_end(&mut bytes)? as u64 != length + 1 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.pop();
    Ok(Some(bytes))
}

/// Reads the log. A commit that is compared with several parents appears in it several times.
fn parse(out: &mut dyn BufRead) -> io::Result<Vec<Commit>> {
    let mut commits: Vec<Commit> = Vec::new();
    while let Some(field) = next_field(out)? {
        let field = field.trim_start_matches('\n');
        if let Some(id) = field.strip_prefix('\u{1}') {
            let commit = commit_header(id, out)?;
            if commits.last().is_none_or(|last| last.id != commit.id) {
                commits.push(commit);
            }
        } else if let (Some(raw), Some(commit)) = (field.strip_prefix(':'), commits.last_mut()) {
            let path = next_field(out)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            commit.changes.push(file_versions(raw, path));
        }
    }
    Ok(commits)
}

/// The fields of a commit after its id.
fn commit_header(id: &str, out: &mut dyn BufRead) -> io::Result<Commit> {
    Ok(Commit {
        id: id.to_owned(),
        parents: needed_field(out)?.split_whitespace().map(str::to_owned).collect(),
        written: needed_field(out)?.parse().unwrap_or_default(),
        put: needed_field(out)?.parse().unwrap_or_default(),
        day: needed_field(out)?,
        put_day: needed_field(out)?,
        author: needed_field(out)?,
        subject: needed_field(out)?,
        changes: Vec::new(),
    })
}

/// `100644 100644 OLD NEW M`, followed by the path.
fn file_versions(raw: &str, path: String) -> FileVersions {
    let mut parts = raw.split(' ');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let (old_mode, new_mode, old, new) = (part(), part(), part(), part());
    FileVersions { path, old: blob_if_there(old, old_mode), new: blob_if_there(new, new_mode) }
}

/// A side of a change, or `None` if the file does not exist. Git then writes the mode `000000`.
fn blob_if_there(id: String, mode: String) -> Option<Blob> {
    (mode != "000000").then_some(Blob { id, mode })
}

/// The next field, which must be there.
fn needed_field(out: &mut dyn BufRead) -> io::Result<String> {
    next_field(out)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// The next field up to a zero byte; `None` at the end. Bytes that are not UTF-8 are replaced.
fn next_field(out: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if out.read_until(0, &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&0) {
        bytes.pop();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
