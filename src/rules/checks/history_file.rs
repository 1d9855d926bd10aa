//! `history-file`: a record's file was renamed, or is no plain file: a link, a repository of its own, a program. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-file",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a record's file was renamed, or is no plain file",
    why: "A link shows what is elsewhere and can change without a trace here; a renamed file hides what was said under its old name.",
    remedy: "put the plain file back under its name; `send log` says who changed it",
    bad: "a commit that puts a link in the place of `pupils/p014.yaml`",
    good: "a commit that changes what the file says",
    kind: RuleKind::History,
};
