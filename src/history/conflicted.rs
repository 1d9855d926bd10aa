//! Files that a merge left in conflict, as git's index holds them: stage 1 is the common ancestor, 2 ours, 3 theirs.

use super::filters::Filters;
use super::folder_history::FolderHistory;
use super::git::GitFolder;
use super::repository::{NotNow, Repository};

/// The three versions of a file in conflict; `None` for a side that has no version.
pub(crate) type ConflictStages = [Option<Vec<u8>>; 3];

/// Why git could not do something: the problem, and the remedy.
pub(crate) type GitRefusal = (String, String);

/// The files in conflict, each with the objects of its stages.
fn list_stages(git: &GitFolder<'_>, file: Option<&str>) -> Result<Vec<(String, usize, String)>, GitRefusal> {
    let all = ["ls-files", "--unmerged", "-z", "--"];
    let arguments: Vec<&str> = all.into_iter().chain(file).collect();
    let out = output_of_git(git, &arguments)?;
    let entries = out.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
    Ok(entries
        .filter_map(|entry| {
            // `100644 <object> <stage>`, a tab, the name.
            let entry = String::from_utf8_lossy(entry).into_owned();
            let (head, name) = entry.split_once('\t')?;
            let mut parts = head.split(' ').skip(1);
            Some((name.to_owned(), parts.nth(1)?.parse().ok()?, head.split(' ').nth(1)?.to_owned()))
        })
        .collect())
}

/// The names of the files in conflict.
///
/// # Errors
/// Git cannot be run.
pub(crate) fn conflicted_files(git: &GitFolder<'_>) -> Result<Vec<String>, GitRefusal> {
    let mut names: Vec<String> = list_stages(git, None)?.into_iter().map(|(name, ..)| name).collect();
    names.dedup();
    Ok(names)
}

/// The versions of a file in conflict; `None` if it is not in conflict, or the folder is not under git.
///
/// # Errors
/// Git cannot be run.
pub(crate) fn conflict_of(git: &GitFolder<'_>, file: &str) -> Result<Option<ConflictStages>, GitRefusal> {
    if FolderHistory::of_folder(git).is_none() {
        return Ok(None);
    }
    let mut stages: ConflictStages = [None, None, None];
    let found = list_stages(git, Some(file))?;
    for (_, stage, object) in found.iter().filter(|(name, ..)| name == file) {
        let bytes = output_of_git(git, &["cat-file", "blob", object])?;
        if let Some(place) = stage.checked_sub(1).and_then(|at| stages.get_mut(at)) {
            *place = Some(bytes);
        }
    }
    Ok(stages.iter().any(Option::is_some).then_some(stages))
}

/// Marks the conflict in a file as settled, with the file as it is on the disk now.
///
/// # Errors
/// Git does not accept it.
pub(crate) fn settle_conflict(git: &GitFolder<'_>, file: &str) -> Result<(), GitRefusal> {
    let filters = Filters::in_settings(git).map_err(not_started)?;
    let meant = filters.meant_for(git, file).map_err(not_started)?;
    if let Some(filter) = meant.or_else(|| filters.first_unspeakable()) {
        return Err((
            format!(
                "git's settings say that the program `{filter}` must process it, but send does not start such programs"
            ),
            String::new(),
        ));
    }
    let answer = git.run_to_end(&filters.settings_that_switch_off(), &["add", "--", file], "").map_err(not_started)?;
    if answer.done { Ok(()) } else { Err(answer.said.fault_in_words(git.root())) }
}

/// Git could not be started.
fn not_started(error: std::io::Error) -> GitRefusal {
    (format!("git could not be started ({error})"), String::new())
}

/// The work that was started in git and not finished: `merge`, `rebase` and so on.
pub(crate) fn unfinished_work(git: &GitFolder<'_>) -> Option<&'static str> {
    match Repository::of_folder(git.root())?.check_ready() {
        Err(NotNow::Unfinished(what)) => Some(what),
        Err(NotNow::Damaged | NotNow::Detached) | Ok(()) => None,
    }
}

fn output_of_git(git: &GitFolder<'_>, arguments: &[&str]) -> Result<Vec<u8>, GitRefusal> {
    match git.run_to_end(&[], arguments, "") {
        Ok(answer) if answer.done => Ok(answer.out),
        Ok(answer) => Err(answer.said.fault_in_words(git.root())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(("no git was found on this computer".to_owned(), "install it from git-scm.com".to_owned()))
        }
        Err(error) => {
            Err((format!("git could not be started ({error})"), "check that git works on this computer".to_owned()))
        }
    }
}
