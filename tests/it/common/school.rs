//! A school of its own for each test, and the real program run in it. What a test file has in its records is its own.

use std::path::PathBuf;
use std::process::Command;

use super::program::{Ran, TODAY, send_in};

/// The file of the pupil that a school has.
pub(crate) const P014: &str = "pupils/p014.yaml";

/// A folder as `send init` makes it, with one pupil, p014, and no git.
pub(crate) struct School {
    scratch: tempfile::TempDir,
}

impl School {
    /// A school with these lines more in its settings, and this pupil.
    pub(crate) fn with(settings: &str, pupil: &str) -> Self {
        let school = Self { scratch: tempfile::tempdir().unwrap() };
        assert_eq!(school.send(&["init", "."]).code, 0);
        school.write("send.toml", &(school.read("send.toml") + settings));
        school.write(P014, pupil);
        school
    }

    /// A file of the school.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.scratch.path().join(file)
    }

    /// Writes a file, in a folder that is there.
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

    /// The program in this folder, on 15 January 2026, unless it says another day.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = send_in(self.scratch.path(), arguments);
        command.env("SEND_AS_AT", TODAY);
        command
    }

    /// Runs the program.
    pub(crate) fn send(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(arguments))
    }

    /// Runs what must be refused as a mistake in what was typed, with every record as it was; gives what was said.
    pub(crate) fn refuses(&self, arguments: &[&str]) -> String {
        self.ends_with(2, arguments)
    }

    /// Runs what saves nothing and ends with this code; gives what was said.
    pub(crate) fn ends_with(&self, code: i32, arguments: &[&str]) -> String {
        let before = self.records();
        let ran = self.send(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?} {}", ran.err);
        assert_eq!(self.records(), before, "{arguments:?}");
        assert!(!ran.err.contains("invalid") && !ran.err.contains("--yaml"), "{}", ran.err);
        ran.err
    }

    /// Runs what must be saved; gives what was said and the lines that are new in the file of p014, in their order. No line may be
    /// gone but those named, and `check` may find no error that it did not find before.
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

    /// What `check` calls an error, without its line.
    fn errors(&self) -> Vec<String> {
        let ran = self.send(&["check"]);
        assert!(ran.code < 2, "{}", ran.err);
        ran.out.lines().filter(|line| line.starts_with("error[")).map(str::to_owned).collect()
    }
}
