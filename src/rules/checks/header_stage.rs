//! `header-stage`: the `stage` line at the top does not agree with the last entry of `stages`.

use crate::finding::{Severity, key_path};
use crate::model::vocabulary::Stage;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "header-stage",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the `stage` line at the top differs from the last entry of `stages`",
    why: "The line is there for people and for searching. If it differs from the list, a move was lost, the file was cut short, \
          or two copies were merged wrongly.",
    remedy: "find out which of the two is right, then correct the line, or put back the missing entry of `stages`",
    bad: "
stage: A
stages: [{date: 2025-03-03, stage: A}, {date: 2025-05-06, stage: B}]
",
    good: "
stage: B
stages: [{date: 2025-03-03, stage: A}, {date: 2025-05-06, stage: B}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let (asserted, last) = (subject.whole.stage, subject.whole.last_stage_written());
    if asserted == last {
        return;
    }
    let word = |stage: Option<Stage>| stage.map_or("nothing".to_owned(), |stage| format!("`{}`", stage.as_str()));
    found.at(
        key_path!["stage"],
        format!("the `stage` line says {}, but the last entry of `stages` says {}", word(asserted), word(last)),
    );
}
