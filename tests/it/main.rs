//! Every test that runs the program from outside, in one binary. It is linked once, and what the tests share is in `common`.
//! `cargo test --test it NAME::` runs one module.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    clippy::use_debug,
    reason = "a test starts programs, prints what it measured or skipped, and stops at the first surprise"
)]

mod anonymise;
mod audit;
mod awards;
mod calendar;
mod children;
mod clocks;
mod common;
mod contributing;
// These tests stop git with a tracer or replace it with a shell script, which Windows does not have.
#[cfg(unix)]
mod cut_commits;
mod edge;
mod example_rules;
mod examples;
mod faults;
mod first_afternoon;
mod full_disk;
mod history_setup;
mod hooks;
mod hostile;
mod import_asked;
mod import_found;
mod import_people;
mod import_saving;
mod import_sheets;
mod layering;
mod leavers;
mod links;
mod losses;
mod malformed;
mod merge;
mod modules;
mod opening;
mod opening_one;
mod output_files;
mod packs;
mod pages;
mod papers;
mod plain_english;
mod planted;
mod power_cuts;
mod prompts;
mod provision;
mod readme;
mod records_begin;
mod report;
mod sar;
mod shared_folder;
mod side_files;
mod summary;
mod term;
mod two_years;
mod unfinished;
mod unusual;
mod verbs_add;
mod verbs_correct;
mod verbs_cycle;
mod verbs_roll;
mod waiting;
