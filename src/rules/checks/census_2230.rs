//! `census-2230`: membership of a SEN unit is not recorded as true or false. Found by the reader of records.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "census-2230",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2230",
    summary: "`sen_unit` says something other than true or false",
    why: "For each pupil with SEN, the census asks whether they are a member of a SEN unit recognised by the authority. Leaving the line out \
          means no. Any other word cannot be read, and the record is reported as `unreadable`.",
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
