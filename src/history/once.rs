//! What is said once in a folder, and not with every command.

use std::io;
use std::path::Path;

/// Where it is noted that this was said. What is in `.send/` may be deleted: then it is said once more.
const NOTE: &str = ".send/said-no-git";

/// Whether "this folder is not under git, so no history is kept" is still to be said here; notes that it was. Where
/// that cannot be noted it is said again.
pub(crate) fn first_time_without_git(root: &Path) -> bool {
    let note = root.join(NOTE);
    if note.exists() {
        return false;
    }
    // It is advice: a folder that cannot be written to has worse to tell, and others tell it.
    let _ = write(&note);
    true
}

fn write(note: &Path) -> io::Result<()> {
    if let Some(folder) = note.parent() {
        make(folder)?;
    }
    std::fs::write(note, "")
}

/// Makes `.send/`, for its owner alone.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
