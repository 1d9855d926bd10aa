//! Opening one file of the folder: a regular file of a bearable size, or a reason why not. Never a hang.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::encoding::LARGEST;

/// Why a file cannot be opened, with what to do.
pub(crate) type FileRefusal = (String, &'static str);

/// The bytes of a regular file of at most 1 MiB.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, FileRefusal> {
    // Looked at before it is opened: opening a pipe would wait for ever (RELIABILITY F12).
    let before = again_if_interrupted(|| std::fs::symlink_metadata(path)).map_err(|error| system_refusal(&error))?;
    check_regular(&before)?;
    let file = open(path).map_err(|error| system_refusal(&error))?;
    check_regular(&again_if_interrupted(|| file.metadata()).map_err(|error| system_refusal(&error))?)?;
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0) + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| system_refusal(&error))?;
    if bytes.len() as u64 > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

/// Calls again where a signal came between.
pub(super) fn again_if_interrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Makes a folder with those above it, where they are not there.
pub(super) fn make_folder(path: &Path, how: &DirBuilder) -> io::Result<()> {
    match again_if_interrupted(|| how.create(path)) {
        // The standard library looks whether it is a folder, and takes a signal that comes between for a no.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

fn check_regular(metadata: &Metadata) -> Result<(), FileRefusal> {
    if metadata.is_symlink() {
        return Err(a_link());
    }
    if metadata.is_dir() {
        return Err(a_folder());
    }
    if !metadata.is_file() {
        return Err(("it is not a regular file".to_owned(), "put a regular file here"));
    }
    if metadata.len() > LARGEST { Err(too_large()) } else { Ok(()) }
}

pub(super) fn a_link() -> FileRefusal {
    ("it is a link to another file, not a file of its own".to_owned(), "put the file itself here")
}

pub(super) fn a_folder() -> FileRefusal {
    ("it is a folder with the name of a file".to_owned(), "rename or move the folder")
}

pub(super) fn too_large() -> FileRefusal {
    (
        "it is larger than 1 MiB".to_owned(),
        "this is no record; keep papers under documents/ and name them in the record",
    )
}

pub(super) fn not_there() -> FileRefusal {
    ("it is not there".to_owned(), CHECK)
}

const CHECK: &str = "check that the file is there, that you may read it, and that no other program holds it";

fn system_refusal(error: &std::io::Error) -> FileRefusal {
    if error.kind() == std::io::ErrorKind::NotFound {
        not_there()
    } else if error.kind() == std::io::ErrorKind::PermissionDenied {
        ("this user may not read it".to_owned(), CHECK)
    } else {
        (format!("the system could not read it ({error})"), CHECK)
    }
}

/// Between the look and the opening somebody may have put a link or a pipe there: neither is followed or waited for.
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
