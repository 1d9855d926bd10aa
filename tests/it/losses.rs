//! Losses that are easily missed: a change that git was to keep and could not, a copy that counts as a second child, a record
//! that is gone from the disk, an id that is given twice. All with the real program and real git.

mod copies;
mod ids;
mod missing;
mod without_git;

/// Every report over the whole folder, on a day when each of them ends with 0.
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
