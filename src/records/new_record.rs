//! The id and the place of a new record. No file may have that id, and no file in the history may have had it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::file::{again_if_interrupted, make_folder};
use super::folder::Folder;
use super::write::share_new_folder;

/// The ids that were found in the history, in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct GivenIds {
    /// The last commit that was searched.
    pub(crate) commit: String,
    /// The ids.
    pub(crate) ids: BTreeSet<String>,
}

impl Folder {
    /// Returns the next free id in the form `p001`: one more than the highest that any file has, or is known to have had,
    /// whatever its ending.
    ///
    /// # Errors
    /// Not all of `pupils` could be searched.
    pub(crate) fn next_id(&self, given: &GivenIds) -> io::Result<String> {
        let files = self.files_below_pupils()?;
        let on_disk = files.iter().filter_map(|path| number_of_id(&small_stem(path)));
        let highest = on_disk.chain(given.ids.iter().filter_map(|id| number_of_id(id))).max().unwrap_or(0);
        Ok(format!("p{:03}", highest + 1))
    }

    /// Returns the file that already has an id, relative to the folder, if there is one. Capitals count as small letters, as they
    /// do on Windows.
    ///
    /// # Errors
    /// Not all of `pupils` could be searched.
    pub(crate) fn file_of_id(&self, id: &str) -> io::Result<Option<String>> {
        let files = self.files_below_pupils()?;
        Ok(files.iter().find(|path| small_stem(path) == id).map(|path| self.name_of(path)))
    }

    /// Returns the place of a new record: in `pupils`, or in a folder in it. A missing folder is made.
    pub(crate) fn place_for(&self, id: &str, inner: Option<&str>) -> PathBuf {
        let pupils = self.root().join("pupils");
        inner.map_or(pupils.clone(), |inner| pupils.join(inner)).join(format!("{id}.yaml"))
    }

    /// Whether there is a folder of this name in `pupils`.
    pub(crate) fn has_inner(&self, inner: &str) -> bool {
        self.root().join("pupils").join(inner).is_dir()
    }

    /// Makes the folder for a new file, if it does not exist.
    pub(crate) fn make_room(path: &Path) -> io::Result<()> {
        let Some(room) = path.parent().filter(|room| !room.is_dir()) else { return Ok(()) };
        make_folder(room, std::fs::DirBuilder::new().recursive(true))?;
        share_new_folder(room)
    }

    /// Returns every file under `pupils`: a copy or a misplaced record also keeps its id.
    fn files_below_pupils(&self) -> io::Result<Vec<PathBuf>> {
        let pupils = self.root().join("pupils");
        self.refuse_link(&pupils)?;
        again_if_interrupted(|| files_under(&pupils))
    }
}

fn files_under(pupils: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(pupils).min_depth(1).follow_links(false).sort_by_file_name() {
        // Use only the system's own words: the crate's words contain the place on this computer.
        match entry.map_err(|error| error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into())) {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => files.push(entry.into_path()),
            // The first record makes the folder.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

fn small_stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Returns the number of an id such as `p014`, and of a copy such as `p014-OFFICE-PC`.
fn number_of_id(stem: &str) -> Option<u32> {
    let rest = stem.strip_prefix('p')?;
    let digits = rest.find(|character: char| !character.is_ascii_digit()).map_or(rest, |end| rest.split_at(end).0);
    // A longer number is the school's own, such as a date.
    (digits.len() <= 6).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> (tempfile::TempDir, Folder) {
        let scratch = tempfile::tempdir().unwrap();
        for file in files {
            let path = scratch.path().join("pupils").join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let folder = Folder::at_root(scratch.path().to_path_buf());
        (scratch, folder)
    }

    #[test]
    fn the_next_id_is_one_more_than_the_highest_of_the_whole_tree() {
        for (files, next) in [
            (&[][..], "p001"),
            (&["p001.yaml", "p003.yaml"], "p004"),
            (&["p001.yaml", "elmfield/p041.yaml"], "p042"),
            (&["p009.yaml", "P010.YAML"], "p011"),
            (&["p014-OFFICE-PC.yaml"], "p015"),
            (&["p999.yaml"], "p1000"),
            (&["amira-e.yaml", "pip.yaml", "p20171103.yaml"], "p001"),
        ] {
            let (_scratch, folder) = folder(files);
            assert_eq!(folder.next_id(&GivenIds::default()).unwrap(), next, "{files:?}");
        }
    }

    #[test]
    fn the_next_id_is_higher_than_any_that_was_given_before() {
        let (_scratch, folder) = folder(&["p014.yaml"]);
        for (given, next) in [(&["p009", "amira-e"][..], "p015"), (&["p060", "p020"], "p061"), (&["p070-copy"], "p071")]
        {
            let ids = given.iter().map(|id| (*id).to_owned()).collect();
            assert_eq!(folder.next_id(&GivenIds { ids, ..GivenIds::default() }).unwrap(), next, "{given:?}");
        }
    }

    #[test]
    fn no_id_is_free_if_the_records_cannot_be_searched() {
        let scratch = tempfile::tempdir().unwrap();
        std::fs::write(scratch.path().join("pupils"), "no folder").unwrap();
        let folder = Folder::at_root(scratch.path().join("pupils"));
        assert!(
            folder.next_id(&GivenIds::default()).is_err() || cfg!(windows),
            "there may be a record that no one sees"
        );
    }

    #[test]
    fn an_id_is_taken_wherever_its_file_lies() {
        let (_scratch, folder) = folder(&["elmfield/p014.yaml", "P020.yml"]);
        assert_eq!(folder.file_of_id("p014").unwrap().as_deref(), Some("pupils/elmfield/p014.yaml"));
        assert_eq!(folder.file_of_id("p020").unwrap().as_deref(), Some("pupils/P020.yml"));
        assert_eq!(folder.file_of_id("p01").unwrap(), None);
    }
}
