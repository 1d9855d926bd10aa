//! `id-misnamed`: the id in a record is not the name of its file. Found by the room that reads the file.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "id-misnamed",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the id in a record is not the name of its file",
    why: "Such a file is often a copy that a synchronising program left, and counting it would make one child two. So it is not \
          read, reports say that they are incomplete, and the census prints no totals.",
    remedy: "if it is a copy, compare it with the record, keep what is right there, and delete the copy; if not, correct the \
             line `id`, or give the file the id as its name",
    bad: "
# pupils/p014-office-pc.yaml
id: p014
",
    good: "
# pupils/p014.yaml
id: p014
",
    kind: RuleKind::Reading,
};
