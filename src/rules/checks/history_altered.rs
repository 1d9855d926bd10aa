//! `history-altered`: a dated fact was changed after it was recorded, or an entry that had ended gained something.
//!
//! These are not facts, because they change in the ordinary course of things: the lines at the top of a record except the id,
//! a planned day that has not come or is in an open cycle, the rank of a current need, and the school that a leaver goes to.
//! Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-altered",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a dated fact was changed after it was recorded",
    why: "Later decisions rest on what was recorded at the time. If that can be changed without a trace, the school cannot show a \
          family, an inspector or the authority what it knew then.",
    remedy: "use `send log` to see who changed it, and ask why; if the first entry was wrong, put it back and add a new one that says so, or ask the person responsible for the records to accept the correction with `send accept`",
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
