//! `history-reordered`: entries of a list were put in another order after they were written. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-reordered",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "entries of a list were put in another order after they were written",
    why: "The last move says where a pupil stands, and the last answer of a family counts. In another order the same entries say \
          something else.",
    remedy: "put the entries back in the order in which they were written",
    bad: "
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: given}, {date: 2025-11-04, kind: consent, about: inclusion-referral, answer: withdrawn}]
# and later
contacts: [{date: 2025-11-04, kind: consent, about: inclusion-referral, answer: withdrawn}, {date: 2025-11-04, kind: consent, about: inclusion-referral, answer: given}]
",
    good: "
contacts: [{date: 2025-11-04, kind: call, about: concern}, {date: 2025-11-06, kind: call, about: concern}]
# and later
contacts: [{date: 2025-11-04, kind: call, about: concern}, {date: 2025-11-05, kind: call, about: concern}, {date: 2025-11-06, kind: call, about: concern}]
",
    kind: RuleKind::History,
};
