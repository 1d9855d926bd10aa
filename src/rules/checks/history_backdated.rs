//! `history-backdated`: a day in the history cannot be right: an entry got an earlier day, a fact is dated after the commit that
//! holds it, or a commit before the one it follows. A day is allowed for the clocks and zones of two computers. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-backdated",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a day in the history cannot be right",
    why: "Clocks and waiting times run from days. An entry that got an earlier day, a fact dated after the commit that holds it, or a \
          commit dated before the one it follows says that something was written at another time than it says.",
    remedy: "see with `send log` who wrote it and ask why; where a computer's clock was wrong, set it and write that down",
    bad: "
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: given}]
# and later
contacts: [{date: 2025-10-01, kind: consent, about: inclusion-referral, answer: given}]
",
    good: "
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: given}]
# and later
contacts: [{date: 2025-10-01, kind: call, about: concern}, {date: 2025-11-04, kind: consent, about: inclusion-referral, answer: given}]
",
    kind: RuleKind::History,
};
