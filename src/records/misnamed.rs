//! A record must be named after the id in it; otherwise it is not counted. Such a file is often a copy left by a synchronising
//! program, and a copy is not a second pupil.

use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::pupils::{PupilFile, file_finding};
use crate::finding::{Finding, key_path};
use crate::model::id;

impl PupilFile {
    /// Returns the same file if its name is the id in it. `original` returns the record that the file may be a copy of, by the id
    /// in it.
    ///
    /// # Errors
    /// The finding `id-misnamed`.
    pub(super) fn if_well_named(self, original: impl FnOnce(&str) -> Option<String>) -> Result<Self, Vec<Finding>> {
        let named = stem_of_file(&self.file);
        let id = self.record.id();
        if id == named {
            return Ok(self);
        }
        let start = format!("the id is `{id}`, but the file is named `{named}`");
        let (message, help) = match (original(id), id::id_problem(id)) {
            (Some(original), _) => (
                format!(
                    "{start}: this looks like a copy of {original} left by a program such as OneDrive, so it was not read"
                ),
                format!(
                    "compare the two, keep what is right in {original}, and delete the copy; if it is another pupil's \
                     record, correct the `id` line with `send edit {named}`"
                ),
            ),
            (None, problem) => {
                let problem = problem.map_or(String::new(), |problem| format!(": {problem}"));
                (
                    format!("{start}{problem}, so it was not read"),
                    format!("rename the file after the id, or correct the `id` line with `send edit {named}`"),
                )
            }
        };
        let at = self.place_of(&key_path!["id"]);
        Err(vec![file_finding("id-misnamed", &self.file, key_path!["id"], at, message, &help)])
    }
}

impl Folder {
    /// Finds the record that a misnamed file may be a copy of: the record of the id in it, or one whose id its name has in it.
    pub(super) fn original_by_id(&self, path: &Path, id: &str) -> Option<String> {
        let own = if id::id_problem(id).is_none() { self.record_named(id) } else { None };
        own.filter(|original| *original != self.name_of(path)).or_else(|| self.original_of(path))
    }

    /// Finds the record that a file may be a copy of: one whose id the file's name has in it, whatever else is around it.
    pub(super) fn original_of(&self, path: &Path) -> Option<String> {
        let name = self.name_of(path);
        ids_in(&name).into_iter().find_map(|id| self.record_named(&id)).filter(|original| *original != name)
    }

    /// Returns the record's file with exactly this name. Windows finds a file by its name in capitals too, and a file is no copy of
    /// itself, so the name is looked for in the list of the folder.
    fn record_named(&self, id: &str) -> Option<String> {
        let is_listed = |path: &PathBuf| {
            let parent = path.parent().map(|parent| self.name_of(parent)).unwrap_or_default();
            self.right_in(&parent).iter().any(|entry| entry.path.file_name() == path.file_name())
        };
        self.files_of(id).into_iter().find(is_listed).map(|path| self.name_of(&path))
    }
}

/// The words of a file's name that are looked at. A synchronising program adds fewer.
const WORDS: usize = 8;

/// Returns every id that the name of a file has in it, in small letters and the longest first. A file with the right name has its
/// own id in it too.
pub(super) fn ids_in(name: &str) -> Vec<String> {
    let file_name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let stem = file_name.rsplit_once('.').map_or(file_name.as_str(), |(stem, _)| stem);
    let words: Vec<usize> = stem
        .char_indices()
        .filter(|(at, letter)| letter.is_alphanumeric() && !stem[..*at].ends_with(char::is_alphanumeric))
        .map(|(at, _)| at)
        .take(WORDS)
        .collect();
    let end_of = |start: usize| {
        stem[start..].find(|letter: char| !letter.is_alphanumeric()).map_or(stem.len(), |length| start + length)
    };
    let mut ids: Vec<String> = Vec::new();
    for (nth, start) in words.iter().enumerate() {
        ids.extend(words.iter().skip(nth).map(|last| stem[*start..end_of(*last)].to_owned()));
    }
    ids.retain(|id| id::id_problem(id).is_none());
    ids.sort_by_key(|id| std::cmp::Reverse(id.len()));
    ids
}

/// Returns the name of a record's file without its ending.
fn stem_of_file(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".yaml").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";

    /// Reads a file of this name with this record, in a folder that also has these files, and returns the message.
    fn said(name: &str, record: &str, others: &[&str]) -> Result<(), String> {
        let scratch = tempfile::tempdir().unwrap();
        let folder = Folder::at_root(scratch.path().to_path_buf());
        for file in others.iter().chain([&name]) {
            let path = folder.path_of(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, record).unwrap();
        }
        let read = folder.load_pupil(&folder.path_of(name));
        read.map(|_| ()).map_err(|findings| format!("{}: {}", findings[0].rule, findings[0].message))
    }

    #[test]
    fn a_copy_is_known_by_the_record_that_is_there_and_not_by_its_hyphen() {
        let hilap = "id-misnamed: the id is `p014`, but the file is named `p014-hilap`";
        let copy = |of: &str| {
            format!(": this looks like a copy of {of} left by a program such as OneDrive, so it was not read")
        };
        for (name, others, after) in [
            ("pupils/p014-hilap.yaml", &["pupils/p014.yaml"][..], copy("pupils/p014.yaml")),
            ("pupils/elmfield/p014-hilap.yaml", &["pupils/p014.yaml"], copy("pupils/p014.yaml")),
            ("pupils/p014-hilap.yaml", &["pupils/elmfield/p014.yaml"], copy("pupils/elmfield/p014.yaml")),
            ("pupils/p014-hilap.yaml", &["pupils/p014.yml"], ", so it was not read".to_owned()),
            ("pupils/p014-hilap.yaml", &[], ", so it was not read".to_owned()),
            ("pupils/p014-hilap.yaml", &["pupils/p01.yaml"], ", so it was not read".to_owned()),
        ] {
            assert_eq!(said(name, RECORD, others), Err(format!("{hilap}{after}")), "{name} {others:?}");
        }
        assert_eq!(
            said("pupils/p014-hilap.yaml", &RECORD.replace("p014", "p014-hilap"), &["pupils/p014.yaml"]),
            Ok(())
        );
        assert_eq!(said("pupils/p014.yaml", RECORD, &[]), Ok(()));
        // Whatever the name is, the record of the id in it is there.
        let amira = said("pupils/amira.yaml", RECORD, &["pupils/p014.yaml"]);
        assert_eq!(
            amira.unwrap_err().rsplit(", but ").next().unwrap(),
            format!("the file is named `amira`{}", copy("pupils/p014.yaml"))
        );
    }

    #[test]
    fn the_ids_in_a_name_are_found_wherever_they_are() {
        assert_eq!(ids_in("pupils/Copy of p014.yaml"), ["copy", "p014", "of"]);
        assert_eq!(ids_in("p014-twin (1).yaml"), ["p014-twin", "p014", "twin", "1"]);
        assert!(ids_in("p014.sync-conflict-20260101.yaml").contains(&"p014".to_owned()));
        assert_eq!(ids_in("P014.YAML"), ["p014"]);
        assert!(ids_in("Zoë.yaml").is_empty() && ids_in(".yaml").is_empty());
    }

    #[test]
    fn an_id_that_no_file_can_have_is_reported_with_the_reason() {
        assert_eq!(
            said("pupils/p014.yaml", &RECORD.replace("p014", "P014"), &[]),
            Err("id-misnamed: the id is `P014`, but the file is named `p014`: an id is made of small letters, digits and \
                 hyphens, and starts with a letter or digit, so it was not read"
                .to_owned())
        );
    }
}
