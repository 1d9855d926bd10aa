//! The new bytes in a file beside the old one, until they are renamed into its place.
//!
//! In the same folder, for a file that comes from elsewhere would bring that folder's rights along; under a name of its own
//! each time, for should a lock ever fail, two who write must not rename each other's bytes.

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

/// Pauses between attempts to rename, in milliseconds: a virus scanner or a synchronising program lets go of a file within
/// seconds (RELIABILITY F11). Ten seconds in all; the sixth ends after one, when a wait is said.
const PAUSES: [u64; 10] = [10, 20, 50, 100, 250, 570, 1000, 2000, 3000, 3000];

/// Whether a file has the name of one that is being written, or was when the program was stopped.
pub(crate) fn is_temporary(file_name: &str) -> bool {
    file_name.starts_with(BEGINNING) && file_name.ends_with(ENDING)
}

/// A file that is written and on the disk, and not yet in its place. Dropped before that, it is deleted.
#[derive(Debug)]
pub(super) struct Temporary(TempPath);

impl Temporary {
    /// The bytes in a file of this folder, with the rights of the old file, or those of a new record.
    pub(super) fn beside_file(folder: &Path, bytes: &[u8], old: Option<(&Path, &Metadata)>) -> io::Result<Self> {
        Self::write_beside(folder, bytes, old, true)
    }

    /// The same for a file that a power cut may take: whoever made it begins again then.
    pub(super) fn of_passing_use(path: &Path, bytes: &[u8], old: &Metadata) -> io::Result<Self> {
        Self::write_beside(folder_of(path), bytes, Some((path, old)), false)
    }

    /// The bytes in a file beside `path` that only its owner may read.
    pub(super) fn private_beside(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut made = Self::make_file(folder_of(path))?;
        made.as_file_mut().write_all(bytes)?;
        Ok(Self(made.into_temp_path()))
    }

    /// The same, and on the disk.
    pub(super) fn private_synced(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut made = Self::make_file(folder_of(path))?;
        made.as_file_mut().write_all(bytes)?;
        again_if_interrupted(|| made.as_file().sync_all())?;
        Ok(Self(made.into_temp_path()))
    }

    /// Puts it in its place: over what is there, or only where nothing is.
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

    /// Opened here and not by the crate, whose files carry a mark on Windows that keeps them out of backups.
    fn make_file(folder: &Path) -> io::Result<NamedTempFile> {
        tempfile::Builder::new()
            .prefix(BEGINNING)
            .suffix(ENDING)
            .make_in(folder, |path| again_if_interrupted(|| private_options().open(path)))
    }

    /// Renames it into its place, which holds these bytes from then on.
    pub(super) fn rename_into_place(mut self, path: &Path, name: &str, notice: WaitNotice) -> Result<(), NotSaved> {
        let renamed = retry_patiently(name, notice, || std::fs::rename(&self.0, path));
        // A network drive may report a failure of what it did: then the name is gone, and there is nothing to delete.
        let is_gone = || std::fs::symlink_metadata(&self.0).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if renamed.is_ok() || is_gone() && path.exists() {
            self.0.disable_cleanup(true);
            return Ok(());
        }
        renamed
    }
}

/// The folder that a file lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Deletes a file.
pub(super) fn delete_file(path: &Path, name: &str, notice: WaitNotice) -> Result<(), NotSaved> {
    retry_patiently(name, notice, || std::fs::remove_file(path))
}

/// Waits where another program may hold the file, and says so after a second.
fn retry_patiently(name: &str, notice: WaitNotice, call: impl Fn() -> io::Result<()>) -> Result<(), NotSaved> {
    let mut wait = LongWait::begin(notice);
    // On Unix a file that is open elsewhere is in nobody's way but on a network drive, so there is less to wait for.
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

/// Whether it may be that another program holds the file for a moment.
fn may_pass(error: &io::Error) -> bool {
    // Windows has two numbers of its own for a file and a part of a file that somebody else has open.
    let held = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    held || matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy)
}

/// The old file's group, owner, mode and list of further people. Only the system's own user can give a file to another
/// owner, and nobody can give it to a group that is not theirs; with the rights of another group it would be shown to the
/// wrong people.
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

/// The list of people beside owner, group and world whom the old file is open to, where it has one.
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
        // It has none, or this disk knows of none.
        Err(error) if matches!(Errno::from_io_error(&error), Some(Errno::NODATA | Errno::OPNOTSUPP)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Other systems keep such lists in other ways, and the folder hands down the usual ones.
#[cfg(all(unix, not(target_os = "linux")))]
fn further_people(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Elsewhere the folder hands its rights down.
#[cfg(not(unix))]
fn rights_of(_: &File, _: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// A new record is for those who may use its folder, and never for the world (RELIABILITY 3.5).
#[cfg(unix)]
fn rights_of_a_new_record(file: &File, folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let of_folder = again_if_interrupted(|| std::fs::metadata(folder))?.permissions().mode();
    again_if_interrupted(|| file.set_permissions(std::fs::Permissions::from_mode(0o660 & of_folder)))
}

/// Elsewhere the folder hands its rights down.
#[cfg(not(unix))]
fn rights_of_a_new_record(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Deletes what a program that was stopped left behind: in the folder itself, its policies, its records, and their folders, and in
/// the program's own folders.
/// Only for whoever holds the lock: then nobody is writing such a file.
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
            // What cannot be deleted now is nobody's record, and is met again after the next accident.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
