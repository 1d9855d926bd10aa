//! A school of its own for each test, and the real program run in it. What a test file has in its records is its own.

use std::path::PathBuf;
use std::process::Command;

/// A folder as `send init` makes it, with one pupil, p014, and no git.
pub(crate) struct School {
    scratch: tempfile::TempDir,
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl School {
    /// A school with these lines more in its settings, and this pupil.
    pub(crate) fn with(settings: &str, pupil: &str) -> Self {
        let school = Self { scratch: tempfile::tempdir().unwrap() };
        assert_eq!(school.send(&["init", "."]).code, 0);
        school.write("send.toml", &(school.read("send.toml") + settings));
        school.write("pupils/p014.yaml", pupil);
        school
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.scratch.path().join(file)
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path(file), text).unwrap();
    }

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
    #[expect(clippy::disallowed_methods, reason = "a test starts the program")]
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_send"));
        for variable in ["SEND_RECORDS", "NO_COLOR", "RUST_BACKTRACE", "COLUMNS", "TZ"] {
            command.env_remove(variable);
        }
        command.args(arguments).env("SEND_AS_AT", "2026-01-15").current_dir(self.scratch.path());
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
}
