//! Changes that an earlier command saved, or had begun to save, and that are not in the history yet: finished by whoever writes next
//! (RELIABILITY 10.3, 10.8).

use super::keep::GIT_ENDS;
use crate::history::{
    self, CommitOrder, CommitOutcome, FileContents, GitFolder, Listed, PlannedMove, clear_left_locks, commit_changes,
};
use crate::records::folder::Folder;
use crate::records::write::pending::{KeptNote, NoteState, PendingFile, PendingNote};
use crate::records::write::{Did, Lock, NotSaved};
use crate::words::list_and;

/// What is wrong, and what to do first.
pub(crate) type Fault = (String, String);

/// What came of the notes of earlier commands.
#[derive(Debug, Default)]
pub(crate) struct Finished {
    /// The notes that are done, each with what is to be said of it, if anything is.
    pub(crate) notes: Vec<(NoteDone, Option<String>)>,
    /// How many notes still wait, and why the first of them does.
    pub(crate) waiting: Option<(usize, Fault)>,
}

impl Finished {
    fn waiting(notes: usize, what: impl Into<String>, first: &str) -> Self {
        Self { notes: Vec::new(), waiting: Some((notes, (what.into(), first.to_owned()))) }
    }
}

/// A note whose change the history has. It is dropped when that was said: until then the next command says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoteDone {
    number: u64,
    listed: Listed,
}

impl NoteDone {
    /// Drops the note, or keeps it for git's list of files alone.
    pub(crate) fn drop_note(self, lock: &Lock<'_>) {
        match self.listed {
            Listed::Done => lock.drop_note(self.number),
            Listed::Behind => lock.note_state(self.number, NoteState::Saved, NoteState::Unlisted),
        }
    }
}

/// Finishes the changes that are noted in the folder, oldest first. The first one that cannot be finished holds up the later ones.
/// `commits` says whether the school wants commits.
pub(crate) fn finish_pending(lock: &Lock<'_>, folder: &Folder, git: &GitFolder<'_>, commits: bool) -> Finished {
    let notes = match folder.pending_notes() {
        Ok(notes) => notes,
        Err(error) => {
            let what = format!("`.send/pending` cannot be read ({error})");
            return Finished::waiting(1, what, "check that you may read it, and that the disk is sound");
        }
    };
    lock.drop_cut_notes();
    if notes.is_empty() {
        return Finished::default();
    }
    if !lock.is_git_gone(GIT_ENDS) {
        return Finished::waiting(notes.len(), "git is still busy with an earlier change", "wait until it has ended");
    }
    let planned = folder.kept_move().and_then(|(number, plan)| Some((number, PlannedMove::from_line(&plan)?)));
    clear_left_locks(git, planned.as_ref().map(|(_, planned)| planned));
    let mut finished = Finished::default();
    for (nth, note) in notes.iter().enumerate() {
        let is_made = planned
            .as_ref()
            .is_some_and(|(number, planned)| *number == note.number && history::is_in_history(git, &planned.commit));
        match finish_note(lock, folder, note, is_made, commits, git) {
            Ok(Some((listed, line))) => finished.notes.push((NoteDone { number: note.number, listed }, line)),
            Ok(None) => lock.drop_note(note.number),
            Err(fault) => {
                finished.waiting = Some((notes.len() - nth, fault));
                break;
            }
        }
    }
    finished
}

/// Finishes one note: its records are saved, or as they were before it; then they are committed. `None` if there is nothing to be
/// said of it.
fn finish_note(
    lock: &Lock<'_>,
    folder: &Folder,
    KeptNote { number, state, note }: &KeptNote,
    is_made: bool,
    commits: bool,
    git: &GitFolder<'_>,
) -> Result<Option<(Listed, Option<String>)>, Fault> {
    if *state == NoteState::Begun {
        if !save_rest(lock, folder, note)? {
            return Ok(None);
        }
        lock.note_state(*number, NoteState::Begun, NoteState::Saved);
    }
    if !commits {
        return Ok(Some((Listed::Done, Some(format!("{}: saved before", note.message)))));
    }
    let already = || Some(format!("{}: saved before, and in the history already", note.message));
    if is_made || *state == NoteState::Unlisted {
        let listed = history::list_as_committed(git, &contents_of(note))?;
        let was_said = *state == NoteState::Unlisted;
        return Ok(Some((listed, if was_said { None } else { already() })));
    }
    match commit_note(lock, *number, note, Some(note.moment), git) {
        CommitOutcome::Committed(done) if !done.overtaken.is_empty() => {
            let files = list_and(&done.overtaken.iter().map(String::as_str).collect::<Vec<_>>());
            Ok(Some((
                done.listed,
                Some(format!("{}: saved before; somebody committed {files} by hand since", note.message)),
            )))
        }
        CommitOutcome::Committed(done) if done.is_new => {
            Ok(Some((done.listed, Some(format!("{}: saved before, and in the history now", note.message)))))
        }
        CommitOutcome::Committed(done) => Ok(Some((done.listed, already()))),
        CommitOutcome::NoRepository => Ok(Some((Listed::Done, Some(format!("{}: saved before", note.message))))),
        CommitOutcome::Failed { message, help } => Err((message, help)),
    }
}

/// Saves what a command that was stopped had not saved yet, if it had begun. Whether it had.
fn save_rest(lock: &Lock<'_>, folder: &Folder, note: &PendingNote) -> Result<bool, Fault> {
    let is_before = |file: &&PendingFile| folder.bytes_now(&folder.path_of(&file.file)).ok() == file.before;
    let rest: Vec<&PendingFile> = note.files.iter().filter(is_before).collect();
    if rest.len() == note.files.len() {
        return Ok(false);
    }
    for file in rest {
        let did = Did { words: file.words.clone(), pupil: file.pupil.clone(), command: note.command.clone() };
        let path = folder.path_of(&file.file);
        lock.change_file(&path, file.before.as_deref(), file.after.as_deref(), &did)
            .map_err(|NotSaved { message, help, .. }| (message, help.to_owned()))?;
    }
    Ok(true)
}

/// Commits the change of a note. `waits_since` is the moment of the note if an earlier command saved it.
pub(super) fn commit_note(
    lock: &Lock<'_>,
    number: u64,
    note: &PendingNote,
    waits_since: Option<i64>,
    git: &GitFolder<'_>,
) -> CommitOutcome {
    let files = contents_of(note);
    let order = CommitOrder {
        files: &files,
        message: &note.message,
        message_by_hand: &note.message_by_hand,
        author: note.author.as_deref(),
        waits_since,
    };
    commit_changes(git, &order, &|planned| lock.keep_move(number, &planned.to_line()))
}

/// The note of a change that was committed, and whose disk has confirmed it.
pub(super) fn note_done(number: u64, outcome: &CommitOutcome) -> Option<NoteDone> {
    match outcome {
        CommitOutcome::Committed(done) if done.unsettled.is_none() => Some(NoteDone { number, listed: done.listed }),
        CommitOutcome::Committed(_) | CommitOutcome::NoRepository | CommitOutcome::Failed { .. } => None,
    }
}

fn contents_of(note: &PendingNote) -> Vec<FileContents<'_>> {
    let contents = note.files.iter().map(|file| FileContents {
        file: &file.file,
        before: file.before.as_deref(),
        after: file.after.as_deref(),
    });
    contents.collect()
}

/// What is said of a change that waits behind earlier ones.
pub(super) fn waiting_outcome((what, first): &Fault) -> CommitOutcome {
    CommitOutcome::Failed { message: what.clone(), help: first.clone() }
}
