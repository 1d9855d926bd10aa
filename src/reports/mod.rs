//! Reports: plain structs with every number already in them. They are built from records as at a day. They touch no file, clock or
//! terminal, and the output room computes no figures of its own.

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
use crate::rules::Rule;
use crate::rules::checks::{change_half_saved, record_missing, records_begin_later};
use crate::words;

/// A file that could not be read, as JSON shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Unreadable {
    /// The file.
    pub(crate) path: String,
    /// Why it could not be read.
    pub(crate) message: String,
}

impl From<&Finding> for Unreadable {
    fn from(finding: &Finding) -> Self {
        Self { path: finding.file.clone(), message: finding.message.clone() }
    }
}

/// The rules about all records together, among the findings about files that could not be read.
const OF_ALL_RECORDS: [&str; 2] = [change_half_saved::RULE.id, records_begin_later::RULE.id];

/// What a report lacks. Papers and totals say so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lacks {
    /// The number of files that could not be read or are missing, so pupils may be missing.
    pub(crate) files: usize,
    /// That a change of several records is only half saved, in words, so pupils may be missing or as they were before it.
    pub(crate) half_saved: Option<String>,
    /// That some records do not reach back to the day of the report, in words.
    pub(crate) begin_later: Option<String>,
}

impl Lacks {
    /// What a report with these findings about its files lacks. The findings of one file are next to each other.
    pub(crate) fn of(findings: &[Finding]) -> Self {
        let (of_all, of_files): (Vec<&Finding>, Vec<&Finding>) =
            findings.iter().partition(|finding| OF_ALL_RECORDS.contains(&finding.rule));
        let mut files: Vec<&str> = of_files.into_iter().map(|finding| finding.file.as_str()).collect();
        files.dedup();
        let message_of =
            |rule: &Rule| of_all.iter().find(|finding| finding.rule == rule.id).map(|finding| finding.message.clone());
        Self {
            files: files.len(),
            half_saved: message_of(&change_half_saved::RULE),
            begin_later: message_of(&records_begin_later::RULE),
        }
    }

    /// Whether it lacks nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        !self.may_lack_pupils() && self.begin_later.is_none()
    }

    /// Whether pupils may be missing from it.
    pub(crate) fn may_lack_pupils(&self) -> bool {
        self.files > 0 || self.half_saved.is_some()
    }

    /// What it lacks, in words; `so` says what follows from files that could not be read.
    pub(crate) fn in_words(&self, so: &str) -> Option<String> {
        let files = (self.files > 0).then(|| format!("{} could not be read{so}", words::count(self.files, "file")));
        let half_saved = self.half_saved.as_ref().map(|half_saved| format!("{half_saved}{so}"));
        let all: Vec<String> = files.into_iter().chain(half_saved).chain(self.begin_later.clone()).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// A count of all pupils. There is none about a day that some records do not reach back to.
    pub(crate) fn total<T>(&self, total: T) -> Option<T> {
        self.begin_later.is_none().then_some(total)
    }
}

/// The note of a report as at a past day that uses facts which some records give only as now: once for the whole report.
pub(crate) fn as_now_note(records: usize, what: &str, as_at: Day, today: Day) -> Option<String> {
    (records > 0 && as_at < today).then(|| {
        let records = words::count(records, "record gives/records give");
        format!("{records} {what} as now, without its days: `send set PUPIL ... --date DATE` records them")
    })
}

/// The words for a broad area of need if the Code of Practice gives no area, or if no need is recorded.
pub(crate) const NO_AREA: &str = "type of need not known, or in none of the four areas";

/// The message for an unreadable file that must not be quoted.
const UNREADABLE: &str = "this file cannot be read";

/// Whether names may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Names, UPNs and dates of birth are shown.
    Shown,
    /// Only ids are shown (`--ids-only`), for email and logs.
    Hidden,
}

impl Names {
    /// The value, unless names are hidden.
    pub(crate) fn show<T>(self, value: T) -> Option<T> {
        (self == Self::Shown).then_some(value)
    }

    /// The findings about unreadable files. The reason quotes the file, so if names are hidden, each file is listed once and only by
    /// its place. A finding that a file is missing, that a change is half saved or that records begin later quotes no record and stays
    /// as it is.
    pub(crate) fn show_findings(self, mut findings: Vec<Finding>) -> Vec<Finding> {
        if self == Self::Shown {
            return findings;
        }
        findings.dedup_by(|later, earlier| later.file == earlier.file);
        let quotes =
            |finding: &&mut Finding| finding.rule != record_missing::RULE.id && !OF_ALL_RECORDS.contains(&finding.rule);
        for finding in findings.iter_mut().filter(quotes) {
            finding.field = KeyPath::default();
            UNREADABLE.clone_into(&mut finding.message);
            "run `send check` to see what is wrong; its answer quotes the record".clone_into(&mut finding.help);
        }
        findings
    }
}

/// The commit that a report takes its records from (`--at`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AtCommit {
    /// Its full id.
    pub(crate) id: String,
    /// The day it was committed, in the school's time zone.
    pub(crate) day: Day,
    /// Whether the report is about that day, because no `--as-at` was given.
    pub(crate) decides_the_day: bool,
}

impl AtCommit {
    /// The line about the commit under a report.
    pub(crate) fn line_under_report(&self) -> String {
        let as_at = if self.decides_the_day { ", and as at that day" } else { "" };
        format!("from the records as at commit {} ({}){as_at}", words::short_commit(&self.id), words::date(self.day))
    }
}

/// A report with rows, ready for every format.
#[derive(Debug)]
pub(crate) struct Report<R> {
    /// The date of the report.
    pub(crate) as_at: Day,
    /// The commit that the records were read from; `None` if they were read from the folder.
    pub(crate) commit: Option<AtCommit>,
    /// The files that could not be read. If there are any, the report is incomplete.
    pub(crate) unreadable: Vec<Unreadable>,
    /// The rows, in their fixed order.
    pub(crate) rows: Vec<R>,
    /// Numbers about all rows, for JSON.
    pub(crate) summary: Option<serde_json::Value>,
    /// Notes for the reader, one sentence each.
    pub(crate) notes: Vec<String>,
    /// The last line, which gives the counts.
    pub(crate) last_line: String,
}

/// A line about the state of the policy, which reports with rows show at the end.
pub(crate) fn health_note(health: Option<PolicyHealth>) -> Option<String> {
    Some(format!("the policy: {}", health_said(health?)))
}

/// The problems with the state of the policy, in words.
pub(crate) fn health_said(health: PolicyHealth) -> String {
    let review = health.review_was_due.map(|due| format!("its review was due by {}", words::date(due)));
    let unratified = health.unratified.then(|| "it has not been ratified".to_owned());
    let said: Vec<String> = unratified.into_iter().chain(review).collect();
    said.join(", and ")
}

/// The number of rows that a filter hid, in words; `None` if it hid no rows.
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
    fn no_finding_quotes_a_record_when_names_are_hidden() {
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
