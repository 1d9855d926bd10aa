//! `history-corrected`: a change was taken back, a date of birth corrected, or a correction accepted. A commit takes back a change where it puts the file
//! from exactly the later version to exactly the earlier version of another commit. Found by `send audit`.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "history-corrected",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a change was taken back, a date of birth corrected, or a correction accepted",
    why: "A change that is undone is no tampering, and still somebody should know of it: it is listed with who and when.",
    remedy: "nothing has to be done where whoever looks after the records knows why",
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
