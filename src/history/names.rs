//! The names of the records in the last commit: the disk is compared with them, so that a record that is gone is noticed.

use std::io;
use std::time::Duration;

use super::git::{Answer, Git};
use super::repository::Repository;
use super::versions::Trouble;

/// A report waits this long for git, at most.
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
pub(crate) fn committed(git: &Git<'_>) -> Result<Option<Committed>, Trouble> {
    let own = Repository::of(git.root());
    let is_part = own.is_none();
    let Some(repository) = own.or_else(|| Repository::above(git.root())) else { return Ok(None) };
    let answer = if is_part { list(&git.within_a_larger_repository()) } else { list(git) };
    let answer = answer.map_err(|error| not_asked(&error))?;
    if answer.done {
        let names = answer.out.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        let names = names.map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        return Ok(Some(Committed { names, is_sparse: repository.may_be_sparse() }));
    }
    let is_new = answer.said.is_no_commit() && !repository.has_its_branch();
    // Git does not go up over the edge of a disk.
    let is_on_another_disk = is_part && answer.said.is_no_repository();
    if is_new || is_on_another_disk {
        return Ok(None);
    }
    let (message, help) = answer.said.explained(git.root());
    Err(Trouble { message, help })
}

fn list(git: &Git<'_>) -> io::Result<Answer> {
    git.run_within(LIMIT, &["ls-tree", "-r", "-z", "--name-only", "HEAD", "--", "pupils/"])
}

fn not_asked(error: &io::Error) -> Trouble {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            "there is no git on this computer".to_owned(),
            "install git (git-scm.com), or compare with a computer that has it",
        ),
        io::ErrorKind::TimedOut => (
            format!("it did not answer within {} seconds", LIMIT.as_secs()),
            "run the command again; if it says the same, see whether `git status` works in this folder",
        ),
        _ => (format!("it could not be started ({error})"), "see that git works on this computer"),
    };
    Trouble { message, help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Place;
    use super::*;

    fn names(place: &Place) -> Option<Vec<String>> {
        committed(&place.guarded(&place.root())).unwrap().map(|committed| committed.names)
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
    fn a_larger_repository_names_them_from_the_folder_of_the_records() {
        let Some(place) = Place::bare_of_git() else { return };
        assert_eq!(names(&place), None);
        place.git(&["init", "--quiet", ".."]);
        assert_eq!(names(&place), None);
        place.write("pupils/p014.yaml", "x\n");
        place.write("../pupils/p015.yaml", "another folder's\n");
        place.git(&["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "add", "--all", ".."]);
        place.git(&["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "commit", "--quiet", "-m", "records"]);
        assert_eq!(names(&place).unwrap(), ["pupils/p014.yaml"]);
        // The work tree that its settings name is not the folder that git is started in.
        place.git(&["config", "core.worktree", "/elsewhere"]);
        assert!(names(&place).is_some());
    }

    #[test]
    fn a_repository_that_git_cannot_read_is_no_empty_one() {
        let Some(place) = Place::new() else { return };
        std::fs::write(place.root().join(".git/refs/heads/main"), "").unwrap();
        assert!(committed(&place.guarded(&place.root())).is_err());
    }
}
