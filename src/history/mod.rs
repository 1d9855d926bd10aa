//! The folder's history in git: the only room that starts `git`.
//!
//! A record is saved first and committed second: a commit that cannot be made is told, and costs nothing (RELIABILITY 0.3).

mod commit;
mod git;

pub(crate) use commit::{FileChange, Kept, commit};
pub(crate) use git::{Git, user_name};
