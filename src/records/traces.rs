//! Everything in the folder besides the records: other texts that may name a pupil, drafts, and papers.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::file::{self, unreachable_file};
use super::folder::{Folder, is_side_file};
use super::links::OWN;
use super::write::DRAFTS;

/// Folders that are not searched as text: git's, the program's own, and papers.
const NOT_TEXTS: &[&str] = &[".git", ".send", "documents"];

/// A file that could not be searched, and why.
pub(crate) type Unsearched = (String, String);

impl Folder {
    /// Shows every text of the folder to `look`, with its name in the folder. Returns what could not be shown, with the reason.
    pub(crate) fn each_text(&self, mut look: impl FnMut(&str, &str)) -> Vec<Unsearched> {
        let mut unsearched = Vec::new();
        let walk = WalkDir::new(self.root()).min_depth(1).follow_links(false).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(is_searched) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                // The lock of Emacs is a link to a name, which has no text to search.
                Ok(entry) if entry.path_is_symlink() && is_side_file(&entry.file_name().to_string_lossy()) => {}
                Ok(entry) => match file::read_file(entry.path()) {
                    Ok(bytes) => look(&self.name_of(entry.path()), &String::from_utf8_lossy(&bytes)),
                    Err((why, _)) => unsearched.push((self.name_of(entry.path()), why)),
                },
                Err(error) => {
                    let name = self.name_of(error.path().unwrap_or(self.root()));
                    unsearched.push((name, "this folder could not be opened".to_owned()));
                }
            }
        }
        unsearched
    }

    /// Returns the names of the files under `documents`, from the folder's root.
    pub(crate) fn names_of_papers(&self) -> Vec<String> {
        let walk = WalkDir::new(self.root().join("documents")).follow_links(false).sort_by_file_name();
        let files = walk.into_iter().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
        files.map(|entry| self.name_of(entry.path())).collect()
    }

    /// Returns texts that were typed into an editor and abandoned: the names of the files in `.send/drafts`, each with its bytes
    /// or the reason why it cannot be read. If the folder cannot be opened, it is named instead of its files.
    pub(crate) fn abandoned_drafts(&self) -> Vec<(String, Result<Vec<u8>, String>)> {
        let place = match self.own_path(DRAFTS) {
            Ok(place) => place,
            Err(error) => return vec![(format!("{OWN}/{DRAFTS}"), Err(unreachable_file(&error).0))],
        };
        let walk = WalkDir::new(place).min_depth(1).max_depth(1).sort_by_file_name();
        let files = walk.into_iter().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
        let read = |path: &Path| file::read_file(path).map_err(|(why, _)| why);
        files.map(|entry| (self.name_of(entry.path()), read(entry.path()))).collect()
    }
}

/// Whether a draft's file is named like one about the pupil with this id: `p014.yaml`, `p014-plan.yaml`, `p014-2.yaml`.
pub(crate) fn is_draft_of(name: &str, id: &str) -> bool {
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(rest) = stem.strip_prefix(id) else { return false };
    let rest = rest.strip_prefix("-plan").unwrap_or(rest);
    rest.is_empty() || rest.strip_prefix('-').is_some_and(is_number)
}

/// Whether a text consists of digits.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a file, or a folder and its contents, is searched as text.
fn is_searched(entry: &DirEntry) -> bool {
    entry.depth() != 1 || NOT_TEXTS.iter().all(|name| !entry.file_name().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_known_by_its_name() {
        for (name, expected) in [
            (".send/drafts/p014.yaml", true),
            (".send/drafts/p014-3.yaml", true),
            (".send/drafts/p014-plan.yaml", true),
            (".send/drafts/p014-plan-2.yaml", true),
            (".send/drafts/p0145.yaml", false),
            (".send/drafts/p014-b.yaml", false),
            (".send/drafts/p01.yaml", false),
        ] {
            assert_eq!(is_draft_of(name, "p014"), expected, "{name}");
        }
    }

    #[test]
    fn every_text_but_papers_and_the_program_s_own_is_shown() {
        let scratch = tempfile::tempdir().unwrap();
        for name in ["send.toml", "pupils/p1.yaml", "pupils/x.bak", "documents/a.txt", ".send/undo/1", ".git/HEAD"] {
            let path = scratch.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        std::fs::write(scratch.path().join("big"), vec![b'x'; (1 << 20) + 1]).unwrap();
        let folder = Folder::at_root(scratch.path().to_path_buf());
        let mut seen = Vec::new();
        let unsearched = folder.each_text(|name, _| seen.push(name.to_owned()));
        assert_eq!(seen, ["pupils/p1.yaml", "pupils/x.bak", "send.toml"]);
        assert_eq!(unsearched.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["big"]);
        assert_eq!(folder.names_of_papers(), ["documents/a.txt"]);
    }
}
