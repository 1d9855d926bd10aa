//! `change-half-saved`: a command that changes several records was stopped while it was saving them, or is saving them now. Found
//! by comparing the change, which is kept in the folder, with the records.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "change-half-saved",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a change of several records is only half saved",
    why: "A command that changes several records was stopped while it was saving them, for example because the computer was switched off. \
          A report would count some pupils as they are after the change, and others as they were before. So reports say that they are \
          incomplete, and the census prints no totals.",
    remedy: "finish the change with `send doctor --fix`; if another command is saving it, wait until that has finished",
    bad: "
# `send set --class 4B class=5H` was stopped, and so far the records have
p014: 5H
p015: 4B
",
    good: "
# `send set --class 4B class=5H` has finished, and the records have
p014: 5H
p015: 5H
",
    kind: RuleKind::History,
};
