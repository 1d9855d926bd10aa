//! The findings of `check`, as rows.

use serde::Serialize;

use super::{Cell, Column, Row, column};
use crate::finding::{Finding, Severity};
use crate::words;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CheckRow {
    /// How much it weighs.
    pub(crate) severity: Severity,
    /// The rule.
    pub(crate) rule: &'static str,
    /// The pupil's id, where it is about one.
    pub(crate) id: Option<String>,
    /// The file.
    pub(crate) path: String,
    /// The line, from 1.
    pub(crate) line: Option<usize>,
    /// The column, from 1.
    pub(crate) column: Option<usize>,
    /// The key; nothing where it is about the whole file.
    pub(crate) field: Option<String>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
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
        }
    }
}

/// The line under the findings: how many of each, over how many records.
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

impl Row for CheckRow {
    const COLUMNS: &'static [Column] =
        &[column("Severity"), column("Rule"), column("Id"), column("File"), column("Line"), column("Message")];

    const KEYS: &'static [&'static str] =
        &["severity", "rule", "id", "path", "line", "column", "field", "message", "help"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.severity.as_str().to_owned()),
            Cell::Text(self.rule.to_owned()),
            Cell::text(self.id.clone()),
            Cell::Text(self.path.clone()),
            self.line.and_then(|line| i64::try_from(line).ok()).map_or(Cell::Empty, Cell::Number),
            Cell::Text(self.message.clone()),
        ]
    }
}
