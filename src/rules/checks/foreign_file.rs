//! `foreign-file`: a file among the records is not a record, a file looks like a copy of the settings, the events or a policy, or a
//! list of clauses belongs to no policy. Found by the reader of the folder.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "foreign-file",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the name of a file in `pupils` is not a record's name (a warning if it cannot be a record), a file looks like a copy of \
              `send.toml`, `school.yaml` or a policy (a warning), or a list of clauses belongs to no policy",
    why: "A copy left by a program such as OneDrive, or a record with a mistake in its name, is not read, and may be the only place where \
          something is recorded. A copy of the settings or of a policy stops nothing: the file with the right name is \
          read. Other files among the records are in the way, and may hold something that should not be there.",
    remedy: "compare a copy with its original, keep what is right there, and delete the copy; name a record after its id, such as \
             `p014.yaml`, if no file has that name",
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
