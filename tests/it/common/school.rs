//! A separate school for each test, with the real program run in it. Each test file brings its own records.

use std::path::PathBuf;
use std::process::Command;

use super::program::{Ran, TODAY, send_in};

/// The file of the pupil that every school has.
pub(crate) const P014: &str = "pupils/p014.yaml";

/// A folder as `send init` makes it, with one pupil, p014, and no git.
pub(crate) struct School {
    scratch: tempfile::TempDir,
}

impl School {
    /// A school with these lines added to its settings, and this pupil.
    pub(crate) fn with(settings: &str, pupil: &str) -> Self {
        let school = Self { scratch: tempfile::tempdir().unwrap() };
        assert_eq!(school.send(&["init", "."]).code, 0);
        school.write("send.toml", &(school.read("send.toml") + settings));
        school.write(P014, pupil);
        school
    }

    /// Gives the school's URN, in the line that the template has for it. The school's own duties start with it.
    pub(crate) fn give_urn(&self, urn: &str) {
        let settings = self.read("send.toml");
        let line = "# urn = \"100000\"";
        assert!(settings.contains(line), "{settings}");
        self.write("send.toml", &settings.replace(line, &format!("urn = \"{urn}\"")));
    }

    /// A file of the school.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.scratch.path().join(file)
    }

    /// Writes a file, in a folder that already exists.
    pub(crate) fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path(file), text).unwrap();
    }

    /// The text of a file.
    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    /// Every record with its bytes.
    pub(crate) fn records(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = std::fs::read_dir(self.path("pupils")).unwrap().map(|entry| entry.unwrap().path());
        let mut all: Vec<_> =
            files.filter(|file| file.is_file()).map(|file| (file.clone(), std::fs::read(file).unwrap())).collect();
        all.sort();
        all
    }

    /// A command of the program in this folder, as at 15 January 2026 unless it gives another day.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = send_in(self.scratch.path(), arguments);
        command.env("SEND_AS_AT", TODAY);
        command
    }

    /// Runs the program.
    pub(crate) fn send(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(arguments))
    }

    /// Runs a command that must be refused as a mistake in what was typed, and leave every record as it was. Returns what it
    /// said.
    pub(crate) fn refuses(&self, arguments: &[&str]) -> String {
        self.ends_with(2, arguments)
    }

    /// Runs a command that saves nothing and exits with this code. Returns what it said.
    pub(crate) fn ends_with(&self, code: i32, arguments: &[&str]) -> String {
        let before = self.records();
        let ran = self.send(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?} {}", ran.err);
        assert_eq!(self.records(), before, "{arguments:?}");
        assert!(!ran.err.contains("invalid") && !ran.err.contains("--yaml"), "{}", ran.err);
        ran.err
    }

    /// Runs a command that must be saved. Returns what it said, and the new lines in the file of p014, in order. No line may
    /// disappear except those named, and `check` may find no error that it did not find before.
    pub(crate) fn saves(&self, arguments: &[&str], gone: &[&str]) -> (String, Vec<String>) {
        let (before, errors) = (self.read(P014), self.errors());
        let ran = self.send(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?} {}", ran.out);
        let after = self.read(P014);
        let mut new = Vec::new();
        for change in similar::TextDiff::from_lines(&before, &after).iter_all_changes() {
            let line = change.value().trim_end_matches('\n');
            match change.tag() {
                similar::ChangeTag::Equal => {}
                similar::ChangeTag::Insert => new.push(line.to_owned()),
                similar::ChangeTag::Delete => assert!(gone.contains(&line), "`{line}` is gone: {arguments:?}"),
            }
        }
        let new_errors: Vec<String> = self.errors().into_iter().filter(|error| !errors.contains(error)).collect();
        assert!(new_errors.is_empty(), "{new_errors:?}");
        (ran.out, new)
    }

    /// The errors that `check` finds, without their lines.
    fn errors(&self) -> Vec<String> {
        let ran = self.send(&["check"]);
        assert!(ran.code < 2, "{}", ran.err);
        ran.out.lines().filter(|line| line.starts_with("error[")).map(str::to_owned).collect()
    }
}
