//! `history-message`: a commit's message does not match what the commit changes. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-message",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a commit's message does not match what the commit changes",
    why: "People find a change by its message. A message about one pupil on a change to another pupil's record hides that change.",
    remedy: "use `send log` to see what the commit changed, and ask the person who made it",
    bad: "a commit with the message `p014: record a contact` that changes p007",
    good: "the same message on a change only to p014",
    kind: RuleKind::History,
};
