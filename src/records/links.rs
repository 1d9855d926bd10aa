//! Links below the records folder. No link is followed on the way to `pupils`, `policy` and `.send`, or below them, because a
//! link in a shared repository could lead records out of the folder. The records folder itself may be reached by a link.
//!
//! A link is what the standard library calls one: a symbolic link, and on Windows also a junction. The placeholders of OneDrive
//! are reparse points too, but they do not lead to another name, so they do not count as links.

use std::io;
use std::path::{Path, PathBuf};

pub(crate) use super::file::LinkFound;
use super::file::again_if_interrupted;
use super::folder::Folder;

/// The folders that must not be reached through a link, by their names in the records folder.
const GUARDED: &[&str] = &["pupils", "policy", OWN];

/// The folder that the program keeps for itself.
pub(super) const OWN: &str = ".send";

impl Folder {
    /// Looks for a link on the way from the records folder to a place in it, including the place itself. A past version has no
    /// links that could be followed.
    ///
    /// # Errors
    /// The first link ([`LinkFound::behind`] the error), or the system's reason why it cannot look.
    pub(crate) fn refuse_link(&self, place: &Path) -> io::Result<()> {
        let Ok(inside) = place.strip_prefix(self.root()) else { return Ok(()) };
        if self.is_of_the_past() {
            return Ok(());
        }
        let mut path = self.root().to_path_buf();
        for part in inside.components() {
            path.push(part);
            if is_link(&path)? {
                return Err(LinkFound::new(self.name_of(&path)).into());
            }
        }
        Ok(())
    }

    /// The same for the folder of a file. A link in place of the file itself has a message of its own.
    pub(super) fn refuse_link_above(&self, file: &Path) -> io::Result<()> {
        file.parent().map_or(Ok(()), |parent| self.refuse_link(parent))
    }

    /// Looks for a link in every place that a command may write to: the folders of the records, the policies, and everything that
    /// the program keeps for itself.
    ///
    /// # Errors
    /// The first link, or the system's reason why it cannot look.
    pub(super) fn refuse_links_for_writing(&self) -> io::Result<()> {
        for name in GUARDED {
            self.refuse_link(&self.root().join(name))?;
        }
        let own = again_if_interrupted(|| entries_of(&self.root().join(OWN)))?;
        own.iter().try_for_each(|entry| self.refuse_link(entry))
    }

    /// Returns every link that is not followed, so that a command can name them.
    pub(crate) fn links_not_followed(&self) -> Vec<LinkFound> {
        let inner = |name: &&str| self.right_in(name).into_iter().map(|entry| entry.path);
        let places = GUARDED.iter().flat_map(|name| std::iter::once(self.root().join(name)).chain(inner(name)));
        let links = places.filter(|place| is_link(place).unwrap_or(false));
        links.map(|place| LinkFound::new(self.name_of(&place))).collect()
    }
}

/// Whether there is a link at this place.
fn is_link(place: &Path) -> io::Result<bool> {
    match again_if_interrupted(|| std::fs::symlink_metadata(place)) {
        Ok(found) => Ok(found.is_symlink()),
        Err(error) if is_empty_place(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns what is directly in a folder; an empty list if the folder does not exist yet.
fn entries_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if is_empty_place(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Whether a place is empty, because it does not exist or because a folder above it is a file.
fn is_empty_place(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder with records and with what the program keeps, and the places of both.
    fn folder() -> (tempfile::TempDir, Folder) {
        let scratch = tempfile::tempdir().unwrap();
        for name in ["records/pupils/elmfield", "records/policy", "records/.send/undo", "elsewhere"] {
            std::fs::create_dir_all(scratch.path().join(name)).unwrap();
        }
        let folder = Folder::at_root(scratch.path().join("records"));
        (scratch, folder)
    }

    fn link_named(error: &io::Error) -> Option<String> {
        LinkFound::behind(error).map(|found| found.message().split('`').nth(1).unwrap().to_owned())
    }

    #[test]
    fn the_first_link_below_the_root_is_named_and_the_root_may_be_one() {
        let (scratch, folder) = folder();
        assert!(folder.refuse_link(&folder.path_of("pupils/elmfield/p014.yaml")).is_ok());
        symlink("../../elsewhere", folder.path_of("pupils/oakwood")).unwrap();
        symlink("p014.yaml", folder.path_of("pupils/p015.yaml")).unwrap();
        for (place, link) in [
            ("pupils/oakwood", Some("pupils/oakwood")),
            ("pupils/oakwood/p014.yaml", Some("pupils/oakwood")),
            ("pupils/p015.yaml", Some("pupils/p015.yaml")),
            ("pupils/p014.yaml/p015.yaml", None),
        ] {
            let looked = folder.refuse_link(&folder.path_of(place));
            assert_eq!(looked.err().as_ref().and_then(link_named).as_deref(), link, "{place}");
        }
        assert!(folder.refuse_link_above(&folder.path_of("pupils/p015.yaml")).is_ok());
        symlink("records", scratch.path().join("way")).unwrap();
        let by_link = Folder::at_root(scratch.path().join("way"));
        assert!(by_link.refuse_link(&by_link.path_of("pupils/elmfield")).is_ok());
    }

    #[test]
    fn a_place_behind_a_link_is_not_in_the_folder() {
        let (scratch, folder) = folder();
        std::fs::write(scratch.path().join("elsewhere/p014.yaml"), "id: p014\n").unwrap();
        symlink("../../elsewhere", folder.path_of("pupils/oakwood")).unwrap();
        let record = folder.path_of("pupils/oakwood/p014.yaml");
        assert!(!folder.is_there(&record));
        let (why, _) = folder.bytes_of(&record).unwrap_err();
        assert!(why.starts_with("`pupils/oakwood` is a link"), "{why}");
    }

    #[test]
    fn every_link_is_found_before_anything_is_written() {
        for name in ["pupils", "policy", ".send", ".send/undo", ".send/write.lck"] {
            let (_scratch, folder) = folder();
            folder.refuse_links_for_writing().unwrap();
            let place = folder.path_of(name);
            let _ = std::fs::remove_dir_all(&place);
            symlink("/nowhere", &place).unwrap();
            assert_eq!(link_named(&folder.refuse_links_for_writing().unwrap_err()).as_deref(), Some(name));
            assert_eq!(folder.links_not_followed(), [LinkFound::new(name.to_owned())]);
        }
    }

    #[test]
    fn an_undo_entry_is_not_read_through_a_link() {
        let (_scratch, folder) = folder();
        assert!(folder.undo_entries().unwrap().is_empty());
        symlink("/etc/passwd", folder.path_of(".send/undo/00000001")).unwrap();
        let (why, _) = folder.undo_entries().unwrap_err();
        assert!(why.starts_with("`.send/undo/00000001` is a link"), "{why}");
    }
}
