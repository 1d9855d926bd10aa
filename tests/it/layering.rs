//! The architecture, checked by reading the source: which room may import which, and which file may name an outside crate.
//!
//! Only the code of the program itself is checked. Code under `#[cfg(test)]` may import anything.

#[path = "layering/circles.rs"]
mod circles;
#[path = "layering/rooms.rs"]
mod rooms;
#[path = "layering/type_names.rs"]
mod type_names;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A room, and the rooms it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("main", &[]),
    ("lib", &["commands", "context"]),
    (
        "commands",
        &[
            "context", "dates", "failure", "finding", "history", "model", "output", "policy", "records", "reports",
            "rules", "school", "session", "words", "writing",
        ],
    ),
    ("context", &["output", "records"]),
    ("dates", &["model"]),
    ("failure", &["finding"]),
    ("finding", &[]),
    ("fuzzing", &["context", "finding", "model", "policy", "records", "rules", "school"]),
    ("history", &["output"]),
    ("model", &["finding"]),
    ("output", &["finding", "model", "reports", "words"]),
    ("policy", &["finding", "model"]),
    ("records", &["dates", "finding", "model", "policy", "school", "words"]),
    ("reports", &["finding", "model", "policy", "rules", "school", "words"]),
    ("rules", &["finding", "model", "policy", "school", "words"]),
    ("school", &["finding", "model"]),
    (
        "session",
        &[
            "context", "dates", "failure", "finding", "history", "model", "output", "policy", "records", "reports",
            "rules", "school", "words",
        ],
    ),
    ("words", &["model"]),
    (
        "writing",
        &[
            "context", "dates", "failure", "finding", "history", "model", "output", "policy", "records", "reports",
            "rules", "school", "session", "words",
        ],
    ),
];

/// An outside crate, and the files or rooms that may name it. A crate that is not listed may not be named at all.
const CRATES: &[(&str, &[&str])] = &[
    ("anstyle", &["output"]),
    ("anyhow", &["commands", "failure", "session", "writing"]),
    ("askama", &["output/paper"]),
    ("calamine", &["records/workbook"]),
    ("chrono", &["context", "model/day"]),
    ("chrono_tz", &["session/mod"]),
    ("clap", &["commands", "output/mod", "output/paper/mod", "session", "writing"]),
    ("comfy_table", &["output/paper/plain", "output/table"]),
    ("ctrlc", &["context/signals"]),
    ("csv", &["output/csv", "output/mod", "records/csv_text"]),
    ("getrandom", &["records/anonymous_copy"]),
    ("hmac", &["model/pseudonym"]),
    ("icalendar", &["output/calendar"]),
    ("inquire", &["context/prompt"]),
    ("rayon", &["records/pupils", "records/past_versions"]),
    ("rustix", &["context", "history/git", "history/repository", "records/file", "records/write"]),
    ("send_records", &["main"]),
    (
        "serde",
        &[
            "finding",
            "history/commit/moving",
            "model",
            "output/json",
            "policy",
            "records",
            "reports",
            "rules",
            "school",
        ],
    ),
    (
        "serde_json",
        &[
            "commands",
            "fuzzing",
            "history/commit/moving",
            "model/listed_keys",
            "model/record_merge",
            "model/values",
            "output",
            "records/edit",
            "records/past_versions",
            "records/write/pending",
            "records/write/undo",
            "reports",
            "writing/confirm",
        ],
    ),
    ("serde_path_to_error", &["records/decode"]),
    ("serde_yaml", &["records/decode", "records/scan/parts", "records/syntax"]),
    ("sha2", &["model/pseudonym", "records/write/pending"]),
    ("similar", &["reports/diff"]),
    ("strsim", &["words"]),
    ("tempfile", &["fuzzing/trial_folder", "records/write/temporary"]),
    ("terminal_size", &["context"]),
    ("toml", &["records/toml_file"]),
    ("walkdir", &["records"]),
];

/// Names that pure rooms must not contain: files, the environment, streams and the clock.
const PURE: &[&str] = &["finding", "model", "policy", "reports", "rules", "school", "words", "dates"];
const IMPURE: &[&str] =
    &["std::fs", "std::env", "std::io", "std::net", "std::process", "std::time", "Utc::now", "Local::now"];

struct Source {
    /// Its path under `src`, with `/` and without `.rs`.
    name: String,
    /// The lines of the program with their numbers, without tests and comments.
    lines: Vec<(usize, String)>,
}

impl Source {
    fn room(&self) -> &str {
        self.name.split('/').next().unwrap()
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let test_only = test_modules(&files);
    let kept = files.into_iter().filter(|path| !test_only.contains(path));
    kept.map(|path| {
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let name = inside.components().map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/");
        Source { name, lines: program(&std::fs::read_to_string(&path).unwrap()) }
    })
    .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Files that are compiled only for tests: their `mod` line has `#[cfg(test)]` above it, perhaps with other attributes between.
fn test_modules(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut for_tests = false;
        for line in text.lines().map(str::trim) {
            let module = line.rsplit("mod ").next().and_then(|rest| rest.strip_suffix(';'));
            let path = line.strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]"));
            let named = path.map(str::to_owned).or_else(|| module.map(|module| format!("{module}.rs")));
            if let (true, Some(name)) = (for_tests, named) {
                found.insert(file.parent().unwrap().join(name));
            }
            for_tests = line == "#[cfg(test)]" || for_tests && line.starts_with("#[");
        }
    }
    found
}

/// The lines of a file that are neither comments nor under `#[cfg(test)]`. An item under it is taken to be one line that ends
/// with a semicolon, or a block that ends at a closing brace in the first column.
fn program(text: &str) -> Vec<(usize, String)> {
    let mut kept = Vec::new();
    let (mut waiting, mut in_block) = (false, false);
    for (index, line) in text.lines().enumerate() {
        if in_block {
            in_block = line != "}";
        } else if waiting {
            waiting = line.starts_with("#[");
            in_block = !waiting && !line.ends_with(';') && !line.ends_with('}');
        } else if line == "#[cfg(test)]" {
            waiting = true;
        } else if !line.trim_start().starts_with("//") {
            kept.push((index + 1, line.to_owned()));
        }
    }
    kept
}

/// The names after each `crate::` in a line.
fn rooms_named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).filter_map(|rest| {
        let end = rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty() && name.chars().all(|c| c.is_lowercase() || c == '_'))
    })
}

#[test]
fn rooms_import_only_downwards() {
    let mut wrong = Vec::new();
    for source in sources() {
        let allowed = ROOMS
            .iter()
            .find(|(room, _)| *room == source.room())
            .unwrap_or_else(|| panic!("no rule for src/{}", source.name))
            .1;
        for (number, line) in &source.lines {
            for room in rooms_named(line).filter(|room| *room != source.room() && !allowed.contains(room)) {
                if ROOMS.iter().any(|(known, _)| *known == room) {
                    wrong.push(format!("src/{}.rs:{number}: {} may not import {room}", source.name, source.room()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_outside_crate_is_named_only_where_the_table_allows() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in &source.lines {
            for (name, places) in CRATES {
                let named = line
                    .match_indices(&format!("{name}::"))
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
                let allowed =
                    places.iter().any(|place| source.name == *place || source.name.starts_with(&format!("{place}/")));
                if named && !allowed {
                    wrong.push(format!("src/{}.rs:{number}: may not name {name}", source.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_is_in_the_table() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut in_table = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_table = line.contains("dependencies]") && !line.contains("dev-dependencies");
        } else if let (true, Some((name, _))) = (in_table, line.split_once('=')) {
            let name = name.trim().replace('-', "_");
            assert!(
                CRATES.iter().any(|(known, _)| *known == name),
                "say in tests/it/layering.rs where `{name}` may be named"
            );
        }
    }
}

#[test]
fn pure_rooms_touch_no_file_no_stream_and_no_clock() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| PURE.contains(&source.room())) {
        for (number, line) in &source.lines {
            wrong.extend(
                IMPURE
                    .iter()
                    .filter(|name| line.contains(**name))
                    .map(|name| format!("src/{}.rs:{number}: names {name}", source.name)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A report that loops over the folder by itself would not notice a missing record.
#[test]
fn only_the_opened_folder_folds_over_records() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| ["commands", "session", "writing"].contains(&source.room()) && source.name != "session/absent")
    {
        let folds = source.lines.iter().filter(|(_, line)| line.contains("folder.fold_pupils("));
        wrong.extend(folds.map(|(number, _)| format!("src/{}.rs:{number}: use `Opened::fold`", source.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_on_one_subject() {
    for source in sources() {
        assert!(source.lines.len() <= 500, "src/{}.rs has {} lines: split it", source.name, source.lines.len());
    }
}
