//! Where the records are: a folder with `send.toml` in it, found by walking up, as git does.

use std::path::{Path, PathBuf};

/// The file that marks the root.
const MARK: &str = "send.toml";

/// A folder of records.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at or above `start`; `None` where there is none up to the top.
    pub(crate) fn find(start: &Path) -> Option<Self> {
        start.ancestors().find(|folder| folder.join(MARK).is_file()).map(|root| Self { root: root.to_path_buf() })
    }

    /// The folder at exactly this place, whether or not anything is in it.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// Its place.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the file that marks a folder of records is there.
    pub(crate) fn is_marked(&self) -> bool {
        self.root.join(MARK).is_file()
    }

    /// The place of a file that is named from the folder's root, with `/`.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        name.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    /// A path inside the folder, as messages write it: relative, always with `/`.
    pub(crate) fn name(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        parts.join("/")
    }
}
