//! A school's records on a computer of its own: only what a test sets up there counts, not the settings of the person running it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use super::folders::{copy, elmfield, repository};
use super::program::{Ran, SEND, TODAY, has_git, program_in};
use super::term::words_of;

/// A copy of the records on one computer.
pub(crate) struct Office {
    /// The computer: its user's home, and everything else on it. It is deleted with the last copy of the records.
    computer: Arc<tempfile::TempDir>,
    root: PathBuf,
    /// The `--as-at` date of its program, unless the command gives another; `None` is today.
    as_at: Option<&'static str>,
}

impl Office {
    /// An empty folder for records, on a computer with git. `None`, with a message, if git is not installed.
    pub(crate) fn empty(folder: &str) -> Option<Self> {
        if !has_git() {
            return None;
        }
        let computer = Arc::new(tempfile::tempdir().unwrap());
        let root = computer.path().join(folder);
        std::fs::create_dir_all(&root).unwrap();
        std::fs::create_dir_all(computer.path().join("home")).unwrap();
        let office = Self { computer, root, as_at: None };
        for (key, value) in [
            ("user.name", "R. Osei"),
            ("user.email", "senco@elmfield.example"),
            ("core.fsync", "none"),
            ("gc.auto", "0"),
        ] {
            office.git(&["config", "--global", key, value]);
        }
        Some(office)
    }

    /// The example school without git, as at 15 January 2026, in this folder of the computer.
    pub(crate) fn elmfield_in(folder: &str) -> Option<Self> {
        let office = Self::empty(folder)?;
        copy(&elmfield(), office.root());
        Some(Self { as_at: Some(TODAY), ..office })
    }

    /// The same in an ordinary folder.
    pub(crate) fn not_under_git() -> Option<Self> {
        Self::elmfield_in("work/records")
    }

    /// The example school under git, with one commit.
    pub(crate) fn under_git() -> Option<Self> {
        let office = Self::not_under_git()?;
        office.begin(office.root());
        Some(office)
    }

    /// The example school in a folder of a larger repository, with one commit.
    pub(crate) fn in_a_larger_repository() -> Option<Self> {
        let office = Self::not_under_git()?;
        office.begin(office.root().parent().unwrap());
        Some(office)
    }

    /// The example school under git with the template's git settings, so that records can be merged.
    pub(crate) fn without_driver() -> Option<Self> {
        let office = Self::not_under_git()?;
        for name in [".gitignore", ".gitattributes"] {
            std::fs::copy(repository("records-template").join(name), office.path(name)).unwrap();
        }
        office.begin(office.root());
        Some(office)
    }

    /// The same, with git set up to merge records by meaning.
    pub(crate) fn with_driver() -> Option<Self> {
        let office = Self::without_driver()?;
        office.send(&["doctor", "--fix"]);
        assert!(office.git(&["config", "merge.send.driver"]).contains("merge-driver %O %A %B %P"));
        Some(office)
    }

    /// Starts a history in a folder.
    pub(crate) fn begin(&self, top: &Path) {
        self.git(&["-C", top.to_str().unwrap(), "init", "--quiet", "--initial-branch=main"]);
        self.commit_all("start the records");
    }

    /// A clone on the same computer, in a folder next to this one.
    pub(crate) fn cloned(&self, name: &str) -> Self {
        let root = self.next_to(name);
        self.git(&["clone", "--quiet", self.root.to_str().unwrap(), root.to_str().unwrap()]);
        Self { computer: Arc::clone(&self.computer), root, as_at: self.as_at }
    }

    /// Another copy on a computer of its own, for tampering.
    pub(crate) fn copy(&self) -> Self {
        let computer = tempfile::tempdir().unwrap();
        copy(self.computer.path(), computer.path());
        let root = computer.path().join(self.root.strip_prefix(self.computer.path()).unwrap());
        Self { computer: Arc::new(computer), root, as_at: self.as_at }
    }

    /// The folder of the records.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The home of the computer's user.
    pub(crate) fn home(&self) -> PathBuf {
        self.computer.path().join("home")
    }

    /// A place next to the folder of the records.
    pub(crate) fn next_to(&self, name: &str) -> PathBuf {
        self.root.with_file_name(name)
    }

    /// A file of the records.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    /// The text of a file of the records.
    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    /// Writes a file of the records, and makes its folder.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// An empty folder, for a `PATH` without git.
    pub(crate) fn no_programs(&self) -> PathBuf {
        let folder = self.computer.path().join("no programs");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// A program as it is started on this computer, in the folder of the records.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = program_in(&self.root, program);
        command.args(arguments).envs(self.variables()).envs(self.as_at.map(|day| ("SEND_AS_AT", day)));
        command
    }

    /// Variables that make git read settings on this computer only, and speak English.
    pub(crate) fn variables(&self) -> [(&'static str, String); 4] {
        let home = self.home().into_os_string().into_string().unwrap();
        [
            ("HOME", home),
            ("XDG_CONFIG_HOME", String::new()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("LC_ALL", "C".to_owned()),
        ]
    }

    /// The output of a git command that must succeed, without the end of its last line.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_with(&[], arguments)
    }

    /// The same with these variables set.
    pub(crate) fn git_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> String {
        let ran = Ran::of(self.command("git", arguments).envs(variables.iter().copied()));
        assert_eq!(ran.code, 0, "git {arguments:?}: {}", ran.said());
        ran.out.trim().to_owned()
    }

    /// Runs git, whether or not it succeeds.
    pub(crate) fn try_git(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command("git", arguments))
    }

    /// Commits everything in the folder of the records, even without a change.
    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "--all", "."]);
        self.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", message]);
    }

    /// Runs the program in the folder of the records.
    pub(crate) fn send(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(SEND, arguments))
    }

    /// The same with these variables set.
    pub(crate) fn send_with<V: AsRef<OsStr>>(&self, variables: &[(&str, V)], arguments: &[&str]) -> Ran {
        Ran::of(self.command(SEND, arguments).envs(variables.iter().map(|(name, value)| (name, value))))
    }

    /// The same, with programs looked for in this folder only.
    pub(crate) fn send_with_programs_of(&self, folder: &Path, arguments: &[&str]) -> Ran {
        self.send_with(&[("PATH", folder)], arguments)
    }

    /// The same without this variable.
    #[cfg(unix)]
    pub(crate) fn send_without(&self, variable: &str, arguments: &[&str]) -> Ran {
        Ran::of(self.command(SEND, arguments).env_remove(variable))
    }

    /// Runs a command that must succeed.
    pub(crate) fn saves(&self, arguments: &[&str]) {
        let ran = self.send(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.said());
    }

    /// The files that are in conflict.
    pub(crate) fn conflicts(&self) -> Vec<String> {
        let names = self.git(&["diff", "--name-only", "--diff-filter=U"]);
        names.lines().map(str::to_owned).collect()
    }

    /// Runs each command of `send` that a message shows between backticks, in order.
    pub(crate) fn type_what_helps(&self, said: &str) {
        let commands: Vec<&str> =
            said.split('`').skip(1).step_by(2).filter_map(|part| part.strip_prefix("send ")).collect();
        assert!(!commands.is_empty(), "{said}");
        for command in commands {
            let words = words_of(command);
            self.send(&words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    /// Runs one command line of git.
    pub(crate) fn type_command(&self, line: &str) {
        let words = words_of(line.strip_prefix("git ").unwrap());
        self.git(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
