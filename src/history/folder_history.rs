//! The repository that keeps the history of a folder: its own, or a larger one that the folder is part of.

use super::git::{GitAnswer, GitFolder, GitInput};
use super::history_fault::{HistoryFault, history_fault, not_started};
use super::objects::LIMIT;
use super::repository::Repository;

/// The history of the folder, in its own repository or in a larger one.
#[derive(Debug)]
pub(super) struct FolderHistory<'a> {
    /// The repository.
    pub(super) repository: Repository,
    /// Git for the folder, which may go up to the top of the repository.
    pub(super) git: GitFolder<'a>,
    /// Whether the repository is a larger one.
    pub(super) is_larger: bool,
}

impl<'a> FolderHistory<'a> {
    /// The history of the folder; `None` if neither it nor a folder above it is under git.
    pub(super) fn of_folder(git: &GitFolder<'a>) -> Option<Self> {
        if let Some(repository) = Repository::of_folder(git.root()) {
            return Some(Self { repository, git: git.clone(), is_larger: false });
        }
        let repository = Repository::above_folder(git.root())?;
        Some(Self { repository, git: git.clone(), is_larger: true })
    }

    /// The path from the top of the repository to the folder, such as `schools/elmfield/`; empty if the folder is the top.
    ///
    /// # Errors
    /// Git cannot be run, or fails.
    pub(super) fn way_to_folder(&self) -> Result<String, HistoryFault> {
        if !self.is_larger {
            return Ok(String::new());
        }
        let asked = ["rev-parse", "--show-prefix"];
        let answer = self.git.run_within(LIMIT, &[], &asked, GitInput::Nothing).map_err(|error| not_started(&error))?;
        if !answer.done {
            return Err(history_fault(answer.said.fault_in_words(self.git.root())));
        }
        Ok(String::from_utf8_lossy(&answer.out).trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Handles a failure of git: returns `None` if the cause is that the history has no commit yet.
    ///
    /// # Errors
    /// Any other cause.
    pub(super) fn none_yet<T>(&self, failed: GitAnswer) -> Result<Option<T>, HistoryFault> {
        let is_new = failed.said.is_no_commit() && !self.repository.has_its_branch();
        // Git does not search upwards beyond the disk that the folder is on.
        let is_on_another_disk = self.is_larger && failed.said.is_no_repository();
        if is_new || is_on_another_disk {
            Ok(None)
        } else {
            Err(history_fault(failed.said.fault_in_words(self.git.root())))
        }
    }
}
