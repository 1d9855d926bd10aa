//! The versions of the records: which commit wrote which, by whom and when, and what they say.
//!
//! Three commands of git alone, which run no program that a repository can name: `log --raw`, `cat-file --batch`,
//! `rev-parse` and its like (RELIABILITY 3.4). What a repository can say to make the history look different is switched off:
//! replaced objects, grafted parents, a list of commits that git keeps beside the commits, and settings that leave something
//! out of the log.

use std::io::{self, BufRead, Read};

use super::folder_history::FolderHistory;
use super::git::GitFolder;
use super::history_fault::{HistoryFault, history_fault, not_started};

/// Settings under which the log is whole, whatever the repository's own are.
const SETTINGS: &[&str] = &[
    // It may say other parents than the commits themselves do.
    "core.commitGraph=false",
    // Checking a signature would start the program that checks it.
    "log.showSignature=false",
    "log.showRoot=true",
    "log.follow=false",
    "diff.ignoreSubmodules=none",
];

/// How the log is asked for: oldest first, every version against each of its parents, nothing guessed and nothing cut short.
/// A commit begins with the character 1 and has eight fields, each ended by a zero byte.
const LOG: &[&str] = &[
    "log",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-color",
    // In a larger repository: of the folder of the records alone, and from there.
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

/// Every branch and tag, here and as they were fetched, and what was set aside last (`git stash`).
const ALL_BRANCHES: &[&str] = &["--all", "--end-of-options", "HEAD", "--"];

/// One commit, and which files of it differ from its parents'.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Commit {
    /// Its whole name.
    pub(crate) id: String,
    /// The names of its parents.
    pub(crate) parents: Vec<String>,
    /// When it says that it was written, in seconds since 1970.
    pub(crate) written: i64,
    /// When it says that it was put into the history, in seconds since 1970.
    pub(crate) put: i64,
    /// The day of the first where the author was, `2025-11-03`.
    pub(crate) day: String,
    /// The day of the second.
    pub(crate) put_day: String,
    /// The author's name.
    pub(crate) author: String,
    /// The first line of its message.
    pub(crate) subject: String,
    /// The files that differ; for a merge once for each parent that they differ from.
    pub(crate) changes: Vec<FileVersions>,
}

impl Commit {
    /// When the change was recorded, in seconds since 1970: as its author says, for a change may wait until a computer with git
    /// commits it (RELIABILITY 10.3). It was not later than the commit.
    pub(crate) fn recorded(&self) -> i64 {
        self.written.min(self.put)
    }

    /// The day of that, where it was recorded, such as `2025-11-03`.
    pub(crate) fn recorded_day(&self) -> &str {
        if self.written <= self.put { &self.day } else { &self.put_day }
    }
}

/// A file of a commit that differs from a parent's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileVersions {
    /// The file, with `/`.
    pub(crate) path: String,
    /// What the parent has; nothing where the file is new.
    pub(crate) old: Option<Blob>,
    /// What the commit has; nothing where the file is gone.
    pub(crate) new: Option<Blob>,
}

/// What git keeps of a file: the name of its content, and what kind of file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blob {
    /// The name of the content.
    pub(crate) id: String,
    /// What kind of file: `100644` is a plain one.
    pub(crate) mode: String,
}

impl Blob {
    /// Whether it is a plain file. What else there is, such as a link, holds no record.
    pub(crate) fn is_plain(&self) -> bool {
        self.mode.starts_with("100")
    }
}

/// What is known of the history before any of it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryState {
    /// Whether its beginning was left out when it was copied (a shallow clone).
    pub(crate) shallow: bool,
    /// Commits and files that the repository shows in place of others.
    pub(crate) replaced: Vec<String>,
    /// Whether the repository gives commits other parents than their own.
    pub(crate) grafted: bool,
}

/// Looks at the repository; `None` where there is none, or nothing was committed to it yet.
///
/// # Errors
/// Where git cannot tell.
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

/// A commit that somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedCommit {
    /// Its whole name.
    pub(crate) id: String,
    /// When it says that it was put into the history, in seconds since 1970.
    pub(crate) put: i64,
}

/// The commit that is meant by what was typed, in any of git's own ways: `1a2b3c4`, `HEAD~3`, a tag. `None` where none is.
///
/// # Errors
/// Where git cannot tell.
pub(crate) fn commit_named(git: &GitFolder<'_>, typed: &str) -> Result<Option<NamedCommit>, HistoryFault> {
    // What begins so is an option to git, whatever stands before it.
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

/// The commits that the branch came to one after the other, newest first: of a merge the side that stood here before.
///
/// # Errors
/// Where git cannot tell all.
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

/// Reads lines of a commit's name and the seconds of its date, such as `1a2b3c4 1763942400`.
fn parse_named_commits(out: &mut dyn BufRead) -> io::Result<Vec<NamedCommit>> {
    let commits = out.lines().map(|line| {
        let line = line?;
        let (id, put) = line.split_once(' ').unwrap_or((&line, ""));
        Ok(NamedCommit { id: id.to_owned(), put: put.parse().unwrap_or_default() })
    });
    commits.collect()
}

/// Every commit of the branch, oldest first and parents before children; where `paths` are named, those that touch them.
///
/// # Errors
/// Where git cannot tell all.
pub(crate) fn commits_on_branch(git: &GitFolder<'_>, paths: &[&str]) -> Result<Vec<Commit>, HistoryFault> {
    commits_up_to(git, "HEAD", paths)
}

/// The same of a commit and those before it.
///
/// # Errors
/// Where git cannot tell all.
pub(crate) fn commits_up_to(git: &GitFolder<'_>, last: &str, paths: &[&str]) -> Result<Vec<Commit>, HistoryFault> {
    run_log(git, &["--end-of-options", last, "--"], paths)
}

/// Every commit that a branch, a tag or the last stash reaches, oldest first and parents before children.
///
/// # Errors
/// Where git cannot tell all.
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
    // A log that was cut off would pass for a shorter history.
    if ended.done { Ok(commits) } else { Err(history_fault(ended.said.fault_in_words(git.root()))) }
}

/// The contents of these objects, each given to `visit` in turn; `None` for one that is not there. None is held after that.
///
/// # Errors
/// Where git stops before the last.
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

/// One answer of `cat-file --batch`: its name, its kind and its length, then its bytes and a line end.
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

/// Reads the log: a commit of which several parents are compared stands in it several times.
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

/// The fields of a commit behind its name.
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

/// `100644 100644 OLD NEW M`, and the path behind it.
fn file_versions(raw: &str, path: String) -> FileVersions {
    let mut parts = raw.split(' ');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let (old_mode, new_mode, old, new) = (part(), part(), part(), part());
    FileVersions { path, old: blob_if_there(old, old_mode), new: blob_if_there(new, new_mode) }
}

/// A side of a change; `None` if the file is not there, which git writes as the mode `000000`.
fn blob_if_there(id: String, mode: String) -> Option<Blob> {
    (mode != "000000").then_some(Blob { id, mode })
}

/// The next field, which must be there.
fn needed_field(out: &mut dyn BufRead) -> io::Result<String> {
    next_field(out)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// The next field up to a zero byte; `None` at the end. What is no UTF-8 is read as far as it is.
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
