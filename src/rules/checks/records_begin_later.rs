//! `records-begin-later`: a report is about a day before some records begin. Found by a report over the folder.

use crate::finding::Severity;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "records-begin-later",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a report is about a day before the records of some pupils begin",
    why: "A record that began with `as_found` or `in_force_on` does not say what was true before. A report about an earlier day would \
          leave pupils out, or say that they had no support. So it says that it is incomplete, and prints no totals. Only pupils count \
          who were on roll that day, or may have been.",
    remedy: "ask about the day on which the records begin, or a later day; if the first day becomes known, add it next to `in_force_on`",
    bad: "
# send register --as-at 2026-10-01
as_found: {date: 2026-11-30}
on_roll: [{from: 2022-09-05}]
",
    good: "
# send register --as-at 2026-11-30
as_found: {date: 2026-11-30}
on_roll: [{from: 2022-09-05}]
",
    kind: RuleKind::History,
};
