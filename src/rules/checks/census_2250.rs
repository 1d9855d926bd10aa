//! `census-2250`: whether a pupil is a member of resourced provision is not said plainly. Found by the room that reads records.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "census-2250",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2250",
    summary: "`resourced_provision` says something other than true or false",
    why: "The census asks of every pupil with SEN whether they are a member of resourced provision that the \
          authority recognises. A line left out means no; any other word is not read, and the record is named `unreadable`.",
    remedy: "write `resourced_provision: true`, or leave the line out",
    bad: "
census: K
register: [{from: 2025-09-15}]
resourced_provision: maybe
",
    good: "
census: K
register: [{from: 2025-09-15}]
resourced_provision: true
",
    kind: RuleKind::Reading,
};
