//! `send` keeps a school's SEND records as plain files, knows the school's SEND policy as data, and answers what is
//! asked every week: who is on the register, what goes on the census, what is late.
//!
//! # The map of the house
//!
//! | room | what lives there |
//! |---|---|
//! | `main` | the shim: real arguments and environment in, exit code out |
//! | `context` | the one door to the world: clock, environment, folder, terminal and editor, out and err |
//! | `commands` | one file a verb, in the folder of its group: its arguments with the help, and `run`; `verbs.rs` is the table of them |
//! | `writing` | what verbs that change a record share: the conversation, the save, the words after it |
//! | `session` | the ground of every verb: options that hold everywhere, the opened folder, how a command ends |
//! | `finding` | a finding: rule, severity, pupil, key path, message, help; below everything |
//! | `model` | what a record says: pure types, and what follows from them |
//! | `school` | what `send.toml` and `school.yaml` say, as values |
//! | `policy` | what the policy says: dated policies as values |
//! | `rules` | requirements, duties and checks: one file a rule; `mod.rs` has the table, and with `moves` the only loops |
//! | `reports` | plain structs with every number already in them |
//! | `records` | the folder on disk: find, read, locate, edit, lock, write |
//! | `history` | the only room that starts git: commits what was saved |
//! | `output` | finished data to bytes: table, csv, json, ndjson, findings; computes nothing |
//! | `failure` | why a command cannot be done, and what to do: at the end of every command that stops |
//! | `fuzzing` | the bodies of the fuzz targets, compiled for tests and fuzzers only |
//! | `dates`, `words` | dates that people type; counts, lists and dates in words |
//!
//! Imports go one way: commands → writing → session → {records, history, rules, reports, output} → {policy, school} → model →
//! finding. A verb imports no verb. Lints and `tests/it/layering.rs` keep it so, and hold this map to the rooms that there are.

mod commands;
mod context;
mod dates;
mod failure;
mod finding;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod history;
mod model;
mod output;
mod policy;
mod records;
mod reports;
mod rules;
mod school;
mod session;
mod words;
mod writing;

use std::ffi::OsString;
use std::io::{self, Write};

pub use context::{Environment, LockOwner, WaitNotice};

/// Runs `send` once: the arguments with the program's name first, and the world it runs in. Gives the exit code:
/// 0 done, 1 findings, 2 a mistake in what was typed, 3 not everything could be read or nothing was saved, 4 saved, but
/// something after that failed (DESIGN 4). `merge-driver` answers git in git's own way: 0 merged, 1 a conflict, 255 anything else.
pub fn run(arguments: impl IntoIterator<Item = OsString>, environment: Environment<'_>) -> u8 {
    commands::run(arguments, environment)
}

/// From now on a panic says where in the program it was and what to do, and not what the program was working on: that may
/// be a child's record.
pub fn keep_panics_discreet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        // Where err is closed there is nobody left to tell; the exit code still does.
        let _ = writeln!(
            io::stderr(),
            "error: the program made a mistake of its own and stopped{place}\nhelp: every record is whole; `send show` says \
             what is in it now. Please report the line above: nothing of a record is in it"
        );
    }));
}
