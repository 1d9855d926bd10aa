//! `history-file`: a record's file was renamed, or is not a plain file: it is a link, a repository or a program.
//! Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-file",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a record's file was renamed, or is not a plain file",
    why: "A link shows content from somewhere else, which can change without a trace here. A renamed file hides what was recorded under its old name.",
    remedy: "put the plain file back under its name; use `send log` to see who changed it",
    bad: "a commit that replaces `pupils/p014.yaml` with a link",
    good: "a commit that changes the content of the file",
    kind: RuleKind::History,
};
