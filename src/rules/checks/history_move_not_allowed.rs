//! `history-move-not-allowed`: a move was written down without the evidence that the policy of its day asked for. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-move-not-allowed",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a move was written down without the evidence that the policy of its day asked for",
    why: "A move is judged with what was in the record when it was written down, and by the policy that was in the folder then. Evidence \
          that came later does not make it right.",
    remedy: "see with `send log` who wrote it; record what was done at the time, if it was, and say in the record that it was written down late",
    bad: "two versions of a record: the second has a move to B, and the consent comes with a third",
    good: "the same in two versions: the consent with the move, or before it",
    kind: RuleKind::History,
};
