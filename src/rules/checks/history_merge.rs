//! `history-merge`: a merge says of a child what neither of its sides said. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-merge",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a merge says of a child what neither of its sides said",
    why: "A merge brings together what two people wrote. What neither wrote has no author: it is easily overlooked, for most programs show \
          nothing of a merge.",
    remedy: "see what both sides have with `git show -m COMMIT`, and ask who made the merge",
    bad: "a merge of two branches that adds a contact which is on neither",
    good: "a merge that has the entries of both branches and no others",
    kind: RuleKind::History,
};
