//! What can be seen of a repository without starting git.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Unfinished work that a commit would become a part of: the file or folder that git keeps meanwhile, and its name.
const UNFINISHED: &[(&str, &str)] = &[
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
];

/// A repository. Its top is the folder of the records, unless a function says otherwise.
#[derive(Debug)]
pub(super) struct Repository {
    /// Git's own folder.
    folder: PathBuf,
}

/// Why nothing can be committed just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotNow {
    /// Git's own folder is empty or cut off.
    Damaged,
    /// A merge or the like was begun and not ended.
    Unfinished(&'static str),
    /// No branch is checked out: a commit would be lost with the next switch.
    Detached,
}

impl Repository {
    /// The repository of this very folder; one above it does not count.
    pub(super) fn of_folder(root: &Path) -> Option<Self> {
        let place = root.join(".git");
        if place.is_dir() {
            return Some(Self { folder: place });
        }
        // A second work tree, or a repository within one, has a file that says where git's folder is.
        let text = place.is_file().then(|| fs::read_to_string(&place).unwrap_or_default())?;
        let named = text.strip_prefix("gitdir:").unwrap_or_default().trim();
        Some(Self { folder: root.join(named) })
    }

    /// The repository that has this folder somewhere below its top.
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

    /// Whether `HEAD` says nothing, because all branches are kept in one table (reftable): then only git can tell what is checked out.
    pub(super) fn hides_its_branch(&self) -> bool {
        self.branch().as_deref() == Some("refs/heads/.invalid")
    }

    /// The locks that git takes while it moves a branch that is checked out to another commit: of the branch, of `HEAD`, and of
    /// all branches where they are kept in one table.
    pub(super) fn locks_of_branch(&self, branch: Option<&str>) -> Vec<PathBuf> {
        let shared = self.shared_folder();
        let tables = [&self.folder, &shared].map(|folder| folder.join("reftable/tables.list.lock"));
        let mut locks = vec![self.folder.join("HEAD.lock")];
        locks.extend(branch.map(|branch| shared.join(format!("{branch}.lock"))));
        locks.extend(tables);
        locks.dedup();
        locks
    }

    /// The folder with what all work trees of the repository share.
    fn shared_folder(&self) -> PathBuf {
        let named = fs::read_to_string(self.folder.join("commondir"));
        named.map_or_else(|_| self.folder.clone(), |named| self.folder.join(named.trim()))
    }

    /// Whether git may leave some of the files out of the folder (a sparse checkout).
    pub(super) fn may_be_sparse(&self) -> bool {
        self.folder.join("info/sparse-checkout").exists()
    }

    /// Whether the branch that is checked out has a file. If git says all the same that the branch has no commit, it could not
    /// read that file.
    pub(super) fn has_its_branch(&self) -> bool {
        let head = fs::read_to_string(self.folder.join("HEAD")).unwrap_or_default();
        head.strip_prefix("ref:").is_some_and(|branch| self.shared_folder().join(branch.trim()).is_file())
    }

    /// Whether a commit can be made now.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn check_ready(&self) -> Result<(), NotNow> {
        let head = self.folder.join("HEAD");
        let Ok(text) = fs::read_to_string(&head) else { return Err(NotNow::Damaged) };
        if let Some((_, name)) = UNFINISHED.iter().find(|(mark, _)| self.folder.join(mark).exists()) {
            return Err(NotNow::Unfinished(name));
        }
        // Very old repositories have a link here in place of the words.
        if text.starts_with("ref:") || head.is_symlink() { Ok(()) } else { Err(NotNow::Detached) }
    }

    /// Sees to it that all of git's folder is on the disk: without it a power cut takes the commit (RELIABILITY,
    /// Appendix B).
    ///
    /// # Errors
    /// Where the disk does not confirm it.
    #[cfg(target_os = "linux")]
    pub(super) fn settle(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(fs::File::open(&self.folder)?)?)
    }

    /// Elsewhere there is no such call; `core.fsync=all` has seen to the files themselves.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn settle(&self) -> io::Result<()> {
        Ok(())
    }
}
