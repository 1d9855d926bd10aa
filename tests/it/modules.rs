//! Every file of the tests is a module of the one binary. The compiler ignores a file that no `mod` line names, so its tests
//! would never run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::common::folders::repository;

/// Every Rust file below a folder.
fn files_below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.insert(path);
        }
    }
}

/// The name of a module in a separate file, if the line declares one.
fn module_of(line: &str) -> Option<&str> {
    line.strip_prefix("pub(crate) ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')
}

/// A file with the files of its modules, and of their modules.
fn modules_of(file: PathBuf, found: &mut BTreeSet<PathBuf>) {
    let is_root = ["main.rs", "mod.rs"].iter().any(|name| file.ends_with(name));
    let beside = file.parent().unwrap().to_owned();
    let below = if is_root { beside.clone() } else { file.with_extension("") };
    let mut named = None;
    for line in std::fs::read_to_string(&file).unwrap().lines() {
        if let Some(path) = line.strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]")) {
            named = Some(beside.join(path));
        } else if let Some(module) = module_of(line) {
            let places = [below.join(format!("{module}.rs")), below.join(module).join("mod.rs")];
            let module = named.take().or_else(|| places.into_iter().find(|place| place.is_file()));
            modules_of(module.unwrap_or_else(|| panic!("{}: {line}", file.display())), found);
        }
    }
    found.insert(file);
}

#[test]
fn every_file_has_a_mod_line() {
    let (mut there, mut compiled) = (BTreeSet::new(), BTreeSet::new());
    files_below(&repository("tests"), &mut there);
    modules_of(repository("tests/it/main.rs"), &mut compiled);
    let forgotten: Vec<&PathBuf> = there.difference(&compiled).collect();
    assert!(forgotten.is_empty(), "add a `mod` line for each of these, or its tests do not run: {forgotten:?}");
    assert!(there.len() > 40, "{there:?}");
}
