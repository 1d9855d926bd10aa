//! The folder of a copy for support or training, and the key that turns ids and names into pseudonyms.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::file::{self, unreachable_file};
use super::folder::Folder;
use super::problem::Problem;
use super::pupils::structural_finding;
use super::template::{FILES, NotWritten, is_empty_but_for, write_new};
use super::write::{KEY, NotSaved};
use crate::finding::{Finding, KeyPath, Position};
use crate::model::pseudonym::{PseudonymKey, Pseudonyms};

/// The place of the key. It is in `.send`, which git ignores and only its owner may open.
const KEY_IN_WORDS: &str = ".send/anonymise-key";
/// The date that every file of a copy shows as its last change: 1 January 2000.
const WRITTEN: std::time::Duration = std::time::Duration::from_secs(946_684_800);

/// Why there is no key.
#[derive(Debug)]
pub(crate) enum NoKey {
    /// The file exists but cannot be used.
    Unusable(String),
    /// The key could not be made.
    NotMade(NotSaved),
}

impl Folder {
    /// Returns the key of this folder's pseudonyms, and makes one if there is none yet. Anyone who has the key can tell which
    /// pupil a pseudonym means; others cannot. It is never copied.
    pub(crate) fn pseudonym_key(&self) -> Result<PseudonymKey, NoKey> {
        let path = self.own_path(KEY).map_err(|error| NoKey::Unusable(unreachable_file(&error).0))?;
        if std::fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes)
                .map_err(|error| NoKey::Unusable(format!("the system did not provide random numbers ({error})")))?;
            let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            self.keep_private(KEY, &format!("{text}\n")).map_err(NoKey::NotMade)?;
        }
        let bytes = file::read_file(&path).map_err(|(why, _)| NoKey::Unusable(format!("{KEY_IN_WORDS}: {why}")))?;
        let key = std::str::from_utf8(&bytes).ok().and_then(|text| key_of(text.trim()));
        key.ok_or_else(|| NoKey::Unusable(format!("{KEY_IN_WORDS} does not hold the 64 letters and digits of a key")))
    }
}

fn key_of(text: &str) -> Option<PseudonymKey> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(PseudonymKey::new(bytes))
}

/// A folder that a copy is written to.
#[derive(Debug)]
pub(crate) struct Copy {
    root: PathBuf,
}

/// Why a folder cannot hold a copy.
#[derive(Debug)]
pub(crate) enum NoCopy {
    /// It is the records folder, or is inside it.
    Inside,
    /// Its name goes up again (`..`) from a folder that does not exist, so its place is unknown.
    Nowhere,
    /// It is not empty, or the system refused.
    NotWritten(NotWritten),
}

impl From<io::Error> for NoCopy {
    fn from(error: io::Error) -> Self {
        Self::NotWritten(error.into())
    }
}

impl Copy {
    /// Returns the place of a copy of `folder`: new or empty, and outside `folder`. Inside it, the copy would be read as records
    /// and might be committed with them.
    pub(crate) fn at(root: PathBuf, folder: &Folder) -> Result<Self, NoCopy> {
        is_empty_but_for(&root, "").map_err(NoCopy::NotWritten)?;
        let (out, records) =
            (real_path(&root)?.ok_or(NoCopy::Nowhere)?, real_path(folder.root())?.ok_or(NoCopy::Nowhere)?);
        if out.starts_with(records) {
            return Err(NoCopy::Inside);
        }
        Ok(Self { root })
    }

    /// Writes a new file, named from the folder's root with `/`. All files get the same date: records are written in the order of
    /// their real ids, and the copy must not show that order.
    pub(crate) fn write_copy(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = Folder::at_root(self.root.clone()).path_of(name);
        write_new(&path, bytes)?;
        let file = std::fs::OpenOptions::new().write(true).open(path)?;
        file.set_modified(std::time::UNIX_EPOCH + WRITTEN)
    }

    /// Writes the files of `send init` that are not about a school: they say how git should treat the records.
    pub(crate) fn write_settings_of_git(&self) -> io::Result<()> {
        let of_git = FILES.iter().filter(|(name, _)| name.starts_with(".git"));
        of_git.into_iter().try_for_each(|(name, text)| self.write_copy(name, text.as_bytes()))
    }
}

/// Returns where a place really is, even if it does not exist yet: links above it are followed. `None` if its name leaves that
/// open.
#[expect(clippy::disallowed_methods, reason = "two places are compared; neither is printed")]
fn real_path(path: &Path) -> io::Result<Option<PathBuf>> {
    let there = path.ancestors().find(|above| !above.as_os_str().is_empty() && above.exists());
    let there = there.ok_or(io::ErrorKind::NotFound)?;
    let rest = path.strip_prefix(there).unwrap_or(path);
    if rest.components().any(|part| !matches!(part, Component::Normal(_))) {
        return Ok(None);
    }
    Ok(Some(std::fs::canonicalize(there)?.join(rest)))
}

/// Returns the place of a record in a copy: `pupils/x0123456789.yaml`, and inside a folder with a pseudonym if the record is in
/// one. `None` if the file's name has no pseudonym.
pub(crate) fn place_in_copy(file: &str, names: &Pseudonyms) -> Option<String> {
    let inside = file.strip_prefix("pupils/")?;
    let (folder, name) = inside.rsplit_once('/').map_or((None, inside), |(folder, name)| (Some(folder), name));
    let id = names.id(name.strip_suffix(".yaml")?)?;
    Some(match folder {
        Some(folder) => format!("pupils/{}/{id}.yaml", names.folder(folder)),
        None => format!("pupils/{id}.yaml"),
    })
}

/// The finding about a record that is missing from the copy although it could be read.
pub(crate) fn left_out(file: &str) -> Finding {
    let problem = Problem {
        field: KeyPath::default(),
        at: Position { line: 1, column: 1 },
        message: "it was changed while the copy was made, so it is not in the copy".to_owned(),
        help: "run the command again with another folder".to_owned(),
    };
    structural_finding(file, problem)
}
