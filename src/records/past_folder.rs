//! The folder as it was in a past version: files from its history, read instead of those on the disk.
//!
//! They are held in memory and never written to disk. So a command that is interrupted leaves no pupil's record on a disk, a name
//! in an old version (`..`, a Windows device) cannot lead out of the folder, and no link is followed.

use std::collections::BTreeMap;

use super::encoding::LARGEST;
use super::file::{FileRefusal, a_folder, a_link, not_there, too_large};

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// These bytes.
    Held(Vec<u8>),
    /// Something that is not read, such as a paper.
    Unread,
    /// A link, or a repository of its own. Its target is not part of the version.
    Elsewhere,
    /// Unknown, because it is not in this copy of the history.
    Missing,
}

/// The files of the folder, in the order of a walk: by the names of folders, then of files.
#[derive(Debug, Default)]
pub(crate) struct Stood {
    /// By the parts of their names.
    files: BTreeMap<Vec<String>, Content>,
}

/// A file or folder below another.
#[derive(Debug)]
pub(super) struct Below {
    /// Its name from the folder's root, with `/`.
    pub(super) name: String,
    /// How far below it is: 1 is directly in it.
    pub(super) depth: usize,
    /// Whether it is a folder.
    pub(super) is_folder: bool,
    /// Whether it led elsewhere, perhaps to a folder.
    pub(super) leads_elsewhere: bool,
}

impl Stood {
    /// Makes the folder from files named from its root, with `/`.
    pub(crate) fn new(files: impl IntoIterator<Item = (String, Content)>) -> Self {
        Self { files: files.into_iter().map(|(name, content)| (path_parts(&name), content)).collect() }
    }

    /// Returns the bytes of a file, or the reason why they cannot be read.
    pub(super) fn read_past_file(&self, name: &str) -> Result<Vec<u8>, FileRefusal> {
        match self.files.get(&path_parts(name)) {
            Some(Content::Held(bytes)) if bytes.len() as u64 > LARGEST => Err(too_large()),
            Some(Content::Held(bytes)) => Ok(bytes.clone()),
            Some(Content::Elsewhere) => Err(a_link()),
            Some(Content::Unread | Content::Missing) => Err((
                "it is not in this copy of the history".to_owned(),
                "run the command in the folder that this copy was made from, or get the rest of the history from there",
            )),
            None if self.is_folder(name) => Err(a_folder()),
            None => Err(not_there()),
        }
    }

    /// Whether there was a file or a folder of this name.
    pub(super) fn is_there(&self, name: &str) -> bool {
        self.files.contains_key(&path_parts(name)) || self.is_folder(name)
    }

    /// Whether there was a file of this name.
    pub(super) fn is_file(&self, name: &str) -> bool {
        self.files.contains_key(&path_parts(name))
    }

    /// Whether there was a folder of this name. A history does not keep empty folders.
    pub(super) fn is_folder(&self, name: &str) -> bool {
        self.contents_within(&path_parts(name)).next().is_some()
    }

    /// Returns what was below a folder, each folder before its contents.
    pub(super) fn entries_below(&self, name: &str) -> Vec<Below> {
        let top = path_parts(name);
        let (mut found, mut last): (Vec<Below>, &[String]) = (Vec::new(), &[]);
        for (file, content) in self.contents_within(&top) {
            let folders = (top.len() + 1..file.len()).filter_map(|length| file.get(..length));
            let new = folders.filter(|folder| !last.starts_with(folder));
            found.extend(new.map(|folder| below_entry(folder, &top, true, false)));
            found.push(below_entry(file, &top, false, *content == Content::Elsewhere));
            last = file;
        }
        found
    }

    fn contents_within<'a>(&'a self, top: &'a [String]) -> impl Iterator<Item = (&'a Vec<String>, &'a Content)> {
        let from = self.files.range(top.to_vec()..);
        from.take_while(|(file, _)| file.starts_with(top)).filter(|(file, _)| file.len() > top.len())
    }
}

fn path_parts(name: &str) -> Vec<String> {
    name.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn below_entry(name: &[String], top: &[String], is_folder: bool, leads_elsewhere: bool) -> Below {
    Below { name: name.join("/"), depth: name.len() - top.len(), is_folder, leads_elsewhere }
}

#[cfg(test)]
mod tests {
    use super::super::folder::Folder;
    use super::*;

    /// Two records, and other things among them.
    fn folder() -> Folder {
        let held = |text: &str| Content::Held(text.into());
        let files = [
            ("pupils/p014.yaml", held("id: p014\n")),
            ("pupils/elmfield/p015.yaml", held("id: p015\n")),
            ("pupils/elmfield/deep/p016.yaml", held("id: p016\n")),
            ("pupils/p017.yaml", Content::Elsewhere),
            ("pupils/oakwood", Content::Elsewhere),
            ("pupils/p018.yaml", Content::Missing),
            ("pupils/p019.yaml", Content::Held(vec![b'#'; 1024 * 1024 + 1])),
            ("documents/p014/report.pdf", Content::Unread),
        ];
        Folder::as_it_stood("/nowhere".into(), Stood::new(files.map(|(name, content)| (name.to_owned(), content))))
    }

    #[test]
    fn past_files_are_read_and_those_that_cannot_be_are_reported() {
        let folder = folder();
        let said = |name: &str| folder.bytes_of(&folder.path_of(name)).map_err(|(message, _)| message);
        assert_eq!(said("pupils/p014.yaml").as_deref(), Ok(&b"id: p014\n"[..]));
        for (name, message) in [
            ("pupils/p017.yaml", "it is a link to another file, not the file itself"),
            ("pupils/p018.yaml", "it is not in this copy of the history"),
            ("pupils/p019.yaml", "it is larger than 1 MiB"),
            ("pupils/elmfield", "it is a folder with the name of a file"),
            ("pupils/p999.yaml", "it is not there"),
        ] {
            assert_eq!(said(name), Err(message.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_past_folder_is_walked_like_a_folder_on_the_disk() {
        let folder = folder();
        let walked: Vec<String> =
            folder.walk_below("pupils").into_iter().map(|one| folder.name_of(&one.unwrap().path)).collect();
        let scratch = tempfile::tempdir().unwrap();
        let on_disk = Folder::at_root(scratch.path().to_path_buf());
        for name in &walked {
            let path = on_disk.path_of(name);
            if !folder.is_folder(&folder.path_of(name)).unwrap() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "").unwrap();
            }
        }
        let there: Vec<String> =
            on_disk.walk_below("pupils").into_iter().map(|one| on_disk.name_of(&one.unwrap().path)).collect();
        assert_eq!(walked, there);
        assert_eq!(walked.len(), 9, "{walked:?}");
        assert_eq!(folder.folders_of_pupils(), ["elmfield"]);
    }

    #[test]
    fn every_file_that_may_have_held_a_record_is_reported() {
        let folded = folder().fold_pupils(|_| ());
        let mut files: Vec<&str> = folded.unreadable.iter().map(|finding| finding.file.as_str()).collect();
        files.dedup();
        let hidden = ["pupils/elmfield/deep/p016.yaml", "pupils/oakwood"];
        // The two records of this test are not complete, so they are reported too.
        let unread = [
            "pupils/elmfield/p015.yaml",
            "pupils/p014.yaml",
            "pupils/p017.yaml",
            "pupils/p018.yaml",
            "pupils/p019.yaml",
        ];
        assert_eq!(files, [&hidden[..], &unread[..]].concat());
    }
}
