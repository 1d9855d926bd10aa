//! Files that are made for other people: papers and lists with names in them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::file::NotAFile;
use super::folder::Folder;
use super::write::{make_private_folder, put_privately};

/// The folder for them in the records folder. The template tells git to ignore it.
pub(crate) const EXPORTS: &str = "exports";

/// Why a paper was not written.
#[derive(Debug)]
pub(crate) enum NoPaper {
    /// It would be among the records, and git would keep it for ever.
    AmongTheRecords,
    /// There is already a file of that name, or a folder of pages.
    IsThere,
    /// Something that is not a regular file is there. It is never replaced.
    IsNotAFile(NotAFile),
    /// The same in place of a page of a report, with the name of the page.
    PageIsNotAFile(String, NotAFile),
    /// The place for the pages of a report holds this, in words, and not a folder.
    IsNotAFolder(&'static str),
    /// There is something that `send report` did not make.
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
    /// Writes a paper that only its owner may read. In the records folder it may only be in `exports/`. An existing paper is
    /// replaced only if `replace` says so, and only if it is a regular file.
    ///
    /// # Errors
    /// The paper was not written, and an older one is unchanged.
    pub(crate) fn hand_over(&self, path: &Path, bytes: &[u8], replace: bool) -> Result<(), NoPaper> {
        if self.is_among_the_records(path)? {
            return Err(NoPaper::AmongTheRecords);
        }
        match NotAFile::at_place(path)? {
            Some(found) => Err(NoPaper::IsNotAFile(found)),
            None => Ok(put_privately(path, bytes, replace)?),
        }
    }

    /// Whether a place is in the records folder but not in `exports/`. Links above it are followed.
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

    /// Returns the folder for the pages of a report: a new one or, if `replace` says so, one that an earlier report made.
    ///
    /// # Errors
    /// No page may be written there.
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

/// The file that identifies a folder of pages. It names every page, so that no page is ever left behind and no other file is
/// taken for one.
const MARK: &str = "made-by-send-report.txt";

/// How that file begins.
const MARK_SAYS: &str = "`send report` made this folder, and `send report --replace` writes it anew. Its pages:";

/// A folder of pages.
#[derive(Debug)]
pub(crate) struct Pages {
    folder: PathBuf,
}

impl Pages {
    /// Records the pages that will be written, in addition to the existing ones. If the program is stopped, the next report knows
    /// them all.
    ///
    /// # Errors
    /// Something that is not a regular file is in the place of a page. No page has been written yet.
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

    /// Deletes the pages of an earlier report that this one does not have: those of children who have left since.
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

    /// Returns the pages of an earlier report, `None` if no report was made here. A name in another form is not one of its pages.
    fn earlier_pages(&self) -> Option<Vec<String>> {
        let mark = self.folder.join(MARK);
        // Reading a pipe in its place would wait for ever.
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
