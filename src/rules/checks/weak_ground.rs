//! `weak-ground`: the concern rests only on low attainment, or on English as an additional language.

use crate::finding::{Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::record::Concern;
use crate::model::vocabulary::{ArrivedWith, Characteristic, Ground, RaisedBy, Stage};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "weak-ground",
    severity: Severity::Warning,
    clause: "6.1, 9",
    law: "",
    summary: "a concern rests only on low attainment, or on English as an additional language",
    why: "Slow progress or low attainment does not by itself mean a special educational need, and speaking another language at home is \
          not a learning difficulty. The record shows what was considered, so that a pupil who only needs time is not labelled and a \
          pupil who needs help does not have to wait.",
    remedy: "record in `grounds` how progress is less than expected: slower-than-peers, below-own-rate, gap-not-closing or gap-widening",
    bad: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [other], summary: Below the class in reading.}]
stages: [{date: 2025-11-18, stage: A}]
",
    good: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening], summary: Two months behind in July and five in November.}]
stages: [{date: 2025-11-18, stage: A}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    if !record.is_on_roll() || record.last_stage() == Some(Stage::Closed) {
        return;
    }
    let concerns: Vec<(usize, &Concern)> = present_concerns(record).collect();
    let Some((last, concern)) = concerns.last().filter(|(_, concern)| !record.is_as_found(concern.date)) else {
        return;
    };
    if record.has_characteristic_on(Characteristic::Eal, record.day())
        && concerns.iter().all(|(_, concern)| concern.language.is_none())
    {
        let message = format!(
            "{} has English as an additional language, but no concern says how language was considered",
            record.id()
        );
        let help =
            "add `language` to the concern: what was found in the home language too, or why language is not a cause";
        found.at_with_help(key_path!["concerns", *last], message, help);
    }
    if !is_known_otherwise(record) && concerns.iter().all(|(_, concern)| is_weak(concern)) {
        let what =
            if concern.grounds.is_empty() { "the concern names no ground" } else { "the only ground is `other`" };
        found.at(
            key_path!["concerns", *last, "grounds"],
            format!("{what}, so the concern may rest only on low attainment"),
        );
    }
}

/// The concerns that were raised since the last one was closed.
fn present_concerns(record: &AsAt) -> impl Iterator<Item = (usize, &Concern)> {
    let closed = record.stages.iter().filter(|entry| entry.stage == Stage::Closed).map(|entry| entry.date).max();
    record.concerns.iter().enumerate().filter(move |(_, concern)| closed.is_none_or(|closed| concern.date > closed))
}

/// A need that others have identified does not rest on attainment.
fn is_known_otherwise(record: &AsAt) -> bool {
    let came_with = record.arrived.as_slice().iter().any(|arrived| arrived.with != ArrivedWith::None);
    came_with || !record.diagnoses.is_empty() || record.plan_in_force().is_some()
}

/// Whether staff raised it without one of the four grounds of policy 6.1. A parent, a pupil or an agency need not know them.
fn is_weak(concern: &Concern) -> bool {
    matches!(concern.raised_by, RaisedBy::ClassTeacher | RaisedBy::TeachingAssistant)
        && concern.grounds.iter().all(|ground| *ground == Ground::Other)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    fn keys(record: &str) -> Vec<String> {
        keys_found("weak-ground", record)
    }

    #[test]
    fn one_of_the_four_grounds_is_enough_and_none_is_not() {
        assert_eq!(
            keys("concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [other, below-own-rate]}]\n"),
            [""; 0]
        );
        assert_eq!(keys("concerns: [{date: 2025-11-18, raised_by: teaching-assistant}]\n"), ["concerns[0].grounds"]);
    }

    #[test]
    fn a_parent_an_agency_or_a_previous_school_need_not_name_a_ground() {
        for who in ["parent", "agency", "previous-setting", "pupil"] {
            assert_eq!(keys(&format!("concerns: [{{date: 2025-11-18, raised_by: {who}}}]\n")), [""; 0], "{who}");
        }
        assert_eq!(
            keys(
                "concerns: [{date: 2025-11-18, raised_by: class-teacher}]\ndiagnoses: [{date: 2025-01-08, what: Dyslexia}]\n"
            ),
            [""; 0]
        );
    }

    #[test]
    fn a_concern_of_before_the_pupil_was_found_is_not_judged() {
        let found = |day: &str| {
            keys(&format!("as_found: {{date: {day}}}\nconcerns: [{{date: 2025-11-18, raised_by: class-teacher}}]\n"))
        };
        assert_eq!(found("2025-11-18"), [""; 0]);
        assert_eq!(found("2025-11-17"), ["concerns[0].grounds"]);
    }

    #[test]
    fn language_must_be_considered_for_a_pupil_with_eal() {
        let eal = |language: &str| {
            format!(
                "characteristics: [eal]\nconcerns: [{{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening]{language}}}]\n"
            )
        };
        assert_eq!(
            found("weak-ground", &eal("")),
            [
                "concerns[0]: p014 has English as an additional language, but no concern says how language was considered"
            ]
        );
        assert_eq!(keys(&eal(", language: the same in Urdu")), [""; 0]);
    }

    #[test]
    fn a_closed_concern_with_good_grounds_does_not_hide_a_weak_one_now() {
        let again = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-11-18, stage: A}]
concerns: [{date: 2025-01-08, raised_by: class-teacher, grounds: [gap-widening]}, {date: 2025-11-18, raised_by: class-teacher}]
";
        assert_eq!(keys(again), ["concerns[1].grounds"]);
        let closed = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}]
concerns: [{date: 2025-01-08, raised_by: class-teacher}]
";
        assert_eq!(keys(closed), [""; 0]);
    }
}
