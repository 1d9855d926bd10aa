//! `unreadable`: a file in the folder cannot be read. Found by the reader of the file.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "unreadable",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a file cannot be read",
    why: "If a record cannot be read, a pupil is missing from every list. Until it is corrected, reports say that they are incomplete \
          and the census prints no totals.",
    remedy: "correct the line shown, or restore the file from git or a backup",
    bad: "stagee: A",
    good: "stage: A",
    kind: RuleKind::Reading,
};
