//! `record-missing`: a record is in the last commit but not on disk. Found by comparing the folder with git.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "record-missing",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a record is in the last commit but not on disk",
    why: "A program such as OneDrive may have deleted the file, or not have fetched it yet. The pupil is then missing from every list, and \
          the census would be wrong. So reports say that they are incomplete, and the census prints no totals.",
    remedy: "wait until OneDrive, or a program like it, has finished; restore the record with `git checkout HEAD -- pupils/PUPIL.yaml`; if \
             it was removed on purpose, commit that with `git commit -m \"Remove PUPIL\" -- pupils/PUPIL.yaml`",
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
