//! `history-backdated`: a date in the history cannot be right: an entry was given an earlier date, a fact is dated after the
//! commit that holds it, or a commit is dated before its parent. One day is allowed for the clocks and time zones of two
//! computers. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-backdated",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a date in the history cannot be right",
    why: "Deadlines are counted from dates. An entry given an earlier date, a fact dated after the commit that holds it, or a commit \
          dated before the one it follows was not recorded when it says.",
    remedy: "use `send log` to see who recorded it, and ask why; if a computer's clock was wrong, set the clock and make a note of it",
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
