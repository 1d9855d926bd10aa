//! Saving changed files on the disk and in the history: first a note, then the files, then the commit (RELIABILITY 10.3).

use std::path::{Path, PathBuf};

use super::finish::{NoteDone, commit_note, note_done, waiting_outcome};
use super::held::HeldFolder;
use super::{ChangeResult, Scene};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::history::{self, CommitOutcome};
use crate::records::pupils::PupilFile;
use crate::records::write::pending::{NoteState, PendingFile, PendingNote};
use crate::records::write::{Did, NotSaved, Saved};

/// The name that `undo` and the history use for a change of the school's own files, in place of a pupil's id.
pub(crate) const SCHOOL: &str = "school";

/// The most pupils that a commit message names.
const NAMED: usize = 5;

/// A file to save.
#[derive(Debug, Clone)]
pub(crate) struct FileToKeep<'a> {
    /// Its path.
    pub(crate) path: &'a Path,
    /// The bytes that it has now; `None` if it does not exist.
    pub(crate) from: Option<&'a [u8]>,
    /// The bytes that it should have; `None` if it should be deleted.
    pub(crate) to: Option<&'a [u8]>,
    /// The pupil's id, or `school`.
    pub(crate) pupil: &'a str,
    /// The change in words without a name, for `undo`.
    pub(crate) words: &'a str,
}

/// A record that was judged and will be saved.
#[derive(Debug)]
pub(crate) struct RecordToSave {
    /// Its file.
    pub(crate) path: PathBuf,
    /// The record as it was read; `None` if it is new.
    pub(crate) before: Option<PupilFile>,
    /// The record as it should be.
    pub(crate) after: PupilFile,
    /// The verb's own description of the change.
    pub(crate) told: ChangeResult,
    /// The findings that `check` did not have before.
    pub(crate) new: Vec<Finding>,
}

impl RecordToSave {
    pub(super) fn to_keep(&self) -> FileToKeep<'_> {
        FileToKeep {
            path: &self.path,
            from: self.before.as_ref().map(PupilFile::bytes),
            to: Some(self.after.bytes()),
            pupil: self.after.record.id(),
            words: &self.told.did,
        }
    }
}

/// A file of the school's own, to be saved together with records.
#[derive(Debug)]
pub(crate) struct SchoolFileToSave {
    /// Its path.
    pub(crate) path: PathBuf,
    /// The bytes that it has now.
    pub(crate) before: Vec<u8>,
    /// The bytes that it should have.
    pub(crate) after: Vec<u8>,
    /// The change in words, shown after `school: `.
    pub(crate) did: String,
}

impl SchoolFileToSave {
    pub(super) fn to_keep(&self) -> FileToKeep<'_> {
        let (from, to) = (Some(self.before.as_slice()), Some(self.after.as_slice()));
        FileToKeep { path: &self.path, from, to, pupil: SCHOOL, words: &self.did }
    }
}

/// The result of saving several files.
#[derive(Debug)]
pub(crate) struct KeptTogether {
    /// The result for each file, in their order.
    pub(crate) saved: Vec<Result<Saved, NotSaved>>,
    /// The result of the commit; `None` if the school does not want one, or no file was saved.
    pub(crate) kept: Option<CommitOutcome>,
    /// The note, if the history has its change: drop it once that has been printed.
    pub(crate) note: Option<NoteDone>,
}

/// The result of saving one file.
#[derive(Debug)]
pub(crate) struct Done {
    /// The saved record, with anything that failed afterwards.
    pub(crate) saved: Saved,
    /// The result of the commit; `None` if the school does not want one.
    pub(crate) kept: Option<CommitOutcome>,
    /// The note, if the history has its change: drop it once that has been printed.
    pub(crate) note: Option<NoteDone>,
}

/// Saves one file and commits it. `subject` is a short description of the change for the history.
pub(crate) fn keep_file(
    held: &HeldFolder<'_>,
    file: &FileToKeep<'_>,
    subject: &str,
    scene: &Scene<'_>,
) -> anyhow::Result<Done> {
    let KeptTogether { saved, kept, note } =
        keep_together(held, std::slice::from_ref(file), subject, scene).map_err(not_saved)?;
    let saved = saved.into_iter().next().unwrap_or(Ok(Saved { but: None })).map_err(not_saved)?;
    Ok(Done { saved, kept, note })
}

/// Saves the files and, if the folder is under git, makes one commit of them. If a file cannot be saved, the others still are. If
/// the command is stopped halfway, the next one saves the rest.
///
/// # Errors
/// If the note cannot be written. No file is changed then.
pub(crate) fn keep_together(
    held: &HeldFolder<'_>,
    files: &[FileToKeep<'_>],
    subject: &str,
    scene: &Scene<'_>,
) -> Result<KeptTogether, NotSaved> {
    let commits = scene.opened.school.settings.git.commit;
    let has_history = commits && history::is_under_git(scene.git());
    // Without a history too, a change of several records is finished if it is stopped halfway.
    let note = (has_history || files.len() > 1).then(|| note_of(files, subject, scene));
    let number = note.as_ref().map(|note| held.lock.keep_note(note)).transpose()?;
    scene.hold_signals();
    let saved: Vec<Result<Saved, NotSaved>> = files.iter().map(|file| save_file(held, file, scene)).collect();
    let Some((note, number)) = note.zip(number).filter(|_| has_history) else {
        number.into_iter().for_each(|number| held.lock.drop_note(number));
        let any = saved.iter().any(Result::is_ok);
        return Ok(KeptTogether { saved, kept: (commits && any).then_some(CommitOutcome::NoRepository), note: None });
    };
    let Some((note, number)) = note_of_saved(held, note, number, &saved) else {
        return Ok(KeptTogether { saved, kept: None, note: None });
    };
    held.lock.note_state(number, NoteState::Begun, NoteState::Saved);
    let kept = match &held.waiting {
        // Earlier changes must go into the history first.
        Some(fault) => waiting_outcome(fault),
        None => commit_note(&held.lock, number, &note, false, scene.git()),
    };
    let note = note_done(number, &kept);
    Ok(KeptTogether { saved, kept: Some(kept), note })
}

fn save_file(held: &HeldFolder<'_>, file: &FileToKeep<'_>, scene: &Scene<'_>) -> Result<Saved, NotSaved> {
    let did = Did { words: file.words.to_owned(), pupil: file.pupil.to_owned(), command: scene.command().to_owned() };
    held.lock.change_file(file.path, file.from, file.to, &did)
}

/// The note without the files that were not saved, and its number; `None` if no file was saved.
fn note_of_saved(
    held: &HeldFolder<'_>,
    mut note: PendingNote,
    number: u64,
    saved: &[Result<Saved, NotSaved>],
) -> Option<(PendingNote, u64)> {
    if saved.iter().all(Result::is_ok) {
        return Some((note, number));
    }
    let mut is_saved = saved.iter().map(Result::is_ok);
    note.files.retain(|_| is_saved.next().unwrap_or(false));
    if note.files.is_empty() {
        held.lock.drop_note(number);
        return None;
    }
    // If the shorter note cannot be kept, the longer one stays: finishing it skips a file that is as it was before.
    let shorter = held.lock.keep_note(&note).ok();
    if shorter.is_some() {
        held.lock.drop_note(number);
    }
    Some((note, shorter.unwrap_or(number)))
}

fn note_of(files: &[FileToKeep<'_>], subject: &str, scene: &Scene<'_>) -> PendingNote {
    PendingNote {
        message: message_of(files, subject),
        message_by_hand: message_of(files, "change by hand"),
        author: history::author_now(scene.git()),
        moment: scene.moment(),
        head: history::last_commit(scene.git()),
        command: scene.command().to_owned(),
        files: files.iter().map(|file| pending_file(file, scene)).collect(),
    }
}

/// The commit message for these files: the pupils' ids, and a short description. The school's own file is named if it is alone.
pub(super) fn message_of(files: &[FileToKeep<'_>], subject: &str) -> String {
    let all: Vec<&str> = files.iter().map(|file| file.pupil).collect();
    let pupils: Vec<&str> = all.iter().copied().filter(|pupil| *pupil != SCHOOL).collect();
    format!("{}: {subject}", pupils_in_short(if pupils.is_empty() { &all } else { &pupils }))
}

fn pending_file(file: &FileToKeep<'_>, scene: &Scene<'_>) -> PendingFile {
    PendingFile {
        file: scene.opened.folder.name_of(file.path),
        pupil: file.pupil.to_owned(),
        words: file.words.to_owned(),
        before: file.from.map(<[u8]>::to_vec),
        after: file.to.map(<[u8]>::to_vec),
    }
}

/// The pupils of a commit: their ids, or their number if there are many.
pub(super) fn pupils_in_short(pupils: &[&str]) -> String {
    if pupils.len() > NAMED { format!("{} pupils", pupils.len()) } else { pupils.join(", ") }
}

/// The failure when no file was changed on the disk.
pub(crate) fn not_saved(not: NotSaved) -> anyhow::Error {
    Failure::stopped(not.message, not.help)
}
