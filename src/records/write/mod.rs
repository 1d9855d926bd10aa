//! Saving a file of the folder so that at every moment it is wholly the old one or wholly the new one (RELIABILITY 8).
//!
//! lock → read → edit (elsewhere) → temporary file beside it, synced → keep the old bytes for `undo` → look whether the file
//! is still the one that was read → rename → sync the folder. What fails before the rename leaves the file as it was; what
//! fails after it is told as "saved, but".

mod lock;
mod own;
pub(crate) mod pending;
mod reasons;
mod sharing;
mod temporary;
pub(crate) mod undo;
mod waiting;

#[cfg(test)]
mod lock_tests;
#[cfg(test)]
mod tests;

use std::fs::{Metadata, OpenOptions};
use std::io;
use std::path::{Component, Path};

use super::encoding::LARGEST;
use super::file::{self, again_if_interrupted};
pub(crate) use lock::Lock;
pub use lock::LockOwner;
pub(crate) use reasons::NotSaved;
pub(super) use sharing::{DRAFTS, KEY, share_new_folder};
use temporary::Temporary;
pub(crate) use temporary::is_temporary;
use undo::UndoEntry;
pub use waiting::WaitNotice;

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

impl Lock<'_> {
    /// Puts `to` in the place of `from`: a file is replaced, made (from nothing) or deleted (to nothing), if it is still as
    /// it was read.
    ///
    /// # Errors
    /// Where nothing was changed.
    pub(crate) fn change_file(
        &self,
        path: &Path,
        from: Option<&[u8]>,
        to: Option<&[u8]>,
        did: &Did,
    ) -> Result<Saved, NotSaved> {
        let name = self.folder.name_of(path);
        let parent = path.parent().unwrap_or(self.folder.root());
        let old = self.check_replaceable(path, &name, from, to)?;
        let written = match to {
            Some(bytes) => {
                let old = old.as_ref().map(|old| (path, old));
                Some(Temporary::beside_file(parent, bytes, old).map_err(not_saved_because(&name))?)
            }
            None => None,
        };
        let entry = UndoEntry::new(&name, from, to, did);
        let kept = undo::keep_entry(self.folder, &entry).map_err(not_saved_because(".send/undo"))?;
        self.put_in_place(path, &name, from, written).inspect_err(|_| {
            // What was not done cannot be taken back. Should this fail, whoever takes it back sees that by the file.
            let _ = std::fs::remove_file(kept);
        })?;
        Ok(Saved { but: sync_folder(parent).err().map(|error| saved_but(&error)) })
    }

    /// The file as it was read, where it is of a kind that may be replaced; nothing where there is to be none yet.
    fn check_replaceable(
        &self,
        path: &Path,
        name: &str,
        from: Option<&[u8]>,
        to: Option<&[u8]>,
    ) -> Result<Option<Metadata>, NotSaved> {
        let inside = path.strip_prefix(self.folder.root()).is_ok_and(|inside| {
            inside.components().all(|part| matches!(part, Component::Normal(_))) && inside.file_name().is_some()
        });
        if !inside {
            return Err(NotSaved::refused_because(name, "it is outside the records folder", "name a file inside it"));
        }
        if to.is_some_and(|bytes| bytes.len() as u64 > LARGEST) {
            let help = "a record cannot hold this much; keep papers in documents/ and name them in the record";
            return Err(NotSaved::refused_because(name, "it would be larger than 1 MiB", help));
        }
        self.folder.refuse_link_above(path).map_err(not_saved_because(name))?;
        let old = check_unchanged(path, name, from)?;
        if let Some(old) = &old {
            may_be_replaced(path, name, old)?;
        }
        Ok(old)
    }

    /// The last look and the rename: as little as can be lies between them.
    fn put_in_place(
        &self,
        path: &Path,
        name: &str,
        from: Option<&[u8]>,
        written: Option<Temporary>,
    ) -> Result<(), NotSaved> {
        self.is_still_held()?;
        check_unchanged(path, name, from)?;
        match written {
            Some(written) => written.rename_into_place(path, name, self.notice),
            None => temporary::delete_file(path, name, self.notice),
        }
    }
}

/// Puts bytes in the place of a file that belongs to nobody's record: one that git made for a merge.
///
/// # Errors
/// Where the file is as it was.
pub(crate) fn put_file(path: &Path, bytes: &[u8]) -> Result<(), NotSaved> {
    let name = path.display().to_string();
    let old = again_if_interrupted(|| std::fs::symlink_metadata(path)).map_err(not_saved_because(&name))?;
    Temporary::of_passing_use(path, bytes, &old).map_err(not_saved_because(&name))?.rename_into_place(
        path,
        &name,
        WaitNotice::default(),
    )
}

/// Writes a file that only its owner may read: a new one, or where `replace` says so one in the place of another. What was there
/// is whole until the new one is.
///
/// # Errors
/// Where it was not written; `AlreadyExists` where there is one that may not be replaced.
pub(crate) fn put_privately(path: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    if !replace && std::fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    Temporary::private_beside(path, bytes)?.put_in_place(path, replace)
}

/// Makes a folder that only its owner may open, in one that is there.
///
/// # Errors
/// Where it was not made; `AlreadyExists` where there is something of that name.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    again_if_interrupted(|| private_folder().create(path))
}

/// For a folder that only its owner may open.
#[cfg(unix)]
fn private_folder() -> std::fs::DirBuilder {
    let mut builder = std::fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Windows has no file modes: the folder takes its rights from the one that it is made in.
#[cfg(not(unix))]
fn private_folder() -> std::fs::DirBuilder {
    std::fs::DirBuilder::new()
}

fn not_saved_because(name: &str) -> impl Fn(io::Error) -> NotSaved {
    move |error| NotSaved::because_of(name, &error)
}

/// The file, if its bytes are still these; nothing, if there is still none.
fn check_unchanged(path: &Path, name: &str, from: Option<&[u8]>) -> Result<Option<Metadata>, NotSaved> {
    let metadata = match again_if_interrupted(|| std::fs::symlink_metadata(path)) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if from.is_none() { Ok(None) } else { Err(NotSaved::changed_meanwhile(name)) };
        }
        Err(error) => return Err(NotSaved::because_of(name, &error)),
    };
    let Some(from) = from else {
        return Err(NotSaved::new(
            format!("{name} already exists; nothing was saved"),
            "give the new record another id, or look at the record that has this one",
        ));
    };
    let now = file::read_file(path).map_err(|(why, help)| NotSaved::refused_because(name, &why, help))?;
    if now == from { Ok(Some(metadata)) } else { Err(NotSaved::changed_meanwhile(name)) }
}

/// A rename asks nobody's leave, so the file's own rights are asked for here: it replaces a read-only file without a murmur,
/// and tears a file with two names in two (RELIABILITY F12, F13).
fn may_be_replaced(path: &Path, name: &str, old: &Metadata) -> Result<(), NotSaved> {
    if is_read_only(old) {
        let help = "find out who made it read-only; remove that setting from the file, and run the command again";
        return Err(NotSaved::refused_because(name, "it is set to read-only", help));
    }
    if has_twins(old) {
        let help = "delete the other name, or put a copy in its place, and run the command again";
        let why = "it has a second name elsewhere (a hard link), which would keep the old text";
        return Err(NotSaved::refused_because(name, why, help));
    }
    may_write(path).map_err(not_saved_because(name))
}

/// For a new file that only its owner may read.
fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The name of the file in its folder reaches the disk too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = again_if_interrupted(|| std::fs::File::open(folder))?;
    again_if_interrupted(|| folder.sync_all())
}

/// Windows opens no folder for this; its file system keeps names in a journal.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn saved_but(error: &io::Error) -> String {
    format!("the disk did not confirm it ({error}); it may be lost if the power fails now")
}

#[cfg(unix)]
fn is_read_only(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o200 == 0
}

#[cfg(not(unix))]
fn is_read_only(metadata: &Metadata) -> bool {
    metadata.permissions().readonly()
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

/// Whether the system would let this user write into the file.
#[cfg(unix)]
fn may_write(path: &Path) -> io::Result<()> {
    again_if_interrupted(|| Ok(rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?))
}

/// Elsewhere the rename itself asks.
#[cfg(not(unix))]
fn may_write(_: &Path) -> io::Result<()> {
    Ok(())
}
