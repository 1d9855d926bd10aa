//! The bytes that git stores for one folder of a commit: for each entry, the mode, a space, the name, a zero byte, and the id of
//! the content.
//!
//! They are cut and joined as bytes, so that unchanged entries stay exactly as they were, whatever their names.

/// The mode of a plain file.
pub(super) const PLAIN: &str = "100644";

/// The mode of a folder.
pub(super) const FOLDER: &str = "40000";

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TreeEntry<'t> {
    /// The kind of file, such as `100644`.
    pub(super) mode: String,
    /// The name in the folder.
    pub(super) name: &'t [u8],
    /// The id of the content, in hexadecimal digits.
    pub(super) id: String,
    /// The start and end of the entry in the bytes of the folder.
    place: (usize, usize),
}

/// The entries of a folder. `width` is the length of an id in bytes: 20, or 32 in a repository with the newer hashes.
pub(super) fn entries_of(tree: &[u8], width: usize) -> Vec<TreeEntry<'_>> {
    let (mut entries, mut start) = (Vec::new(), 0);
    while let Some(entry) = entry_at(tree, start, width) {
        start = entry.place.1;
        entries.push(entry);
    }
    entries
}

fn entry_at(tree: &[u8], start: usize, width: usize) -> Option<TreeEntry<'_>> {
    let rest = tree.get(start..)?;
    let space = rest.iter().position(|byte| *byte == b' ')?;
    let zero = rest.iter().position(|byte| *byte == 0)?;
    let mode = String::from_utf8_lossy(rest.get(..space)?).into_owned();
    let id = rest.get(zero + 1..zero + 1 + width)?.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(TreeEntry { mode, name: rest.get(space + 1..zero)?, id, place: (start, start + zero + 1 + width) })
}

/// The new entry of a folder under a name: the mode and the id of the content; `None` if the name should be removed.
pub(super) type NewEntry<'e> = Option<(&'e str, &'e str)>;

/// Returns the bytes of a folder with one entry added, replaced or removed. `None` if the id does not have the right form.
pub(super) fn with_entry(tree: &[u8], name: &str, new: NewEntry<'_>, width: usize) -> Option<Vec<u8>> {
    let entries = entries_of(tree, width);
    let old = entries.iter().find(|entry| entry.name == name.as_bytes());
    let mut without = tree.to_vec();
    if let Some(TreeEntry { place: (start, end), .. }) = old {
        without.drain(start..end);
    }
    let Some((mode, id)) = new else { return Some(without) };
    let mut entry = format!("{mode} {name}\0").into_bytes();
    entry.extend(bytes_of(id, width)?);
    let key = sort_key(name.as_bytes(), mode);
    let at = entries_of(&without, width)
        .iter()
        .find(|other| sort_key(other.name, &other.mode) > key)
        .map_or(without.len(), |other| other.place.0);
    without.splice(at..at, entry);
    Some(without)
}

/// Git's sort key for an entry: a folder sorts as if its name ended with a slash.
fn sort_key(name: &[u8], mode: &str) -> Vec<u8> {
    let mut key = name.to_vec();
    if mode == FOLDER {
        key.push(b'/');
    }
    key
}

fn bytes_of(id: &str, width: usize) -> Option<Vec<u8>> {
    let byte = |at: usize| u8::from_str_radix(id.get(at * 2..at * 2 + 2)?, 16).ok();
    if id.len() == width * 2 { (0..width).map(byte).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "00112233445566778899aabbccddeeff00112233";
    const OTHER: &str = "ff112233445566778899aabbccddeeff00112233";

    fn tree(names: &[(&str, &str)]) -> Vec<u8> {
        names.iter().fold(Vec::new(), |tree, (mode, name)| with_entry(&tree, name, Some((mode, ID)), 20).unwrap())
    }

    fn names(tree: &[u8]) -> Vec<String> {
        entries_of(tree, 20).iter().map(|entry| String::from_utf8_lossy(entry.name).into_owned()).collect()
    }

    #[test]
    fn a_folder_sorts_as_if_its_name_ended_with_a_slash() {
        let tree = tree(&[(PLAIN, "pupils.txt"), (FOLDER, "pupils"), (PLAIN, "pupils-old"), (PLAIN, "a")]);
        assert_eq!(names(&tree), ["a", "pupils-old", "pupils.txt", "pupils"]);
    }

    #[test]
    fn an_id_of_the_wrong_length_is_refused() {
        assert_eq!(with_entry(b"", "a", Some((PLAIN, "00")), 20), None);
        assert_eq!(with_entry(b"", "a", Some((PLAIN, &ID.replace('0', "x"))), 20), None);
    }

    proptest! {
        #[test]
        fn one_entry_changes_and_all_others_stay(all in prop::collection::btree_set("[a-z.-]{1,6}", 1..12), at in 0_usize..12) {
            let all: Vec<String> = all.into_iter().collect();
            let whole = tree(&all.iter().map(|name| (PLAIN, name.as_str())).collect::<Vec<_>>());
            let name = &all[at % all.len()];
            let changed = with_entry(&whole, name, Some(("100755", OTHER)), 20).unwrap();
            for (before, after) in entries_of(&whole, 20).iter().zip(entries_of(&changed, 20)) {
                prop_assert_eq!(before.name, after.name);
                prop_assert_eq!(before.id == after.id, before.name != name.as_bytes());
            }
            let gone = with_entry(&whole, name, None, 20).unwrap();
            prop_assert_eq!(entries_of(&gone, 20).len() + 1, all.len());
            prop_assert_eq!(with_entry(&gone, name, Some((PLAIN, ID)), 20).unwrap(), whole);
        }
    }
}
