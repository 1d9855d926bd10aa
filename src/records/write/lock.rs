//! The lock that whoever writes holds: two layers, because neither alone holds everywhere (RELIABILITY 0.5, Appendix A).
//!
//! `.send/write.lck` is locked by the system, which lets go when a program dies; some network drives do not lock at all.
//! `.send/write.own` is made by one and refused to all others, even there; but it stays when a program dies. Readers never
//! lock, and the record itself is never locked: a rename would take the lock away with the old file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{NotSaved, own_folder, private};
use crate::records::folder::Folder;

/// Who writes: what stands in the owner's file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    /// What tells this computer from every other.
    pub host: String,
    /// Who is logged in.
    pub user: String,
    /// The number of this process.
    pub process: u32,
}

/// How long a command waits for another to finish.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an owner's file must stay as it is before it counts as left behind.
const UNCHANGED: Duration = Duration::from_secs(3);
/// The owner's file is looked into no sooner and no oftener: looking keeps an old one alive in a network drive's cache.
const FIRST_LOOK: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The right to write in a folder, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock<'a> {
    pub(super) folder: &'a Folder,
    /// Locked by the system as long as it is open.
    _locked: File,
    own: PathBuf,
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        // What cannot be deleted is taken over by the next command.
        let _ = std::fs::remove_file(&self.own);
    }
}

impl Folder {
    /// Waits for the right to write, up to half a minute.
    ///
    /// # Errors
    /// Where somebody else has it all the time, or the folder cannot be written.
    pub(crate) fn lock(&self, me: &Writer) -> Result<Lock<'_>, NotSaved> {
        self.lock_within(me, PATIENCE)
    }

    fn lock_within(&self, me: &Writer, patience: Duration) -> Result<Lock<'_>, NotSaved> {
        let started = Instant::now();
        let own_room = own_folder(self, "").map_err(|error| unwritable(&error))?;
        let own = own_room.join("write.own");
        let locked = by_system(&own_room.join("write.lck"), &own, started, patience)?;
        by_owner(&own, me, started, patience)?;
        Ok(Lock { folder: self, _locked: locked, own })
    }
}

/// The first layer.
fn by_system(path: &Path, own: &Path, started: Instant, patience: Duration) -> Result<File, NotSaved> {
    let open = || OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path);
    let file = super::again_if_interrupted(open).map_err(|error| unwritable(&error))?;
    let mut pause = 1;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            // A drive that cannot lock leaves it to the second layer.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(file),
            // A network drive says "denied" where it means "busy".
            Err(TryLockError::Error(error))
                if !matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Interrupted) =>
            {
                return Err(unwritable(&error));
            }
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
        if started.elapsed() > patience {
            return Err(busy(&std::fs::read_to_string(own).unwrap_or_default()));
        }
        std::thread::sleep(Duration::from_millis(pause));
        pause = (pause * 2).min(20);
    }
}

/// The second layer: an owner's file of this computer that nobody touches any more was left by a program that died, for we
/// hold the first layer.
fn by_owner(own: &Path, me: &Writer, started: Instant, patience: Duration) -> Result<(), NotSaved> {
    let mut looked: Option<Instant> = None;
    let mut seen: Option<(String, Instant)> = None;
    loop {
        match private().open(own) {
            Ok(mut file) => {
                // The name alone is what holds; what stands in it only helps whoever waits.
                let _ = file.write_all(line(me).as_bytes());
                return Ok(());
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::AlreadyExists | io::ErrorKind::PermissionDenied | io::ErrorKind::Interrupted
                ) => {}
            Err(error) => return Err(unwritable(&error)),
        }
        if std::fs::read_to_string(own).is_ok_and(|who| is_dead(&who, me)) {
            take_over(own, me);
            continue;
        }
        if started.elapsed() > FIRST_LOOK && looked.is_none_or(|at| at.elapsed() > LOOK_EVERY) {
            looked = Some(Instant::now());
            let who = std::fs::read_to_string(own).unwrap_or_default();
            match &seen {
                Some((before, since)) if *before == who => {
                    let ours = who.is_empty() || who.split('\t').next() == Some(me.host.as_str());
                    if ours && since.elapsed() > UNCHANGED {
                        take_over(own, me);
                        seen = None;
                        continue;
                    }
                }
                Some(_) | None => seen = Some((who.clone(), Instant::now())),
            }
            if started.elapsed() > patience {
                return Err(busy(&who));
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether the process in an owner's file of this computer is gone. Only where the system can tell.
fn is_dead(who: &str, me: &Writer) -> bool {
    let mut parts = who.split('\t');
    let (host, process) = (parts.next(), parts.nth(1).and_then(|text| text.parse::<u32>().ok()));
    let processes = Path::new("/proc");
    let known = processes.join("self").exists();
    host == Some(me.host.as_str())
        && known
        && process.is_some_and(|number| !processes.join(number.to_string()).exists())
}

/// Renamed before it is deleted, so that of two who try only one succeeds.
fn take_over(own: &Path, me: &Writer) {
    let aside = own.with_extension(format!("stale-{}", me.process));
    if std::fs::rename(own, &aside).is_ok() {
        let _ = std::fs::remove_file(aside);
    }
}

fn line(me: &Writer) -> String {
    format!("{}\t{}\t{}\n", me.host, me.user, me.process)
}

fn busy(who: &str) -> NotSaved {
    let mut parts = who.trim().split('\t');
    let (host, user) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let by = match (user, host) {
        ("", "") => "somebody else".to_owned(),
        ("", host) => format!("somebody at {host}"),
        (user, "") => user.to_owned(),
        (user, host) => format!("{user} at {host}"),
    };
    NotSaved::new(
        format!("{by} is writing in this folder and has not finished for half a minute; nothing was saved"),
        "wait and run the command again; if that computer was switched off in the middle, delete `.send/write.own`",
    )
}

fn unwritable(error: &io::Error) -> NotSaved {
    super::not_saved(".send", error)
}
