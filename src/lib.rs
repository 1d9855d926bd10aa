//! `send` keeps a school's records of special educational needs and disabilities (SEND) as plain files, knows the school's SEND
//! policy as data, and answers the questions that a school asks every week: who is on the register, what goes on the census, what
//! is overdue.
//!
//! # The map of the house
//!
//! | room | what is in it |
//! |---|---|
//! | `main` | the entry point: real arguments and environment in, exit code out |
//! | `context` | the outside world except files and git: clock, environment, working folder, terminal, editor, out and err |
//! | `commands` | one file per verb, in the folder of its group: its arguments with their help, and `run`; `verbs.rs` lists them |
//! | `writing` | what the verbs that change a record share: asking questions, saving, and what is said afterwards |
//! | `session` | what every verb builds on: the options that apply to every command, the opened folder, how a command ends |
//! | `finding` | a finding: rule, severity, pupil, key path, message, help; imports no other room |
//! | `model` | what a record says: pure types, and what follows from them |
//! | `school` | what `send.toml` and `school.yaml` say, as values |
//! | `policy` | what the policy says: dated policies as values |
//! | `rules` | requirements, duties and checks, one file each; `mod.rs` has the table and, with `moves`, the only loops over it |
//! | `reports` | plain structs that already contain every number |
//! | `records` | the folder on disk: find, read, locate, edit, lock, write |
//! | `history` | the only room that starts git: commits what was saved, reads past versions, settles merges |
//! | `output` | turns finished data into bytes and computes no figure: tables, csv, json, ndjson, papers, findings |
//! | `failure` | why a command stopped, and what to do next |
//! | `fuzzing` | the bodies of the fuzz targets, compiled for tests and fuzzers only |
//! | `dates`, `words` | dates that people type; counts, lists and dates in words |
//!
//! Imports go one way: commands → writing → session → context → {history, output, records, reports, rules} → {policy, school} →
//! model → finding. Inside the first braces, history imports output, output imports reports, and reports imports rules. `ROOMS`
//! in `tests/it/layering.rs` lists exactly what each room may import. A verb never imports another verb. Lints and that test
//! enforce this, and check that the map lists exactly the rooms that exist.
//!
//! `model` explains the abbreviations in the code. DESIGN, DOMAIN and RELIABILITY, followed by a number, are sections of the
//! design documents, which are not in this repository.

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

/// Runs `send` once, with the program's name as the first argument, in the given environment. Returns the exit code (DESIGN 4):
///
/// - 0: done;
/// - 1: there are findings, the policy does not allow a move, or something is late (only with `--exit-code`);
/// - 2: a mistake in what was typed;
/// - 3: not everything could be read, or nothing was saved;
/// - 4: saved, but something after that failed.
///
/// `merge-driver` returns git's own codes: 0 merged, 1 a conflict, 255 anything else.
pub fn run(arguments: impl IntoIterator<Item = OsString>, environment: Environment<'_>) -> u8 {
    commands::run(arguments, environment)
}

/// Makes a panic report where in the program it happened and what to do, but never the data in hand, which may be a child's
/// record.
pub fn keep_panics_discreet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        // If stderr is closed the message is lost, but the exit code still says that something failed.
        let _ = writeln!(
            io::stderr(),
            "error: send stopped because of a fault in the program itself{place}\nhelp: every record is intact; `send show` \
             shows what it says now. Please report the line above: it contains no part of a record"
        );
    }));
}
