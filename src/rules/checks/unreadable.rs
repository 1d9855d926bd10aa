//! `unreadable`: a file of the folder cannot be read. Found by the room that reads it.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "unreadable",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a file cannot be read",
    why: "A record that cannot be read is a child missing from every list. Until it is put right, reports say that they are \
          incomplete and the census prints no totals.",
    remedy: "put the line right that is named, or put the file back from git or a backup",
    bad: "stagee: A",
    good: "stage: A",
    kind: RuleKind::Reading,
};
