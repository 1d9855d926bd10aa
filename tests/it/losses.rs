//! Losses that are easy to miss: a change that git could not keep, a copy that counts as a second child, a record that has
//! disappeared from the disk, an id that is given twice. All tests use the real program and real git.

mod copies;
mod ids;
mod missing;
mod own_files;
mod without_git;

/// Every report over the whole folder, on a day when each of them exits with 0.
const REPORTS: &[&[&str]] = &[
    &["register"],
    &["register", "--all", "--format", "csv"],
    &["census"],
    &["census", "--format", "json"],
    &["overdue"],
    &["overdue", "--ids-only"],
    &["next"],
    &["missing", "notice"],
    &["provision"],
    &["impact"],
    &["summary", "--for", "governors"],
    &["retention"],
    &["sheet", "4B"],
    &["calendar", "-o", "../due.ics", "--replace"],
    &["report", "-o", "../report", "--replace"],
    &["check", "--policy", "policy/2025-09-01.toml"],
];
