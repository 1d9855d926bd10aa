//! Files that are made for other people: papers and lists with names in them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::file::NotAFile;
use super::folder::Folder;
use super::write::{make_private_folder, put_privately};

/// The folder for them among the records, which the template tells git to pass over.
pub(crate) const EXPORTS: &str = "exports";

/// Why a paper was not written.
#[derive(Debug)]
pub(crate) enum NoPaper {
    /// It would lie among the records, where git keeps it for ever.
    AmongTheRecords,
    /// There is a file of that name, or a folder of pages.
    IsThere,
    /// Something that is not a regular file is there: it is not replaced, whatever was asked for.
    IsNotAFile(NotAFile),
    /// The same in the place of a page of a report: the page's name.
    PageIsNotAFile(String, NotAFile),
    /// The place for the pages of a report holds this, in words, and not a folder.
    IsNotAFolder(&'static str),
    /// There is something that `send report` has not made.
    IsNotOurs,
    /// The system refused.
    System(io::Error),
}

impl From<io::Error> for NoPaper {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::AlreadyExists { Self::IsThere } else { Self::System(error) }
    }
}

impl Folder {
    /// Writes a paper that only its owner may read. Within the folder of the records it may lie in `exports/` alone. One that
    /// is there is left alone, unless it is to be replaced. Only regular files are replaced.
    ///
    /// # Errors
    /// Where nothing was written, and an older paper is as it was.
    pub(crate) fn hand_over(&self, path: &Path, bytes: &[u8], replace: bool) -> Result<(), NoPaper> {
        if self.is_among_the_records(path)? {
            return Err(NoPaper::AmongTheRecords);
        }
        match NotAFile::at_place(path)? {
            Some(found) => Err(NoPaper::IsNotAFile(found)),
            None => Ok(put_privately(path, bytes, replace)?),
        }
    }

    /// Whether a place lies in the folder, but not in `exports/`. Links above it are followed.
    #[expect(clippy::disallowed_methods, reason = "two places are compared; neither is printed")]
    fn is_among_the_records(&self, path: &Path) -> io::Result<bool> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let exports = self.root().join(EXPORTS);
        if parent == exports && std::fs::symlink_metadata(&exports).is_err() {
            std::fs::create_dir(&exports)?;
        }
        let (parent, root) = (std::fs::canonicalize(parent)?, std::fs::canonicalize(self.root())?);
        Ok(parent
            .strip_prefix(root)
            .is_ok_and(|inside| inside.components().next().is_none_or(|first| first.as_os_str() != EXPORTS)))
    }

    /// The folder for the pages of a report: a new one, or where `replace` says so one that an earlier report has made.
    ///
    /// # Errors
    /// Where no page may be written there.
    pub(crate) fn pages_in(&self, path: &Path, replace: bool) -> Result<Pages, NoPaper> {
        if self.is_among_the_records(path)? {
            return Err(NoPaper::AmongTheRecords);
        }
        let pages = Pages { folder: path.to_path_buf() };
        match NotAFile::at_place(path)? {
            Some(NotAFile::Folder) => {}
            Some(found) => return Err(NoPaper::IsNotAFolder(found.in_words())),
            None if std::fs::symlink_metadata(path).is_ok() => return Err(NoPaper::IsNotAFolder("a file")),
            None => {
                make_private_folder(path)?;
                return Ok(pages);
            }
        }
        // `..` may lead back among the records.
        if self.is_among_the_records(&path.join(MARK))? {
            return Err(NoPaper::AmongTheRecords);
        }
        match (pages.earlier_pages(), replace) {
            (None, _) => Err(NoPaper::IsNotOurs),
            (Some(_), false) => Err(NoPaper::IsThere),
            (Some(_), true) => Ok(pages),
        }
    }
}

/// The file by which a folder of pages is known again. It names every page, so that none is ever left behind or taken for one.
const MARK: &str = "made-by-send-report.txt";

/// What the mark begins with.
const MARK_SAYS: &str = "`send report` made this folder, and `send report --replace` writes it anew. Its pages:";

/// A folder of pages.
#[derive(Debug)]
pub(crate) struct Pages {
    folder: PathBuf,
}

impl Pages {
    /// Says which pages are to come, beside those that are there: should the program be stopped, the next report knows them all.
    ///
    /// # Errors
    /// Before anything is written, if something that is not a regular file is in the place of a page.
    pub(crate) fn announce_pages(&self, names: &[&str]) -> Result<(), NoPaper> {
        let earlier = self.earlier_pages().unwrap_or_default();
        let all: BTreeSet<&str> = earlier.iter().map(String::as_str).chain(names.iter().copied()).collect();
        for name in all.iter().chain(&[MARK]) {
            if let Some(found) = NotAFile::at_place(&self.folder.join(name))? {
                return Err(NoPaper::PageIsNotAFile((*name).to_owned(), found));
            }
        }
        Ok(self.write_mark(all)?)
    }

    /// Writes a page that only its owner may read.
    pub(crate) fn put_page(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        put_privately(&self.folder.join(name), bytes, true)
    }

    /// Takes out the pages of an earlier report that this one has not: of children who have left since.
    pub(crate) fn remove_stale_pages(&self, names: &[&str]) -> io::Result<()> {
        for stale in self.earlier_pages().unwrap_or_default().iter().filter(|name| !names.contains(&name.as_str())) {
            match std::fs::remove_file(self.folder.join(stale)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        self.write_mark(names.iter().copied().collect())
    }

    fn write_mark(&self, names: BTreeSet<&str>) -> io::Result<()> {
        let names: Vec<&str> = names.into_iter().collect();
        self.put_page(MARK, format!("{MARK_SAYS}\n{}\n", names.join("\n")).as_bytes())
    }

    /// The pages of an earlier report; nothing where none was made here. A name that is no plain one is none of its pages.
    fn earlier_pages(&self) -> Option<Vec<String>> {
        let mark = self.folder.join(MARK);
        // A pipe in its place would be waited for.
        if NotAFile::at_place(&mark).ok()?.is_some() {
            return None;
        }
        let text = std::fs::read_to_string(mark).ok()?;
        let names = text.strip_prefix(MARK_SAYS)?.lines();
        Some(names.filter(|name| is_name_of_a_page(name)).map(str::to_owned).collect())
    }
}

/// Whether a file's name is one that a page may have: small letters, digits and hyphens, then `.html`.
fn is_name_of_a_page(name: &str) -> bool {
    let stem = name.strip_suffix(".html").unwrap_or_default();
    !stem.is_empty() && stem.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-')
}
