//! The right to write in the folder, from the reading of the records to the word about the commit.

use super::Scene;
use super::finish::NoteDone;
use crate::history::{GitRefusal, start_upkeep};
use crate::records::write::Lock;
use crate::session::Context;

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct HeldFolder<'a> {
    /// The lock.
    pub(crate) lock: Lock<'a>,
    /// Why changes of earlier commands still wait for the history, if any do.
    pub(super) waiting: Option<GitRefusal>,
}

impl HeldFolder<'_> {
    /// Drops the note of a change when what came of it has left the program: until then the next command would say it. Once a day
    /// git's upkeep is started then, when nobody waits for the answer any more.
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
