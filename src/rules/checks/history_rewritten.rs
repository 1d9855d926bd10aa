//! `history-rewritten`: the history is not the one that was audited before, or the repository replaces its own commits with
//! others. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-rewritten",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the history is not the one that was audited before",
    why: "Anyone who can write to the folder can rewrite the whole history. A commit that was audited once is then no longer in it. \
          Nothing else shows that this has happened.",
    remedy: "compare with another copy of the folder or with a backup, and ask who ran `git rebase`, `git commit --amend`, `git replace` or a similar command",
    bad: "`git commit --amend` after an audit",
    good: "another commit on top",
    kind: RuleKind::History,
};
