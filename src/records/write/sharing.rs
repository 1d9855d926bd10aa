//! The sharing of the files in `.send/`: private to their owner, or open to everyone in a group. On a Unix server, several people
//! of one group share a records folder that is set-group-id. All of them need the lock, and all of them may undo (DESIGN 2).

#[cfg(unix)]
use std::fs::Permissions;
use std::fs::{DirEntry, File, OpenOptions};
use std::io;
#[cfg(unix)]
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

#[cfg(unix)]
use super::reasons::named_in;
use super::{private_folder, private_options};
use crate::records::file::{again_if_interrupted, make_folder};
use crate::records::folder::Folder;

/// The people who may use the program's own files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// Only their owner: folders 0700, files 0600.
    Private,
    /// The group with this number too: folders 02770, files 0660, whatever the umask.
    #[cfg_attr(not(unix), allow(dead_code, reason = "Windows has no groups of files"))]
    WithGroup(u32),
}

impl Sharing {
    /// Returns the sharing that the records folder asks for.
    #[cfg(unix)]
    pub(super) fn of_folder(folder: &Folder) -> io::Result<Self> {
        let root = again_if_interrupted(|| std::fs::metadata(folder.root()))?;
        Ok(if root.mode() & 0o2000 == 0 { Self::Private } else { Self::WithGroup(root.gid()) })
    }

    /// Windows passes the rights of a folder on to what is made in it.
    #[cfg(not(unix))]
    pub(super) fn of_folder(_: &Folder) -> io::Result<Self> {
        Ok(Self::Private)
    }

    /// Makes a folder of the program's own, if it does not exist. If an earlier release made the folder for one person, that
    /// person's next command opens it and its contents to the group.
    pub(super) fn make_own_folder(self, path: &Path) -> io::Result<()> {
        make_folder(path, &private_folder())?;
        match self {
            Self::Private => Ok(()),
            Self::WithGroup(group) => share_folder(path, group),
        }
    }

    /// Opens a file of the program's own to everyone who shares it.
    fn share_file(self, file: &File) -> io::Result<()> {
        match self {
            Self::WithGroup(group) if !has_rights(file, group, FILE)? => give_to_group(file, group, FILE),
            Self::WithGroup(_) | Self::Private => Ok(()),
        }
    }
}

impl Folder {
    /// Makes a new file of the program's own in a folder that [`Folder::own_folder`] returned.
    pub(super) fn new_own_file(&self, path: &Path) -> io::Result<File> {
        let sharing = Sharing::of_folder(self)?;
        let file = again_if_interrupted(|| private_options().open(path))?;
        sharing.share_file(&file).inspect_err(|_| {
            // A file that others cannot read is worse than no file.
            let _ = std::fs::remove_file(path);
        })?;
        Ok(file)
    }

    /// Opens a file of the program's own that always stays, such as one that exists only to be locked. A missing file is made.
    pub(super) fn open_own_file(&self, path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = again_if_interrupted(|| options.open(path))?;
        Sharing::of_folder(self)?.share_file(&file)?;
        Ok(file)
    }

    /// Returns the one user who may open `.send`, if it exists and is private.
    #[cfg(unix)]
    pub(super) fn only_user_of_own_folder(&self) -> Option<String> {
        let own = self.own_path("").ok()?;
        let found = std::fs::metadata(&own).ok()?;
        let is_closed = rustix::fs::access(&own, rustix::fs::Access::WRITE_OK).is_err();
        (is_closed && found.is_dir() && found.mode() & 0o777 == 0o700)
            .then(|| format!("the user {}", named_in("/etc/passwd", found.uid())))
    }

    /// On Windows the rights of a folder do not name a single user.
    #[cfg(not(unix))]
    pub(super) fn only_user_of_own_folder(&self) -> Option<String> {
        None
    }
}

/// The folder for texts that are being written. They stay private to the person who types them.
pub(in crate::records) const DRAFTS: &str = "drafts";

/// The file with the key of the pseudonyms (`anonymous_copy.rs`), which stays private to the person who made it.
pub(in crate::records) const KEY: &str = "anonymise-key";

/// The mode of a file that a group shares.
const FILE: u32 = 0o660;

/// The mode of a folder that a group shares. New files in it belong to the group too.
const FOLDER: u32 = 0o2770;

/// Opens a folder to the group, after the files directly in it. If the program is stopped between, the next command starts again.
fn share_folder(path: &Path, group: u32) -> io::Result<()> {
    let folder = again_if_interrupted(|| File::open(path))?;
    if has_rights(&folder, group, FOLDER)? {
        return Ok(());
    }
    let is_shared = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_file()) && entry.file_name() != KEY;
    let files = again_if_interrupted(|| std::fs::read_dir(path)?.collect::<io::Result<Vec<_>>>())?;
    for entry in files.iter().filter(|entry| path.file_name() != Some(DRAFTS.as_ref()) && is_shared(entry)) {
        if let Ok(file) = again_if_interrupted(|| File::open(entry.path())) {
            give_to_group(&file, group, FILE)?;
        }
    }
    give_to_group(&folder, group, FOLDER)
}

/// Gives a file or folder to the group with this mode. Only its owner can do that, and only if they are in the group. For others
/// it stays the same, and the command that needs it says why it cannot use it.
fn give_to_group(file: &File, group: u32, mode: u32) -> io::Result<()> {
    match set_rights(file, group, mode) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        given => given,
    }
}

/// Gives a new folder in `pupils` the rights of its parent folder, if a group shares that. Otherwise the umask of the person who
/// made it would close it to the others.
#[cfg(unix)]
pub(in crate::records) fn share_new_folder(path: &Path) -> io::Result<()> {
    let Some(parent) = path.parent() else { return Ok(()) };
    let parent = again_if_interrupted(|| std::fs::metadata(parent))?;
    if parent.mode() & 0o2000 == 0 {
        return Ok(());
    }
    give_to_group(&again_if_interrupted(|| File::open(path))?, parent.gid(), parent.mode() & FOLDER)
}

/// On other systems the folder passes its rights on.
#[cfg(not(unix))]
pub(in crate::records) fn share_new_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn has_rights(file: &File, group: u32, mode: u32) -> io::Result<bool> {
    let found = again_if_interrupted(|| file.metadata())?;
    Ok(found.gid() == group && found.mode() & 0o7777 == mode)
}

/// Sets the group first: with rights for a group, a file of another group would be visible to the wrong people.
#[cfg(unix)]
fn set_rights(file: &File, group: u32, mode: u32) -> io::Result<()> {
    if again_if_interrupted(|| file.metadata())?.gid() != group {
        again_if_interrupted(|| fchown(file, None, Some(group)))?;
    }
    again_if_interrupted(|| file.set_permissions(Permissions::from_mode(mode)))
}

#[cfg(not(unix))]
fn has_rights(_: &File, _: u32, _: u32) -> io::Result<bool> {
    Ok(true)
}

#[cfg(not(unix))]
fn set_rights(_: &File, _: u32, _: u32) -> io::Result<()> {
    Ok(())
}
