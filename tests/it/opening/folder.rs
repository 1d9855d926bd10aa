//! A records folder as a school has it on its first day: `send init`, the terms of the year filled in, and nothing else. The
//! sheets are in a folder next to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::program::{Ran, send_in};

/// The day on which the records begin, a Monday with three weeks of the autumn term left.
pub(super) const DAY_FOUND: &str = "2026-11-30";

/// From the day found to the last day of the spring term. P1 of the design: by then each child in care has a next day.
pub(super) const TO_THE_END_OF_SPRING: &str = "115d";

/// From the day found to after the last of the days in `expected.csv`.
pub(super) const NEARLY_A_YEAR: &str = "340d";

/// The terms that the school fills in.
const TERMS: &str = "
[[terms]]
name = \"Autumn 2026\"
from = 2026-09-01
to = 2026-12-18
half_term = { from = 2026-10-26, to = 2026-10-30 }

[[terms]]
name = \"Spring 2027\"
from = 2027-01-04
to = 2027-03-25
half_term = { from = 2027-02-15, to = 2027-02-19 }

[[terms]]
name = \"Summer 2027\"
from = 2027-04-12
to = 2027-07-20
half_term = { from = 2027-05-31, to = 2027-06-04 }
closed = [2027-05-03]
";

/// A row of a table, by the headings.
pub(super) type NamedCells = BTreeMap<String, String>;

/// The rows of a CSV text, which may begin with a byte order mark.
pub(super) fn csv_rows(text: &str) -> Vec<NamedCells> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().unwrap().clone();
    let named =
        |record: csv::StringRecord| headings.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| named(record.unwrap())).collect()
}

/// A records folder and a folder of sheets.
pub(super) struct FreshFolder {
    scratch: tempfile::TempDir,
}

impl FreshFolder {
    /// A folder on its first day.
    pub(super) fn new() -> Self {
        Self::with_settings("")
    }

    /// The same with these lines added to its settings.
    pub(super) fn with_settings(settings: &str) -> Self {
        let folder = Self { scratch: tempfile::tempdir().unwrap() };
        for name in ["records", "sheets"] {
            std::fs::create_dir(folder.scratch.path().join(name)).unwrap();
        }
        assert_eq!(folder.send(&["init", "."]).code, 0);
        let template = std::fs::read_to_string(folder.path("send.toml")).unwrap();
        std::fs::write(folder.path("send.toml"), template + TERMS + settings).unwrap();
        folder
    }

    /// A file of the records.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join("records").join(name)
    }

    /// Writes a sheet. Returns how a person in the records folder would type it.
    pub(super) fn put_sheet(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.scratch.path().join("sheets").join(name), bytes).unwrap();
        format!("../sheets/{name}")
    }

    /// Runs the program in the records folder. Reports are as at the day found, unless the arguments give another day. Nobody
    /// answers a question: there is no terminal.
    pub(super) fn send(&self, arguments: &[&str]) -> Ran {
        let mut command = send_in(&self.path(""), arguments);
        Ran::of(command.env("SEND_AS_AT", DAY_FOUND).stdin(std::process::Stdio::null()))
    }

    /// Starts the program in the same way, and does not wait for it.
    pub(super) fn starts(&self, arguments: &[&str]) -> std::process::Child {
        let mut command = send_in(&self.path(""), arguments);
        let silent = std::process::Stdio::null;
        command.env("SEND_AS_AT", DAY_FOUND).stdin(silent()).stdout(silent()).stderr(silent()).spawn().unwrap()
    }

    /// Imports a sheet with one command, for all children.
    pub(super) fn import(&self, name: &str, bytes: &[u8], more: &[&str]) -> Ran {
        let sheet = self.put_sheet(name, bytes);
        let command = ["import", &sheet, "--as-found", DAY_FOUND, "--yes", "--by", "R. Osei"];
        self.send(&[&command[..], more].concat())
    }

    /// Imports a sheet that must be saved. Returns what was said.
    pub(super) fn imports(&self, name: &str, bytes: &[u8], more: &[&str]) -> String {
        let ran = self.import(name, bytes, more);
        assert_eq!(ran.code, 0, "{name} {more:?}\n{}", ran.said());
        ran.said()
    }

    /// Imports a sheet that must be refused as a whole, with all of this said. Returns what was said.
    pub(super) fn refuses(&self, name: &str, bytes: &[u8], more: &[&str], expected: &[&str]) -> String {
        let before = self.files();
        let ran = self.import(name, bytes, more);
        let said = ran.said();
        assert!([2, 3].contains(&ran.code), "{name} {more:?} {expected:?}: exit {}\n{said}", ran.code);
        assert_eq!(self.files(), before, "{name} {more:?} {expected:?}\n{said}");
        assert!(ran.err.contains("help: ") && !ran.err.contains("invalid"), "{name} {expected:?}\n{said}");
        for part in expected {
            assert!(said.contains(part), "{part} is not in what was said about {name} {more:?}:\n{said}");
        }
        said
    }

    /// The rows of a report as at a day. The report must be complete.
    pub(super) fn rows(&self, day: &str, arguments: &[&str]) -> Vec<NamedCells> {
        let ran = self.send(&[arguments, &["--format", "csv", "--as-at", day]].concat());
        assert_eq!(ran.code, 0, "{arguments:?} as at {day}\n{}", ran.said());
        csv_rows(&ran.out)
    }

    /// The rules of the errors that `check` finds on the day found.
    pub(super) fn errors(&self) -> Vec<String> {
        let ran = self.send(&["check", "--format", "json"]);
        assert!(ran.code < 2, "{}", ran.said());
        let found = ran.json()["rows"].as_array().unwrap().clone();
        let errors = found.iter().filter(|row| row["severity"] == "error");
        errors.map(|row| row["rule"].as_str().unwrap().to_owned()).collect()
    }

    /// The record of the child with this name.
    pub(super) fn record_of(&self, name: &str) -> String {
        let line = format!("name: {name}");
        let mut records = self.files().into_values().filter_map(|bytes| String::from_utf8(bytes).ok());
        let is_theirs =
            |record: &String| record.lines().any(|one| one.replace(['"', '\''], "") == line.replace('\'', ""));
        records.find(is_theirs).unwrap_or_else(|| panic!("{name} has no record"))
    }

    /// Every file of the records with its bytes, without what the program keeps for itself.
    pub(super) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        add_files(&self.path(""), &mut files);
        files
    }
}

fn add_files(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if entry.file_name() == ".send" {
        } else if path.is_dir() {
            add_files(&path, files);
        } else {
            files.insert(path.clone(), std::fs::read(path).unwrap());
        }
    }
}
