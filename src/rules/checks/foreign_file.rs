//! `foreign-file`: a file among the records is not a record, or a list of clauses belongs to no policy. Found by the reader of
//! the folder.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "foreign-file",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the name of a file in `pupils` is not a record's name (a warning if it cannot be a record), or a list of clauses belongs to no policy",
    why: "A copy left by a program such as OneDrive, or a record with a mistake in its name, is not read, and may be the only place where \
          something is recorded. Other files among the records are in the way, and may hold something that should not be there.",
    remedy: "name a record after its id, such as `p014.yaml`; compare a copy with its record, keep what is right, and delete the copy",
    bad: "
# pupils/p014-OFFICE-PC.yaml
id: p014
",
    good: "
# pupils/p014.yaml
id: p014
",
    kind: RuleKind::Reading,
};
