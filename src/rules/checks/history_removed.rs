//! `history-removed`: a dated fact, or a whole record, was removed after it was recorded. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-removed",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a dated fact, or a whole record, was removed after it was recorded",
    why: "A reader of the record cannot see a line that is gone: a concern, a refusal, a review that found no progress.",
    remedy: "use `send log` to see who removed it, and ask why; put it back from the earlier version, which git still has",
    bad: "
concerns: [{date: 2025-09-15, raised_by: parent, grounds: [gap-widening]}]
# and later
census: N
",
    good: "
concerns: [{date: 2025-09-15, raised_by: parent, grounds: [gap-widening]}]
# and later
concerns: [{date: 2025-09-15, raised_by: parent, grounds: [gap-widening]}, {date: 2025-11-04, raised_by: class-teacher}]
",
    kind: RuleKind::History,
};
