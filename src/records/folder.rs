//! Finds the records: a folder with `send.toml` in it, found by walking up, as git does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::file::{self, FileRefusal, unreachable_file};
use super::past_folder::Stood;

/// The file that marks the root.
const MARK: &str = "send.toml";

/// A records folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
    /// The files of a past version, if the folder is read as it was then instead of from the disk.
    stood: Option<Arc<Stood>>,
}

/// A file or folder found by a walk.
#[derive(Debug)]
pub(super) struct FolderEntry {
    /// Its place.
    pub(super) path: PathBuf,
    /// How far it is below the start: 1 is directly in it.
    pub(super) depth: usize,
    /// Whether it is a folder.
    pub(super) is_folder: bool,
    /// Whether it is a link to a folder, or was a link with an unknown target.
    pub(super) leads_to_folder: bool,
}

impl From<DirEntry> for FolderEntry {
    fn from(entry: DirEntry) -> Self {
        Self {
            depth: entry.depth(),
            is_folder: entry.file_type().is_dir(),
            leads_to_folder: entry.path_is_symlink() && entry.path().is_dir(),
            path: entry.into_path(),
        }
    }
}

impl FolderEntry {
    /// Whether it is a side file of an editor. A folder, or a link to a folder, may hold records, so it is never one.
    fn is_side_file(&self) -> bool {
        let is_named_so = self.path.file_name().is_some_and(|name| is_side_file(&name.to_string_lossy()));
        is_named_so && !self.is_folder && !self.leads_to_folder
    }
}

/// Whether a file is named like a lock or side file that another program keeps next to an open file: `~$` of Word and Excel, `.#`
/// of Emacs, `._` of macOS, `.~lock.` of LibreOffice. Such a file does not hold the text of the open file, so it is not a copy of
/// a record.
pub(crate) fn is_side_file(file_name: &str) -> bool {
    ["~$", ".#", "._", ".~lock."].iter().any(|beginning| file_name.starts_with(beginning))
}

impl Folder {
    /// Returns the records folder at or above `start`, `None` if no folder up to the top is one.
    pub(crate) fn find_above(start: &Path) -> Option<Self> {
        start.ancestors().find(|folder| folder.join(MARK).is_file()).map(|root| Self::at_root(root.to_path_buf()))
    }

    /// Returns the folder at exactly this place, whether or not it has anything in it.
    pub(crate) fn at_root(root: PathBuf) -> Self {
        Self { root, stood: None }
    }

    /// Returns the folder at this place as it was in a past version. Its files on the disk are not read.
    pub(crate) fn as_it_stood(root: PathBuf, stood: Stood) -> Self {
        Self { root, stood: Some(Arc::new(stood)) }
    }

    /// Returns its place.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the folder is read as it was in a past version.
    pub(crate) fn is_of_the_past(&self) -> bool {
        self.stood.is_some()
    }

    /// Whether the file that marks a records folder is there.
    pub(crate) fn is_marked(&self) -> bool {
        self.is_file(&self.root.join(MARK))
    }

    /// Returns the place of a file that is named from the folder's root, with `/`.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        name.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    /// Returns a path inside the folder as messages write it: relative, always with `/`.
    pub(crate) fn name_of(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        parts.join("/")
    }

    /// Returns the bytes of one of its files, or the reason why they cannot be read.
    pub(super) fn bytes_of(&self, path: &Path) -> Result<Vec<u8>, FileRefusal> {
        match &self.stood {
            Some(stood) => stood.read_past_file(&self.name_of(path)),
            None => self
                .refuse_link_above(path)
                .map_err(|error| unreachable_file(&error))
                .and_then(|()| file::read_file(path)),
        }
    }

    /// Whether anything is at a place in the folder. A place behind a link is not in the folder.
    pub(crate) fn is_there(&self, path: &Path) -> bool {
        match &self.stood {
            Some(stood) => stood.is_there(&self.name_of(path)),
            None => self.refuse_link_above(path).is_ok() && std::fs::symlink_metadata(path).is_ok(),
        }
    }

    /// Whether there is a file at a place in the folder.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.stood.as_ref().map_or_else(|| path.is_file(), |stood| stood.is_file(&self.name_of(path)))
    }

    /// Whether there is a folder at a place in the folder.
    ///
    /// # Errors
    /// The disk cannot say, or the place is empty (`NotFound`).
    pub(super) fn is_folder(&self, path: &Path) -> std::io::Result<bool> {
        let Some(stood) = &self.stood else { return std::fs::metadata(path).map(|found| found.is_dir()) };
        let name = self.name_of(path);
        if stood.is_there(&name) { Ok(stood.is_folder(&name)) } else { Err(std::io::ErrorKind::NotFound.into()) }
    }

    /// Returns everything below an inner folder, ordered by name, each folder before its contents. For a folder that cannot be
    /// opened it returns the place. Links are not followed.
    pub(super) fn walk_below(&self, inner: &str) -> Vec<Result<FolderEntry, PathBuf>> {
        self.walk_down(inner, usize::MAX)
    }

    /// Returns what is directly in an inner folder, without what cannot be read.
    pub(super) fn right_in(&self, inner: &str) -> Vec<FolderEntry> {
        self.walk_down(inner, 1).into_iter().filter_map(Result::ok).collect()
    }

    /// Leaves out the side files of editors.
    fn walk_down(&self, inner: &str, deepest: usize) -> Vec<Result<FolderEntry, PathBuf>> {
        let mut found = self.walk_over_all(inner, deepest);
        found.retain(|entry| !entry.as_ref().is_ok_and(FolderEntry::is_side_file));
        found
    }

    fn walk_over_all(&self, inner: &str, deepest: usize) -> Vec<Result<FolderEntry, PathBuf>> {
        let top = self.root.join(inner);
        let Some(stood) = &self.stood else {
            if self.refuse_link(&top).is_err() {
                return vec![Err(top)];
            }
            let walk = WalkDir::new(&top).min_depth(1).max_depth(deepest).follow_links(false).sort_by_file_name();
            let entries = walk.into_iter().map(|entry| match entry {
                Ok(entry) => Ok(FolderEntry::from(entry)),
                Err(error) => Err(error.path().unwrap_or(&top).to_path_buf()),
            });
            return entries.collect();
        };
        let below = stood.entries_below(inner).into_iter().filter(|one| one.depth <= deepest);
        let entries = below.map(|one| FolderEntry {
            path: self.path_of(&one.name),
            depth: one.depth,
            is_folder: one.is_folder,
            leads_to_folder: one.leads_elsewhere,
        });
        entries.map(Ok).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_file_is_known_by_the_beginning_of_its_name() {
        for side_file in ["~$p014.yaml", ".#p014.yaml", "._p014.yaml", ".~lock.p014.yaml#", "._2025-09-01.toml"] {
            assert!(is_side_file(side_file), "{side_file}");
        }
        for file in ["p014.yaml", "~p014.yaml", "$p014.yaml", ".p014.yaml", "_p014.yaml", "p014~$.yaml", ".gitkeep", ""]
        {
            assert!(!is_side_file(file), "{file}");
        }
    }
}
