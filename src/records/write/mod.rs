//! Saving a file of the folder so that at every moment it is wholly the old one or wholly the new one (RELIABILITY 8).
//!
//! lock → read → edit (elsewhere) → temporary file beside it, synced → look whether the file is still the one that was read →
//! keep the old bytes for `undo` → rename → sync the folder. What fails before the rename leaves the file as it was; what
//! fails after it is told as "saved, but".

mod lock;
pub(crate) mod undo;

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::file;
use super::folder::Folder;
pub(crate) use lock::Lock;
pub use lock::Writer;
use undo::Entry;

/// The new bytes stand in this file, beside the old one, until it is renamed. Whoever holds the lock is the only one who
/// writes, so one name is enough: a file of that name was left by a program that was stopped, and is written anew.
pub(crate) const TEMPORARY: &str = ".send-writing.tmp";

/// Pauses between attempts to rename, in milliseconds: a virus scanner or a synchronising program lets go of a file within
/// seconds (RELIABILITY F11). About ten seconds in all.
const PAUSES: [u64; 10] = [10, 20, 50, 100, 250, 500, 1000, 2000, 3000, 3000];

/// What a change was, for `undo`.
#[derive(Debug, Clone)]
pub(crate) struct Did {
    /// In words, without a name: `recorded the review of 12 Nov 2025`.
    pub(crate) words: String,
    /// The pupil's id.
    pub(crate) pupil: String,
    /// What all changes of one command share.
    pub(crate) command: String,
}

/// Saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    /// What failed after the file was in its place, if anything did.
    pub(crate) but: Option<String>,
}

/// Not saved: nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotSaved {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
}

impl NotSaved {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl Lock<'_> {
    /// Puts `to` in the place of `from`: a file is replaced, made (from nothing) or deleted (to nothing), if it is still as
    /// it was read.
    ///
    /// # Errors
    /// Where nothing was changed.
    pub(crate) fn change(
        &self,
        path: &Path,
        from: Option<&[u8]>,
        to: Option<&[u8]>,
        did: &Did,
    ) -> Result<Saved, NotSaved> {
        let name = self.folder.name(path);
        let parent = path.parent().unwrap_or(self.folder.root());
        let old = self.still(path, &name, from)?;
        let entry = Entry::new(&name, from, to, did);
        let place = || -> io::Result<()> {
            let Some(new) = to else {
                undo::keep(self.folder, &entry)?;
                return again_if_interrupted(|| std::fs::remove_file(path));
            };
            let temporary = written_beside(parent, new, old.as_ref())?;
            if !is_same(path, from) {
                return Err(io::Error::other(Changed));
            }
            undo::keep(self.folder, &entry)?;
            put_in_place(&temporary, path, from.is_none())
        };
        place().map_err(|error| not_saved(&name, &error))?;
        undo::forget_oldest(self.folder);
        Ok(Saved { but: sync_folder(parent).err().map(|error| but(&error)) })
    }

    /// The file as it was read, and of a kind that may be replaced.
    fn still(&self, path: &Path, name: &str, from: Option<&[u8]>) -> Result<Option<Metadata>, NotSaved> {
        let Ok(metadata) = std::fs::symlink_metadata(path) else {
            return if from.is_none() { Ok(None) } else { Err(changed(name)) };
        };
        if from.is_none() {
            return Err(NotSaved::new(format!("{name} is there already"), "give the new record another id"));
        }
        if metadata.is_file() && metadata.permissions().readonly() {
            return Err(NotSaved::new(
                format!("{name} is set to read-only"),
                "find out who wanted it so; take that setting off the file, and run the command again",
            ));
        }
        if has_twins(&metadata) {
            return Err(NotSaved::new(
                format!("{name} has a second name elsewhere (a hard link), which would keep the old text"),
                "delete the other name, or copy the file in its place, and run the command again",
            ));
        }
        if is_same(path, from) { Ok(Some(metadata)) } else { Err(changed(name)) }
    }
}

/// Somebody else wrote the file meanwhile.
#[derive(Debug)]
struct Changed;

impl std::fmt::Display for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("changed meanwhile")
    }
}

impl std::error::Error for Changed {}

fn changed(name: &str) -> NotSaved {
    NotSaved::new(
        format!("{name} was changed by somebody else at this moment; nothing was saved"),
        "run the command again: it will start from what is in the file now",
    )
}

fn is_same(path: &Path, from: Option<&[u8]>) -> bool {
    match from {
        Some(from) => file::read(path).is_ok_and(|now| now == from),
        None => std::fs::symlink_metadata(path).is_err(),
    }
}

/// The new bytes in a file beside the old one, with its mode, on the disk.
fn written_beside(parent: &Path, bytes: &[u8], old: Option<&Metadata>) -> io::Result<Temporary> {
    let path = parent.join(TEMPORARY);
    let mut file = match private().open(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            std::fs::remove_file(&path)?;
            private().open(&path)?
        }
        other => other?,
    };
    let temporary = Temporary(path);
    file.write_all(bytes)?;
    match old {
        Some(old) => file.set_permissions(old.permissions())?,
        None => for_owner_and_group(&file, parent)?,
    }
    again_if_interrupted(|| file.sync_all())?;
    Ok(temporary)
}

/// A temporary file, deleted where it was not renamed.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // After the rename there is none. One that cannot be deleted is written anew by the next change.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A new record is for those who may use its folder, and never for the world (RELIABILITY 3.5).
#[cfg(unix)]
fn for_owner_and_group(file: &File, parent: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let of_folder = std::fs::metadata(parent)?.permissions().mode();
    file.set_permissions(std::fs::Permissions::from_mode(0o660 & of_folder))
}

/// Elsewhere the folder hands its rights down.
#[cfg(not(unix))]
fn for_owner_and_group(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Renames, and waits where another program holds the file.
fn put_in_place(temporary: &Temporary, path: &Path, new: bool) -> io::Result<()> {
    // On Unix a file that is open elsewhere is in nobody's way, but on a network drive; so there is less to wait for.
    let pauses = if cfg!(windows) { PAUSES.len() } else { 5 };
    for pause in PAUSES.into_iter().take(pauses) {
        if new && std::fs::symlink_metadata(path).is_ok() {
            return Err(io::Error::other(Changed));
        }
        match again_if_interrupted(|| std::fs::rename(&temporary.0, path)) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                std::thread::sleep(Duration::from_millis(pause));
            }
            other => return other,
        }
    }
    Err(io::Error::other(Held))
}

/// Another program holds the file.
#[derive(Debug)]
struct Held;

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("held by another program")
    }
}

impl std::error::Error for Held {}

/// Calls again where a signal came between.
fn again_if_interrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// The name of the file in its folder reaches the disk too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = again_if_interrupted(|| File::open(folder))?;
    again_if_interrupted(|| folder.sync_all())
}

/// Windows opens no folder for this; its file system keeps names in a journal.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn has_twins(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

/// The standard library does not tell.
#[cfg(not(unix))]
fn has_twins(_: &Metadata) -> bool {
    false
}

fn but(error: &io::Error) -> String {
    format!("the disk did not confirm it ({error}); it may be lost if the power fails now")
}

/// What the system says when it cannot write, in plain words, and what to do.
const REASONS: [(&[io::ErrorKind], &str, &str); 4] = [
    (
        &[io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge],
        "the disk is full",
        "make room, and run the command again",
    ),
    (
        &[io::ErrorKind::ReadOnlyFilesystem],
        "the disk is read-only",
        "find out why (a stick's switch, a damaged disk, a share without rights), and run the command again",
    ),
    (
        &[io::ErrorKind::PermissionDenied],
        "this user may not write there",
        "ask whoever looks after the computers for the right to write in this folder",
    ),
    (&[io::ErrorKind::NotFound], "the folder is gone", "check that the drive is connected, and run the command again"),
];

/// Why nothing was saved, and what to do.
fn not_saved(name: &str, error: &io::Error) -> NotSaved {
    if error.get_ref().is_some_and(|inner| inner.is::<Changed>()) {
        return changed(name);
    }
    if error.get_ref().is_some_and(|inner| inner.is::<Held>()) {
        return NotSaved::new(
            format!("{name} is open in another program, which lets nobody replace it; nothing was saved"),
            "close it there (an editor, Excel, OneDrive, the virus scanner), and run the command again",
        );
    }
    let known = REASONS.iter().find(|(kinds, ..)| kinds.contains(&error.kind()));
    let (why, help) =
        known.map_or(("the system refused", "check the disk, and run the command again"), |(_, why, help)| (why, help));
    NotSaved::new(format!("{name}: {why} ({error}); nothing was saved"), help)
}

impl Folder {
    /// Whether something is told for the first time in this folder: a mark in `.send/` remembers it. Where no mark can be
    /// made it is told again.
    pub(crate) fn is_first_time(&self, what: &str) -> bool {
        own_folder(self, "").is_ok_and(|room| private().open(room.join(format!("told-{what}"))).is_ok())
    }
}

impl Folder {
    /// A text that is being written, in a file of `.send/drafts/` that only its owner may read.
    pub(crate) fn draft(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = own_folder(self, "drafts")?.join(format!("{name}.yaml"));
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

/// For a new file that only its owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A folder of `send`'s own in `.send/`, made where it is not there, for its owner alone.
fn own_folder(folder: &Folder, name: &str) -> io::Result<PathBuf> {
    let path = folder.root().join(".send").join(name);
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&path)?;
    Ok(path)
}
