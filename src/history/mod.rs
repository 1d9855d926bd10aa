//! What git keeps of the folder: the only room that starts `git`.
//!
//! The record is saved first and committed second, so that a commit that cannot be made is a warning and never a lost
//! record (RELIABILITY 8.5). `git` starts it under guard, `filters` switches off what a repository's own settings would
//! start, `repository` looks at the folder without starting anything, `said` puts what git says into plain words.

mod commit;
#[cfg(test)]
mod commit_tests;
#[cfg(test)]
mod failure_tests;
mod filters;
#[cfg(test)]
mod fixture;
mod git;
#[cfg(test)]
#[cfg(unix)]
mod guard_tests;
mod merging;
mod repository;
mod said;

pub(crate) use commit::{FileChange, Kept, commit};
pub(crate) use git::{Git, user_name};
pub(crate) use merging::marked_by_git;
