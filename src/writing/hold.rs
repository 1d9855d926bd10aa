//! Taking the right to write in the folder, and finishing what an earlier command left unfinished.

use super::Scene;
use super::finish::finish_pending;
use super::held::HeldFolder;
use super::keep::not_saved;
use super::telling;
use crate::history::{GitFolder, GitRefusal};
use crate::records::write::Lock;
use crate::session::{Context, Opened};
use crate::words::count;

/// Takes the right to write, and finishes what an earlier command left unfinished. This must come before reading any record.
pub(crate) fn lock_folder<'a>(scene: &Scene<'a>, context: &mut Context<'_>) -> anyhow::Result<HeldFolder<'a>> {
    let lock = scene.opened.folder.lock_for(&context.environment.writer).map_err(not_saved)?;
    let waiting = finish_and_tell(&lock, scene.opened, scene.git(), context)?;
    Ok(HeldFolder { lock, waiting })
}

/// Finishes what an earlier command left unfinished, if anything, before a command reads the records that it will change.
pub(crate) fn finish_first(opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<()> {
    if opened.pending_notes().is_empty() {
        return Ok(());
    }
    let lock = opened.folder.lock_for(&context.environment.writer).map_err(not_saved)?;
    (context.environment.hold_signals)();
    finish_and_tell(&lock, opened, &context.git(opened), context).map(|_| ())
}

/// Finishes earlier changes, and says so. Returns why some still wait, if any do; a command says that once.
fn finish_and_tell(
    lock: &Lock<'_>,
    opened: &Opened,
    git: &GitFolder<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<Option<GitRefusal>> {
    let finished = finish_pending(lock, &opened.folder, git, opened.school.settings.git.commit);
    for line in finished.notes.iter().flat_map(|(_, lines)| lines) {
        telling::say_line(context, line)?;
    }
    context.unspoken.extend(finished.unspoken);
    // If the lines could not be printed, the next command prints them.
    if context.flush_all().is_ok() {
        finished.notes.iter().for_each(|(note, _)| note.put_away(lock));
    }
    let Some((notes, fault)) = finished.waiting else { return Ok(None) };
    if !std::mem::replace(&mut context.has_told_waiting, true) {
        let (what, first) = &fault;
        let is = if notes == 1 { "is" } else { "are" };
        context.warn(&format!("{} {is} not in the history yet: {what}", count(notes, "earlier change")), first)?;
    }
    Ok(Some(fault))
}
