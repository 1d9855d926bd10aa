//! Saves a file of the folder so that at every moment it is either entirely the old file or entirely the new one (RELIABILITY 8).
//!
//! lock → read → edit (elsewhere) → temporary file next to it, synced → keep the old bytes for `undo` → check that the file is
//! still the one that was read → rename → sync the folder. A failure before the rename leaves the file unchanged. A failure after
//! it is reported as "saved, but".

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

/// A change in words, for `undo`.
#[derive(Debug, Clone)]
pub(crate) struct Did {
    /// In words, without a name: `recorded the review of 12 Nov 2025`.
    pub(crate) words: String,
    /// The pupil's id.
    pub(crate) pupil: String,
    /// An identifier that all changes of one command share.
    pub(crate) command: String,
}

/// The result of a successful save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    /// The failure after the file was in its place, if there was one.
    pub(crate) but: Option<String>,
}

impl Lock<'_> {
    /// Puts `to` in the place of `from`: replaces a file, makes one (`from` is `None`) or deletes one (`to` is `None`). The file
    /// must still be as it was read.
    ///
    /// # Errors
    /// The change was not made.
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
            // A change that was not made cannot be undone. If this fails, `undo` notices by comparing the file.
            let _ = std::fs::remove_file(kept);
        })?;
        Ok(Saved { but: sync_folder(parent).err().map(|error| saved_but(&error)) })
    }

    /// Checks a file before it is replaced and returns its metadata, `None` if the file does not exist and should not exist yet.
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

    /// Checks a last time, then renames, with as little as possible between the two.
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

/// Puts bytes in the place of a file that git made for a merge. It is not a record in the folder.
///
/// # Errors
/// The file is unchanged.
pub(crate) fn put_file(path: &Path, bytes: &[u8]) -> Result<(), NotSaved> {
    let name = path.display().to_string();
    let old = again_if_interrupted(|| std::fs::symlink_metadata(path)).map_err(not_saved_because(&name))?;
    Temporary::of_passing_use(path, bytes, &old).map_err(not_saved_because(&name))?.rename_into_place(
        path,
        &name,
        WaitNotice::default(),
    )
}

/// Writes a file that only its owner may read: a new one or, if `replace` says so, one in the place of another. The old file is
/// complete until the new one is.
///
/// # Errors
/// The file was not written; `AlreadyExists` if there is one that may not be replaced.
pub(crate) fn put_privately(path: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    if !replace && std::fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    Temporary::private_beside(path, bytes)?.put_in_place(path, replace)
}

/// Makes a folder that only its owner may open, inside an existing one.
///
/// # Errors
/// The folder was not made; `AlreadyExists` if there is something of that name.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    again_if_interrupted(|| private_folder().create(path))
}

/// Settings for a folder that only its owner may open.
#[cfg(unix)]
fn private_folder() -> std::fs::DirBuilder {
    let mut builder = std::fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Windows has no file modes: the folder takes its rights from its parent folder.
#[cfg(not(unix))]
fn private_folder() -> std::fs::DirBuilder {
    std::fs::DirBuilder::new()
}

fn not_saved_because(name: &str) -> impl Fn(io::Error) -> NotSaved {
    move |error| NotSaved::because_of(name, &error)
}

/// Checks that the file still has these bytes or, for `None`, still does not exist.
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

/// A rename does not ask for permission, so the file's own rights are checked here. Otherwise a rename would replace a read-only
/// file, and would separate the two names of a file with a hard link (RELIABILITY F12, F13).
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

/// Settings for a new file that only its owner may read.
fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes sure that the name of the file in its folder reaches the disk too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = again_if_interrupted(|| std::fs::File::open(folder))?;
    again_if_interrupted(|| folder.sync_all())
}

/// Windows does not open folders for this; its file system keeps names in a journal.
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

/// The standard library does not say.
#[cfg(not(unix))]
fn has_twins(_: &Metadata) -> bool {
    false
}

/// Whether the system would let this user write into the file.
#[cfg(unix)]
fn may_write(path: &Path) -> io::Result<()> {
    again_if_interrupted(|| Ok(rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?))
}

/// On other systems the rename itself checks this.
#[cfg(not(unix))]
fn may_write(_: &Path) -> io::Result<()> {
    Ok(())
}
