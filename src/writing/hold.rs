//! The right to write in the folder, from the reading of the records to the commit.

use super::Scene;
use super::finish::{Fault, NoteDone, finish_pending};
use super::keep::not_saved;
use super::telling;
use crate::records::write::Lock;
use crate::session::Context;
use crate::words::count;

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct HeldFolder<'a> {
    /// The lock.
    pub(crate) lock: Lock<'a>,
    /// Why changes of earlier commands still wait for the history, if any do.
    pub(super) waiting: Option<Fault>,
}

impl HeldFolder<'_> {
    /// Drops the note of a change when what came of it has left the program: until then the next command would say it.
    pub(crate) fn drop_told(&self, note: Option<NoteDone>, context: &mut Context<'_>) -> anyhow::Result<()> {
        context.flush_all()?;
        if let Some(note) = note {
            note.drop_note(&self.lock);
        }
        Ok(())
    }
}

/// Takes the right to write, and finishes what an earlier command left unfinished: before any record is read that it may concern.
pub(crate) fn lock_folder<'a>(scene: &Scene<'a>, context: &mut Context<'_>) -> anyhow::Result<HeldFolder<'a>> {
    let opened = scene.opened;
    let lock = opened.folder.lock_for(&context.environment.writer).map_err(not_saved)?;
    let finished = finish_pending(&lock, &opened.folder, scene.git(), opened.school.settings.git.commit);
    for line in finished.notes.iter().filter_map(|(_, line)| line.as_ref()) {
        telling::say_line(context, line)?;
    }
    context.flush_all()?;
    finished.notes.iter().for_each(|(note, _)| note.drop_note(&lock));
    let waiting = finished.waiting.map(|(notes, fault)| {
        let (what, first) = &fault;
        let changes = count(notes, "earlier change");
        let is = if notes == 1 { "is" } else { "are" };
        context.warn(&format!("{changes} {is} not in the history yet: {what}"), first).map(|()| fault)
    });
    Ok(HeldFolder { lock, waiting: waiting.transpose()? })
}
