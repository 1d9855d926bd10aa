//! A record must be named after the id in it; otherwise it is not counted. Such a file is often a copy left by a synchronising
//! program, and a copy is not a second pupil.

use std::path::Path;

use super::folder::Folder;
use super::pupils::{PupilFile, file_finding};
use crate::finding::{Finding, key_path};
use crate::model::id;

impl PupilFile {
    /// Returns the same file if its name is the id in it. `original` returns the record that the file may be a copy of.
    ///
    /// # Errors
    /// The finding `id-misnamed`.
    pub(super) fn if_well_named(self, original: impl FnOnce() -> Option<String>) -> Result<Self, Vec<Finding>> {
        let named = stem_of_file(&self.file);
        let id = self.record.id();
        if id == named {
            return Ok(self);
        }
        let start = format!("the id is `{id}`, but the file is named `{named}`");
        let (message, help) = match (original(), id::id_problem(id)) {
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
    /// Finds the record that a file may be a copy of: the file's name begins with that record's id and a hyphen.
    pub(super) fn original_of(&self, path: &Path) -> Option<String> {
        let name = self.name_of(path);
        let named = stem_of_file(&name);
        let mut beginnings = named.rmatch_indices('-').filter_map(|(at, _)| named.get(..at));
        beginnings.find_map(|id| self.files_of(id).first().map(|original| self.name_of(original)))
    }
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
