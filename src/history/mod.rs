//! The git history of the folder, and how two copies of it are merged: the only room that starts `git`.
//!
//! The record is saved first and committed second, so a failed commit is a warning and never a lost record (RELIABILITY 8.5).
//! `git` starts git under guard, `filters` switches off programs that a repository's own settings would start, `repository` looks
//! at the folder without starting anything, `git_message` puts git's messages into plain words. `driver` sets how git merges
//! records, `conflicted` reads and settles what git could not merge, `health` reports problems; `hook` makes git run `send check`
//! before it commits, `staged` reads what git would commit. `record_names` lists the records of the last commit and all names
//! that the history has had. `commit_files` lists the files of a commit, and `versions` reads what was committed, with commands
//! that run no program of the repository's own.

mod commit;
mod commit_files;
#[cfg(test)]
mod commit_tests;
mod conflict_marks;
mod conflicted;
mod driver;
#[cfg(test)]
mod failure_tests;
mod filters;
#[cfg(test)]
mod fixture;
mod folder_history;
mod git;
mod git_message;
#[cfg(test)]
#[cfg(unix)]
mod guard_tests;
mod health;
mod history_fault;
mod hook;
mod objects;
mod record_names;
mod repository;
mod shell_words;
mod staged;
mod start;
mod tree_object;
mod uncommitted;
mod upkeep;
mod versions;

pub(crate) use commit::{
    CommitDone, CommitOrder, CommitOutcome, FileContents, Listed, MoveKeeper, PlannedMove, author_now,
    clear_left_locks, commit_changes, is_in_history, is_under_git, last_commit, list_as_committed, list_behind_disk,
    newest_commit,
};
pub(crate) use commit_files::{files_at, files_of_pupils, files_of_records};
pub(crate) use conflict_marks::marked_by_git;
pub(crate) use conflicted::{GitRefusal, conflict_of, conflicted_files, settle_conflict, unfinished_work};
pub(crate) use driver::{Registered, register_driver};
pub(crate) use git::{GitFolder, user_name};
pub(crate) use health::{Advice, git_ailments};
pub(crate) use history_fault::HistoryFault;
pub(crate) use hook::{Hooked, install_hook, line_of_hook};
pub(crate) use record_names::{Committed, committed_records, names_had};
pub(crate) use shell_words::word_for_shell;
pub(crate) use staged::files_staged;
pub(crate) use start::{knows_user, start_repository, tell_user};
pub(crate) use uncommitted::{UncommittedFile, uncommitted_files};
pub(crate) use upkeep::start_upkeep;
pub(crate) use versions::{
    Blob, Commit, FileVersions, HistoryState, NamedCommit, commit_named, commits_of_all_branches, commits_on_branch,
    commits_up_to, first_parent_commits, history_state, read_blobs,
};
