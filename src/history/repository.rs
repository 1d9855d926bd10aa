//! The facts about a repository that can be read without starting git.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Unfinished work that a commit would become part of: the file or folder that git keeps in the meantime, and the name of the
/// work.
const UNFINISHED: &[(&str, &str)] = &[
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
];

/// A repository. Its top is the records folder, unless a function says otherwise.
#[derive(Debug)]
pub(super) struct Repository {
    /// Git's own folder.
    folder: PathBuf,
}

/// Why a commit is not possible at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotNow {
    /// Git's own folder is empty or incomplete.
    Damaged,
    /// A merge or similar work was started and not finished.
    Unfinished(&'static str),
    /// No branch is checked out: a commit would be lost with the next switch.
    Detached,
}

impl Repository {
    /// The repository of this folder itself; one above it does not count.
    pub(super) fn of_folder(root: &Path) -> Option<Self> {
        let place = root.join(".git");
        if place.is_dir() {
            return Some(Self { folder: place });
        }
        // A second work tree, or a repository within one, has a file that contains the path of git's folder.
        let text = place.is_file().then(|| fs::read_to_string(&place).unwrap_or_default())?;
        let named = text.strip_prefix("gitdir:").unwrap_or_default().trim();
        Some(Self { folder: root.join(named) })
    }

    /// The repository that contains this folder somewhere below its top.
    #[expect(
        clippy::disallowed_methods,
        reason = "the folder may be reached by links and `..`; the path is walked and never shown"
    )]
    pub(super) fn above_folder(root: &Path) -> Option<Self> {
        fs::canonicalize(root).ok()?.ancestors().skip(1).find_map(Self::of_folder)
    }

    /// Git's own folder of this work tree.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The branch that is checked out, such as `refs/heads/main`, if one is.
    pub(super) fn branch(&self) -> Option<String> {
        let head = fs::read_to_string(self.folder.join("HEAD")).ok()?;
        head.strip_prefix("ref:").map(|branch| branch.trim().to_owned())
    }

    /// Whether `HEAD` does not name the branch, because all branches are kept in one table (reftable). Then only git can say what
    /// is checked out.
    pub(super) fn hides_its_branch(&self) -> bool {
        self.branch().as_deref() == Some("refs/heads/.invalid")
    }

    /// The locks that git takes while it moves the checked-out branch to another commit: for the branch, for `HEAD`, and for the
    /// table of all branches if there is one.
    pub(super) fn locks_of_branch(&self, branch: Option<&str>) -> Vec<PathBuf> {
        let shared = self.shared_folder();
        let tables = [&self.folder, &shared].map(|folder| folder.join("reftable/tables.list.lock"));
        let mut locks = vec![self.folder.join("HEAD.lock")];
        locks.extend(branch.map(|branch| shared.join(format!("{branch}.lock"))));
        locks.extend(tables);
        locks.dedup();
        locks
    }

    /// The folder that all work trees of the repository share.
    fn shared_folder(&self) -> PathBuf {
        let named = fs::read_to_string(self.folder.join("commondir"));
        named.map_or_else(|_| self.folder.clone(), |named| self.folder.join(named.trim()))
    }

    /// Whether git may leave some files out of the folder (a sparse checkout).
    pub(super) fn may_be_sparse(&self) -> bool {
        self.folder.join("info/sparse-checkout").exists()
    }

    /// Whether the checked-out branch has a file. If git nevertheless reports a branch without a commit, it could not read that
    /// file.
    pub(super) fn has_its_branch(&self) -> bool {
        let head = fs::read_to_string(self.folder.join("HEAD")).unwrap_or_default();
        head.strip_prefix("ref:").is_some_and(|branch| self.shared_folder().join(branch.trim()).is_file())
    }

    /// Checks whether a commit is possible now.
    ///
    /// # Errors
    /// The reason why not.
    pub(super) fn check_ready(&self) -> Result<(), NotNow> {
        let head = self.folder.join("HEAD");
        let Ok(text) = fs::read_to_string(&head) else { return Err(NotNow::Damaged) };
        if let Some((_, name)) = UNFINISHED.iter().find(|(mark, _)| self.folder.join(mark).exists()) {
            return Err(NotNow::Unfinished(name));
        }
        // Very old repositories have a link here instead of text.
        if text.starts_with("ref:") || head.is_symlink() { Ok(()) } else { Err(NotNow::Detached) }
    }

    /// Makes sure that all of git's folder is on the disk, because otherwise a power cut could lose the commit (RELIABILITY,
    /// Appendix B).
    ///
    /// # Errors
    /// The disk does not confirm it.
    #[cfg(target_os = "linux")]
    pub(super) fn settle(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(fs::File::open(&self.folder)?)?)
    }

    /// Other systems have no such call; `core.fsync=all` has written the files themselves to the disk.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn settle(&self) -> io::Result<()> {
        Ok(())
    }
}
