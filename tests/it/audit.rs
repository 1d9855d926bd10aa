//! What is told from real repositories. `send audit` and `send log`: an honest history made by the program's own commands, in
//! which nothing is found, and tamperings of it, each of which has to be found and rightly named; `SEND_FULL_SWEEP=1` makes the
//! honest one longer than 2,000 commits. `--at`: reports as the records stood at a commit. `send
//! changes`: what is different after some time. `send timeline`: what was written down late.

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

#[path = "audit/at_commit.rs"]
mod at_commit;
#[path = "audit/changes.rs"]
mod changes;
#[cfg(unix)]
#[path = "audit/guarded.rs"]
mod guarded;
#[path = "audit/honest.rs"]
mod honest;
#[path = "audit/tampered.rs"]
mod tampered;
#[path = "audit/world.rs"]
mod world;
#[path = "audit/written.rs"]
mod written;
