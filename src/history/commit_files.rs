//! The files of a commit, by name: the files on the disk are compared with them, or they are read instead.

use std::collections::BTreeMap;

use super::git::GitFolder;
use super::history_fault::{HistoryFault, not_started};
use super::tree_object::{FOLDER, entries_of};
use super::versions::{Blob, read_blobs};

/// How many files a commit may have. A few kilobytes in git can list one folder within itself so often that no disk would hold
/// the files.
const MOST: usize = 1_000_000;

/// How deeply folders may be nested. The reason is the same.
const DEEPEST: usize = 64;

/// The files of the last commit in `pupils`, and one folder down.
///
/// # Errors
/// Git cannot list them.
pub(crate) fn files_of_pupils(git: &GitFolder<'_>) -> Result<BTreeMap<String, Blob>, HistoryFault> {
    let mut files = files_of_records(git, "HEAD")?;
    files.retain(|path, _| path.starts_with("pupils/"));
    Ok(files)
}

/// The files of a commit that say something about the pupils or the school: in `pupils` and one folder down, in `policy`, and at
/// the top.
///
/// # Errors
/// Git cannot list them.
pub(crate) fn files_of_records(git: &GitFolder<'_>, commit: &str) -> Result<BTreeMap<String, Blob>, HistoryFault> {
    files_at(git, commit, |folder| match folder.split_once('/') {
        None => matches!(folder, "pupils" | "policy"),
        Some((top, inner)) => top == "pupils" && !inner.contains('/'),
    })
}

/// The files of a commit at the top, and in every folder that `enters` accepts. Empty if there is no such commit.
///
/// # Errors
/// Git cannot list them.
pub(crate) fn files_at(
    git: &GitFolder<'_>,
    commit: &str,
    enters: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, Blob>, HistoryFault> {
    // The records folder, which may be inside a larger repository.
    let root = format!("{commit}:./");
    let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &root];
    let answer = git.run_to_end(&[], &asked, "").map_err(|error| not_started(&error))?;
    let root = String::from_utf8_lossy(&answer.out).trim().to_owned();
    let mut files = BTreeMap::new();
    let mut folders = if answer.done { vec![(String::new(), root)] } else { Vec::new() };
    for _ in 0..DEEPEST {
        if folders.is_empty() {
            return Ok(files);
        }
        let (inner, found): (Vec<_>, Vec<_>) =
            entries_of_folders(git, &folders)?.into_iter().partition(|(_, blob)| blob.mode == FOLDER);
        files.extend(found);
        folders = inner.into_iter().filter(|(path, _)| enters(path)).map(|(path, blob)| (path, blob.id)).collect();
        if files.len() + folders.len() > MOST {
            break;
        }
    }
    Err(HistoryFault {
        message: format!("the commit has more than {MOST} files, or folders more than {DEEPEST} levels deep"),
        help: "find out where they come from: a records folder has one file per pupil".to_owned(),
    })
}

/// The contents of these folders, each with its path and the id of its content.
fn entries_of_folders(git: &GitFolder<'_>, folders: &[(String, String)]) -> Result<Vec<(String, Blob)>, HistoryFault> {
    let ids: Vec<&str> = folders.iter().map(|(_, id)| id.as_str()).collect();
    let (mut found, mut missing, mut nth) = (Vec::new(), None, 0);
    read_blobs(git, &ids, |bytes| {
        match (bytes, folders.get(nth)) {
            (Some(bytes), Some((path, id))) => found.extend(parse(&bytes, path, id.len() / 2)),
            (_, folder) => missing = folder,
        }
        nth += 1;
    })?;
    // Otherwise the pupils in it would be missing without a warning.
    match missing {
        None => Ok(found),
        Some((path, _)) => Err(HistoryFault {
            message: format!("the folder `{path}` of the commit is missing from this copy of the history"),
            help: "run the command in the folder that this one was copied from".to_owned(),
        }),
    }
}

/// The entries of a folder, each with its path from the top.
fn parse(bytes: &[u8], folder: &str, width: usize) -> Vec<(String, Blob)> {
    let entries = entries_of(bytes, width).into_iter().map(|entry| {
        let name = String::from_utf8_lossy(entry.name);
        let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
        (path, Blob { id: entry.id, mode: entry.mode })
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Place;
    use super::*;

    #[test]
    fn the_records_of_the_last_commit_are_found_one_folder_down_too() {
        let Some(place) = Place::new() else { return };
        assert_eq!(files_of_pupils(&place.guarded(&place.root())), Ok(BTreeMap::new()));
        for file in ["pupils/p014.yaml", "pupils/elmfield/p015.yaml"] {
            place.write(file, "id: p014\n");
        }
        place.git(&["add", "."]);
        place.git(&["commit", "--quiet", "-m", "two"]);
        std::fs::remove_file(place.root().join("pupils/p014.yaml")).unwrap();
        let found = files_of_pupils(&place.guarded(&place.root())).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), ["pupils/elmfield/p015.yaml", "pupils/p014.yaml"]);
        assert_eq!(found["pupils/p014.yaml"].id, place.git(&["rev-parse", "HEAD:pupils/p014.yaml"]).trim());
    }

    #[test]
    fn every_file_of_any_commit_is_found_however_the_repository_names_contents() {
        let Some(place) = Place::bare_of_git() else { return };
        place.git(&["init", "--quiet", "--object-format=sha256", "."]);
        place.git(&["config", "user.name", "Jo Example"]);
        place.git(&["config", "user.email", "jo@example.org"]);
        for file in ["send.toml", "pupils/p014.yaml", "documents/p014/report.pdf"] {
            place.write(file, file);
            place.git(&["add", "."]);
            place.git(&["commit", "--quiet", "-m", "more"]);
        }
        let root = place.root();
        let names = |commit: &str| -> Vec<String> {
            files_at(&place.guarded(&root), commit, |_| true).unwrap().into_keys().collect()
        };
        assert_eq!(names("HEAD"), ["documents/p014/report.pdf", "pupils/p014.yaml", "send.toml"]);
        assert_eq!(names("HEAD~2"), ["send.toml"]);
        assert_eq!(names("HEAD~9"), Vec::<String>::new());
        let found = files_at(&place.guarded(&root), "HEAD", |_| true).unwrap();
        assert_eq!(found["send.toml"].id, place.git(&["rev-parse", "HEAD:send.toml"]).trim());
    }
}
