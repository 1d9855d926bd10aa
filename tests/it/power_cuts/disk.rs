//! A folder as a file system keeps it: files and folders by number, and names in folders.

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::Arc;

/// The number of a file or a folder. A file keeps it when it is renamed.
pub(super) type Inode = usize;

/// The number of the folder itself.
const ROOT: Inode = 0;

/// Every file and folder by its path with `/`; a folder has no bytes.
pub(super) type Tree = BTreeMap<String, Option<Arc<Vec<u8>>>>;

/// A name in a folder that is set or removed.
#[derive(Debug, Clone)]
pub(super) struct NameChange {
    pub(super) folder: Inode,
    pub(super) name: String,
    pub(super) now: Option<Inode>,
}

/// A change to a file's bytes.
#[derive(Debug, Clone)]
pub(super) enum DataChange {
    /// Bytes at an offset.
    Write(usize, Vec<u8>),
    /// The file has this many bytes from now on.
    Length(usize),
}

/// Files, folders and names. A file without a name is kept here, because it may get one.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    folders: BTreeMap<Inode, BTreeMap<String, Inode>>,
    files: BTreeMap<Inode, Arc<Vec<u8>>>,
}

impl Disk {
    /// Reads a real folder.
    pub(super) fn read(folder: &Path) -> Self {
        let mut disk = Self { folders: BTreeMap::from([(ROOT, BTreeMap::new())]), files: BTreeMap::new() };
        disk.read_into(ROOT, folder);
        disk
    }

    fn read_into(&mut self, inode: Inode, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let kind = entry.file_type().unwrap();
            assert!(kind.is_dir() || kind.is_file(), "{} is not in the model", entry.path().display());
            let new = if kind.is_dir() { self.new_folder() } else { self.new_file() };
            let name = entry.file_name().into_string().unwrap();
            self.rename(&NameChange { folder: inode, name, now: Some(new) });
            if kind.is_dir() {
                self.read_into(new, &entry.path());
            } else {
                self.files.insert(new, Arc::new(std::fs::read(entry.path()).unwrap()));
            }
        }
    }

    fn next(&self) -> Inode {
        self.folders.len() + self.files.len()
    }

    /// An empty file without a name.
    pub(super) fn new_file(&mut self) -> Inode {
        let new = self.next();
        self.files.insert(new, Arc::default());
        new
    }

    /// An empty folder without a name.
    pub(super) fn new_folder(&mut self) -> Inode {
        let new = self.next();
        self.folders.insert(new, BTreeMap::new());
        new
    }

    /// Adds the files and folders that only another disk has, empty and without a name.
    pub(super) fn add_what_is_only_in(&mut self, other: &Self) {
        for file in other.files.keys() {
            self.files.entry(*file).or_default();
        }
        for folder in other.folders.keys() {
            self.folders.entry(*folder).or_default();
        }
    }

    pub(super) fn rename(&mut self, change: &NameChange) {
        let names = self.folders.get_mut(&change.folder).unwrap();
        match change.now {
            Some(inode) => names.insert(change.name.clone(), inode),
            None => names.remove(&change.name),
        };
    }

    pub(super) fn write(&mut self, file: Inode, change: &DataChange) {
        let bytes = Arc::make_mut(self.files.get_mut(&file).unwrap());
        match change {
            DataChange::Length(length) => bytes.resize(*length, 0),
            DataChange::Write(place, new) => {
                bytes.resize(bytes.len().max(place + new.len()), 0);
                bytes[*place..place + new.len()].copy_from_slice(new);
            }
        }
    }

    /// How many bytes a file has.
    pub(super) fn length(&self, file: Inode) -> usize {
        self.files[&file].len()
    }

    /// Whether this is a file.
    pub(super) fn is_file(&self, inode: Inode) -> bool {
        self.files.contains_key(&inode)
    }

    /// The file or folder at a path below the folder, if there is one.
    pub(super) fn find(&self, path: &Path) -> Option<Inode> {
        path.components().try_fold(ROOT, |folder, part| match part {
            Component::Normal(name) => self.folders.get(&folder)?.get(name.to_str()?).copied(),
            other => panic!("{other:?} in {}", path.display()),
        })
    }

    /// Everything that has a name.
    pub(super) fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        self.collect(ROOT, "", &mut tree);
        tree
    }

    fn collect(&self, folder: Inode, path: &str, tree: &mut Tree) {
        for (name, inode) in &self.folders[&folder] {
            let path = format!("{path}{name}");
            if let Some(bytes) = self.files.get(inode) {
                tree.insert(path, Some(Arc::clone(bytes)));
            } else {
                self.collect(*inode, &format!("{path}/"), tree);
                tree.insert(path, None);
            }
        }
    }
}

/// Makes a real folder from a tree.
pub(super) fn make_real(tree: &Tree, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    // A folder comes before its files.
    for (path, bytes) in tree {
        match bytes {
            Some(bytes) => std::fs::write(folder.join(path), bytes.as_slice()).unwrap(),
            None => std::fs::create_dir(folder.join(path)).unwrap(),
        }
    }
}
