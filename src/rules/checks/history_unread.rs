//! `history-unread`: part of the history could not be checked: its beginning is not in this copy, or a version cannot be read.
//! Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-unread",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "part of the history could not be checked",
    why: "Any part that was not checked may be wrong, so an audit names it.",
    remedy: "run `git fetch --unshallow` to get what this copy left out; a version that cannot be read stays in the history, and the next version is compared with the one before it",
    bad: "a copy made by `git clone --depth 1`",
    good: "a copy made by `git clone`",
    kind: RuleKind::History,
};
