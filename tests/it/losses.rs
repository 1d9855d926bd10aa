//! Losses that are easily missed: a change that git was to keep and could not, a copy that counts as a second child, a record
//! that is gone from the disk, an id that is given twice. All with the real program and real git.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test starts the program and git, and says when it is left out"
)]

#[path = "losses/copies.rs"]
mod copies;
#[path = "losses/ids.rs"]
mod ids;
#[path = "losses/missing.rs"]
mod missing;
#[path = "losses/office.rs"]
mod office;
#[path = "losses/without_git.rs"]
mod without_git;
