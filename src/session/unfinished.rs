//! The messages about changes that are half saved, or saved and not in the history yet (RELIABILITY 10.3).

use std::collections::BTreeSet;

use super::{Context, Opened};
use crate::finding::Finding;
use crate::history::{UncommittedFile, is_under_git, uncommitted_files};
use crate::records::past_versions::{FileKind, kind_of};
use crate::records::write::pending::{KeptNote, NoteState};
use crate::words::{count, list_some};

/// The remedy for a change that is only half saved.
const FINISH_SAVING: &str = "finish it with `send doctor --fix`";

/// The remedy for a change that is saved.
const FINISH: &str = "put it into the history with `send doctor --fix`";

impl Opened {
    /// The notes of changes that are not completely in the history. Empty for a folder as it was at a commit.
    pub(crate) fn pending_notes(&self) -> Vec<KeptNote> {
        if self.commit.is_some() {
            return Vec::new();
        }
        // If the notes cannot be read, the next command that writes reports it.
        let mut notes = self.folder.pending_notes().unwrap_or_default();
        notes.retain(|kept| kept.state != NoteState::Begun || self.folder.has_begun(&kept.note));
        notes
    }

    /// The records that differ from the last commit and have no note: someone changed them by hand.
    pub(crate) fn changed_by_hand(&self, context: &Context<'_>) -> Vec<UncommittedFile> {
        if self.commit.is_some() || !self.school.settings.git.commit {
            return Vec::new();
        }
        let noted: BTreeSet<String> =
            self.pending_notes().into_iter().flat_map(|kept| kept.note.files).map(|file| file.file).collect();
        // If git cannot be asked, that is reported elsewhere.
        let files = uncommitted_files(&context.git(self)).unwrap_or_default();
        let is_of_hand =
            |found: &UncommittedFile| kind_of(&found.file) == Some(FileKind::Record) || found.file == "school.yaml";
        files.into_iter().filter(|found| is_of_hand(found) && !noted.contains(&found.file)).collect()
    }
}

impl Context<'_> {
    /// Warns, next to a report, about changes that are not completely saved or not in the history. `shown` are the findings of the
    /// report: a change that they name is not named again.
    pub(crate) fn say_unfinished(&mut self, opened: &Opened, shown: &[Finding]) -> anyhow::Result<()> {
        // A command that is writing at this moment finishes its own change.
        if opened.folder.is_being_written() {
            return Ok(());
        }
        for (what, help) in unfinished_in_words(opened, self) {
            if shown.iter().all(|finding| finding.message != what) {
                self.warn(&what, &help)?;
            }
        }
        Ok(())
    }
}

/// The changes that are not completely saved, or saved and not in the history, each with what to do.
pub(crate) fn unfinished_in_words(opened: &Opened, context: &Context<'_>) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> =
        opened.half_saved().into_iter().map(|finding| (finding.message, FINISH_SAVING.to_owned())).collect();
    // Without a history, a change that is saved needs nothing more.
    if opened.school.settings.git.commit && is_under_git(&context.git(opened)) {
        let notes = opened.pending_notes();
        let saved =
            notes.iter().filter(|kept| opened.folder.count_unsaved(&kept.note) == 0 || kept.state != NoteState::Begun);
        lines.extend(saved.map(note_in_words));
    }
    lines.extend(by_hand_in_words(opened, context));
    lines
}

fn note_in_words(kept: &KeptNote) -> (String, String) {
    let message = &kept.note.message;
    match kept.state {
        NoteState::Begun | NoteState::Saved | NoteState::Told => {
            (format!("{message}: saved, but not in the history yet"), FINISH.to_owned())
        }
        NoteState::Unlisted => (
            format!("{message}: in the history, but git's list of files is out of date"),
            "run `send doctor --fix` before you commit by hand".to_owned(),
        ),
    }
}

/// The records that were changed by hand, if there are any, and what to do. A deleted record is reported as missing instead,
/// with the command that restores it.
pub(crate) fn by_hand_in_words(opened: &Opened, context: &Context<'_>) -> Option<(String, String)> {
    let by_hand = opened.changed_by_hand(context);
    let names: Vec<&str> = by_hand.iter().filter(|found| found.is_there).map(|found| found.file.as_str()).collect();
    let files = count(names.len(), "file");
    let what = || format!("{files} changed by hand and not in the history: {}", list_some(names.iter().copied()));
    (!names.is_empty()).then(|| (what(), FINISH.to_owned()))
}
