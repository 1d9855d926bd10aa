//! `history-merge`: a merge records something about a pupil that neither of its sides recorded. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-merge",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a merge records something about a pupil that neither of its sides recorded",
    why: "A merge brings together what two people recorded. Anything that neither of them recorded has no author. It is also easy to \
          miss, because most programs show no changes for a merge.",
    remedy: "compare both sides with `git show -m COMMIT`, and ask the person who made the merge",
    bad: "a merge of two branches that adds a contact that is on neither branch",
    good: "a merge that has the entries of both branches and no others",
    kind: RuleKind::History,
};
