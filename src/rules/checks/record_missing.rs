//! `record-missing`: a record is in the last commit and not on the disk. Found by comparing the folder with git.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "record-missing",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a record is in the last commit and not on the disk",
    why: "A synchronising program may delete a file, or not have fetched it yet. Then a child is missing from every list, and the \
          census would be wrong. So reports say that they are incomplete, and the census prints no totals.",
    remedy: "wait until the synchronising program has finished; `git checkout HEAD -- pupils/p014.yaml` restores the record; if it \
             was meant to go, commit that: `git commit -m \"Remove p014\" -- pupils/p014.yaml`",
    bad: "
# `git ls-tree -r --name-only HEAD` and the folder
pupils/p014.yaml   pupils/p014.yaml
pupils/p015.yaml
",
    good: "
# `git ls-tree -r --name-only HEAD` and the folder
pupils/p014.yaml   pupils/p014.yaml
pupils/p015.yaml   pupils/p015.yaml
",
    kind: RuleKind::History,
};
