//! A record made: judged as a changed one is, saved as a file of its own, and committed.

use std::path::Path;

use super::keep::{Done, keep_bytes};
use super::save::{judged, judged_as_shown, refuse_broken};
use super::{ChangeResult, Scene, telling};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::model::record::Record;
use crate::output;
use crate::records::edit::new_file;
use crate::records::folder::Folder;
use crate::records::pupils::PupilFile;
use crate::records::write::Lock;
use crate::reports::diff::line_hunks;
use crate::session::{CommandOutcome, Context};

/// Makes the file of a new record and tells what came of it; without a lock it is a trial, which shows the file and saves
/// nothing.
pub(crate) fn make_record(
    record: &Record,
    path: &Path,
    told: &ChangeResult,
    lock: Option<&Lock<'_>>,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let (made, found) = judge_made(record, path, scene)?;
    let Some(lock) = lock else {
        output::diff::render_diff(&made.file, &line_hunks(b"", made.bytes()), context.out())?;
        telling::say_line(context, &format!("{}: would have {}; nothing was saved", made.record.id(), told.did))?;
        return Ok(CommandOutcome::Done);
    };
    let done = keep_made(lock, path, &made, told, scene)?;
    context.note_saved();
    telling::say_saved(&made, told, &done, &found, scene, context)
}

/// The file of a new record, and what `check` finds in it. It writes no file.
///
/// # Errors
/// If the record cannot be written as it was typed, or if it would be broken.
pub(super) fn judge_made(record: &Record, path: &Path, scene: &Scene<'_>) -> anyhow::Result<(PupilFile, Vec<Finding>)> {
    let bytes = new_file(record).map_err(|not| {
        let message = format!("`{}` cannot be written as it was typed", not.field);
        Failure::stopped(message, "nothing was saved; type it without the signs that no keyboard has")
    })?;
    let made = PupilFile::from_bytes(&scene.opened.folder.name_of(path), bytes).map_err(Failure::unsaved)?;
    refuse_broken(&judged(&made, scene))?;
    let found = judged_as_shown(&made, scene);
    Ok((made, found))
}

fn keep_made(
    lock: &Lock<'_>,
    path: &Path,
    made: &PupilFile,
    told: &ChangeResult,
    scene: &Scene<'_>,
) -> anyhow::Result<Done> {
    Folder::make_room(path).map_err(|error| {
        let message = format!("the folder of {} could not be made: {error}", made.file);
        Failure::stopped(message, "nothing was saved; check that you may write in `pupils`")
    })?;
    keep_bytes(lock, path, (None, Some(made.bytes())), made.record.id(), (&told.did, &told.subject), scene)
}
