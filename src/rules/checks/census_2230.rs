//! `census-2230`: whether a pupil is a member of a SEN unit is not said plainly. Found by the room that reads records.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "census-2230",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2230",
    summary: "`sen_unit` says something other than true or false",
    why: "The census asks of every pupil with SEN whether they are a member of a SEN unit that the \
          authority recognises. A line left out means no; any other word is not read, and the record is named `unreadable`.",
    remedy: "write `sen_unit: true`, or leave the line out",
    bad: "
census: K
register: [{from: 2025-09-15}]
sen_unit: maybe
",
    good: "
census: K
register: [{from: 2025-09-15}]
sen_unit: true
",
    kind: RuleKind::Reading,
};
