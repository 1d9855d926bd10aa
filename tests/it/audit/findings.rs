//! What `send audit` finds, read from its JSON.

use serde_json::Value;

use crate::common::office::Office;

/// One finding, as the JSON gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) severity: String,
    pub(crate) rule: String,
    pub(crate) path: String,
    pub(crate) message: String,
}

/// The result of an audit.
#[derive(Debug)]
pub(crate) struct Audit {
    pub(crate) code: i32,
    pub(crate) findings: Vec<Told>,
    pub(crate) summary: Value,
    pub(crate) err: String,
}

impl Office {
    pub(crate) fn audit(&self, options: &[&str]) -> Audit {
        let ran = self.send(&[&["audit", "--format", "json"], options].concat());
        let report: Value = serde_json::from_str(&ran.out).unwrap_or(Value::Null);
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let rows = report["rows"].as_array().cloned().unwrap_or_default();
        let findings = rows.iter().map(|row| Told {
            severity: text(row, "severity"),
            rule: text(row, "rule"),
            path: text(row, "path"),
            message: text(row, "message"),
        });
        Audit { code: ran.code, findings: findings.collect(), summary: report["summary"].clone(), err: ran.err }
    }
}
