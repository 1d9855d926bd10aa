//! Reports: plain structs with every number already in them. Built from records as at a day; they touch no file, no
//! clock and no terminal, and output computes nothing that is not here.

#[cfg(test)]
mod as_at_tests;
pub(crate) mod calendar;
pub(crate) mod census;
pub(crate) mod check;
pub(crate) mod columns;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod filter;
pub(crate) mod history;
pub(crate) mod impact;
pub(crate) mod missing;
pub(crate) mod overdue;
pub(crate) mod papers;
pub(crate) mod policy;
pub(crate) mod provision;
pub(crate) mod ready;
pub(crate) mod register;
pub(crate) mod retention;
pub(crate) mod sar;
pub(crate) mod show;
pub(crate) mod summary;
pub(crate) mod suppression;
pub(crate) mod timeline;
pub(crate) mod trial;

use serde::Serialize;

use crate::finding::{Finding, KeyPath};
use crate::model::day::Day;
use crate::policy::PolicyHealth;
use crate::rules::checks::record_missing;
use crate::words;

/// A file that could not be read, as JSON says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Unreadable {
    /// The file.
    pub(crate) path: String,
    /// Why.
    pub(crate) message: String,
}

impl From<&Finding> for Unreadable {
    fn from(finding: &Finding) -> Self {
        Self { path: finding.file.clone(), message: finding.message.clone() }
    }
}

/// What is said for a broad area of need where the Code of Practice gives none, or where no need is written down.
pub(crate) const NO_AREA: &str = "type of need not known, or in none of the four areas";

/// That a file cannot be read, where nothing of it may be quoted.
const UNREADABLE: &str = "this file cannot be read";

/// Whether names may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Names, UPNs and dates of birth are shown.
    Shown,
    /// Ids alone (`--ids-only`), for mail and logs.
    Hidden,
}

impl Names {
    /// The value, unless names are hidden.
    pub(crate) fn show<T>(self, value: T) -> Option<T> {
        (self == Self::Shown).then_some(value)
    }

    /// What could not be read. Why quotes the file, so where names are hidden only the place is told, once a file. That a file
    /// is missing quotes nothing.
    pub(crate) fn show_findings(self, mut findings: Vec<Finding>) -> Vec<Finding> {
        if self == Self::Shown {
            return findings;
        }
        findings.dedup_by(|later, earlier| later.file == earlier.file);
        for finding in findings.iter_mut().filter(|finding| finding.rule != record_missing::RULE.id) {
            finding.field = KeyPath::default();
            UNREADABLE.clone_into(&mut finding.message);
            "`send check` says what is wrong there; it quotes the record".clone_into(&mut finding.help);
        }
        findings
    }
}

/// The commit at which the records stood as a report tells them (`--at`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AtCommit {
    /// Its whole name.
    pub(crate) id: String,
    /// The day on which it was put into the history, where the school is.
    pub(crate) day: Day,
    /// Whether the report is about that day, because none was asked for.
    pub(crate) decides_the_day: bool,
}

impl AtCommit {
    /// The line that tells it under a report.
    pub(crate) fn line_under_report(&self) -> String {
        let as_at = if self.decides_the_day { ", and as at that day" } else { "" };
        format!("as the records stood at commit {} ({}){as_at}", words::short_commit(&self.id), words::date(self.day))
    }
}

/// A report with rows, ready for every format.
#[derive(Debug)]
pub(crate) struct Report<R> {
    /// The day it is about.
    pub(crate) as_at: Day,
    /// The commit as whose files the records were read; nothing where the files were.
    pub(crate) commit: Option<AtCommit>,
    /// What could not be read: with anything here, the report is incomplete.
    pub(crate) unreadable: Vec<Unreadable>,
    /// The rows, in their fixed order.
    pub(crate) rows: Vec<R>,
    /// Numbers about all rows, as JSON says them.
    pub(crate) summary: Option<serde_json::Value>,
    /// What a reader must know beside the rows, a sentence each.
    pub(crate) notes: Vec<String>,
    /// The line that counts.
    pub(crate) last_line: String,
}

/// The policy's own health in one line, under reports that have rows.
pub(crate) fn health_note(health: Option<PolicyHealth>) -> Option<String> {
    Some(format!("the policy: {}", health_said(health?)))
}

/// What is not in order with the policy.
pub(crate) fn health_said(health: PolicyHealth) -> String {
    let review = health.review_was_due.map(|due| format!("its review was due by {}", words::date(due)));
    let unratified = health.unratified.then(|| "it has not been ratified".to_owned());
    let said: Vec<String> = unratified.into_iter().chain(review).collect();
    said.join(", and ")
}

/// What a filter hid, in words; `None` where it hid nothing.
pub(crate) fn hidden_note(hidden: usize, noun: &str) -> Option<String> {
    (hidden > 0).then(|| format!("not shown because of the filter: {}", words::count(hidden, noun)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Position, Severity, key_path};

    fn finding(file: &str, message: &str) -> Finding {
        Finding {
            rule: "unreadable",
            severity: Severity::Error,
            pupil: None,
            file: file.to_owned(),
            field: key_path!["Amira"],
            position: Some(Position { line: 4, column: 1 }),
            message: message.to_owned(),
            source: String::new(),
            help: "write it as 2017-11-03".to_owned(),
        }
    }

    #[test]
    fn where_names_are_hidden_no_finding_quotes_a_record() {
        let found = vec![
            finding("pupils/p014.yaml", "found `3 November 2017`"),
            finding("pupils/p014.yaml", "`Amira` is not a key"),
            finding("pupils/p015.yaml", "found `Ben`"),
        ];
        assert_eq!(Names::Shown.show_findings(found.clone()), found);
        let hidden = Names::Hidden.show_findings(found);
        assert_eq!(
            hidden.iter().map(|one| one.file.as_str()).collect::<Vec<_>>(),
            ["pupils/p014.yaml", "pupils/p015.yaml"]
        );
        assert!(hidden.iter().all(|one| one.message == UNREADABLE && one.position.is_some()));
        let said = format!("{hidden:?}");
        assert!(["Amira", "Ben", "2017"].iter().all(|word| !said.contains(word)), "{said}");
    }
}
