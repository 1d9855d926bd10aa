//! What is said of changes that are saved and not in the history yet (RELIABILITY 10.3).

use std::collections::BTreeSet;

use super::{Context, Opened};
use crate::history::{UncommittedFile, uncommitted_files};
use crate::records::past_versions::{FileKind, kind_of};
use crate::records::write::pending::{KeptNote, NoteState};
use crate::words::{count, list_some};

/// What to do about it.
const FINISH: &str = "`send doctor --fix` puts it into the history";

impl Opened {
    /// The notes of changes that are saved and not in the history; none in a folder as it stood at a commit.
    pub(crate) fn pending_notes(&self) -> Vec<KeptNote> {
        if self.commit.is_some() {
            return Vec::new();
        }
        // A room that cannot be read is told by the next command that writes.
        let notes = self.folder.pending_notes().unwrap_or_default();
        notes.into_iter().filter(|kept| kept.state != NoteState::Unlisted).collect()
    }

    /// The records that differ from the last commit and that no note names: somebody changed them by hand.
    pub(crate) fn changed_by_hand(&self, context: &Context<'_>) -> Vec<UncommittedFile> {
        if self.commit.is_some() || !self.school.settings.git.commit {
            return Vec::new();
        }
        let noted: BTreeSet<String> =
            self.pending_notes().into_iter().flat_map(|kept| kept.note.files).map(|file| file.file).collect();
        // If git cannot be asked, that is said elsewhere.
        let files = uncommitted_files(&context.git(self)).unwrap_or_default();
        let is_of_hand =
            |found: &UncommittedFile| kind_of(&found.file) == Some(FileKind::Record) || found.file == "school.yaml";
        files.into_iter().filter(|found| is_of_hand(found) && !noted.contains(&found.file)).collect()
    }
}

impl Context<'_> {
    /// Says, beside a report, what is saved and not in the history.
    pub(crate) fn say_unfinished(&mut self, opened: &Opened) -> anyhow::Result<()> {
        for (what, help) in unfinished_in_words(opened, self) {
            self.warn(&what, &help)?;
        }
        Ok(())
    }
}

/// What is saved and not in the history, a line each, with what to do.
pub(crate) fn unfinished_in_words(opened: &Opened, context: &Context<'_>) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = opened
        .pending_notes()
        .iter()
        .map(|kept| (format!("{}: saved, and not in the history yet", kept.note.message), FINISH.to_owned()))
        .collect();
    let by_hand = opened.changed_by_hand(context);
    // A record that is gone is told as missing, with what brings it back.
    let names: Vec<&str> = by_hand.iter().filter(|found| found.is_there).map(|found| found.file.as_str()).collect();
    if !names.is_empty() {
        let files = count(names.len(), "file");
        lines
            .push((format!("{files} changed by hand and not in the history: {}", list_some(names)), FINISH.to_owned()));
    }
    lines
}
