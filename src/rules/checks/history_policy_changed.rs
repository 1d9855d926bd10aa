//! `history-policy-changed`: a policy was changed after its first day, or was removed. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-policy-changed",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a policy was changed after its first day",
    why: "A move is judged by the policy that was in the folder when the move was recorded. A policy that is weakened for an hour \
          allows in that hour what it otherwise forbids.",
    remedy: "see what was changed with `git show COMMIT`; put a new policy into its own file, named after its first day",
    bad: "a commit that removes a requirement from `policy/2025-09-01.toml`",
    good: "a commit with a new file `policy/2026-09-01.toml`",
    kind: RuleKind::History,
};
