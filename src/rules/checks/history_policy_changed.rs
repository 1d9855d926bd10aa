//! `history-policy-changed`: a policy was changed after its first day, or was taken out. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-policy-changed",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a policy was changed after its first day",
    why: "Moves are judged by the policy in the folder when they were written down. A policy that was made weaker for an hour allows in that \
          hour what it forbids.",
    remedy: "see what was changed with `git show COMMIT`; a new policy goes into a file of its own, named after its first day",
    bad: "a commit that takes a requirement out of `policy/2025-09-01.toml`",
    good: "a commit with a new file `policy/2026-09-01.toml`",
    kind: RuleKind::History,
};
