//! A copy of the example school on the office's computer, under real git, in a home of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The records on one computer.
pub(crate) struct Office {
    home: tempfile::TempDir,
    /// The folder of the records.
    pub(crate) root: PathBuf,
}

/// Every report over the whole folder, on a day when each of them ends with 0.
pub(crate) const REPORTS: &[&[&str]] = &[
    &["register"],
    &["register", "--all", "--format", "csv"],
    &["census"],
    &["census", "--format", "json"],
    &["overdue"],
    &["overdue", "--ids-only"],
    &["next"],
    &["missing", "notice"],
    &["provision"],
    &["impact"],
    &["summary", "--for", "governors"],
    &["retention"],
    &["sheet", "4B"],
    &["calendar", "-o", "../due.ics", "--replace"],
    &["report", "-o", "../report", "--replace"],
    &["check", "--policy", "policy/2025-09-01.toml"],
];

/// What the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Office {
    /// The school under git, with one commit; `None`, and said so, where there is no git.
    pub(crate) fn under_git() -> Option<Self> {
        let office = Self::not_under_git()?;
        office.begin(&office.root);
        Some(office)
    }

    /// The school without a repository; `None` where there is no git to compare with.
    pub(crate) fn not_under_git() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("SKIPPED: there is no git on this computer");
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("work/records");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/elmfield"), &root);
        let office = Self { home, root };
        for (key, value) in [("user.name", "R. Osei"), ("user.email", "senco@elmfield.example"), ("core.fsync", "none")]
        {
            office.git(&["config", "--global", key, value]);
        }
        Some(office)
    }

    /// The school in a folder of a larger repository, with one commit.
    pub(crate) fn in_a_larger_repository() -> Option<Self> {
        let office = Self::not_under_git()?;
        office.begin(office.root.parent().unwrap());
        Some(office)
    }

    fn begin(&self, top: &Path) {
        let top = top.to_str().unwrap();
        self.git(&["-C", top, "init", "--quiet", "--initial-branch=main"]);
        self.commit_all("begin");
    }

    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "--all", "."]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A folder in which no program lies.
    pub(crate) fn no_programs(&self) -> PathBuf {
        let folder = self.home.path().join("no programs");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// What git answers; it must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> Output {
        let mut git = Command::new("git");
        git.args(["-c", "gc.auto=0"]).args(arguments);
        self.output_of(git)
    }

    /// The program, in the folder of the records.
    pub(crate) fn send(&self, arguments: &[&str]) -> Ran {
        self.send_with(&[], arguments)
    }

    /// The same where programs are looked for in this folder alone.
    pub(crate) fn send_with_programs_of(&self, folder: &Path, arguments: &[&str]) -> Ran {
        self.send_with(&[("PATH", folder.into())], arguments)
    }

    /// The same with these variables set.
    pub(crate) fn send_with(&self, variables: &[(&str, OsString)], arguments: &[&str]) -> Ran {
        self.run(arguments, |send| send.envs(variables.iter().map(|(name, value)| (name, value))))
    }

    /// The same without this variable.
    #[cfg(unix)]
    pub(crate) fn send_without(&self, variable: &str, arguments: &[&str]) -> Ran {
        self.run(arguments, |send| send.env_remove(variable))
    }

    fn run(&self, arguments: &[&str], prepare: impl Fn(&mut Command) -> &mut Command) -> Ran {
        let mut send = Command::new(env!("CARGO_BIN_EXE_send"));
        prepare(send.args(arguments));
        let output = self.output_of(send);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn output_of(&self, mut program: Command) -> Output {
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            program.env_remove(name);
        }
        let home = self.home.path();
        program.current_dir(&self.root).env("HOME", home).env("XDG_CONFIG_HOME", "").env("LC_ALL", "C");
        program.env("GIT_CONFIG_NOSYSTEM", "1").env("SEND_AS_AT", "2026-01-15").env_remove("SEND_RECORDS");
        program.stdin(Stdio::null()).output().unwrap()
    }

    /// Types the commands that a message shows between back-ticks and that begin with `git`, one after the other.
    pub(crate) fn type_what_helps(&self, said: &str) {
        let commands: Vec<&str> = said.split('`').skip(1).step_by(2).filter(|part| part.starts_with("git ")).collect();
        assert!(!commands.is_empty(), "{said}");
        for command in commands {
            self.type_command(command);
        }
    }

    /// Types one command line of git.
    pub(crate) fn type_command(&self, line: &str) {
        let words = words(line.strip_prefix("git ").unwrap());
        self.git(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

/// The words of a command line, where quotation marks hold some together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (nth, part) in line.split('"').enumerate() {
        if nth % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Makes a shell script that can be run. A shell writes it: if this process did, a program that another test starts at that moment
/// would hold the file open, and the system does not run a file that is open for writing.
#[cfg(unix)]
pub(crate) fn write_script(path: &Path, text: &str, mode: &str) {
    let write = ["-c", "printf %s \"$2\" > \"$1\" && chmod \"$3\" \"$1\"", "sh"];
    let written = Command::new("/bin/sh").args(write).arg(path).args([text, mode]).status().unwrap();
    assert!(written.success(), "{} could not be written", path.display());
}
