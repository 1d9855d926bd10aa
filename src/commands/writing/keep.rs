//! A changed record on the disk and in the history: saved first, committed second.

use std::path::Path;

use super::save::not_saved;
use super::{Scene, Told};
use crate::history::{self, FileChange, Kept};
use crate::records::pupils::PupilFile;
use crate::records::write::{Did, Lock, Saved};

/// What came of saving.
#[derive(Debug)]
pub(crate) struct Done {
    /// What failed after the record was saved, if anything did.
    pub(crate) saved: Saved,
    /// What came of the commit; nothing where the school does not want one.
    pub(crate) kept: Option<Kept>,
}

/// Saves a record that was read before and, where the folder is under git, commits that one file.
pub(crate) fn keep(
    lock: &Lock<'_>,
    path: &Path,
    before: &PupilFile,
    after: &PupilFile,
    told: &Told,
    scene: &Scene<'_>,
) -> anyhow::Result<Done> {
    let did = Did { words: told.did.clone(), pupil: after.record.id().to_owned(), command: scene.command().to_owned() };
    let saved = lock.change(path, Some(before.bytes()), Some(after.bytes()), &did).map_err(not_saved)?;
    let kept = scene.opened.school.settings.git.commit.then(|| {
        let message = format!("{}: {}", after.record.id(), told.subject);
        history::commit(scene.git(), &after.file, &message, FileChange::Changed)
    });
    Ok(Done { saved, kept })
}
