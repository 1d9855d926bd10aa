//! Staged files: those that the next commit would contain.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use super::git::GitFolder;
use super::history_fault::{HistoryFault, history_fault, not_started};
use super::versions::Blob;

/// The files of git's index, by name. `index` is the one that git passes to a hook (`GIT_INDEX_FILE`) when only some files are
/// committed.
///
/// # Errors
/// Git cannot list them.
pub(crate) fn files_staged(git: &GitFolder<'_>, index: Option<&OsStr>) -> Result<BTreeMap<String, Blob>, HistoryFault> {
    let arguments = ["ls-files", "--stage", "-z"];
    let answer = match index {
        Some(index) => git.with_variable("GIT_INDEX_FILE", index).run_to_end(&[], &arguments, ""),
        None => git.run_to_end(&[], &arguments, ""),
    };
    let answer = answer.map_err(|error| not_started(&error))?;
    if !answer.done {
        return Err(history_fault(answer.said.fault_in_words(git.root())));
    }
    let text = String::from_utf8_lossy(&answer.out).into_owned();
    Ok(text.split('\0').filter_map(staged_file).collect())
}

/// `100644 8d1c0f2a 0`, a tab, and the path. A file in conflict appears up to three times and only one is kept, because git does
/// not commit it.
fn staged_file(line: &str) -> Option<(String, Blob)> {
    let (of, path) = line.split_once('\t')?;
    let mut parts = of.split(' ');
    let (mode, id) = (parts.next()?, parts.next()?);
    Some((path.to_owned(), Blob { id: id.to_owned(), mode: mode.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Place;
    use super::*;

    #[test]
    fn staged_contents_are_listed_rather_than_those_on_the_disk() {
        let Some(place) = Place::new() else { return };
        place.write("pupils/p014.yaml", "id: p014\n");
        place.git(&["add", "."]);
        place.write("pupils/p014.yaml", "id: p015\n");
        place.write("pupils/p016.yaml", "id: p016\n");
        let staged = files_staged(&place.guarded(&place.root()), None).unwrap();
        assert_eq!(staged["pupils/p014.yaml"].id, place.git(&["rev-parse", ":pupils/p014.yaml"]).trim());
        assert!(staged["pupils/p014.yaml"].is_plain() && !staged.contains_key("pupils/p016.yaml"));
    }
}
