//! `history-reordered`: the entries of a list were put in a different order after they were recorded. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-reordered",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the entries of a list were put in a different order after they were recorded",
    why: "The last move decides a pupil's stage, and a family's last answer counts. In a different order, the same entries mean \
          something else.",
    remedy: "put the entries back in their original order",
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
