//! `history-message`: what a commit says of itself is not what it does. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-message",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "what a commit says of itself is not what it does",
    why: "People look for a change by what was written about it. A message about one child over a change of another hides it from them.",
    remedy: "see with `send log` what the commit changed, and ask who wrote it",
    bad: "a commit with the message `p014: record a contact` that changes p007",
    good: "the same message over a change of p014 alone",
    kind: RuleKind::History,
};
