//! `history-removed`: a dated fact, or a whole record, was taken out after it was written. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-removed",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a dated fact, or a whole record, was taken out after it was written",
    why: "A line that is gone is the one thing that a reader of the record cannot see: a concern, a refusal, a review that found no \
          progress.",
    remedy: "see with `send log` who took it out and ask why; put it back from the version before, which git still has",
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
