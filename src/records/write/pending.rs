//! `.send/pending/`: changes that are saved, or about to be, and not yet in the history (RELIABILITY 10.3).
//!
//! A note reaches the disk before the first of its records changes, and is deleted when the history has the change. So a command
//! that was stopped, or found no git, leaves what the next one needs to finish it. The ending of a note's file name says how far
//! the change came.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::reasons::NotSaved;
use super::{Lock, again_if_interrupted, not_saved_because, sync_folder};
use crate::records::folder::Folder;

/// The folder in `.send/`.
const ROOM: &str = "pending";

/// The move that git is about to make for a note: its number on one line, and the plan on the next.
const MOVE: &str = "move";

/// The same after git has ended, when no remaining lock is its own.
const MOVED: &str = "moved";

/// An empty file that git keeps open while it moves a branch.
const WITNESS: &str = "git";

/// How far the change of a note came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteState {
    /// Its records are being saved.
    Begun,
    /// They are all saved.
    Saved,
    /// They are all saved, and the command has said that they are not yet in the history.
    Told,
    /// The history has them, but git's list of files does not.
    Unlisted,
}

impl NoteState {
    const ALL: [Self; 4] = [Self::Begun, Self::Saved, Self::Told, Self::Unlisted];

    const fn file_ending(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Saved => "saved",
            Self::Told => "told",
            Self::Unlisted => "unlisted",
        }
    }
}

/// The change of one command, in one or several records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingNote {
    /// The message of the commit, with ids and no names.
    pub(crate) message: String,
    /// The message for a manual change that no commit has yet.
    pub(crate) message_by_hand: String,
    /// The author and time of the change, as git writes them; `None` if git could not be asked.
    pub(crate) author: Option<String>,
    /// When it was made, in seconds since 1970.
    pub(crate) moment: i64,
    /// The last commit at that time; `None` if there was none or git could not be asked.
    pub(crate) head: Option<String>,
    /// An identifier that all changes of one command share, for `undo`.
    pub(crate) command: String,
    /// The files, in the order in which they are saved.
    pub(crate) files: Vec<PendingFile>,
}

/// A file of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingFile {
    /// The file, from the records folder, with `/`.
    pub(crate) file: String,
    /// The pupil's id.
    pub(crate) pupil: String,
    /// The change in words without a name, for `undo`.
    pub(crate) words: String,
    /// Its bytes before; `None` if it was new.
    #[serde(with = "length_alone")]
    pub(crate) before: Option<Vec<u8>>,
    /// Its bytes after; `None` if it was deleted.
    #[serde(with = "length_alone")]
    pub(crate) after: Option<Vec<u8>>,
}

/// The first line of a note has the length of each content; the contents follow unchanged.
mod length_alone {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        bytes.as_ref().map(Vec::len).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(Option::<u32>::deserialize(from)?.map(|length| vec![0; length as usize]))
    }
}

impl PendingNote {
    /// Returns a digest of the rest, the note on one line, and the contents.
    fn kept_bytes(&self) -> io::Result<Vec<u8>> {
        let mut rest = serde_json::to_vec(self)?;
        rest.push(b'\n');
        for file in &self.files {
            rest.extend(file.before.iter().chain(&file.after).flatten());
        }
        let mut bytes = digest_in_words(&rest).into_bytes();
        bytes.push(b'\n');
        bytes.extend(rest);
        Ok(bytes)
    }

    /// Reads a kept note, `None` if it was cut short. In that case its records were not changed yet.
    fn from_kept_bytes(bytes: &[u8]) -> Option<Self> {
        let (digest, rest) = split_line(bytes)?;
        if digest != digest_in_words(rest).as_bytes() {
            return None;
        }
        let (first, mut rest) = split_line(rest)?;
        let mut note: Self = serde_json::from_slice(first).ok()?;
        for content in note.files.iter_mut().flat_map(|file| [&mut file.before, &mut file.after]).flatten() {
            let (own, behind) = rest.split_at_checked(content.len())?;
            content.copy_from_slice(own);
            rest = behind;
        }
        rest.is_empty().then_some(note)
    }
}

fn digest_in_words(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the first line without its end, and the rest.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

/// A note in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptNote {
    /// Its number, which is never used twice.
    pub(crate) number: u64,
    /// How far its change came.
    pub(crate) state: NoteState,
    /// The note itself.
    pub(crate) note: PendingNote,
}

/// Returns the files of notes, by number.
fn files_of_notes(room: &Path) -> io::Result<Vec<(u64, NoteState, PathBuf)>> {
    let entries = match again_if_interrupted(|| fs::read_dir(room)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default();
        let state = NoteState::ALL.into_iter().find(|state| ending == state.file_ending());
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        files.extend(number.zip(state).map(|(number, state)| (number, state, path.clone())));
    }
    files.sort_by_key(|(number, ..)| *number);
    Ok(files)
}

impl Folder {
    /// Returns the notes of changes that are not yet in the history, oldest first.
    ///
    /// # Errors
    /// They cannot be read.
    pub(crate) fn pending_notes(&self) -> io::Result<Vec<KeptNote>> {
        let mut notes = Vec::new();
        for (number, state, path) in files_of_notes(&self.own_path(ROOM)?)? {
            match again_if_interrupted(|| fs::read(&path)) {
                Ok(bytes) => {
                    let note = PendingNote::from_kept_bytes(&bytes);
                    notes.extend(note.map(|note| KeptNote { number, state, note }));
                }
                // Its command has ended in the meantime.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(notes)
    }

    /// Whether any file of a note is as its change leaves it, so that its command had begun to save.
    pub(crate) fn has_begun(&self, note: &PendingNote) -> bool {
        note.files.iter().any(|file| self.is_saved(file))
    }

    /// How many files of a note are not as its change leaves them.
    pub(crate) fn count_unsaved(&self, note: &PendingNote) -> usize {
        note.files.iter().filter(|file| !self.is_saved(file)).count()
    }

    fn is_saved(&self, file: &PendingFile) -> bool {
        self.bytes_now(&self.path_of(&file.file)).ok() == file.after
    }

    /// Returns what git was about to do, if it did not end normally: the number of the note, and the plan.
    pub(crate) fn open_move(&self) -> Option<(u64, String)> {
        self.kept_plan(MOVE)
    }

    /// Returns the last plan, whether or not git has ended.
    pub(crate) fn last_move(&self) -> Option<(u64, String)> {
        self.open_move().or_else(|| self.kept_plan(MOVED))
    }

    fn kept_plan(&self, name: &str) -> Option<(u64, String)> {
        let text = String::from_utf8(self.read_own_file(&format!("{ROOM}/{name}")).ok()?).ok()?;
        let (number, plan) = text.strip_suffix('\n')?.split_once('\n')?;
        Some((number.parse().ok()?, plan.to_owned()))
    }
}

impl Lock<'_> {
    /// Keeps a note on the disk, before the first of its records changes. Returns its number.
    ///
    /// # Errors
    /// It cannot be written, so no record may be changed.
    pub(crate) fn keep_note(&self, note: &PendingNote) -> Result<u64, NotSaved> {
        self.write_note(note).map_err(not_saved_because(".send/pending"))
    }

    fn write_note(&self, note: &PendingNote) -> io::Result<u64> {
        let room = self.folder.own_folder(ROOM)?;
        let last = files_of_notes(&room)?.last().map_or(0, |(number, ..)| *number);
        let number = last.max(self.folder.last_move().map_or(0, |(number, _)| number)) + 1;
        let path = self.note_file(number, NoteState::Begun)?;
        let mut file = self.folder.new_own_file(&path)?;
        let written = file
            .write_all(&note.kept_bytes()?)
            .and_then(|()| again_if_interrupted(|| file.sync_all()))
            .and_then(|()| sync_folder(&room))
            .and_then(|()| if number == 1 { self.sync_way_to(&room) } else { Ok(()) });
        written.map(|()| number).inspect_err(|_| {
            // An incomplete note would be ignored anyway.
            let _ = fs::remove_file(&path);
        })
    }

    /// Makes sure that the folders above the first note are on the disk too.
    fn sync_way_to(&self, room: &Path) -> io::Result<()> {
        room.ancestors().skip(1).take_while(|folder| folder.starts_with(self.folder.root())).try_for_each(sync_folder)
    }

    fn note_file(&self, number: u64, state: NoteState) -> io::Result<PathBuf> {
        self.folder.own_path(&format!("{ROOM}/{number:08}.{}", state.file_ending()))
    }

    /// Records how far a change came. If that fails, the next command finds out from the records.
    pub(crate) fn note_state(&self, number: u64, before: NoteState, now: NoteState) {
        let (Ok(from), Ok(to)) = (self.note_file(number, before), self.note_file(number, now)) else { return };
        let _ = again_if_interrupted(|| fs::rename(&from, &to));
    }

    /// Deletes a note. If that fails, the next command finds its change in the history.
    pub(crate) fn drop_note(&self, number: u64) {
        for path in NoteState::ALL.into_iter().filter_map(|state| self.note_file(number, state).ok()) {
            let _ = again_if_interrupted(|| fs::remove_file(&path));
        }
    }

    /// Deletes the notes that were cut short.
    pub(crate) fn drop_cut_notes(&self) {
        let notes = self.folder.own_path(ROOM).and_then(|room| files_of_notes(&room));
        for (_, _, path) in notes.unwrap_or_default() {
            if fs::read(&path).is_ok_and(|bytes| PendingNote::from_kept_bytes(&bytes).is_none()) {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Keeps what git is about to do with a note. Returns the file that git must keep open meanwhile.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn keep_move(&self, number: u64, plan: &str) -> io::Result<File> {
        self.folder.replace_own_file(ROOM, MOVE, &format!("{number}\n{plan}\n"))?;
        sync_folder(&self.folder.own_path(ROOM)?)?;
        self.witness()
    }

    /// Records that git has ended: any lock that exists now belongs to someone else.
    pub(crate) fn close_move(&self) {
        let places = [MOVE, MOVED].map(|name| self.folder.own_path(&format!("{ROOM}/{name}")));
        if let [Ok(from), Ok(to)] = places {
            // If that fails, the next command checks the locks again.
            let _ = again_if_interrupted(|| fs::rename(&from, &to));
        }
    }

    /// Waits until no git is running that this program started to move a branch. Returns whether that is so.
    pub(crate) fn is_git_gone(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        loop {
            match self.witness() {
                Ok(_) => return true,
                Err(_) if Instant::now() < until => sleep(Duration::from_millis(20)),
                Err(_) => return false,
            }
        }
    }

    /// Opens the witness, the empty file of [`WITNESS`]. Only one process may hold it: this program, or the git that inherited it
    /// from a stopped program.
    #[cfg(unix)]
    fn witness(&self) -> io::Result<File> {
        let file = self.folder.open_own_file(&self.folder.own_folder(ROOM)?.join(WITNESS))?;
        match file.try_lock() {
            Err(fs::TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(file),
        }
    }

    /// Windows does not pass a lock on to a program that it starts, but it does pass on a file that is open for exclusive use.
    #[cfg(windows)]
    fn witness(&self) -> io::Result<File> {
        let path = self.folder.own_folder(ROOM)?.join(WITNESS);
        let mut options = fs::OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, 0);
        options.open(&path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> PendingNote {
        let file = |file: &str, before: Option<&str>, after: Option<&str>| PendingFile {
            file: file.to_owned(),
            pupil: "p014".to_owned(),
            words: "recorded a call".to_owned(),
            before: before.map(|text| text.as_bytes().to_vec()),
            after: after.map(|text| text.as_bytes().to_vec()),
        };
        PendingNote {
            message: "p014: record a call".to_owned(),
            message_by_hand: "p014: change by hand".to_owned(),
            author: Some("Jo Example <jo@example.org> 1763942400 +0000".to_owned()),
            moment: 1_763_942_400,
            head: Some("8d1c0f2a".to_owned()),
            command: "c-1".to_owned(),
            files: vec![
                file("pupils/p014.yaml", Some("id: p014\n"), Some("id: p014\nclass: 5H\n")),
                file("pupils/p015.yaml", None, Some("")),
                file("pupils/p016.yaml", Some("id: p016\n# a zero byte: \0\n"), None),
            ],
        }
    }

    #[test]
    fn a_note_is_read_as_it_was_kept_and_not_if_it_was_cut_short() {
        let bytes = note().kept_bytes().unwrap();
        assert_eq!(PendingNote::from_kept_bytes(&bytes), Some(note()));
        for end in 0..bytes.len() {
            assert_eq!(PendingNote::from_kept_bytes(&bytes[..end]), None, "cut at {end}");
            let zeros = [&bytes[..end], &vec![0; bytes.len() - end]].concat();
            assert_eq!(PendingNote::from_kept_bytes(&zeros), None, "zeros from {end}");
        }
    }
}
