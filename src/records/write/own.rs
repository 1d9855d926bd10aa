//! `.send/`: what the program keeps for itself. The records can be read without any of it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::reasons::NotSaved;
use super::sharing::{DRAFTS, Sharing};
use super::temporary::Temporary;
use super::{WaitNotice, not_saved_because, private_options};
use crate::model::day::Day;
use crate::records::file::{FileRefusal, again_if_interrupted, unreachable_file};
use crate::records::folder::Folder;
use crate::records::links::OWN;
use crate::records::new_record::GivenIds;

/// The file that keeps the anchor of the history.
const ANCHOR: &str = "anchor";

/// The file in `.send/cache` that keeps the ids from the history, one a line. The last line is the last commit that was searched.
/// If that line is missing, the file was cut short.
const IDS: &str = "ids";

impl Folder {
    /// Returns the place of something in `.send/`, or of `.send/` itself for an empty name. Every file and folder of the
    /// program's own is reached through this.
    ///
    /// # Errors
    /// A link is on the way or at the place, or the system cannot look.
    pub(in crate::records) fn own_path(&self, name: &str) -> io::Result<PathBuf> {
        let parts = name.split('/').filter(|part| !part.is_empty());
        let path = parts.fold(self.root().join(OWN), |path, part| path.join(part));
        self.refuse_link(&path)?;
        Ok(path)
    }

    /// Returns the bytes of one of the program's own files.
    pub(super) fn read_own_file(&self, name: &str) -> io::Result<Vec<u8>> {
        let path = self.own_path(name)?;
        again_if_interrupted(|| std::fs::read(&path))
    }

    /// Returns a folder in `.send/`, or `.send/` itself for an empty name. A missing folder is made, only for its owner or for
    /// the group that shares the records.
    pub(super) fn own_folder(&self, name: &str) -> io::Result<PathBuf> {
        let sharing = Sharing::of_folder(self)?;
        let (own, path) = (self.own_path("")?, self.own_path(name)?);
        sharing.make_own_folder(&own)?;
        if path != own {
            sharing.make_own_folder(&path)?;
        }
        Ok(path)
    }

    /// Whether a message is shown for the first time in this folder: a mark in `.send/` remembers it. If no mark can be made, it
    /// is shown again.
    pub(crate) fn is_first_time(&self, what: &str) -> bool {
        self.own_folder("").is_ok_and(|room| self.new_own_file(&room.join(format!("told-{what}"))).is_ok())
    }

    /// Whether something that is done once a day is due. After that it is not due until another day. The first time is only
    /// remembered, so a day must pass first.
    pub(crate) fn is_due(&self, what: &str, today: Day) -> bool {
        let last = self.read_own_file(&format!("cache/{what}")).ok();
        let now = today.to_string();
        if last.as_deref() == Some(now.as_bytes()) {
            return false;
        }
        self.replace_own_file("cache", what, &now).is_ok() && last.is_some()
    }

    /// Returns the commit up to which this copy of the history was last audited, `None` if it never was.
    ///
    /// # Errors
    /// The file exists but cannot be read. Without it, an audit would not notice that the history was rewritten.
    pub(crate) fn audit_anchor(&self) -> Result<Option<String>, FileRefusal> {
        match self.read_own_file(ANCHOR) {
            Ok(bytes) => {
                let commit = String::from_utf8_lossy(&bytes).trim().to_owned();
                Ok(is_commit(&commit).then_some(commit))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreachable_file(&error)),
        }
    }

    /// Keeps the commit up to which this copy of the history was audited.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn keep_anchor(&self, commit: &str) -> io::Result<()> {
        self.replace_own_file("", ANCHOR, &format!("{commit}\n"))
    }

    /// Returns the ids from the last search of the history, if there was one.
    pub(crate) fn given_ids(&self) -> Option<GivenIds> {
        let text = String::from_utf8(self.read_own_file(&format!("cache/{IDS}")).ok()?).ok()?;
        let (ids, commit) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        is_commit(commit).then(|| GivenIds { commit: commit.to_owned(), ids: ids.lines().map(str::to_owned).collect() })
    }

    /// Keeps these ids.
    ///
    /// # Errors
    /// They cannot be written.
    pub(crate) fn keep_given_ids(&self, given: &GivenIds) -> io::Result<()> {
        let lines: String = given.ids.iter().chain([&given.commit]).map(|line| format!("{line}\n")).collect();
        self.replace_own_file("cache", IDS, &lines)
    }

    /// Replaces the text of one of the program's own files, in a folder in `.send/`.
    pub(super) fn replace_own_file(&self, folder: &str, name: &str, text: &str) -> io::Result<()> {
        let room = self.own_folder(folder)?;
        let (new, place) = (room.join(format!("{name}.new")), room.join(name));
        // A command that was stopped may have left a file behind.
        let _ = std::fs::remove_file(&new);
        let mut file = self.new_own_file(&new)?;
        file.write_all(text.as_bytes())?;
        again_if_interrupted(|| file.sync_all())?;
        again_if_interrupted(|| std::fs::rename(&new, &place))
    }

    /// Makes a new file in `.send/` that only its owner may read, whatever rights that folder has. An existing file stays.
    pub(crate) fn keep_private(&self, name: &str, text: &str) -> Result<(), NotSaved> {
        let named = format!(".send/{name}");
        let because = not_saved_because(&named);
        let path = self.own_folder("").map_err(&because)?.join(name);
        let mut file = match private_options().open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
            opened => opened.map_err(&because)?,
        };
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
            // Part of a file is worse than no file.
            let _ = std::fs::remove_file(&path);
            because(error)
        })
    }

    /// Makes a new file in `.send/drafts/` for a text that is being written, which only its owner may read. An abandoned draft is
    /// text that a person typed, so it stays: the next is `p014-2.yaml`.
    pub(crate) fn new_draft(&self, name: &str, text: &str) -> Result<PathBuf, NotSaved> {
        let because = not_saved_because(".send/drafts");
        self.refuse_links_for_writing().map_err(&because)?;
        let room = self.own_folder(DRAFTS).map_err(&because)?;
        let mut number = 1;
        loop {
            let named = if number == 1 { format!("{name}.yaml") } else { format!("{name}-{number}.yaml") };
            let path = room.join(named);
            match private_options().open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(because(error)),
                Ok(mut file) => {
                    file.write_all(text.as_bytes()).map_err(|error| {
                        // No text was typed into it yet.
                        let _ = std::fs::remove_file(&path);
                        because(error)
                    })?;
                    return Ok(path);
                }
            }
        }
    }

    /// Replaces the text of a draft. If that fails, for example on a full disk, the draft is unchanged.
    pub(crate) fn write_draft(&self, path: &Path, text: &str) -> Result<(), NotSaved> {
        let name = self.name_of(path);
        self.refuse_link_above(path).map_err(not_saved_because(&name))?;
        Temporary::private_synced(path, text.as_bytes()).map_err(not_saved_because(&name))?.rename_into_place(
            path,
            &name,
            WaitNotice::default(),
        )
    }
}

/// Whether a text is the full name of a commit.
fn is_commit(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
