//! Records that differ on the disk from the last commit.

use std::time::Duration;

use super::filters::Filters;
use super::folder_history::FolderHistory;
use super::git::{GitFolder, GitInput};
use super::history_fault::{HistoryFault, history_fault, not_started};

/// The longest wait for git's answer.
const LIMIT: Duration = Duration::from_secs(5);

/// A file that differs from the last commit, on the disk or only in git's list of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UncommittedFile {
    /// The file, from the records folder, with `/`.
    pub(crate) file: String,
    /// Whether it is on the disk.
    pub(crate) is_there: bool,
}

/// Returns the files under `pupils`, and `school.yaml`, that differ from the last commit: changed, new or gone. A file is included
/// even if it differs only in git's list of files. Returns no files if the folder is not under git.
///
/// # Errors
/// Git cannot list them.
pub(crate) fn uncommitted_files(git: &GitFolder<'_>) -> Result<Vec<UncommittedFile>, HistoryFault> {
    let Some(history) = FolderHistory::of_folder(git) else { return Ok(Vec::new()) };
    let way = history.way_to_folder()?;
    let settings = Filters::in_settings(&history.git).map_err(|error| not_started(&error))?.settings_that_switch_off();
    let asked = [
        "status",
        "--porcelain",
        "-z",
        "--untracked-files=all",
        "--no-renames",
        "--ignore-submodules=all",
        "--",
        "pupils",
        "school.yaml",
    ];
    let answer =
        history.git.run_within(LIMIT, &settings, &asked, GitInput::Nothing).map_err(|error| not_started(&error))?;
    if !answer.done {
        return Err(history_fault(answer.said.fault_in_words(history.git.root())));
    }
    let text = String::from_utf8_lossy(&answer.out).into_owned();
    Ok(text.split('\0').filter_map(|line| status_line(line, &way)).collect())
}

/// Two letters, a space, and the path from the top of the repository.
fn status_line(line: &str, way: &str) -> Option<UncommittedFile> {
    let (letters, path) = line.split_at_checked(2)?;
    let file = path.strip_prefix(' ')?.strip_prefix(way)?.to_owned();
    Some(UncommittedFile { file, is_there: !letters.ends_with('D') && letters != "D " })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Place;
    use super::*;

    #[test]
    fn files_that_differ_from_the_last_commit_are_named() {
        let Some(place) = Place::new() else { return };
        let root = place.root();
        let names = || -> Vec<(String, bool)> {
            let files = uncommitted_files(&place.guarded(&root)).unwrap();
            files.into_iter().map(|found| (found.file, found.is_there)).collect()
        };
        for file in ["pupils/p014.yaml", "pupils/Year 4/p015.yaml", "pupils/p016.yaml"] {
            place.write(file, "x\n");
        }
        place.git(&["add", "."]);
        place.git(&["commit", "--quiet", "-m", "records"]);
        assert_eq!(names(), []);
        place.write("pupils/Year 4/p015.yaml", "y\n");
        place.write("pupils/p017.yaml", "new\n");
        place.write("documents/p014.txt", "no record\n");
        std::fs::remove_file(root.join("pupils/p016.yaml")).unwrap();
        let expected = [("pupils/Year 4/p015.yaml", true), ("pupils/p016.yaml", false), ("pupils/p017.yaml", true)];
        assert_eq!(names(), expected.map(|(file, is_there)| (file.to_owned(), is_there)));
    }
}
