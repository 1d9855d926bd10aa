//! `.send/`: what the program keeps for itself. Nothing in it is needed to read the records.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use super::private;
use crate::records::file::make_folder;
use crate::records::folder::Folder;

impl Folder {
    /// A folder in `.send/`, or itself for an empty name; made where it is not there, for its owner alone.
    pub(super) fn own(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.root().join(".send").join(name);
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        make_folder(&path, &builder)?;
        Ok(path)
    }

    /// Whether something is told for the first time in this folder: a mark in `.send/` remembers it. Where no mark can be
    /// made it is told again.
    pub(crate) fn is_first_time(&self, what: &str) -> bool {
        self.own("").is_ok_and(|room| private().open(room.join(format!("told-{what}"))).is_ok())
    }

    /// A text that is being written, in a file of `.send/drafts/` that only its owner may read.
    pub(crate) fn draft(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.own("drafts")?.join(format!("{name}.yaml"));
        let mut file = match private().open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                OpenOptions::new().write(true).truncate(true).open(&path)?
            }
            other => other?,
        };
        file.write_all(text.as_bytes())?;
        Ok(path)
    }
}
