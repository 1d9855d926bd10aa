//! `history-corrected`: a change was undone, a date of birth or a joining day was corrected, or a correction was accepted. A commit undoes a
//! change if it puts the file back from exactly the later version to exactly the earlier version of another commit. Found by
//! `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-corrected",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a change was undone, a date of birth or a joining day was corrected, or a correction was accepted",
    why: "Undoing a change is not tampering, but someone should know about it: it is listed with the person and the date.",
    remedy: "check with the person responsible for the records; if they know why, no more is needed",
    bad: "
date_of_birth: 2017-11-03
# and later
date_of_birth: 2017-03-11
",
    good: "
home_language: Urdu
# and later
home_language: Punjabi
",
    kind: RuleKind::History,
};
