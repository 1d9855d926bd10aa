//! Keeps the new bytes in a file next to the old one until they are renamed into its place.
//!
//! It is in the same folder, because a file from elsewhere would bring that folder's rights along. It has a different name each
//! time: if a lock ever fails, two writers must not rename each other's bytes.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tempfile::{NamedTempFile, TempPath};

#[cfg(unix)]
use super::reasons::GroupNotKept;
use super::reasons::NotSaved;
use super::waiting::LongWait;
use super::{WaitNotice, again_if_interrupted, private_options};
use crate::records::folder::Folder;

const BEGINNING: &str = ".send-";
const ENDING: &str = ".tmp";

/// Pauses between attempts to rename, in milliseconds. A virus scanner or a synchronising program releases a file within seconds
/// (RELIABILITY F11). They add up to ten seconds; the sixth ends after one second, when the wait is reported.
const PAUSES: [u64; 10] = [10, 20, 50, 100, 250, 570, 1000, 2000, 3000, 3000];

/// Whether a file is named like one that is being written, or was being written when the program was stopped.
pub(crate) fn is_temporary(file_name: &str) -> bool {
    file_name.starts_with(BEGINNING) && file_name.ends_with(ENDING)
}

/// A file that is written and on the disk, but not yet in its place. If it is dropped before that, it is deleted.
#[derive(Debug)]
pub(super) struct Temporary(TempPath);

impl Temporary {
    /// Writes the bytes to a file in this folder, with the rights of the old file or of a new record.
    pub(super) fn beside_file(folder: &Path, bytes: &[u8], old: Option<(&Path, &Metadata)>) -> io::Result<Self> {
        Self::write_beside(folder, bytes, old, true)
    }

    /// The same without a sync, for a file that its maker would make again after a power cut.
    pub(super) fn of_passing_use(path: &Path, bytes: &[u8], old: &Metadata) -> io::Result<Self> {
        Self::write_beside(folder_of(path), bytes, Some((path, old)), false)
    }

    /// Writes the bytes to a file next to `path` that only its owner may read.
    pub(super) fn private_beside(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut made = Self::make_file(folder_of(path))?;
        made.as_file_mut().write_all(bytes)?;
        Ok(Self(made.into_temp_path()))
    }

    /// The same, and makes sure that it is on the disk.
    pub(super) fn private_synced(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut made = Self::make_file(folder_of(path))?;
        made.as_file_mut().write_all(bytes)?;
        again_if_interrupted(|| made.as_file().sync_all())?;
        Ok(Self(made.into_temp_path()))
    }

    /// Puts the file in its place: over an existing file or, without `replace`, only if the place is free.
    pub(super) fn put_in_place(self, path: &Path, replace: bool) -> io::Result<()> {
        if replace {
            std::fs::rename(&self.0, path)
        } else {
            self.0.persist_noclobber(path).map_err(|error| error.error)
        }
    }

    fn write_beside(folder: &Path, bytes: &[u8], old: Option<(&Path, &Metadata)>, synced: bool) -> io::Result<Self> {
        let mut made = Self::make_file(folder)?;
        let file = made.as_file_mut();
        file.write_all(bytes)?;
        match old {
            Some((path, old)) => rights_of(file, path, old)?,
            None => rights_of_a_new_record(file, folder)?,
        }
        if synced {
            again_if_interrupted(|| file.sync_all())?;
        }
        Ok(Self(made.into_temp_path()))
    }

    /// Opened here and not by the crate, because on Windows its files have a mark that keeps them out of backups.
    fn make_file(folder: &Path) -> io::Result<NamedTempFile> {
        tempfile::Builder::new()
            .prefix(BEGINNING)
            .suffix(ENDING)
            .make_in(folder, |path| again_if_interrupted(|| private_options().open(path)))
    }

    /// Renames the file into its place, which then holds these bytes.
    pub(super) fn rename_into_place(mut self, path: &Path, name: &str, notice: WaitNotice) -> Result<(), NotSaved> {
        let renamed = retry_patiently(name, notice, || std::fs::rename(&self.0, path));
        // A network drive may report a failure although it renamed the file. Then the old name is gone, and no file is left to
        // delete.
        let is_gone = || std::fs::symlink_metadata(&self.0).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if renamed.is_ok() || is_gone() && path.exists() {
            self.0.disable_cleanup(true);
            return Ok(());
        }
        renamed
    }
}

/// Returns the folder of a file.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Deletes a file.
pub(super) fn delete_file(path: &Path, name: &str, notice: WaitNotice) -> Result<(), NotSaved> {
    retry_patiently(name, notice, || std::fs::remove_file(path))
}

/// Waits if another program may hold the file, and says so after a second.
fn retry_patiently(name: &str, notice: WaitNotice, call: impl Fn() -> io::Result<()>) -> Result<(), NotSaved> {
    let mut wait = LongWait::begin(notice);
    // On Unix, a file that is open elsewhere is only a problem on a network drive, so the wait is shorter.
    let pauses = if cfg!(windows) { PAUSES.len() } else { 6 };
    for pause in PAUSES.into_iter().take(pauses) {
        match again_if_interrupted(&call) {
            Ok(()) => return Ok(()),
            Err(error) if may_pass(&error) => {
                wait.say_once(|| format!("{name}: another program seems to have it open"));
                std::thread::sleep(Duration::from_millis(pause));
            }
            Err(error) => return Err(NotSaved::because_of(name, &error)),
        }
    }
    Err(NotSaved::held_by_another(name))
}

/// Whether the error may pass, because another program holds the file for a moment.
fn may_pass(error: &io::Error) -> bool {
    // Windows has two numbers of its own for a file, or part of a file, that somebody else has open.
    let held = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    held || matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy)
}

/// Gives the file the old file's group, owner, mode and access list (ACL). Only the superuser can give a file to another owner,
/// and no one can give it to a group that they are not in. If it had the rights of another group, the file would be visible to
/// the wrong people.
#[cfg(unix)]
fn rights_of(file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = again_if_interrupted(|| file.metadata())?;
    if new.gid() != old.gid() {
        let given = again_if_interrupted(|| fchown(file, None, Some(old.gid())));
        if given.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied) {
            return Err(GroupNotKept { group: old.gid(), of_folder: new.gid() }.into());
        }
        given?;
    }
    if new.uid() != old.uid() {
        let _ = fchown(file, Some(old.uid()), None);
    }
    again_if_interrupted(|| file.set_permissions(old.permissions()))?;
    further_people(file, path)
}

/// Copies the access list (ACL) of the old file, if it has one: who may use it in addition to owner, group and others.
#[cfg(target_os = "linux")]
fn further_people(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr};
    use rustix::io::Errno;
    const LIST: &str = "system.posix_acl_access";
    let mut list = [0; 4096];
    match again_if_interrupted(|| Ok(getxattr(path, LIST, &mut list)?)) {
        Ok(length) => {
            let list = list.get(..length).unwrap_or_default();
            again_if_interrupted(|| Ok(fsetxattr(file, LIST, list, XattrFlags::empty())?))
        }
        // The file has no access list, or this disk does not support them.
        Err(error) if matches!(Errno::from_io_error(&error), Some(Errno::NODATA | Errno::OPNOTSUPP)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Other systems keep such lists in other ways, and the folder passes on the usual ones.
#[cfg(all(unix, not(target_os = "linux")))]
fn further_people(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// On other systems the folder passes its rights on.
#[cfg(not(unix))]
fn rights_of(_: &File, _: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// A new record is for the people who may use its folder, and never for everyone (RELIABILITY 3.5).
#[cfg(unix)]
fn rights_of_a_new_record(file: &File, folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let of_folder = again_if_interrupted(|| std::fs::metadata(folder))?.permissions().mode();
    again_if_interrupted(|| file.set_permissions(std::fs::Permissions::from_mode(0o660 & of_folder)))
}

/// On other systems the folder passes its rights on.
#[cfg(not(unix))]
fn rights_of_a_new_record(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Deletes what a stopped program left behind: in the folder itself, its policies, its records, and their folders, and in the
/// program's own folders. Only the holder of the lock may call this, because then no one is writing such a file.
pub(super) fn sweep_folder(folder: &Folder) {
    let pupils = folder.root().join("pupils");
    for place in ["", "policy", "pupils", ".send", ".send/cache", ".send/pending"] {
        sweep_one(&folder.root().join(place));
    }
    for entry in std::fs::read_dir(pupils).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep_one(&entry.path());
        }
    }
}

fn sweep_one(place: &Path) {
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        if is_temporary(&entry.file_name().to_string_lossy()) {
            // A file that cannot be deleted now is not a record. Try again when the next lock that was left behind is taken over.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
