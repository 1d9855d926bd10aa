//! Real repositories in temporary folders. The tests of this room use them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::{CommitDone, CommitOrder, CommitOutcome, FileContents, GitFolder, MoveKeeper, PlannedMove, commit_changes};
use crate::context::Environment;

/// The kind of change to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileChange {
    /// It did not exist before.
    New,
    /// It has different contents now.
    Changed,
    /// It is gone.
    Deleted,
}

/// The record that the tests use.
pub(super) const RECORD: &str = "pupils/p014.yaml";

/// A records folder, in a temporary folder with its own home, so that no one's git settings apply.
pub(super) struct Place {
    temporary: TempDir,
}

impl Place {
    /// A folder under git with one commit; `None`, and a note that tests are skipped, if git is missing.
    pub(super) fn new() -> Option<Self> {
        let place = Self::bare_of_git()?;
        place.git(&["init", "--quiet", "--initial-branch=main", "."]);
        place.git(&["config", "--global", "user.name", "Jo Example"]);
        place.git(&["config", "--global", "user.email", "jo@example.org"]);
        place.write("send.toml", "# a school\n");
        place.git(&["add", "send.toml"]);
        place.git(&["commit", "--quiet", "-m", "begin"]);
        Some(place)
    }

    /// A folder that is not under git.
    pub(super) fn bare_of_git() -> Option<Self> {
        if command("git").arg("--version").output().is_err() {
            skipped("no git was found on this computer");
            return None;
        }
        let temporary = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(temporary.path().join("home")).unwrap();
        std::fs::create_dir_all(temporary.path().join("school/records/pupils")).unwrap();
        Some(Self { temporary })
    }

    pub(super) fn root(&self) -> PathBuf {
        self.temporary.path().join("school/records")
    }

    pub(super) fn home(&self) -> PathBuf {
        self.temporary.path().join("home")
    }

    /// Git under guard in this folder, as the program makes it.
    pub(super) fn guarded<'a>(&self, root: &'a Path) -> GitFolder<'a> {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let environment = Environment::real(&mut out, &mut err).unwrap();
        self.at_home(&GitFolder::new(root, environment.path.as_deref(), &environment.git_variables))
    }

    /// The same git with the home of this place, and without the computer's settings.
    pub(super) fn at_home<'a>(&self, git: &GitFolder<'a>) -> GitFolder<'a> {
        let home = self.home();
        git.with_variable("HOME", home.to_str().unwrap())
            .with_variable("XDG_CONFIG_HOME", "")
            .with_variable("GIT_CONFIG_NOSYSTEM", "1")
    }

    /// Puts a shell script in place of a program, for `with_programs`; in it, `$real` is the real program.
    #[cfg(unix)]
    pub(super) fn program(&self, name: &str, script: &str) {
        let folder = self.home().join("programs");
        std::fs::create_dir_all(&folder).unwrap();
        let real = command("sh").args(["-c", &format!("command -v {name}")]).output().unwrap().stdout;
        let real = String::from_utf8(real).unwrap();
        // A shell writes it. If this process did, a program started by another test at that moment would hold the file open, and
        // the operating system does not run a file that is open for writing.
        let script = format!("#!/bin/sh\nreal='{}'\n{script}", real.trim());
        let write = ["-c", "printf %s \"$2\" > \"$1\" && chmod 755 \"$1\"", "sh"];
        let written = command("sh").args(write).arg(folder.join(name)).arg(script).status().unwrap();
        assert!(written.success(), "{name} could not be written");
    }

    /// Git under guard that finds the programs of this place before the computer's own.
    #[cfg(unix)]
    pub(super) fn with_programs<'a>(&self, root: &'a Path) -> GitFolder<'a> {
        let path = command("sh").args(["-c", "printf %s \"$PATH\""]).output().unwrap().stdout;
        let path = format!("{}:{}", self.home().join("programs").display(), String::from_utf8(path).unwrap());
        self.guarded(root).with_variable("PATH", &path)
    }

    /// Commits a file of this folder as it is on the disk, as the program does after changing the version in the last commit.
    pub(super) fn commit(&self, file: &str, message: &str, change: FileChange) -> CommitOutcome {
        self.commit_by(&self.guarded(&self.root()), file, message, change)
    }

    /// The same with another git.
    pub(super) fn commit_by(
        &self,
        git: &GitFolder<'_>,
        file: &str,
        message: &str,
        change: FileChange,
    ) -> CommitOutcome {
        let before = self.try_git(&["cat-file", "blob", &format!("HEAD:{file}")]);
        let before = (change != FileChange::New && before.status.success()).then_some(before.stdout);
        let after = std::fs::read(git.root().join(file)).ok();
        self.commit_contents(git, (file, before.as_deref(), after.as_deref()), message, None)
    }

    /// Commits a change between these contents. If an earlier command saved it, `head` was the last commit at that time.
    pub(super) fn commit_contents(
        &self,
        git: &GitFolder<'_>,
        (file, before, after): (&str, Option<&[u8]>, Option<&[u8]>),
        message: &str,
        head: Option<&str>,
    ) -> CommitOutcome {
        let files = [FileContents { file, before, after }];
        let order = CommitOrder { head, has_waited: head.is_some(), ..order(&files, message) };
        commit_changes(git, &order, &Unwatched)
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        let path = self.root().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Returns the answer of plain git in this folder; git must succeed.
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs plain git in this folder.
    pub(super) fn try_git(&self, arguments: &[&str]) -> Output {
        let mut git = command("git");
        for variable in Environment::real(&mut Vec::new(), &mut Vec::new()).unwrap().git_variables {
            git.env_remove(variable);
        }
        git.current_dir(self.root())
            .env("HOME", self.home())
            .env("XDG_CONFIG_HOME", "")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LC_ALL", "C")
            .args(arguments)
            .output()
            .unwrap()
    }
}

/// An order for a change made now.
pub(super) fn order<'a>(files: &'a [FileContents<'a>], message: &'a str) -> CommitOrder<'a> {
    CommitOrder { message_by_hand: "change by hand", ..CommitOrder::of_now(files, message) }
}

/// A keeper for a commit that no test stops.
pub(super) struct Unwatched;

impl MoveKeeper for Unwatched {
    fn open_move(&self, _: &PlannedMove) -> std::io::Result<std::fs::File> {
        tempfile::tempfile()
    }

    fn close_move(&self) {}
}

/// A program that a test starts.
#[expect(clippy::disallowed_methods, reason = "tests look at the repository with plain git")]
pub(super) fn command(program: &str) -> Command {
    Command::new(program)
}

/// Prints that a test was skipped, and why.
#[expect(clippy::disallowed_macros, clippy::print_stderr, reason = "the person who runs the tests must see it")]
pub(super) fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
}

/// The message and help of a commit that failed.
pub(super) fn failure(outcome: CommitOutcome) -> (String, String) {
    match outcome {
        CommitOutcome::Failed { message, help, .. } => (message, help),
        CommitOutcome::Committed(_) | CommitOutcome::NoRepository => panic!("{outcome:?}"),
    }
}

/// A commit that was made.
pub(super) fn done(outcome: CommitOutcome) -> CommitDone {
    match outcome {
        CommitOutcome::Committed(done) => done,
        CommitOutcome::NoRepository | CommitOutcome::Failed { .. } => panic!("{outcome:?}"),
    }
}

/// The id of a commit that was made.
pub(super) fn hash(outcome: CommitOutcome) -> String {
    done(outcome).id
}
