//! A changed file on the disk and in the history: saved first, committed second.

use std::path::Path;

use super::{ChangeResult, Scene};
use crate::failure::Failure;
use crate::history::{self, CommitOutcome, FileChange};
use crate::records::pupils::PupilFile;
use crate::records::write::{Did, Lock, NotSaved, Saved};

/// What came of saving.
#[derive(Debug)]
pub(crate) struct Done {
    /// What failed after the record was saved, if anything did.
    pub(crate) saved: Saved,
    /// What came of the commit; nothing where the school does not want one.
    pub(crate) kept: Option<CommitOutcome>,
}

/// Saves a record that was read before, and commits it.
pub(crate) fn keep_changed(
    lock: &Lock<'_>,
    path: &Path,
    before: &PupilFile,
    after: &PupilFile,
    told: &ChangeResult,
    scene: &Scene<'_>,
) -> anyhow::Result<Done> {
    let bytes = (Some(before.bytes()), Some(after.bytes()));
    keep_bytes(lock, path, bytes, after.record.id(), (&told.did, &told.subject), scene)
}

/// Puts bytes in the place of others, or of nothing, or takes them away; and commits that one file, where the folder is under
/// git. What was done is told in words for `undo`, and in short for the history.
pub(crate) fn keep_bytes(
    lock: &Lock<'_>,
    path: &Path,
    (from, to): (Option<&[u8]>, Option<&[u8]>),
    pupil: &str,
    (words, subject): (&str, &str),
    scene: &Scene<'_>,
) -> anyhow::Result<Done> {
    let did = Did { words: words.to_owned(), pupil: pupil.to_owned(), command: scene.command().to_owned() };
    let saved = lock.change_file(path, from, to, &did).map_err(not_saved)?;
    let change = match (from, to) {
        (None, _) => FileChange::New,
        (Some(_), None) => FileChange::Deleted,
        (Some(_), Some(_)) => FileChange::Changed,
    };
    let kept = scene.opened.school.settings.git.commit.then(|| {
        history::commit_file(scene.git(), &scene.opened.folder.name_of(path), &format!("{pupil}: {subject}"), change)
    });
    Ok(Done { saved, kept })
}

/// Nothing was changed on the disk.
pub(crate) fn not_saved(not: NotSaved) -> anyhow::Error {
    Failure::stopped(not.message, not.help)
}
