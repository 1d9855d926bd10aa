//! The records of the last commit, by name: what the files on the disk are held against.

use std::collections::BTreeMap;

use super::git::Git;
use super::versions::{Blob, Trouble, blobs};

/// The files in `pupils`, and one folder down, as the last commit has them.
///
/// # Errors
/// Where git cannot tell.
pub(crate) fn files_of_pupils(git: &Git<'_>) -> Result<BTreeMap<String, Blob>, Trouble> {
    let top = entries(git, &["pupils".to_owned()])?;
    let (folders, mut files): (Vec<_>, Vec<_>) = top.into_iter().partition(|(_, blob)| blob.mode == "40000");
    let folders: Vec<String> = folders.into_iter().map(|(path, _)| path).collect();
    files.extend(entries(git, &folders)?);
    Ok(files.into_iter().collect())
}

/// What is in these folders of the last commit.
fn entries(git: &Git<'_>, folders: &[String]) -> Result<Vec<(String, Blob)>, Trouble> {
    if folders.is_empty() {
        return Ok(Vec::new());
    }
    // A name with a line break in it is no folder of records, and would be read as two.
    let plain: Vec<&String> = folders.iter().filter(|folder| !folder.contains('\n')).collect();
    let names: Vec<String> = plain.iter().map(|folder| format!("HEAD:{folder}")).collect();
    let ids: Vec<&str> = names.iter().map(String::as_str).collect();
    let (mut found, mut nth) = (Vec::new(), 0);
    blobs(git, &ids, |bytes| {
        if let (Some(bytes), Some(folder)) = (bytes, plain.get(nth)) {
            found.extend(parse(&bytes, folder));
        }
        nth += 1;
    })?;
    Ok(found)
}

/// A tree object: mode, space, name, zero byte, and the name of the content in 20 bytes.
fn parse(bytes: &[u8], folder: &str) -> Vec<(String, Blob)> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|byte| *byte == 0) {
        let head = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        let content = rest.get(end + 1..end + 21).unwrap_or_default();
        let id = content.iter().map(|byte| format!("{byte:02x}")).collect();
        if let Some((mode, name)) = head.split_once(' ') {
            entries.push((format!("{folder}/{name}"), Blob { id, mode: mode.to_owned() }));
        }
        rest = rest.get(end + 21..).unwrap_or_default();
    }
    entries
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
}
