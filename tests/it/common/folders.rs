//! Folders of the repository, and copies of them.

use std::path::{Path, PathBuf};

/// A file or folder of the repository, wherever the tests are run.
pub(crate) fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The example school. Several tests read it at once, so no test writes in it.
pub(crate) fn elmfield() -> PathBuf {
    repository("examples/elmfield")
}

/// Copies a folder and everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Makes an executable shell script. A shell writes the file, not this process: a program that another test starts at that moment
/// would inherit the open file, and the system does not run a file that is open for writing.
#[cfg(unix)]
pub(crate) fn write_script(path: &Path, text: &str, mode: &str) {
    let write = ["-c", "printf %s \"$2\" > \"$1\" && chmod \"$3\" \"$1\"", "sh"];
    let written = std::process::Command::new("/bin/sh").args(write).arg(path).args([text, mode]).status().unwrap();
    assert!(written.success(), "{} could not be written", path.display());
}
