//! `records-template/`, embedded in the program and written by `send init`.

use std::io;
use std::path::Path;

/// Every file of the template, with its place and its text.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("send.toml", include_str!("../../records-template/send.toml")),
    ("school.yaml", include_str!("../../records-template/school.yaml")),
    ("policy/2025-09-01.toml", include_str!("../../records-template/policy/2025-09-01.toml")),
    ("policy/2025-09-01.clauses.toml", include_str!("../../records-template/policy/2025-09-01.clauses.toml")),
    ("pupils/p001.yaml", include_str!("../../records-template/pupils/p001.yaml")),
    ("README.md", include_str!("../../records-template/README.md")),
    (".gitattributes", include_str!("../../records-template/.gitattributes")),
    (".gitignore", include_str!("../../records-template/.gitignore")),
];

/// Why a template was not written.
#[derive(Debug)]
pub(crate) enum NotWritten {
    /// The folder is not empty: one of the names in it.
    NotEmpty(String),
    /// The system refused.
    System(io::Error),
}

impl From<io::Error> for NotWritten {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Writes the template into an empty folder, which is made if it does not exist. A `.git` folder does not count.
pub(crate) fn write_template(folder: &Path) -> Result<(), NotWritten> {
    is_empty_but_for(folder, ".git")?;
    for (name, text) in FILES {
        write_new(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}

/// Checks that a folder does not exist, or holds only something of this name.
pub(super) fn is_empty_but_for(folder: &Path, allowed: &str) -> Result<(), NotWritten> {
    // A link to a missing target counts as something too.
    if std::fs::symlink_metadata(folder).is_ok() {
        for entry in std::fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name != allowed {
                return Err(NotWritten::NotEmpty(name));
            }
        }
    }
    Ok(())
}

/// Writes a new file that only its owner and group may read, and makes the folders above it, because the records are about
/// children (RELIABILITY 3.5).
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o660);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
