//! `census-2120`: the census code is missing, or is not N, K or E. Found by the reader of records.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "census-2120",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 2120",
    summary: "the `census` line is missing, or says something other than N, K or E",
    why: "Every pupil on roll is returned with one of the three codes; A, P and S are no longer used. A record without the line is \
          not read at all, and is reported as `unreadable`.",
    remedy: "write `census: E` with a final EHC plan, `census: K` while on the register, otherwise `census: N`",
    bad: "
census: S
",
    good: "
census: N
",
    kind: RuleKind::Reading,
};
