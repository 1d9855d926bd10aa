//! Changes that a command had begun to save when it was stopped. Without this check, a report would count half of them: an import
//! of forty pupils that was cut after thirty would leave out ten.

use super::Opened;
use crate::finding::{Finding, KeyPath};
use crate::records::write::pending::{NoteState, PendingNote};
use crate::rules::checks::record_missing::RULE;
use crate::words::count;

impl Opened {
    /// The findings about changes of which some records are saved and others are not yet.
    pub(super) fn half_saved(&self) -> Vec<Finding> {
        let begun = self.pending_notes().into_iter().filter(|kept| kept.state == NoteState::Begun);
        begun.filter_map(|kept| self.half_saved_finding(&kept.note)).collect()
    }

    fn half_saved_finding(&self, note: &PendingNote) -> Option<Finding> {
        let waiting = self.folder.count_unsaved(note);
        let help = if self.folder.is_being_written() {
            "another command is saving them: wait until it has finished, then run this again"
        } else {
            "a command was stopped while it was saving: finish it with `send doctor --fix`, then run this again"
        };
        (waiting > 0).then(|| Finding {
            rule: RULE.id,
            severity: RULE.severity,
            pupil: None,
            file: "pupils".to_owned(),
            field: KeyPath::default(),
            position: None,
            message: format!(
                "{} of the {} of one change are not saved yet: {}",
                waiting,
                count(note.files.len(), "record"),
                note.message
            ),
            source: RULE.source(),
            help: help.to_owned(),
        })
    }
}
