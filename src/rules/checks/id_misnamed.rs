//! `id-misnamed`: the id in a record differs from its file name. Found by the reader of the file.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "id-misnamed",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the id in a record differs from its file name",
    why: "Such a file is often a copy left by a program such as OneDrive, and counting it would count one pupil twice. So it is not read, \
          reports say that they are incomplete, and the census prints no totals.",
    remedy: "if it is a copy, compare it with the record, keep what is right there, and delete the copy; if not, correct the \
             line `id`, or rename the file to the id",
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
