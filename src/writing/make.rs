//! Making a record: it is judged like a changed one, saved as a new file, and committed.

use std::path::Path;

use super::held::HeldFolder;
use super::keep::RecordToSave;
use super::save::{judged, judged_as_shown, refuse_broken};
use super::together::save_records;
use super::{ChangeResult, Scene, telling};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::model::record::Record;
use crate::output;
use crate::records::edit::new_file;
use crate::records::folder::Folder;
use crate::records::pupils::PupilFile;
use crate::reports::diff::line_hunks;
use crate::session::{CommandOutcome, Context};

/// Makes the file of a new record and prints the result. Without a lock it is a trial: it shows the file and does not save it.
pub(crate) fn make_record(
    record: &Record,
    path: &Path,
    told: ChangeResult,
    held: Option<&HeldFolder<'_>>,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let (made, found) = judge_made(record, path, scene)?;
    let Some(held) = held else {
        output::diff::render_diff(&made.file, &line_hunks(b"", made.bytes()), context.out())?;
        telling::say_line(context, &format!("{}: would have {}; nothing was saved", made.record.id(), told.did))?;
        return Ok(CommandOutcome::Done);
    };
    let subject = told.subject.clone();
    let record = record_to_make(made, found, path, told)?;
    save_records(held, &[record], &subject, scene, context)
}

/// A new record that was judged, once its folder exists.
pub(crate) fn record_to_make(
    made: PupilFile,
    found: Vec<Finding>,
    path: &Path,
    told: ChangeResult,
) -> anyhow::Result<RecordToSave> {
    Folder::make_room(path).map_err(|error| {
        let message = format!("the folder of {} could not be made: {error}", made.file);
        Failure::stopped(message, "nothing was saved; check that you may write in `pupils`")
    })?;
    Ok(RecordToSave { path: path.to_owned(), before: None, after: made, told, new: found })
}

/// The file of a new record, and what `check` finds in it. This writes no file.
///
/// # Errors
/// If the record cannot be written as it was typed, or if it would be broken.
pub(crate) fn judge_made(record: &Record, path: &Path, scene: &Scene<'_>) -> anyhow::Result<(PupilFile, Vec<Finding>)> {
    let bytes = new_file(record).map_err(|_| {
        let message = format!("the record of {} cannot be written as it was typed", record.id.as_str());
        Failure::stopped(message, "nothing was saved; type it without unusual characters that are not on a keyboard")
    })?;
    let made = PupilFile::from_bytes(&scene.opened.folder.name_of(path), bytes).map_err(Failure::unsaved)?;
    refuse_broken(&judged(&made, scene))?;
    let found = judged_as_shown(&made, scene);
    Ok((made, found))
}
