//! `.send/`: what the program keeps for itself. Nothing in it is needed to read the records.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

    /// A new, empty file of `.send/drafts/` for a text that is being written, which only its owner may read. One that was
    /// given up earlier is somebody's typing, so it stays: the next is `p014-2.yaml`.
    pub(crate) fn new_draft(&self, name: &str) -> io::Result<PathBuf> {
        let room = self.own("drafts")?;
        let mut number = 1;
        loop {
            let named = if number == 1 { format!("{name}.yaml") } else { format!("{name}-{number}.yaml") };
            let path = room.join(named);
            match private().open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                made => return made.map(|_| path),
            }
        }
    }

    /// Writes a text into the file of a draft, in place of what stands there.
    pub(crate) fn write_draft(&self, path: &Path, text: &str) -> io::Result<()> {
        OpenOptions::new().write(true).truncate(true).open(path)?.write_all(text.as_bytes())
    }
}
