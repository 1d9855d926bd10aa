//! `history-unread`: a part of the history could not be looked at: its beginning is not in this copy, or a version cannot be read. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-unread",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a part of the history could not be looked at",
    why: "What was not looked at may be wrong. An audit says so instead of passing over it.",
    remedy: "`git fetch --unshallow` gets what was left out of this copy; a version that cannot be read stays in the history, and what follows it is compared with the one before it",
    bad: "a copy made by `git clone --depth 1`",
    good: "a copy made by `git clone`",
    kind: RuleKind::History,
};
