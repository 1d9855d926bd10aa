//! The change of one record: it is read again, changed as a value, judged, and edited as text. `together` saves it.

use std::path::Path;

use super::before_found::refuse_added;
use super::keep::RecordToSave;
use super::{ChangeResult, Scene, telling};
use crate::failure::Failure;
use crate::finding::{Finding, Severity};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::records::edit::{NotEdited, edit_file};
use crate::records::pupils::PupilFile;
use crate::rules::{Question, check_pupil};
use crate::session::{CommandOutcome, Context, Opened};

/// Rules that a change must not newly break. Such a finding means a typing slip, or a record that contradicts itself. Any other
/// finding of `check` is reported, and the change is saved.
const STOPPING: &[&str] = &[
    "header-stage",
    "header-census",
    "move-order",
    "move-not-allowed",
    "date-impossible",
    "date-in-future",
    "register-spells",
    "upn-wrong",
];

/// A function that changes one record as a value, and returns what it did.
pub(crate) type Change<'c> = &'c dyn Fn(&mut Record) -> anyhow::Result<ChangeResult>;

/// The result of judging a change.
pub(super) enum JudgedChange {
    /// The policy refuses it.
    Refused(Box<PupilFile>, ChangeResult),
    /// It can be made.
    Possible(Box<ChangedRecord>),
}

/// A record before and after a change.
pub(super) struct ChangedRecord {
    /// The record as it was read.
    pub(super) before: PupilFile,
    /// The record as it would be.
    pub(super) after: PupilFile,
    /// The verb's own description of it.
    pub(super) told: ChangeResult,
    /// The findings that `check` did not have before.
    pub(super) new: Vec<Finding>,
}

impl ChangedRecord {
    /// Whether any byte of the file changes.
    pub(super) fn is_something(&self) -> bool {
        self.before.bytes() != self.after.bytes()
    }
}

/// Says what a change would do.
pub(super) fn try_change(
    path: &Path,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
    change: Change<'_>,
) -> anyhow::Result<CommandOutcome> {
    match judge_change(path, scene, change)? {
        JudgedChange::Refused(pupil, told) => say_refused(&pupil, &told, context),
        JudgedChange::Possible(changed) => telling::say_would(&changed.before, &changed.after, &changed.told, context),
    }
}

/// Judges a change before saving. If it cannot be saved, because the policy refuses it or the record already says it, that is
/// reported and no record is returned.
pub(crate) fn judge_to_save(
    path: &Path,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
    change: Change<'_>,
) -> anyhow::Result<(CommandOutcome, Option<RecordToSave>)> {
    match judge_change(path, scene, change)? {
        JudgedChange::Refused(pupil, told) => Ok((say_refused(&pupil, &told, context)?, None)),
        JudgedChange::Possible(changed) if !changed.is_something() => {
            Ok((telling::say_nothing_changed(&changed.before, context)?, None))
        }
        JudgedChange::Possible(changed) => {
            let ChangedRecord { before, after, told, new } = *changed;
            Ok((
                CommandOutcome::Done,
                Some(RecordToSave { path: path.to_owned(), before: Some(before), after, told, new }),
            ))
        }
    }
}

fn say_refused(pupil: &PupilFile, told: &ChangeResult, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    telling::say_refused(pupil, told, context)?;
    Ok(CommandOutcome::Found)
}

/// Reads a record, changes it as a value, and judges the result. This writes no file.
///
/// # Errors
/// If the record cannot be read or is torn, if the verb refuses, or if the change would break the record.
pub(super) fn judge_change(path: &Path, scene: &Scene<'_>, change: Change<'_>) -> anyhow::Result<JudgedChange> {
    let pupil = scene.opened.folder.load_pupil(path).map_err(Failure::unsaved)?;
    let before = judged(&pupil, scene);
    refuse_torn(&before)?;
    let mut record = pupil.record.clone();
    let told = change(&mut record)?;
    if !told.allowed {
        return Ok(JudgedChange::Refused(Box::new(pupil), told));
    }
    refuse_added(&pupil.record, &record)?;
    keep_header(&mut record);
    let bytes = edit_file(pupil.bytes(), &pupil.record, &record).map_err(|not| not_edited(&pupil, &not))?;
    let after = pupil.changed_to(record, bytes);
    let new = new_findings(judged(&after, scene), &before);
    refuse_broken(&new)?;
    let new = shown(new, &pupil, &after, scene);
    Ok(JudgedChange::Possible(Box::new(ChangedRecord { before: pupil, after, told, new })))
}

/// Keeps the two lines at the top of a record in step with its facts.
pub(super) fn keep_header(record: &mut Record) {
    record.stage = record.last_stage_written();
    record.census = record.asserted_census();
}

/// The findings to show after a change: those that it brings on the day of the change. `today` holds those that it brings today,
/// which decide whether it is saved, because a day in the future is a slip.
fn shown(today: Vec<Finding>, before: &PupilFile, after: &PupilFile, scene: &Scene<'_>) -> Vec<Finding> {
    if scene.shown_as_at() == scene.opened.today {
        return today;
    }
    new_findings(judged_as_shown(after, scene), &judged_as_shown(before, scene))
}

/// What `check` would find in one record today.
pub(crate) fn judged(pupil: &PupilFile, scene: &Scene<'_>) -> Vec<Finding> {
    judged_in(pupil, scene.opened)
}

/// The same for a command that does not write, which has only the folder.
pub(crate) fn judged_in(pupil: &PupilFile, opened: &Opened) -> Vec<Finding> {
    judged_on(opened.today, pupil, opened)
}

/// The same on the day of the change.
pub(super) fn judged_as_shown(pupil: &PupilFile, scene: &Scene<'_>) -> Vec<Finding> {
    judged_on(scene.shown_as_at(), pupil, scene.opened)
}

/// What `check` would find in one record on a day.
fn judged_on(day: Day, pupil: &PupilFile, opened: &Opened) -> Vec<Finding> {
    let question = Question { as_at: day, ..opened.question() };
    let mut findings = opened.judge_pupil(pupil, day, |subject| check_pupil(subject, &question));
    pupil.locate_findings(&mut findings);
    findings
}

/// Refuses a record whose header disagrees with its facts: it may be cut short or merged wrongly, and saving would hide that.
fn refuse_torn(before: &[Finding]) -> Result<(), Failure> {
    let torn: Vec<Finding> = before.iter().filter(|finding| finding.rule.starts_with("header-")).cloned().collect();
    if torn.is_empty() {
        return Ok(());
    }
    Err(Failure::Unsaved { because: "correct this first with `send edit`".to_owned(), findings: torn })
}

pub(super) fn refuse_broken(new: &[Finding]) -> Result<(), Failure> {
    let findings = stopping_findings(new);
    if findings.is_empty() {
        return Ok(());
    }
    Err(Failure::Unsaved { because: "the record would then have these mistakes".to_owned(), findings })
}

/// Those of the findings that no change may newly bring.
pub(crate) fn stopping_findings(new: &[Finding]) -> Vec<Finding> {
    let stops = |finding: &&Finding| finding.severity == Severity::Error && STOPPING.contains(&finding.rule);
    new.iter().filter(stops).cloned().collect()
}

/// The findings that are not in `before`, even if their lines have moved.
pub(crate) fn new_findings(after: Vec<Finding>, before: &[Finding]) -> Vec<Finding> {
    let mut known: Vec<&Finding> = before.iter().collect();
    after
        .into_iter()
        .filter(|finding| {
            let place = known.iter().position(|one| is_the_same(one, finding));
            place.map(|place| known.swap_remove(place)).is_none()
        })
        .collect()
}

/// Whether two findings say the same about one file, on any line.
fn is_the_same(one: &Finding, other: &Finding) -> bool {
    (one.rule, &one.file, &one.message) == (other.rule, &other.file, &other.message)
}

fn not_edited(pupil: &PupilFile, not: &NotEdited) -> anyhow::Error {
    let NotEdited { field, at } = not;
    Failure::stopped(
        format!(
            "{}:{}:{}: `{field}` is written in a way that `send` cannot change safely",
            pupil.file, at.line, at.column
        ),
        "nothing was saved; make the change by hand with `send edit`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::testing::TestFolder;
    use crate::finding::KeyPath;

    fn finding(rule: &'static str, message: &str) -> Finding {
        Finding {
            rule,
            severity: Severity::Error,
            pupil: None,
            file: String::new(),
            field: KeyPath::default(),
            position: None,
            message: message.to_owned(),
            source: String::new(),
            help: String::new(),
        }
    }

    #[test]
    fn a_finding_from_before_is_not_new_even_if_there_are_several() {
        let before = [finding("move-order", "one"), finding("move-order", "one")];
        let after = vec![finding("move-order", "one"), finding("move-order", "one"), finding("move-order", "one")];
        assert_eq!(new_findings(after, &before).len(), 1);
        assert_eq!(new_findings(vec![finding("date-impossible", "one")], &before).len(), 1);
        assert_eq!(new_findings(before.to_vec(), &before).len(), 0);
    }

    const RECORD: &str = "format: 1
id: p014
name: Amira Example
date_of_birth: 2017-11-03
on_roll: [{from: 2022-09-05}]
stage: B
census: N
stages:
  - date: 2025-09-15
    stage: A
";

    #[test]
    fn a_record_whose_header_disagrees_with_its_facts_is_not_changed() {
        let folder = TestFolder::with(RECORD);
        let ran = folder.run("2026-01-15", &["contact", "p014", "call", "--about", "concern"]);
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert!(
            ran.err.contains("error[header-stage]: the `stage` line says `B`, but the last entry of `stages` says `A`"),
            "{}",
            ran.err
        );
        assert!(ran.err.ends_with("nothing was saved: correct this first with `send edit`\n"), "{}", ran.err);
        assert_eq!(folder.text(), RECORD);
    }

    #[test]
    fn a_day_before_the_pupil_joined_is_refused_and_reported_with_its_place() {
        let folder = TestFolder::with(&RECORD.replace("stage: B", "stage: A"));
        let ran = folder.run("2026-01-15", &["contact", "p014", "call", "--about", "concern", "--date", "2016-01-01"]);
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert!(ran.err.contains("error[date-impossible]"), "{}", ran.err);
        assert_eq!(folder.text(), RECORD.replace("stage: B", "stage: A"));
    }
}
