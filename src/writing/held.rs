//! The right to write in the folder, held from reading the records until the commit has been reported.

use super::Scene;
use super::finish::NoteDone;
use crate::history::{GitRefusal, start_upkeep};
use crate::records::write::Lock;
use crate::session::Context;

/// The right to write, held until this is dropped.
#[derive(Debug)]
pub(crate) struct HeldFolder<'a> {
    /// The lock.
    pub(crate) lock: Lock<'a>,
    /// Why changes of earlier commands still wait for the history, if any do.
    pub(super) waiting: Option<GitRefusal>,
}

impl HeldFolder<'_> {
    /// Drops the note of a change once its result has been printed; until then the next command would print it. Once a day, this
    /// also starts git's upkeep, at a moment when no one is waiting for an answer.
    pub(crate) fn drop_told(
        &self,
        note: Option<NoteDone>,
        scene: &Scene<'_>,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        context.flush_all()?;
        let Some(note) = note else { return Ok(()) };
        note.put_away(&self.lock);
        if scene.opened.folder.is_due("upkeep", scene.opened.today) {
            start_upkeep(scene.git());
        }
        Ok(())
    }
}
