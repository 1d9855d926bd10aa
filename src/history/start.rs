//! A history begun: the repository made, and the name under which somebody writes in it.

use super::commit::not_started;
use super::conflicted::GitRefusal;
use super::folder_history::FolderHistory;
use super::git::{GitFolder, GitInput};
use super::objects::LIMIT;

/// Makes the folder a repository of its own, unless it is under git already. Whether one was made.
///
/// # Errors
/// Git cannot make it.
pub(crate) fn start_repository(git: &GitFolder<'_>) -> Result<bool, GitRefusal> {
    if FolderHistory::of_folder(git).is_some() {
        return Ok(false);
    }
    // Neither a template nor a default of this computer decides what is in it.
    let asked = ["init", "--quiet", "--initial-branch=main", "--template="];
    // Where there is no repository yet, git wants to hear of no folder for it.
    ask(&git.within_a_larger_repository(), &asked).map(|()| true)
}

/// Whether git knows who writes here. A name that it would make up from that of the computer does not count.
///
/// # Errors
/// Git cannot be started.
pub(crate) fn knows_user(git: &GitFolder<'_>) -> Result<bool, GitRefusal> {
    let settings = ["user.useConfigOnly=true".to_owned()];
    let answer = git.run_within(LIMIT, &settings, &["var", "GIT_AUTHOR_IDENT"], GitInput::Nothing);
    answer.map(|answer| answer.done).map_err(|error| not_started(&error))
}

/// Tells git who writes in this copy of the folder.
///
/// # Errors
/// Git cannot keep it.
pub(crate) fn tell_user(git: &GitFolder<'_>, name: &str, mail: &str) -> Result<(), GitRefusal> {
    let Some(history) = FolderHistory::of_folder(git) else { return Ok(()) };
    ask(&history.git, &["config", "--local", "user.name", name])?;
    ask(&history.git, &["config", "--local", "user.email", mail])
}

fn ask(git: &GitFolder<'_>, asked: &[&str]) -> Result<(), GitRefusal> {
    let answer = git.run_within(LIMIT, &[], asked, GitInput::Nothing).map_err(|error| not_started(&error))?;
    if answer.done { Ok(()) } else { Err(answer.said.fault_in_words(git.root())) }
}
