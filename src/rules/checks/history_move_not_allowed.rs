//! `history-move-not-allowed`: a move was recorded without the evidence that the policy of its day asked for.
//! Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-move-not-allowed",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a move was recorded without the evidence that the policy of its day asked for",
    why: "A move is judged by what was in the record, and by the policy in the folder, at the time when it was recorded. Evidence \
          added later does not make it right.",
    remedy: "use `send log` to see who recorded it; if the step was taken at the time, record it now, and say in the record that it was added late",
    bad: "two versions of a record: the second adds a move to B, and the consent comes only in a third",
    good: "the same two versions, with the consent recorded with the move or before it",
    kind: RuleKind::History,
};
