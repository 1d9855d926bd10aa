//! The findings of `check`, as rows.

use super::columns::{Cell, Column, ReportRow, fact};
use crate::finding::{Finding, Severity};
use crate::words;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckRow {
    /// The severity.
    pub(crate) severity: Severity,
    /// The rule.
    pub(crate) rule: &'static str,
    /// The pupil's id, if it is about a pupil.
    pub(crate) id: Option<String>,
    /// The file.
    pub(crate) path: String,
    /// The line, from 1.
    pub(crate) line: Option<usize>,
    /// The column, from 1.
    pub(crate) column: Option<usize>,
    /// The key; `None` if it is about the whole file.
    pub(crate) field: Option<String>,
    /// The problem in words.
    pub(crate) message: String,
    /// The remedy.
    pub(crate) help: String,
    /// The clause and the law that the rule comes from, if it has any.
    pub(crate) source: Option<String>,
}

impl From<&Finding> for CheckRow {
    fn from(finding: &Finding) -> Self {
        let field = finding.field.to_string();
        Self {
            severity: finding.severity,
            rule: finding.rule,
            id: finding.pupil.clone(),
            path: finding.file.clone(),
            line: finding.position.map(|at| at.line),
            column: finding.position.map(|at| at.column),
            field: (!field.is_empty()).then_some(field),
            message: finding.message.clone(),
            help: finding.help.clone(),
            source: (!finding.source.is_empty()).then(|| finding.source.clone()),
        }
    }
}

/// The line under the findings: the number of errors, warnings and records.
pub(crate) fn last_line(findings: &[Finding], records: usize) -> String {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let warnings = findings.len() - errors;
    format!(
        "{}, {} in {}",
        words::count(errors, "error"),
        words::count(warnings, "warning"),
        words::count(records, "record")
    )
}

impl ReportRow for CheckRow {
    const COLUMNS: &'static [Column<Self>] = &[
        fact("severity", |row| row.severity.as_str().into()),
        fact("rule", |row| row.rule.into()),
        fact("id", |row| Cell::from(&row.id)),
        fact("path", |row| Cell::from(&row.path)),
        fact("line", |row| row.line.into()),
        fact("column", |row| row.column.into()),
        fact("field", |row| Cell::from(&row.field)),
        fact("message", |row| Cell::from(&row.message)),
        fact("help", |row| Cell::from(&row.help)),
        fact("source", |row| Cell::from(&row.source)),
    ];
}
