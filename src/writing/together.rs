//! Saving records that were judged, together: one commit, and one step of `undo` (RELIABILITY 10.8).

use std::path::Path;

use super::held::HeldFolder;
use super::hold::lock_folder;
use super::keep::{
    FileToKeep, KeptTogether, RecordToSave, SCHOOL, SchoolFileToSave, keep_together, message_of, not_saved,
};
use super::roll_checks::or_told;
use super::save::{Change, judge_to_save};
use super::{Scene, telling};
use crate::failure::Failure;
use crate::session::{CommandOutcome, Context};

/// The change of one of several records.
pub(crate) type OneOfSeveral<'c> = (&'c Path, Change<'c>);

/// Judges the changes of several records, and reports each refusal. A failure of one is reported, and the others continue.
pub(crate) fn judge_each(
    changes: &[OneOfSeveral<'_>],
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<(CommandOutcome, Vec<RecordToSave>)> {
    let (mut worst, mut records) = (CommandOutcome::Done, Vec::new());
    for (path, change) in changes {
        let mut record = None;
        let judged = judge_to_save(path, scene, context, *change).map(|(told, judged)| {
            record = judged;
            told
        });
        worst = worst.worse(or_told(judged, context)?);
        records.extend(record);
    }
    Ok((worst, records))
}

/// Changes several records. If one of them cannot be changed, no record is.
pub(crate) fn save_all(
    changes: &[OneOfSeveral<'_>],
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let (mut worst, mut records) = (CommandOutcome::Done, Vec::new());
    for (path, change) in changes {
        let (told, record) = judge_to_save(path, scene, context, *change)?;
        worst = worst.worse(told);
        records.extend(record);
    }
    let subject = records.first().map(|record| record.told.subject.clone()).unwrap_or_default();
    Ok(worst.worse(save_records(&held, &records, &subject, scene, context)?))
}

/// Saves the records together, and prints the result for each. `subject` describes the change for the history, in short and
/// without a name.
///
/// # Errors
/// If the only record was not saved, or if no record could be.
pub(crate) fn save_records(
    held: &HeldFolder<'_>,
    records: &[RecordToSave],
    subject: &str,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    save_records_and(held, records, None, subject, scene, context)
}

/// The same, together with a file of the school's own.
///
/// # Errors
/// The same.
pub(crate) fn save_records_and(
    held: &HeldFolder<'_>,
    records: &[RecordToSave],
    school: Option<&SchoolFileToSave>,
    subject: &str,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let mut files: Vec<FileToKeep<'_>> = records.iter().map(RecordToSave::to_keep).collect();
    files.extend(school.map(SchoolFileToSave::to_keep));
    if files.is_empty() {
        return Ok(CommandOutcome::Done);
    }
    refuse_repeated(&message_of(&files, subject), context)?;
    let KeptTogether { mut saved, kept, note } = keep_together(held, &files, subject, scene).map_err(not_saved)?;
    let (any_saved, any_failed) = (saved.iter().any(Result::is_ok), saved.iter().any(Result::is_err));
    if any_saved {
        context.note_saved();
    }
    let mut names: Vec<&str> = Vec::new();
    let school_saved = school.and_then(|school| Some((school, saved.pop()?)));
    let mut worst = if any_saved && any_failed { CommandOutcome::SavedBut } else { CommandOutcome::Done };
    for (record, saved) in records.iter().zip(saved) {
        let told = match saved {
            Ok(saved) => {
                names.push(&record.after.file);
                telling::say_saved(record, &saved, context)
            }
            Err(not) => Err(not_saved(not)),
        };
        let told = if files.len() == 1 { told? } else { or_told(told, context)? };
        worst = worst.worse(told);
    }
    let school_file = school.map(|school| scene.opened.folder.name_of(&school.path)).unwrap_or_default();
    if let Some((school, saved)) = school_saved {
        let told = saved.map_err(not_saved).and_then(|saved| {
            names.push(&school_file);
            telling::say_line(context, &format!("{SCHOOL}: {}", school.did))?;
            telling::say_unconfirmed(&school_file, &saved, context)
        });
        let told = if files.len() == 1 { told? } else { or_told(told, context)? };
        worst = worst.worse(told);
    }
    worst = worst.worse(telling::say_kept(&names, kept.as_ref(), scene, context)?);
    held.drop_told(note, scene, context)?;
    Ok(worst)
}

/// Stops a command that repeats one that was interrupted: the person who types it again does not know that it was saved.
pub(super) fn refuse_repeated(message: &str, context: &Context<'_>) -> anyhow::Result<()> {
    if !context.unspoken.iter().any(|unspoken| unspoken == message) {
        return Ok(());
    }
    Err(Failure::stopped(
        format!("{message}: an interrupted command had already saved this, so it was not recorded again"),
        "check the record with `send show`; if this is a different one, run the command again",
    ))
}
