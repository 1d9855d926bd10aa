//! Changes of several records of which a command has saved only some. Without this check, a report would count half of them: an
//! import of forty pupils that was cut after thirty would leave out ten.

use super::Opened;
use crate::finding::{Finding, KeyPath};
use crate::records::write::pending::{NoteState, PendingNote};
use crate::rules::checks::change_half_saved::RULE;
use crate::words::count;

/// The folder of the notes about changes.
const NOTES: &str = ".send/pending";

impl Opened {
    /// The findings about changes of which some records are saved and others are not yet. A change that another command is about
    /// to save counts too, because its records may change while a report reads them.
    pub(super) fn half_saved(&self) -> Vec<Finding> {
        self.begun_changes().iter().filter_map(|note| self.half_saved_finding(note)).collect()
    }

    /// The files of records that such a change has still to make.
    pub(super) fn records_to_come(&self) -> Vec<String> {
        let files = self.begun_changes().into_iter().flat_map(|note| note.files);
        let to_come =
            files.filter(|file| file.before.is_none() && !self.folder.is_there(&self.folder.path_of(&file.file)));
        to_come.map(|file| file.file).collect()
    }

    fn begun_changes(&self) -> Vec<PendingNote> {
        if self.commit.is_some() {
            return Vec::new();
        }
        // If the notes cannot be read, the next command that writes reports it.
        let notes = self.folder.pending_notes().unwrap_or_default();
        notes.into_iter().filter(|kept| kept.state == NoteState::Begun).map(|kept| kept.note).collect()
    }

    /// `None` if the change is in one record only, or in all of its records, or if a command was stopped before the first of them.
    pub(super) fn half_saved_finding(&self, note: &PendingNote) -> Option<Finding> {
        let (unsaved, all) = (self.folder.count_unsaved(note), note.files.len());
        if all == 1 || unsaved == 0 {
            return None;
        }
        let is_being_saved = self.folder.is_being_written();
        let help = if is_being_saved {
            "another command is saving them: wait until it has finished, then run this again"
        } else {
            "a command was stopped while it was saving: finish it with `send doctor --fix`, then run this again"
        };
        (is_being_saved || unsaved < all).then(|| Finding {
            rule: RULE.id,
            severity: RULE.severity,
            pupil: None,
            file: NOTES.to_owned(),
            field: KeyPath::default(),
            position: None,
            message: format!(
                "{unsaved} of the {} of one change are not saved yet ({})",
                count(all, "record"),
                note.message
            ),
            source: RULE.source(),
            help: help.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::commands::testing::TestFolder;
    use crate::records::folder::Folder;
    use crate::records::write::LockOwner;
    use crate::records::write::pending::{PendingFile, PendingNote};

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";

    const UNSAVED: &str = "1 of the 2 records of one change are not saved yet (p014, p015: set the class)";

    /// A folder in which a command was stopped after it had saved the first of two records.
    fn half_saved() -> TestFolder {
        let test = TestFolder::with(RECORD);
        let pupils = test.file().parent().unwrap().to_owned();
        let folder = Folder::at_root(pupils.parent().unwrap().to_owned());
        let of = |id: &str, class: &str| (RECORD.replace("p014", id) + class).into_bytes();
        let file = |id: &str| PendingFile {
            file: format!("pupils/{id}.yaml"),
            pupil: id.to_owned(),
            words: "set the class".to_owned(),
            before: Some(of(id, "")),
            after: Some(of(id, "class: 5H\n")),
        };
        let note = PendingNote {
            message: "p014, p015: set the class".to_owned(),
            message_by_hand: "p014, p015: change by hand".to_owned(),
            author: None,
            moment: 1_763_942_400,
            head: None,
            command: "c-1".to_owned(),
            files: vec![file("p014"), file("p015")],
        };
        folder.lock_for(&LockOwner::default()).unwrap().keep_note(&note).unwrap();
        std::fs::write(pupils.join("p014.yaml"), note.files[0].after.as_ref().unwrap()).unwrap();
        std::fs::write(pupils.join("p015.yaml"), note.files[1].before.as_ref().unwrap()).unwrap();
        test
    }

    fn root(test: &TestFolder) -> std::path::PathBuf {
        test.file().ancestors().nth(2).map(Path::to_owned).unwrap()
    }

    #[test]
    fn a_report_says_that_a_change_is_half_saved_and_check_says_so_once() {
        let test = half_saved();
        for report in [&["census"][..], &["register", "--ids-only"], &["overdue"], &["summary", "--for", "governors"]] {
            let ran = test.run("2025-11-24", report);
            let last = format!("{UNSAVED}, so this answer is incomplete\n");
            assert!(ran.code == 3 && ran.err.ends_with(&last), "{report:?} {ran:?}");
            assert!(ran.err.contains("error[change-half-saved]") && ran.err.contains("`send doctor --fix`"), "{ran:?}");
        }
        let check = test.run("2025-11-24", &["check"]);
        let said = format!("{}{}", check.out, check.err);
        assert_eq!((check.code, said.matches(UNSAVED).count()), (3, 1), "{said}");
        assert!(!said.contains("not in the history"), "{said}");
    }

    #[test]
    fn a_change_that_is_half_saved_is_finished_whether_or_not_the_school_wants_a_history() {
        for wants_a_history in [true, false] {
            let test = half_saved();
            let settings = root(&test).join("send.toml");
            let text = std::fs::read_to_string(&settings).unwrap();
            std::fs::write(&settings, text.replace("commit = true", &format!("commit = {wants_a_history}"))).unwrap();
            let before = test.run("2025-11-24", &["doctor"]);
            assert!(before.out.contains(&format!("{UNSAVED}: finish it with `send doctor --fix`\n")), "{before:?}");
            assert!(!before.out.contains("not in the history yet"), "{before:?}");
            let fixed = test.run("2025-11-24", &["doctor", "--fix"]);
            assert!(fixed.out.starts_with("p014, p015: set the class: saved earlier"), "{fixed:?}");
            assert!(!fixed.out.contains(UNSAVED), "{fixed:?}");
            let second = std::fs::read_to_string(root(&test).join("pupils/p015.yaml")).unwrap();
            assert!(second.ends_with("class: 5H\n"), "{second}");
            assert_eq!(test.run("2025-11-24", &["census"]).code, 0);
        }
    }

    #[test]
    fn a_pupil_whose_record_exists_is_found_by_name_while_a_change_is_half_saved() {
        let test = half_saved();
        assert_eq!(test.run("2025-11-24", &["show", "p014"]).code, 0);
        std::fs::write(root(&test).join("pupils/p015.yaml"), RECORD.replace("p014", "p015").replace("Amira", "Ben"))
            .unwrap();
        assert_eq!(test.run("2025-11-24", &["show", "Ben"]).code, 0);
        std::fs::remove_file(root(&test).join("pupils/p015.yaml")).unwrap();
        assert_eq!(test.run("2025-11-24", &["show", "Amira"]).code, 0);
    }
}
