//! Keeps what was replaced in `.send/undo/`, so that `send undo` can put it back. The newest few hundred changes are kept. The
//! folder may be deleted at any time; after that, these changes cannot be undone (DESIGN 2).

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Did, again_if_interrupted};
use crate::records::file::{FileRefusal, unreachable_file};
use crate::records::folder::Folder;

/// The folder in `.send/` that keeps them.
const ROOM: &str = "undo";

/// How many changes are kept. There may be more, because a command is kept whole, so that it can be undone whole.
const MOST: usize = 500;

/// One change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UndoEntry {
    /// The description of the change.
    pub(crate) about: UndoNote,
    /// The bytes before; `None` if the file was new.
    pub(crate) before: Option<Vec<u8>>,
    /// The bytes after; `None` if the file was deleted.
    pub(crate) after: Option<Vec<u8>>,
}

/// The description of a change: the first line of the file that keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UndoNote {
    /// The file, relative to the folder, with `/`.
    pub(crate) file: String,
    /// The pupil's id.
    pub(crate) pupil: String,
    /// The change in words, without a name.
    pub(crate) words: String,
    /// An identifier that all changes of one command share.
    pub(crate) command: String,
    /// The number of bytes before.
    before: Option<usize>,
    /// The number of bytes after.
    after: Option<usize>,
}

impl UndoEntry {
    pub(super) fn new(file: &str, before: Option<&[u8]>, after: Option<&[u8]>, did: &Did) -> Self {
        let about = UndoNote {
            file: file.to_owned(),
            pupil: did.pupil.clone(),
            words: did.words.clone(),
            command: did.command.clone(),
            before: before.map(<[u8]>::len),
            after: after.map(<[u8]>::len),
        };
        Self { about, before: before.map(<[u8]>::to_vec), after: after.map(<[u8]>::to_vec) }
    }

    /// Reads a kept entry, `None` if it was cut short. In that case its change was never made.
    fn from_kept_bytes(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (first, rest) = bytes.split_at_checked(end + 1)?;
        let about: UndoNote = serde_json::from_slice(first).ok()?;
        let (before, after) = rest.split_at_checked(about.before.unwrap_or(0))?;
        let whole = after.len() == about.after.unwrap_or(0);
        let before = about.before.map(|_| before.to_vec());
        let after = about.after.map(|_| after.to_vec());
        // A power cut may leave zeros in place of bytes. No record contains a zero byte.
        (whole && !rest.contains(&0)).then_some(Self { about, before, after })
    }
}

impl Folder {
    /// Returns the changes that can be undone, newest first. They include changes that never reached their file, so the caller
    /// must compare `after` with the file. Changes that this user may not read are left out.
    ///
    /// # Errors
    /// The folder that keeps them cannot be read, or a link leads to it or to one of them.
    pub(crate) fn undo_entries(&self) -> Result<Vec<UndoEntry>, FileRefusal> {
        self.kept_entries().map_err(|error| unreachable_file(&error))
    }

    fn kept_entries(&self) -> io::Result<Vec<UndoEntry>> {
        let room = self.own_path(ROOM)?;
        let mut kept = match again_if_interrupted(|| numbered_entries(&room)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            kept => kept?,
        };
        kept.reverse();
        let mut entries = Vec::new();
        for (_, path) in kept {
            self.refuse_link(&path)?;
            entries.extend(std::fs::read(path).ok().and_then(|bytes| UndoEntry::from_kept_bytes(&bytes)));
        }
        Ok(entries)
    }
}

/// Keeps an entry before its change is made, and returns the file that keeps it. Then the oldest entries are deleted if there are
/// too many. Deleting them after the change would be too late: by then, no step may fail.
pub(super) fn keep_entry(folder: &Folder, entry: &UndoEntry) -> io::Result<PathBuf> {
    let room = folder.own_folder(ROOM)?;
    let kept = again_if_interrupted(|| numbered_entries(&room))?;
    let next = kept.last().map_or(1, |(number, _)| number + 1);
    let path = room.join(format!("{next:08}"));
    let mut bytes = serde_json::to_vec(&entry.about)?;
    bytes.push(b'\n');
    bytes.extend(entry.before.iter().flatten());
    bytes.extend(entry.after.iter().flatten());
    let mut file = folder.new_own_file(&path)?;
    // Not synced: at worst a power cut makes the change impossible to undo. An entry that is cut short is skipped.
    if let Err(error) = file.write_all(&bytes) {
        // An incomplete entry is useless, and on a full disk its space is needed.
        let _ = std::fs::remove_file(&path);
        return Err(error);
    }
    delete_oldest(&kept, (kept.len() + 1).saturating_sub(MOST), &entry.about.command);
    Ok(path)
}

/// Deletes the oldest entries, at most `too_many`. Of a command either all entries are kept or none, and all of `this_command` are: a
/// command that was undone in part would leave half of a school changed.
fn delete_oldest(kept: &[(u64, PathBuf)], too_many: usize, this_command: &str) {
    if too_many == 0 {
        return;
    }
    let (mut of_one_command, mut command_before) = (Vec::new(), None);
    for (index, (_, oldest)) in kept.iter().enumerate() {
        let command = command_of(oldest);
        if command.is_none() || command != command_before {
            for whole in of_one_command.drain(..) {
                // One that cannot be deleted now is tried again with the next change.
                let _ = std::fs::remove_file(whole);
            }
        }
        if index >= too_many || command.as_deref() == Some(this_command) {
            return;
        }
        of_one_command.push(oldest);
        command_before = command;
    }
}

/// Returns the command of a kept entry, `None` if the entry was cut short.
fn command_of(path: &Path) -> Option<String> {
    let mut first = String::new();
    BufReader::new(File::open(path).ok()?).read_line(&mut first).ok()?;
    serde_json::from_str::<UndoNote>(&first).ok().map(|about| about.command)
}

/// Returns the files of the entries with their numbers, oldest first.
fn numbered_entries(room: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut kept: Vec<(u64, PathBuf)> = Vec::new();
    for entry in again_if_interrupted(|| std::fs::read_dir(room))? {
        let path = entry?.path();
        let number = path.file_name().and_then(|name| name.to_str()?.parse().ok());
        kept.extend(number.map(|number| (number, path)));
    }
    kept.sort();
    Ok(kept)
}
