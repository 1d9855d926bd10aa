//! Opens one file of the folder if it is a regular file of a reasonable size, and otherwise says why not. Opening never hangs.

use std::fmt;
use std::fs::{DirBuilder, File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::encoding::LARGEST;
use crate::model::id;

/// Why a file cannot be opened, and what to do.
pub(crate) type FileRefusal = (String, &'static str);

/// Returns the bytes of a regular file of at most 1 MiB.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, FileRefusal> {
    // Check what it is before opening it: opening a pipe would wait for ever (RELIABILITY F12).
    let before = again_if_interrupted(|| std::fs::symlink_metadata(path)).map_err(|error| system_refusal(&error))?;
    check_regular(&before)?;
    let file = open(path).map_err(|error| system_refusal(&error))?;
    check_regular(&again_if_interrupted(|| file.metadata()).map_err(|error| system_refusal(&error))?)?;
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0) + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| system_refusal(&error))?;
    if bytes.len() as u64 > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

/// Calls again if a signal interrupted the call.
pub(super) fn again_if_interrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Makes a folder, and the missing folders above it.
pub(super) fn make_folder(path: &Path, how: &DirBuilder) -> io::Result<()> {
    match again_if_interrupted(|| how.create(path)) {
        // The standard library checks whether it is a folder, but an interrupting signal makes that check say no.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_a_folder(path)? => Ok(()),
        made => made,
    }
}

fn is_a_folder(path: &Path) -> io::Result<bool> {
    again_if_interrupted(|| Ok(std::fs::symlink_metadata(path)?.is_dir()))
}

/// Something other than a regular file, found where a file should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAFile {
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads; on Windows also a junction.
    Link,
    /// A device, such as a terminal or a disk; on Windows also a name that the system reserves for one.
    Device,
    /// A named pipe: opening it would wait for the other end.
    #[cfg_attr(not(unix), allow(dead_code, reason = "Windows has no pipes in folders"))]
    Pipe,
    /// Something else, such as a socket.
    Unknown,
}

impl NotAFile {
    /// Returns what is at this place, `None` if it is a regular file or the place is empty.
    ///
    /// # Errors
    /// The system cannot look there.
    pub(super) fn at_place(path: &Path) -> io::Result<Option<Self>> {
        if cfg!(windows) && path.file_name().is_some_and(|name| id::is_device_of_windows(&name.to_string_lossy())) {
            return Ok(Some(Self::Device));
        }
        // The system would follow a link with a `/` at the end.
        let path: PathBuf = path.components().collect();
        match again_if_interrupted(|| std::fs::symlink_metadata(&path)) {
            Ok(metadata) => Ok(Self::of_kind(metadata.file_type())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns this kind, `None` for a regular file.
    fn of_kind(kind: FileType) -> Option<Self> {
        if kind.is_symlink() {
            Some(Self::Link)
        } else if kind.is_dir() {
            Some(Self::Folder)
        } else {
            (!kind.is_file()).then(|| Self::of_special_kind(kind))
        }
    }

    #[cfg(unix)]
    fn of_special_kind(kind: FileType) -> Self {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            Self::Pipe
        } else if kind.is_char_device() || kind.is_block_device() {
            Self::Device
        } else {
            Self::Unknown
        }
    }

    /// Windows has no such files in a folder.
    #[cfg(not(unix))]
    fn of_special_kind(_: FileType) -> Self {
        Self::Unknown
    }

    /// Returns the kind in words, to follow "is".
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Folder => "a folder",
            Self::Link => "a link to another place",
            Self::Device => "a device",
            Self::Pipe => "a pipe",
            Self::Unknown => "not a regular file",
        }
    }
}

/// A link to a folder on the way to a file. It is not followed (`links.rs`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkFound {
    /// Its name in the records folder, with `/`.
    name: String,
}

impl LinkFound {
    pub(super) fn new(name: String) -> Self {
        Self { name }
    }

    /// Returns the link that an error is about, if it is about one.
    pub(crate) fn behind(error: &io::Error) -> Option<&Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref())
    }

    /// Names the link, and says why it is not followed.
    pub(crate) fn message(&self) -> String {
        format!("`{}` is a link, and it is not followed because it may lead out of this folder", self.name)
    }

    /// The remedy.
    pub(crate) const HELP: &str = "delete the link, and put what it leads to in its place if it belongs to this school";
}

impl fmt::Display for LinkFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for LinkFound {}

impl From<LinkFound> for io::Error {
    fn from(found: LinkFound) -> Self {
        Self::other(found)
    }
}

fn check_regular(metadata: &Metadata) -> Result<(), FileRefusal> {
    match NotAFile::of_kind(metadata.file_type()) {
        None => {}
        Some(NotAFile::Link) => return Err(a_link()),
        Some(NotAFile::Folder) => return Err(a_folder()),
        Some(NotAFile::Device | NotAFile::Pipe | NotAFile::Unknown) => {
            return Err(("it is not a regular file".to_owned(), "put a regular file here"));
        }
    }
    if metadata.len() > LARGEST { Err(too_large()) } else { Ok(()) }
}

pub(super) fn a_link() -> FileRefusal {
    ("it is a link to another file, not the file itself".to_owned(), "put the file itself here")
}

pub(super) fn a_folder() -> FileRefusal {
    ("it is a folder with the name of a file".to_owned(), "rename or move the folder")
}

pub(super) fn too_large() -> FileRefusal {
    (
        "it is larger than 1 MiB".to_owned(),
        "this is not a record; keep papers in documents/ and name them in the record",
    )
}

pub(super) fn not_there() -> FileRefusal {
    ("it is not there".to_owned(), CHECK)
}

const CHECK: &str =
    "check that the file exists, that you are allowed to read it, and that no other program has it open";

fn system_refusal(error: &std::io::Error) -> FileRefusal {
    if error.kind() == std::io::ErrorKind::NotFound {
        not_there()
    } else if error.kind() == std::io::ErrorKind::PermissionDenied {
        ("you are not allowed to read it".to_owned(), CHECK)
    } else {
        (format!("the system could not read it ({error})"), CHECK)
    }
}

/// The reason why a file cannot be reached: it is behind a link, or the system refused.
pub(super) fn unreachable_file(error: &io::Error) -> FileRefusal {
    match LinkFound::behind(error) {
        Some(found) => (found.message(), LinkFound::HELP),
        None => system_refusal(error),
    }
}

/// Someone may replace the file by a link or a pipe between the check and the opening: a link is not followed, a pipe not waited
/// for.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).open(path)
}
