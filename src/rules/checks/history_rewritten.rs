//! `history-rewritten`: the history is not the one that was audited before, or the repository shows others in place of its own commits. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-rewritten",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the history is not the one that was audited before",
    why: "Whoever can write to the folder can write the whole history anew. Then a commit that was audited once is in it no more: that is \
          the only way in which it shows.",
    remedy: "compare with another copy of the folder or with a backup, and ask who ran `git rebase`, `git commit --amend`, `git replace` or the like",
    bad: "`git commit --amend` after an audit",
    good: "another commit on top",
    kind: RuleKind::History,
};
