//! Files that are made for other people: papers and lists with names in them.

use std::io;
use std::path::Path;

use super::folder::Folder;
use super::write::put_privately;

/// The folder for them among the records, which the template tells git to pass over.
pub(crate) const EXPORTS: &str = "exports";

/// Why a paper was not written.
#[derive(Debug)]
pub(crate) enum NoPaper {
    /// It would lie among the records, where git keeps it for ever.
    AmongTheRecords,
    /// There is a file of that name.
    IsThere,
    /// The system refused.
    System(io::Error),
}

impl From<io::Error> for NoPaper {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::AlreadyExists { Self::IsThere } else { Self::System(error) }
    }
}

impl Folder {
    /// Writes a paper that only its owner may read. Within the folder of the records it may lie in `exports/` alone. One that
    /// is there is left alone, unless it is to be replaced.
    ///
    /// # Errors
    /// Where nothing was written, and an older paper is as it was.
    pub(crate) fn hand_over(&self, path: &Path, bytes: &[u8], replace: bool) -> Result<(), NoPaper> {
        if self.is_among_the_records(path)? {
            return Err(NoPaper::AmongTheRecords);
        }
        Ok(put_privately(path, bytes, replace)?)
    }

    /// Whether a place lies in the folder, but not in `exports/`. Links above it are followed.
    #[expect(clippy::disallowed_methods, reason = "two places are compared; neither is printed")]
    fn is_among_the_records(&self, path: &Path) -> io::Result<bool> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let exports = self.root().join(EXPORTS);
        if parent == exports && std::fs::symlink_metadata(&exports).is_err() {
            std::fs::create_dir(&exports)?;
        }
        let (parent, root) = (std::fs::canonicalize(parent)?, std::fs::canonicalize(self.root())?);
        Ok(parent
            .strip_prefix(root)
            .is_ok_and(|inside| inside.components().next().is_none_or(|first| first.as_os_str() != EXPORTS)))
    }
}
