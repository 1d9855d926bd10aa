//! `foreign-file`: a file among the records is not one, or a list of clauses belongs to no policy. Found by the room that reads
//! them.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "foreign-file",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a file in `pupils` is not a record by its name (a warning where it cannot hide one), or a list of clauses belongs to no policy",
    why: "A copy that a synchronising program left, or a record with a slip in its name, is not read, and may hold what nobody \
          else has. Other files among the records are only in the way, but may hold what should not lie there.",
    remedy: "give a record its id as name, such as `p014.yaml`; compare a copy with its record, keep what is right, and delete the copy",
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
