//! `history-altered`: a dated fact was changed after it was written, or an entry that had ended gained something.
//!
//! Not a fact: what stands at the top of a record but the id, a planned day that had not come or whose cycle is open, the rank
//! of a current need, and the school that a leaver goes to. They change in the ordinary course of things. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-altered",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a dated fact was changed after it was written",
    why: "What was written on a day is what later decisions rest on. If it can be changed without a trace, nobody can show a family, an \
          inspector or the authority what was known then.",
    remedy: "see with `send log` who changed it and ask why; where the first entry was wrong, put it back and write down a new one that says so, or let whoever answers for the records accept the correction with `send accept`",
    bad: "
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: refused}]
# and later
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: given}]
",
    good: "
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: refused}]
# and later
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: refused}, {date: 2025-11-10, kind: consent, about: inclusion-referral, answer: given}]
",
    kind: RuleKind::History,
};
