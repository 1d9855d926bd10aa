//! The real program, started as a user starts it, and its answers.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::folders::repository;

/// The program that was built for these tests.
pub(crate) const SEND: &str = env!("CARGO_BIN_EXE_send");

/// The `--as-at` date of most tests.
pub(crate) const TODAY: &str = "2026-01-15";

/// The result of running a program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Runs a program that ends by itself and writes UTF-8.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Its output, followed by its output on stderr.
    pub(crate) fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// Its output, read as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A program to be started in a folder. Variables of the person running the tests do not reach it if they would change what
/// `send` or git does.
pub(crate) fn program_in(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy().to_uppercase();
        if text.starts_with("GIT_")
            || text.starts_with("SEND_")
            || ["NO_COLOR", "RUST_BACKTRACE", "COLUMNS", "TZ"].contains(&text.as_str())
        {
            command.env_remove(name);
        }
    }
    command.current_dir(folder);
    command
}

/// `send`, in a folder.
pub(crate) fn send_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program_in(folder, SEND);
    command.args(arguments);
    command
}

/// Runs `send` on the example school, as at 15 January 2026 unless the arguments give another day.
pub(crate) fn send_about_elmfield(arguments: &[&str]) -> Ran {
    let mut command = send_in(&repository(""), arguments);
    Ran::of(command.args(["--records", "examples/elmfield"]).env("SEND_AS_AT", TODAY))
}

/// The path of a program, if it is on `PATH`.
pub(crate) fn on_the_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = [name.to_owned(), format!("{name}.exe")];
    std::env::split_paths(&path)
        .flat_map(|folder| names.each_ref().map(|name| folder.join(name)))
        .find(|file| file.is_file())
}

/// Whether git is installed. If it is not, says that the test is skipped.
pub(crate) fn has_git() -> bool {
    let has_git = Command::new("git").arg("--version").output().is_ok();
    if !has_git {
        eprintln!("SKIPPED: there is no git on this computer");
    }
    has_git
}

/// Whether the long tests should try everything: `SEND_FULL_SWEEP=1`.
pub(crate) fn is_full_sweep() -> bool {
    std::env::var_os("SEND_FULL_SWEEP").is_some_and(|wish| wish == "1")
}
