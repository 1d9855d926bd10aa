//! The names of the records in the last commit, and all names that the history has had. A record that is in the last commit but
//! not on the disk is noticed as missing. A new record never gets a name that the history has had.

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use super::folder_history::FolderHistory;
use super::git::{GitFolder, GitInput};
use super::history_fault::{HistoryFault, not_started};
use super::versions::commits_up_to;

/// The longest time that a report waits for git.
const LIMIT: Duration = Duration::from_secs(2);

/// The files under `pupils` in the last commit.
#[derive(Debug)]
pub(crate) struct Committed {
    /// Their names from the folder's root, with `/`.
    pub(crate) names: Vec<String>,
    /// Whether git may leave files of it out of the folder (a sparse checkout).
    pub(crate) is_sparse: bool,
}

/// Asks for the files under `pupils` in the last commit, by one run of git. The folder may also be part of a larger repository.
/// `None` if it is not under git, or has no commit yet.
///
/// # Errors
/// Git cannot be started, fails, or does not answer in time.
pub(crate) fn committed_records(git: &GitFolder<'_>) -> Result<Option<Committed>, HistoryFault> {
    let Some(history) = FolderHistory::of_folder(git) else { return Ok(None) };
    let asked = ["ls-tree", "-r", "-z", "--name-only", "HEAD", "--", "pupils/"];
    let answer = history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing).map_err(|error| not_asked(&error))?;
    if !answer.done {
        return history.none_yet(answer);
    }
    let names = answer.out.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let names = names.map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    Ok(Some(Committed { names, is_sparse: history.repository.may_be_sparse() }))
}

/// All names that the history has had.
#[derive(Debug)]
pub(crate) struct Had {
    /// The last commit of the history.
    pub(crate) commit: String,
    /// The names of the files under `pupils`, without folder and extension, in small letters.
    pub(crate) names: BTreeSet<String>,
    /// Whether the beginning of the history is missing from this copy (a shallow clone).
    pub(crate) is_shallow: bool,
}

/// Searches the history for the names of all files that were ever under `pupils`. If an earlier search went up to the commit
/// `known`, only later commits are searched. `None` if the folder is not under git, or has no commit yet.
///
/// # Errors
/// Git cannot be run, or does not give a full answer.
pub(crate) fn names_had(git: &GitFolder<'_>, known: Option<&str>) -> Result<Option<Had>, HistoryFault> {
    let Some(history) = FolderHistory::of_folder(git) else { return Ok(None) };
    let asked = ["rev-parse", "--is-shallow-repository", "--verify", "HEAD"];
    let answer = history.git.run_to_end(&[], &asked, "").map_err(|error| not_started(&error))?;
    if !answer.done {
        return history.none_yet(answer);
    }
    let text = String::from_utf8_lossy(&answer.out).into_owned();
    let (shallow, commit) = text.trim().split_once('\n').unwrap_or_default();
    let commits = match known {
        Some(known) if known == commit => Vec::new(),
        // If git does not know the commit, someone has rewritten the history.
        Some(known) => commits_up_to(&history.git, &format!("{known}..{commit}"), &["pupils"])
            .or_else(|_| commits_up_to(&history.git, commit, &["pupils"]))?,
        None => commits_up_to(&history.git, commit, &["pupils"])?,
    };
    let files = commits.iter().flat_map(|commit| &commit.changes).map(|change| small_stem(&change.path));
    Ok(Some(Had { commit: commit.to_owned(), names: files.collect(), is_shallow: shallow == "true" }))
}

/// The name of a file without folder and extension, in small letters, because Windows ignores capitals.
fn small_stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase()
}

fn not_asked(error: &io::Error) -> HistoryFault {
    let (message, help) = if error.kind() == io::ErrorKind::NotFound {
        (
            "no git was found on this computer".to_owned(),
            "install git (git-scm.com), or run the command on a computer that has it",
        )
    } else if error.kind() == io::ErrorKind::TimedOut {
        (
            format!("it did not answer within {} seconds", LIMIT.as_secs()),
            "run the command again; if that does not help, check that `git status` works in this folder",
        )
    } else {
        (format!("it could not be started ({error})"), "check that git works on this computer")
    };
    HistoryFault { message, help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Place;
    use super::*;

    fn names(place: &Place) -> Option<Vec<String>> {
        committed_records(&place.guarded(&place.root())).unwrap().map(|committed| committed.names)
    }

    #[test]
    fn the_files_of_the_last_commit_are_named_whatever_is_on_the_disk() {
        let Some(place) = Place::new() else { return };
        assert_eq!(names(&place), Some(Vec::new()));
        for file in ["pupils/p014.yaml", "pupils/Größe 4/p015.yaml", "pupils/a/b/p016.yaml", "documents/p014.pdf"] {
            place.write(file, "x\n");
        }
        place.git(&["add", "."]);
        assert_eq!(names(&place), Some(Vec::new()));
        place.git(&["commit", "--quiet", "-m", "records"]);
        std::fs::remove_dir_all(place.root().join("pupils")).unwrap();
        let expected = ["pupils/Größe 4/p015.yaml", "pupils/a/b/p016.yaml", "pupils/p014.yaml"];
        assert_eq!(names(&place).unwrap(), expected);
    }

    #[test]
    fn a_larger_repository_names_them_from_the_records_folder() {
        let Some(place) = Place::bare_of_git() else { return };
        assert_eq!(names(&place), None);
        place.git(&["init", "--quiet", ".."]);
        assert_eq!(names(&place), None);
        place.write("pupils/p014.yaml", "x\n");
        place.write("../pupils/p015.yaml", "another folder's\n");
        place.git(&["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "add", "--all", ".."]);
        place.git(&["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "commit", "--quiet", "-m", "records"]);
        assert_eq!(names(&place).unwrap(), ["pupils/p014.yaml"]);
        // The settings name a different work tree from the folder that git is started in.
        place.git(&["config", "core.worktree", "/elsewhere"]);
        assert!(names(&place).is_some());
    }

    #[test]
    fn a_repository_that_git_cannot_read_is_not_treated_as_empty() {
        let Some(place) = Place::new() else { return };
        std::fs::write(place.root().join(".git/refs/heads/main"), "").unwrap();
        assert!(committed_records(&place.guarded(&place.root())).is_err());
    }
}
