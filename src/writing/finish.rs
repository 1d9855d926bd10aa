//! Finishing what an earlier command left: changes that it had saved, or begun to save, and that are not in the history yet.
//! The next command that writes does this (RELIABILITY 10.3, 10.8).

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::time::Duration;

use crate::history::{
    self, CommitDone, CommitOrder, CommitOutcome, FileContents, GitFolder, GitRefusal, Listed, MoveKeeper, PlannedMove,
    clear_left_locks, commit_changes,
};
use crate::records::folder::Folder;
use crate::records::write::pending::{KeptNote, NoteState, PendingFile, PendingNote};
use crate::records::write::{Did, Lock, NotSaved};
use crate::words::list_some;

/// The longest wait for a git process that an interrupted command had started.
const GIT_ENDS: Duration = Duration::from_secs(10);

/// The result of finishing the notes of earlier commands.
#[derive(Debug, Default)]
pub(crate) struct Finished {
    /// The notes that are done, each with the lines to print.
    pub(crate) notes: Vec<(NoteDone, Vec<String>)>,
    /// The messages of changes that no command has reported, so that the person who typed them does not know they are saved.
    pub(crate) unspoken: Vec<String>,
    /// The number of notes that still wait, and why the first of them does.
    pub(crate) waiting: Option<(usize, GitRefusal)>,
}

impl Finished {
    fn waiting(notes: usize, what: impl Into<String>, first: &str) -> Self {
        Self { waiting: Some((notes, (what.into(), first.to_owned()))), ..Self::default() }
    }
}

/// A note whose change has been dealt with. It is put away once that has been printed; until then the next command prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoteDone {
    number: u64,
    state: NoteState,
    end: NoteEnd,
}

/// The fate of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoteEnd {
    /// It is dropped.
    Dropped,
    /// It stays, but only because git's list of files is out of date.
    Unlisted,
    /// It waits for the history.
    Waits,
}

impl NoteDone {
    fn listed(number: u64, state: NoteState, listed: Listed) -> Self {
        let end = match listed {
            Listed::Done => NoteEnd::Dropped,
            Listed::Behind => NoteEnd::Unlisted,
        };
        Self { number, state, end }
    }

    /// Drops the note, or keeps it for what is left to do.
    pub(crate) fn put_away(self, lock: &Lock<'_>) {
        match self.end {
            NoteEnd::Dropped => lock.drop_note(self.number),
            NoteEnd::Unlisted => lock.note_state(self.number, self.state, NoteState::Unlisted),
            NoteEnd::Waits => lock.note_state(self.number, self.state, NoteState::Told),
        }
    }
}

/// Records in the folder, next to a note, what git is about to do.
pub(super) struct MoveOfNote<'a> {
    /// The lock of the folder.
    pub(super) lock: &'a Lock<'a>,
    /// The number of the note; 0 if there is none.
    pub(super) number: u64,
}

impl MoveKeeper for MoveOfNote<'_> {
    fn open_move(&self, planned: &PlannedMove) -> io::Result<File> {
        self.lock.keep_move(self.number, &planned.to_line())
    }

    fn close_move(&self) {
        self.lock.close_move();
    }
}

/// Finishes the changes that are noted in the folder, oldest first. One that cannot be finished holds up the later ones.
/// `commits` is whether the school wants commits.
pub(crate) fn finish_pending(lock: &Lock<'_>, folder: &Folder, git: &GitFolder<'_>, commits: bool) -> Finished {
    let notes = match folder.pending_notes() {
        Ok(notes) => notes,
        Err(error) => {
            let what = format!("`.send/pending` cannot be read ({error})");
            return Finished::waiting(1, what, "check that you are allowed to read it, and that the disk is working");
        }
    };
    lock.drop_cut_notes();
    let open_move = folder.open_move();
    if notes.is_empty() && open_move.is_none() {
        return Finished::default();
    }
    if !lock.is_git_gone(GIT_ENDS) {
        return Finished::waiting(
            notes.len(),
            "git is still busy with an earlier change",
            "wait until it has finished",
        );
    }
    if let Some((_, plan)) = open_move {
        clear_left_locks(git, PlannedMove::from_line(&plan).as_ref());
        lock.close_move();
    }
    let finishing = Finishing { lock, folder, git, commits: commits && history::is_under_git(git) };
    finishing.finish_all(&notes)
}

/// The context that every step of finishing needs.
struct Finishing<'a> {
    lock: &'a Lock<'a>,
    folder: &'a Folder,
    git: &'a GitFolder<'a>,
    commits: bool,
}

impl Finishing<'_> {
    fn finish_all(&self, notes: &[KeptNote]) -> Finished {
        let mut finished = Finished::default();
        for (nth, note) in notes.iter().enumerate() {
            let later = notes.get(nth + 1..).unwrap_or_default();
            let changed_later: BTreeSet<&str> =
                later.iter().flat_map(|note| &note.note.files).map(|file| file.file.as_str()).collect();
            match self.finish_note(note, &changed_later) {
                Ok(Some((done, lines))) => {
                    if note.state != NoteState::Told && note.state != NoteState::Unlisted {
                        finished.unspoken.push(note.note.message.clone());
                    }
                    finished.notes.push((done, lines));
                }
                Ok(None) => self.lock.drop_note(note.number),
                Err(fault) => {
                    finished.waiting = Some((notes.len() - nth, fault));
                    break;
                }
            }
        }
        finished
    }

    /// Finishes one note: completes its records, or finds them unchanged, then commits them. `None` if the change had not begun.
    fn finish_note(
        &self,
        kept: &KeptNote,
        changed_later: &BTreeSet<&str>,
    ) -> Result<Option<(NoteDone, Vec<String>)>, GitRefusal> {
        if kept.state == NoteState::Unlisted {
            let listed = self.list_committed(&kept.note)?;
            return Ok(Some((NoteDone::listed(kept.number, kept.state, listed), Vec::new())));
        }
        let Some((number, state, note)) = self.saved_part(kept, changed_later)? else { return Ok(None) };
        let message = &note.message;
        let done = |listed| NoteDone::listed(number, state, listed);
        if !self.commits {
            return Ok(Some((done(Listed::Done), vec![format!("{message}: saved earlier")])));
        }
        if self.is_made(number) {
            let listed = self.list_committed(&note)?;
            return Ok(Some((done(listed), vec![format!("{message}: saved earlier, and already in the history")])));
        }
        match commit_note(self.lock, number, &note, true, self.git) {
            CommitOutcome::Committed(made) => {
                if let Some(error) = made.unsettled {
                    return Err((
                        format!("the disk does not confirm it ({error})"),
                        "make a backup of the folder, then have the disk checked".to_owned(),
                    ));
                }
                Ok(Some((done(made.listed), finished_in_words(message, &made))))
            }
            CommitOutcome::NoRepository => {
                Ok(Some((done(Listed::Done), vec![format!("{message}: saved earlier; this folder has no history")])))
            }
            // Waiting would not help, and it would hold up all later notes.
            CommitOutcome::Failed { message: why, help, is_of_files: true } => {
                let line = format!("{message}: saved earlier, but not in the history: {why}; {help}");
                Ok(Some((done(Listed::Done), vec![line])))
            }
            CommitOutcome::Failed { message, help, is_of_files: false } => Err((message, help)),
        }
    }

    /// Whether the commit of a note was made before its command was interrupted.
    fn is_made(&self, number: u64) -> bool {
        let Some((of, plan)) = self.folder.last_move() else { return false };
        let planned = PlannedMove::from_line(&plan).filter(|planned| of == number && planned.is_of_order);
        planned.is_some_and(|planned| history::is_in_history(self.git, &planned.commit))
    }

    /// Saves the rest of a note if that is possible, and returns the part that is saved. A record that someone has since changed
    /// by hand is left as it is. `None` if no part is saved.
    fn saved_part(
        &self,
        kept: &KeptNote,
        changed_later: &BTreeSet<&str>,
    ) -> Result<Option<(u64, NoteState, PendingNote)>, GitRefusal> {
        let now = |file: &PendingFile| self.folder.bytes_now(&self.folder.path_of(&file.file)).ok();
        if kept.state == NoteState::Begun && !self.folder.has_begun(&kept.note) {
            return Ok(None);
        }
        let mut note = kept.note.clone();
        let mut saved = Vec::new();
        for file in &note.files {
            let now = now(file);
            let is_saved = match kept.state {
                NoteState::Begun if now == file.before => self.save_rest(file, &note.command).map(|()| true)?,
                NoteState::Begun => now == file.after,
                // Otherwise someone has put it back as it was.
                NoteState::Saved | NoteState::Told | NoteState::Unlisted => {
                    now != file.before || changed_later.contains(file.file.as_str())
                }
            };
            saved.push(is_saved);
        }
        let mut is_saved = saved.iter();
        note.files.retain(|_| is_saved.next() == Some(&true));
        if note.files.is_empty() {
            return Ok(None);
        }
        if kept.state != NoteState::Begun {
            return Ok(Some((kept.number, kept.state, note)));
        }
        let number = if note.files.len() == kept.note.files.len() {
            kept.number
        } else {
            let number = self.lock.keep_note(&note).map_err(left_unsaved)?;
            self.lock.drop_note(kept.number);
            number
        };
        self.lock.note_state(number, NoteState::Begun, NoteState::Saved);
        Ok(Some((number, NoteState::Saved, note)))
    }

    /// Saves a record that a command over several records had not reached when it was interrupted.
    fn save_rest(&self, file: &PendingFile, command: &str) -> Result<(), GitRefusal> {
        let did = Did { words: file.words.clone(), pupil: file.pupil.clone(), command: command.to_owned() };
        let path = self.folder.path_of(&file.file);
        let saved = self.lock.change_file(&path, file.before.as_deref(), file.after.as_deref(), &did);
        saved.map(|_| ()).map_err(left_unsaved)
    }

    /// Brings git's list of files up to the commit of a note. A list that has neither the old content nor the commit is also out
    /// of date, if the file on the disk is the one that was committed.
    fn list_committed(&self, note: &PendingNote) -> Result<Listed, GitRefusal> {
        let contents = contents_of(note);
        let listed = history::list_as_committed(self.git, &contents)?;
        let is_on_disk = |file: &&FileContents<'_>| {
            self.folder.bytes_now(&self.folder.path_of(file.file)).ok().as_deref() == file.after
        };
        let on_disk: Vec<FileContents<'_>> = contents.iter().filter(is_on_disk).copied().collect();
        if listed == Listed::Done { history::list_behind_disk(self.git, &on_disk) } else { Ok(listed) }
    }
}

/// The refusal when a record of an interrupted command still cannot be saved.
fn left_unsaved(NotSaved { message, help }: NotSaved) -> GitRefusal {
    let why = message.trim_end_matches("; nothing was saved").to_owned();
    (format!("an interrupted command has more to save: {why}"), help)
}

/// The lines to print about a note that was finished.
fn finished_in_words(message: &str, made: &CommitDone) -> Vec<String> {
    let mut lines = Vec::new();
    if made.is_new {
        lines.push(format!("{message}: saved earlier, and now in the history"));
    } else if made.overtaken.is_empty() {
        lines.push(format!("{message}: saved earlier, and already in the history"));
    }
    if !made.by_hand.is_empty() {
        let files = list_some(made.by_hand.iter().map(String::as_str));
        lines.push(format!("  a change made by hand was put into the history first: {files}"));
    }
    if !made.overtaken.is_empty() {
        let files = list_some(made.overtaken.iter().map(String::as_str));
        lines.push(format!(
            "{message}: saved earlier; someone has since committed another version, which was kept: {files} (see `send log`)"
        ));
    }
    lines
}

/// Commits the change of a note. `has_waited` is whether an earlier command saved it.
pub(super) fn commit_note(
    lock: &Lock<'_>,
    number: u64,
    note: &PendingNote,
    has_waited: bool,
    git: &GitFolder<'_>,
) -> CommitOutcome {
    let files = contents_of(note);
    let order = CommitOrder {
        files: &files,
        message: &note.message,
        message_by_hand: &note.message_by_hand,
        author: note.author.as_deref(),
        has_waited,
        head: note.head.as_deref(),
        moment: Some(note.moment),
    };
    commit_changes(git, &order, &MoveOfNote { lock, number })
}

/// The next state of the note of a change that was just saved. `None` if the disk has not confirmed its commit: the next command
/// then checks again.
pub(super) fn note_done(number: u64, outcome: &CommitOutcome) -> Option<NoteDone> {
    let state = NoteState::Saved;
    match outcome {
        CommitOutcome::Committed(done) if done.unsettled.is_some() => None,
        CommitOutcome::Committed(done) => Some(NoteDone::listed(number, state, done.listed)),
        CommitOutcome::Failed { is_of_files: false, .. } => Some(NoteDone { number, state, end: NoteEnd::Waits }),
        // The program can never commit it, so the note would wait for ever.
        CommitOutcome::Failed { is_of_files: true, .. } | CommitOutcome::NoRepository => {
            Some(NoteDone { number, state, end: NoteEnd::Dropped })
        }
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

/// The outcome of a change that has to wait for earlier ones.
pub(super) fn waiting_outcome((what, first): &GitRefusal) -> CommitOutcome {
    CommitOutcome::Failed { message: what.clone(), help: first.clone(), is_of_files: false }
}
