//! `census-2250`: membership of resourced provision is not recorded as true or false. Found by the reader of records.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "census-2250",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2250",
    summary: "`resourced_provision` says something other than true or false",
    why: "For each pupil with SEN, the census asks whether they are a member of resourced provision recognised by the authority. Leaving the \
          line out means no. Any other word cannot be read, and the record is reported as `unreadable`.",
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
