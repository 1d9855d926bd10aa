//! Putting an event of the school into `school.yaml`: the only way in which commands write that file.

use super::hold::lock_folder;
use super::keep::{FileToKeep, SCHOOL, keep_file};
use super::{Scene, put_in_order, telling};
use crate::failure::Failure;
use crate::output;
use crate::records::edit::{NotEdited, edit_file, new_file};
use crate::reports::diff::line_hunks;
use crate::school::{Event, SchoolFile};
use crate::session::{CommandOutcome, Context};

/// The file.
pub(crate) const FILE: &str = "school.yaml";

/// Puts the event after those of its day and before, and prints the result; in a trial, only prints what would change. `did`
/// describes it in words without a name, such as `recorded a training of 26 Nov 2025`.
pub(crate) fn record_event(
    event: Event,
    did: &str,
    is_trial: bool,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let held = if is_trial { None } else { Some(lock_folder(scene, context)?) };
    let folder = &scene.opened.folder;
    let (bytes, before) = folder.school_file().map_err(Failure::unsaved)?.unzip();
    let mut after =
        before.clone().unwrap_or_else(|| SchoolFile { format: Some(Default::default()), events: Vec::new() });
    if after.events.contains(&event) {
        telling::say_line(context, &format!("{SCHOOL}: this is already in {FILE}; nothing was saved"))?;
        return Ok(CommandOutcome::Done);
    }
    let subject = format!("record {}", event.kind.as_str());
    put_in_order(&mut after.events, event, |event| event.date);
    let new = match (&bytes, &before) {
        (Some(bytes), Some(before)) => edit_file(bytes, before, &after),
        _ => new_file(&after),
    };
    let new = new.map_err(not_edited)?;
    let Some(held) = held else {
        output::diff::render_diff(FILE, &line_hunks(bytes.as_deref().unwrap_or_default(), &new), context.out())?;
        telling::say_line(context, &format!("{SCHOOL}: would have {did}; nothing was saved"))?;
        return Ok(CommandOutcome::Done);
    };
    let path = folder.path_of(FILE);
    let file = FileToKeep { path: &path, from: bytes.as_deref(), to: Some(&new), pupil: SCHOOL, words: did };
    let done = keep_file(&held, &file, &subject, scene)?;
    context.note_saved();
    telling::say_line(context, &format!("{SCHOOL}: {did}"))?;
    telling::after_saving(&held, FILE, &done, scene, context)
}

fn not_edited(NotEdited { field, at }: NotEdited) -> anyhow::Error {
    Failure::stopped(
        format!("{FILE}:{}:{}: `{field}` is written in a way that `send` cannot change safely", at.line, at.column),
        "nothing was saved; add the event to the file by hand",
    )
}
