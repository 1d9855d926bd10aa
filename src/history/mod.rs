//! What git keeps of the folder, and how two copies of it become one: the only room that starts `git`.
//!
//! The record is saved first and committed second, so that a commit that cannot be made is a warning and never a lost
//! record (RELIABILITY 8.5). `git` starts it under guard, `filters` switches off what a repository's own settings would
//! start, `repository` looks at the folder without starting anything, `said` puts what git says into plain words. `driver` tells
//! git how to merge records, `conflicted` reads and settles what it could not merge, `health` says what is amiss; `hook`
//! has git ask before it commits, `staged` tells what it would commit. `names` lists the records of the last commit, and the names that the
//! history has had. `versions`
//! reads what was committed, by three commands that run no program of the repository's.

mod commit;
#[cfg(test)]
mod commit_tests;
mod conflicted;
mod driver;
#[cfg(test)]
mod failure_tests;
mod filters;
#[cfg(test)]
mod fixture;
mod git;
#[cfg(test)]
#[cfg(unix)]
mod guard_tests;
mod health;
mod hook;
mod merging;
mod names;
mod repository;
mod said;
mod staged;
mod tree;
mod typing;
mod versions;

pub(crate) use commit::{FileChange, Kept, commit};
pub(crate) use conflicted::{conflict_of, conflicted_files, settled, unfinished};
pub(crate) use driver::{Registered, register_driver};
pub(crate) use git::{Git, user_name};
pub(crate) use health::{Advice, ailments};
pub(crate) use hook::{Hooked, hook, line_of_hook};
pub(crate) use merging::marked_by_git;
pub(crate) use names::{Committed, committed, names_had};
pub(crate) use staged::files_staged;
pub(crate) use tree::{files_at, files_of_pupils, files_of_records};
pub(crate) use typing::typed;
pub(crate) use versions::{
    Blob, Change, Commit, Named, Past, Trouble, blobs, branch, commits, commits_of_all_branches, commits_up_to, named,
    past,
};
