//! Starting a history: making the repository, and setting the name and address for its commits.

use super::commit::not_started;
use super::conflicted::GitRefusal;
use super::folder_history::FolderHistory;
use super::git::{GitFolder, GitInput};
use super::objects::LIMIT;

/// Makes the folder its own repository, unless it is already under git. Returns whether one was made.
///
/// # Errors
/// Git cannot make it.
pub(crate) fn start_repository(git: &GitFolder<'_>) -> Result<bool, GitRefusal> {
    if FolderHistory::of_folder(git).is_some() {
        return Ok(false);
    }
    // Neither a template nor a default of this computer affects its contents.
    let asked = ["init", "--quiet", "--initial-branch=main", "--template="];
    // If there is no repository yet, git must not be given a folder for it.
    ask(&git.within_a_larger_repository(), &asked).map(|()| true)
}

/// Whether git knows who the user is. A name that it would derive from the computer does not count.
///
/// # Errors
/// Git cannot be started.
pub(crate) fn knows_user(git: &GitFolder<'_>) -> Result<bool, GitRefusal> {
    let settings = ["user.useConfigOnly=true".to_owned()];
    let answer = git.run_within(LIMIT, &settings, &["var", "GIT_AUTHOR_IDENT"], GitInput::Nothing);
    answer.map(|answer| answer.done).map_err(|error| not_started(&error))
}

/// Sets the user's name and email address for this copy of the folder.
///
/// # Errors
/// Git cannot store them.
pub(crate) fn tell_user(git: &GitFolder<'_>, name: &str, mail: &str) -> Result<(), GitRefusal> {
    let Some(history) = FolderHistory::of_folder(git) else { return Ok(()) };
    ask(&history.git, &["config", "--local", "user.name", name])?;
    ask(&history.git, &["config", "--local", "user.email", mail])
}

fn ask(git: &GitFolder<'_>, asked: &[&str]) -> Result<(), GitRefusal> {
    let answer = git.run_within(LIMIT, &[], asked, GitInput::Nothing).map_err(|error| not_started(&error))?;
    if answer.done { Ok(()) } else { Err(answer.said.fault_in_words(git.root())) }
}
