//! The lock that a writer holds. It has two layers, because neither works everywhere (RELIABILITY 0.5, Appendix A).
//!
//! - The system locks `.send/write.lck`, and unlocks it when a program dies. Some network drives do not lock at all.
//! - Only one program can make the owner's file, `.send/write.own`, even on such a drive. That file stays when a program dies.
//!
//! Readers never lock. The record itself is never locked, because a rename would take the lock away with the old file.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::reasons::NotSaved;
use super::waiting::LongWait;
use super::{WaitNotice, again_if_interrupted, temporary};
use crate::records::file;
use crate::records::folder::Folder;
use crate::records::links::OWN;

/// The writer, as recorded in the owner's file.
#[derive(Debug, Clone, Default)]
pub struct LockOwner {
    /// An identifier of this computer, empty if it has no such identifier.
    pub host: String,
    /// The user who is logged in.
    pub user: String,
    /// The number of this process.
    pub process: u32,
    /// When it began, for people to read.
    pub since: String,
    /// How this command reports that it is waiting for another one.
    pub notice: WaitNotice,
}

impl LockOwner {
    fn owner_line(&self) -> String {
        let fields = [&self.host, &self.user, &self.process.to_string(), &self.since];
        let fields = fields.map(|field| field.replace(char::is_control, " "));
        format!("{}\n", fields.join("\t"))
    }
}

/// How long a command waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For another command to finish.
    pub(super) whole: Duration,
    /// Before it first reads the owner's file on a network drive: reading keeps an old copy alive in the drive's cache.
    pub(super) first_look: Duration,
    /// Between two readings.
    pub(super) between_looks: Duration,
    /// How long an owner's file must stay unchanged before it counts as left behind.
    pub(super) unchanged: Duration,
}

impl Patience {
    const USUAL: Self = Self {
        whole: Duration::from_secs(30),
        first_look: Duration::from_secs(2),
        between_looks: Duration::from_secs(1),
        unchanged: Duration::from_secs(3),
    };
}

/// The right to write in a folder, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock<'a> {
    pub(super) folder: &'a Folder,
    /// The first layer, locked by the system as long as it is open.
    _first: FirstLayer,
    /// The owner's file, and what we wrote into it.
    own: (PathBuf, String),
    /// How a wait for another program is reported.
    pub(super) notice: WaitNotice,
}

impl Lock<'_> {
    /// Checks that no one took the right away. A person may delete the owner's file of a computer that went to sleep while it was
    /// saving.
    pub(super) fn is_still_held(&self) -> Result<(), NotSaved> {
        let what = match file::read_file(&self.own.0) {
            Ok(now) if now == self.own.1.as_bytes() => return Ok(()),
            Ok(_) => "was taken away by somebody else in the meantime".to_owned(),
            Err((why, _)) => format!("cannot be confirmed (`.send/write.own`: {why})"),
        };
        Err(NotSaved::new(
            format!("the right to write in this folder {what}; nothing was saved"),
            "run the command again: it will start from what is in the files now",
        ))
    }
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        // If our file cannot be deleted, the next command takes it over. A file that is no longer ours is left to its owner.
        if owner_text(&self.own.0) == self.own.1 {
            let _ = again_if_interrupted(|| std::fs::remove_file(&self.own.0));
        }
    }
}

impl Folder {
    /// Waits for the right to write, for up to half a minute.
    ///
    /// # Errors
    /// Somebody else has it all that time, or the folder cannot be written.
    pub(crate) fn lock_for(&self, me: &LockOwner) -> Result<Lock<'_>, NotSaved> {
        self.lock_within(me, Patience::USUAL)
    }

    pub(super) fn lock_within(&self, me: &LockOwner, patience: Patience) -> Result<Lock<'_>, NotSaved> {
        let mut wait = LongWait::begin(me.notice);
        self.refuse_links_for_writing().map_err(|error| unwritable_folder(self, &error))?;
        let own = self.own_folder("").map_err(|error| unwritable_folder(self, &error))?.join("write.own");
        let first = FirstLayer::take_first_layer(self, &own, &mut wait, patience)?;
        let line = me.owner_line();
        Waiting { folder: self, own: &own, line: &line, me, first: &first, patience }.take_second_layer(&mut wait)?;
        Ok(Lock { folder: self, _first: first, own: (own, line), notice: me.notice })
    }
}

impl Folder {
    /// Whether a command is writing in the folder now, as far as this computer can know.
    pub(crate) fn is_being_written(&self) -> bool {
        let open = self.own_path("write.lck").and_then(File::open);
        open.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

/// The first layer, `.send/write.lck`.
#[derive(Debug)]
struct FirstLayer {
    file: File,
    path: PathBuf,
    /// Whether the system can lock here. On a drive that cannot, only the second layer counts.
    can_lock: bool,
}

impl FirstLayer {
    fn take_first_layer(
        folder: &Folder,
        own: &Path,
        wait: &mut LongWait,
        patience: Patience,
    ) -> Result<Self, NotSaved> {
        let mut first = Self::open_lock_file(folder)?;
        loop {
            match first.file.try_lock() {
                Ok(()) if first.keeps_others_out() => return Ok(first),
                // Somebody deleted `.send/` while we waited. A lock on a deleted file keeps no one out.
                Ok(()) => first = Self::open_lock_file(folder)?,
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                    return Ok(Self { can_lock: false, ..first });
                }
                // A network drive may say "denied" when it means "busy".
                Err(TryLockError::Error(error))
                    if !matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Interrupted) =>
                {
                    return Err(unwritable_folder(folder, &error));
                }
                Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
            }
            if wait.elapsed() > patience.whole {
                return Err(busy_writer(&owner_text(own)));
            }
            wait.say_once(|| writer_in_words(&owner_text(own)));
            std::thread::sleep(pause_after(wait.elapsed()));
        }
    }

    fn open_lock_file(folder: &Folder) -> Result<Self, NotSaved> {
        again_if_interrupted(|| {
            folder.own_folder("")?;
            let path = folder.own_path("write.lck")?;
            Ok(Self { file: folder.open_own_file(&path)?, path, can_lock: true })
        })
        .map_err(|error| unwritable_folder(folder, &error))
    }

    /// Whether the locked file is still the one that others will find.
    fn keeps_others_out(&self) -> bool {
        self.can_lock && is_at(&self.file, &self.path)
    }
}

/// Returns how long to wait before trying again. Retry more often the longer a writer has waited, so that the last to come is
/// seldom the first to succeed.
fn pause_after(waited: Duration) -> Duration {
    (Duration::from_millis(20) / (1 + u32::try_from(waited.as_secs()).unwrap_or(0))).max(Duration::from_millis(2))
}

/// A writer that waits for the second layer, `.send/write.own`.
struct Waiting<'a> {
    folder: &'a Folder,
    own: &'a Path,
    line: &'a str,
    me: &'a LockOwner,
    first: &'a FirstLayer,
    patience: Patience,
}

impl Waiting<'_> {
    fn take_second_layer(&self, wait: &mut LongWait) -> Result<(), NotSaved> {
        let local = is_on_this_computer(self.own);
        let first_look = if local { Duration::ZERO } else { self.patience.first_look };
        let mut next_look = Instant::now() + first_look.saturating_sub(wait.elapsed());
        let mut seen: Option<(String, Instant)> = None;
        while !self.is_made()? {
            if Instant::now() >= next_look {
                next_look = Instant::now() + self.patience.between_looks;
                let who = owner_text(self.own);
                if wait.elapsed() > self.patience.whole {
                    return Err(self.gave_up(&who));
                }
                wait.say_once(|| writer_in_words(&who));
                if seen.as_ref().is_none_or(|(before, _)| *before != who) {
                    seen = Some((who.clone(), Instant::now()));
                }
                let unchanged = seen.as_ref().map_or(Duration::ZERO, |(_, since)| since.elapsed());
                if self.is_left_behind(&who, unchanged, local) {
                    self.take_over();
                    continue;
                }
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// The error after the whole wait: the owner's file was always there, or could never be made.
    fn gave_up(&self, who: &str) -> NotSaved {
        if self.own.exists() {
            busy_writer(who)
        } else {
            unwritable_folder(self.folder, &ErrorKind::PermissionDenied.into())
        }
    }

    /// Makes the owner's file, unless it exists.
    fn is_made(&self) -> Result<bool, NotSaved> {
        match self.folder.new_own_file(self.own) {
            Ok(mut file) => match file.write_all(self.line.as_bytes()) {
                Ok(()) => Ok(true),
                Err(error) => {
                    let _ = std::fs::remove_file(self.own);
                    Err(unwritable_folder(self.folder, &error))
                }
            },
            Err(error) if self.is_busy(error.kind()) => Ok(false),
            Err(error) => Err(unwritable_folder(self.folder, &error)),
        }
    }

    /// Whether the file could not be made because another writer has it. A network drive says "denied" in that case.
    fn is_busy(&self, why: ErrorKind) -> bool {
        let denied = why == ErrorKind::PermissionDenied && !is_on_this_computer(self.own);
        denied || matches!(why, ErrorKind::AlreadyExists | ErrorKind::Interrupted)
    }

    /// Whether the owner's file was left by a program that died. While we hold the first layer, no one else on this computer can
    /// be writing, so a file of this computer is left over. On a network drive the file may be an old copy from a cache, and an
    /// empty file may belong to another writer who has only just made it. Both must stay unchanged for a while first.
    fn is_left_behind(&self, who: &str, unchanged: Duration, local: bool) -> bool {
        let host = who.split('\t').next().unwrap_or_default();
        let ours = !host.is_empty() && host == self.me.host;
        self.first.keeps_others_out()
            && (ours && local || (ours || who.is_empty()) && unchanged >= self.patience.unchanged)
    }

    /// Deletes what the dead program left among the records first. If we are stopped here, the next command does it all again.
    fn take_over(&self) {
        temporary::sweep_folder(self.folder);
        let _ = std::fs::remove_file(self.own);
    }
}

/// Returns the line in the owner's file. It is empty if the file cannot be read or does not hold a whole line: a power cut may
/// leave zeros or part of the line, and such a line names no owner.
fn owner_text(own: &Path) -> String {
    let text = file::read_file(own).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    if text.ends_with('\n') && !text.contains('\0') { text } else { String::new() }
}

/// Returns the writer with their computer, and the time since when they have been writing, from the text of the owner's file.
fn user_and_since(who: &str) -> (String, Option<String>) {
    let mut fields = who.trim_end().split('\t').map(|field| field.replace(char::is_control, " "));
    let (host, user, _process, since) = (fields.next(), fields.next(), fields.next(), fields.next());
    let user = user.filter(|user| !user.is_empty()).unwrap_or_else(|| "somebody else".to_owned());
    let host = host.filter(|host| !host.is_empty()).map(|host| format!(" at {host}")).unwrap_or_default();
    (format!("{user}{host}"), since.filter(|since| !since.is_empty()))
}

fn writer_in_words(who: &str) -> String {
    match user_and_since(who) {
        (user, Some(since)) => format!("{user}, who has been writing in this folder since {since}"),
        (user, None) => format!("{user}, who is writing in this folder"),
    }
}

fn busy_writer(who: &str) -> NotSaved {
    let (user, since) = user_and_since(who);
    let writes = since.map_or_else(
        || "is writing in this folder".to_owned(),
        |since| format!("has been writing in this folder since {since}"),
    );
    NotSaved::new(
        format!("{user} {writes}; this command waited for half a minute, and nothing was saved"),
        "wait and run the command again; if that computer was switched off while it was saving, delete `.send/write.own`",
    )
}

fn unwritable_folder(folder: &Folder, error: &io::Error) -> NotSaved {
    let owner = if error.kind() == ErrorKind::PermissionDenied { folder.only_user_of_own_folder() } else { None };
    owner.map_or_else(|| NotSaved::because_of(OWN, error), |owner| NotSaved::own_folder_of_another(&owner))
}

/// Whether the file is still the one with this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(open), Ok(named)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    open.dev() == named.dev() && open.ino() == named.ino()
}

/// On other systems, no one can delete a file that is open.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Whether the folder is on a disk of this computer, so that no cache shows old files. A kind of disk that is not known counts as
/// a network drive.
#[cfg(target_os = "linux")]
fn is_on_this_computer(own: &Path) -> bool {
    /// ext4, xfs, btrfs, tmpfs, overlayfs, f2fs, zfs, bcachefs: the numbers of the system's own header file.
    const DISKS: [u64; 8] =
        [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0xF2F5_2010, 0x2FC1_2FC1, 0xCA45_1A4E];
    let room = own.parent().unwrap_or(own);
    // The number has 32 bits. If the field has 32 bits and a sign, converting it adds ones at the front.
    rustix::fs::statfs(room).is_ok_and(|disk| DISKS.contains(&(disk.f_type as u64 & 0xFFFF_FFFF)))
}

/// On other systems there is no simple way to find out.
#[cfg(not(target_os = "linux"))]
fn is_on_this_computer(_: &Path) -> bool {
    false
}
