//! `census-2130`: a need has a rank and no type. Found by the reader of records.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "census-2130",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2130",
    summary: "a need has a rank and no type",
    why: "The census takes the type of a need with its rank, never only the rank. A record with such an entry is not read at all, \
          and is reported as `unreadable`.",
    remedy: "add the `type` of the need, or NSA while it is still being assessed",
    bad: "
census: K
register: [{from: 2025-09-15}]
needs: [{rank: 1, from: 2025-09-15}]
",
    good: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: SLCN, rank: 1, from: 2025-09-15}]
",
    kind: RuleKind::Reading,
};
