//! Checks the exact text of what `send check` says about faulty files, and that files which are odd but right are read.
//!
//! A case is a file `tests/it/malformed/cases/NAME.yaml`, with `NAME.expected` next to it, which holds what `send check`
//! prints if the case is `pupils/p001.yaml`. For the files in `tests/it/malformed/good/`, which are odd but right, `send check`
//! prints no problem. Some bytes would be corrected by a text editor or git (other encodings, other line endings, invisible
//! characters), so `strange_bytes.rs` makes such files. Things that are not regular files are in `not_files.rs`, faulty settings
//! and policies in `settings.rs`, and lists of clauses in `clauses.rs`.
//!
//! To write the `.expected` files again, run `SEND_WRITE_EXPECTED=1 cargo test --test it malformed::` and read the difference as
//! a class teacher would: each message says what was found, what was expected and what to do.

#![allow(clippy::too_many_lines, reason = "a test holds a long table")]

mod clauses;
mod folder;
#[cfg(unix)]
mod not_files;
mod settings;
mod strange_bytes;
mod unseen;

use std::fs;
use std::path::{Path, PathBuf};

use folder::Folder;

use crate::common::folders::repository;
use crate::common::program::Ran;

/// Returns the files with this ending in a folder of cases, by name.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = repository("tests/it/malformed").join(folder);
    let entries = fs::read_dir(&folder).expect("the folder of the cases is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a case has a name").to_string_lossy().into_owned()
}

fn writes_expectations() -> bool {
    std::env::var_os("SEND_WRITE_EXPECTED").is_some()
}

#[test]
fn each_malformed_record_gives_exactly_the_expected_answer() {
    let folder = Folder::new();
    let mut wrong = Vec::new();
    let cases = files("cases", "yaml");
    assert!(cases.len() >= 80, "only {} cases", cases.len());
    for path in cases {
        let answer = folder.check_record(&fs::read(&path).expect("the case can be read"));
        answer.is_incomplete_without_panic(&name(&path));
        let expected = path.with_extension("expected");
        if writes_expectations() {
            fs::write(&expected, &answer.out).expect("the expectation can be written");
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&answer.out) {
            wrong.push(format!("{}:\n{}", name(&path), answer.out));
        }
    }
    assert!(wrong.is_empty(), "another answer than expected from\n{}", wrong.join("\n"));
}

#[test]
fn each_expectation_has_its_case() {
    for path in files("cases", "expected") {
        assert!(path.with_extension("yaml").is_file(), "{} has no case", name(&path));
    }
}

#[test]
fn no_message_uses_programming_jargon() {
    let jargon = [
        "invalid", "mapping", "sequence", "scalar", "struct", "enum", "variant", "u8", "u16", "i8", "serde", "unit",
        "field", "token", "anchor", "alias", "boolean", "document", "parse", "syntax",
    ];
    for path in files("cases", "expected") {
        let text = fs::read_to_string(&path).expect("the expectation can be read");
        // Text between backticks is the user's own, and so are the names of files.
        let outside: String = text.split('`').step_by(2).collect();
        let words = outside.lines().filter(|line| !line.starts_with("  --> ")).flat_map(|line| line.split_whitespace());
        for word in words {
            let word = word.trim_matches(|character: char| !character.is_ascii_alphanumeric()).to_lowercase();
            assert!(!jargon.contains(&word.as_str()), "{} says `{word}`", name(&path));
        }
    }
}

#[test]
fn each_problem_has_a_place_inside_the_file_and_something_to_do() {
    for path in files("cases", "expected") {
        let lines = fs::read_to_string(path.with_extension("yaml")).expect("the case can be read").lines().count();
        let text = fs::read_to_string(&path).expect("the expectation can be read");
        let problems: Vec<&str> = text.split("\n\n").filter(|part| part.starts_with("error")).collect();
        assert!(!problems.is_empty(), "{}", name(&path));
        for problem in problems {
            let place = problem.split("--> pupils/p001.yaml:").nth(1).expect("a problem has a place");
            let line: usize = place.split(':').next().expect("a place has a line").parse().expect("in digits");
            assert!((1..=lines + 1).contains(&line), "{}: line {line} of {lines}", name(&path));
            assert!(problem.contains("   = help: "), "{}", name(&path));
        }
    }
}

#[test]
fn what_is_odd_but_right_is_read() {
    let folder = Folder::new();
    let good = files("good", "yaml");
    assert!(good.len() >= 12, "only {} good files", good.len());
    for path in good {
        let answer = folder.check_record(&fs::read(&path).expect("the case can be read"));
        assert_eq!(answer, Ran { out: String::new(), err: String::new(), code: 0 }, "{}", name(&path));
    }
}

#[test]
fn what_looks_like_something_else_is_the_text_it_is() {
    let folder = Folder::new();
    let record = strange_bytes::BASE
        .replace("name: Ada Example", "name: no")
        .replace("id: p001", "id: 0123")
        .replace("census: N", "census: N\nclass: 4");
    folder.write("pupils/0123.yaml", record.as_bytes());
    let answer = folder.send(&["register", "--all", "--format", "csv"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.out.contains("\n0123,no,"), "{}", answer.out);
    assert!(answer.out.contains(",4,"), "{}", answer.out);
}

#[test]
fn right_values_stay_right_next_to_a_problem() {
    // Here, numbers and words are used as text or money. They must not become problems when another value is one.
    let folder = Folder::new();
    let record = strange_bytes::BASE.replace("name: Ada Example", "name: 4\nknown_as: true\nstagee: A")
        + "class: 4\nhome_language: 1e3\ncycles:\n  - stage: A\n    plan:\n      date: 2025-12-01\n      kind: adaptations\n      \
           pupil_voice: 5\n      provisions:\n        - what: 7\n          kind: resource\n          rate: 14.50\n          cost: 40\n";
    let answer = folder.check_record(record.as_bytes());
    assert!(answer.out.contains("`stagee` is not a key"), "{}", answer.out);
    assert!(answer.out.ends_with("\n1 error, 0 warnings in 0 records\n"), "{}", answer.out);
}
