//! Git's own list of files (its index). After a commit, only the entries of its files are updated.
//!
//! Git is not asked to change the list itself, because git killed at the wrong moment leaves a lock that blocks everyone. Instead
//! git writes a private copy. This program then takes the lock as git does, by making `index.lock`, which has the bytes of the
//! finished copy from the start. If a lock that is left behind matches the copy, it is therefore this program's own (RELIABILITY
//! 10.1, 10.2).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;

use super::{PAUSE, TRIES};
use crate::history::git::{GitFolder, GitInput};
use crate::history::objects::LIMIT;

/// The beginning of the names of private copies, in git's own folder.
const PRIVATE: &str = "send-index-";

/// The new entry of the list for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewListed {
    /// The file, from the top of the repository.
    pub(super) path: String,
    /// The kind of file, such as `100644`; `0` if the entry should be removed.
    pub(super) mode: String,
    /// The id of the content; zeros if the entry should be removed.
    pub(super) id: String,
}

/// The state of the list after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    /// It matches the commit.
    Done,
    /// Another program held it, or it could not be written. It does not have this commit.
    Behind,
}

/// The name of this process's private copy.
pub(super) fn private_name() -> String {
    format!("{PRIVATE}{}", std::process::id())
}

/// The list as it was read.
#[derive(Debug)]
pub(super) struct IndexFile {
    path: PathBuf,
    /// Its bytes; `None` if the list does not exist yet.
    bytes: Option<Vec<u8>>,
}

impl IndexFile {
    /// Reads the list in git's folder `folder`.
    pub(super) fn read_at(folder: &Path) -> io::Result<Self> {
        let path = folder.join("index");
        let bytes = bytes_if_there(&path)?;
        Ok(Self { path, bytes })
    }

    /// Puts these entries into the list. If another program holds it, waits up to a second; `None` if it was changed since it was
    /// read.
    pub(super) fn put_entries(&self, git: &GitFolder<'_>, settings: &[String], new: &[NewListed]) -> Option<Listed> {
        let private = self.path.with_file_name(private_name());
        let written = || self.write_copy(&private, git, settings, new);
        // The git that writes the copy may be stopped like any other.
        let exchanged = written().or_else(|_| written()).and_then(|()| self.exchange_patiently(&private));
        // A copy that cannot be deleted does no harm.
        let _ = fs::remove_file(&private);
        match exchanged {
            Ok(Exchanged::Done) => Some(Listed::Done),
            Ok(Exchanged::Changed) => None,
            Err(_) => Some(Listed::Behind),
        }
    }

    fn write_copy(
        &self,
        private: &Path,
        git: &GitFolder<'_>,
        settings: &[String],
        new: &[NewListed],
    ) -> io::Result<()> {
        for left in [private.to_owned(), lock_of(private)] {
            remove_if_there(&left)?;
        }
        if let Some(bytes) = &self.bytes {
            fs::write(private, bytes)?;
        }
        let input: String = new.iter().map(line_for_git).collect();
        let git = git.with_variable("GIT_INDEX_FILE", private);
        let asked = ["update-index", "-z", "--index-info"];
        let answer = git.run_within(LIMIT, settings, &asked, GitInput::Bytes(input.as_bytes()))?;
        if answer.done { Ok(()) } else { Err(io::ErrorKind::Other.into()) }
    }

    fn exchange_patiently(&self, private: &Path) -> io::Result<Exchanged> {
        let mut tries = 1;
        loop {
            match self.exchange(private) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < TRIES => sleep(PAUSE),
                exchanged => return exchanged,
            }
            tries += 1;
        }
    }

    /// Takes the lock, and replaces the list with the copy.
    fn exchange(&self, private: &Path) -> io::Result<Exchanged> {
        let lock = lock_of(&self.path);
        take_lock(private, &lock)?;
        if !bytes_if_there(&self.path).is_ok_and(|now| now == self.bytes) {
            fs::remove_file(&lock)?;
            return Ok(Exchanged::Changed);
        }
        fs::rename(&lock, &self.path).map(|()| Exchanged::Done).inspect_err(|_| {
            // A lock that cannot be removed is recognised by its content and removed by the next command.
            let _ = fs::remove_file(&lock);
        })
    }
}

/// Whether the copy has replaced the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exchanged {
    Done,
    /// Another program changed the list in the meantime.
    Changed,
}

/// Makes the lock with the full content of the copy, unless it already exists.
fn take_lock(private: &Path, lock: &Path) -> io::Result<()> {
    match fs::hard_link(private, lock) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Some network drives and USB sticks have no hard links.
        Err(_) => {
            let bytes = fs::read(private)?;
            let mut file = fs::OpenOptions::new().write(true).create_new(true).open(lock)?;
            io::Write::write_all(&mut file, &bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
                // Half a lock would block everyone.
                let _ = fs::remove_file(lock);
            })
        }
    }
}

/// Removes a lock on the list of files that a stopped program of ours left behind: it matches the beginning of the copy. An empty
/// lock proves nothing.
pub(super) fn clear_left_lock(private: &Path) {
    let (Ok(copy), lock) = (fs::read(private), lock_of(&private.with_file_name("index"))) else { return };
    if fs::read(&lock).is_ok_and(|left| !left.is_empty() && copy.starts_with(&left)) {
        // If it cannot be removed, the next command tries again.
        let _ = fs::remove_file(lock);
    }
    let _ = fs::remove_file(lock_of(private));
    let _ = fs::remove_file(private);
}

/// `100644 8d1c0f2a`, a tab, the path and a zero byte.
fn line_for_git(NewListed { path, mode, id }: &NewListed) -> String {
    format!("{mode} {id}\t{path}\0")
}

/// The lock that git takes for a file.
fn lock_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    file.with_file_name(name)
}

fn bytes_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
