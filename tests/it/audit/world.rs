//! A school under git, made by the program's own commands, with a home of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The page that is walked through: three pupils, by commands alone.
pub(crate) const PAGE: &str = include_str!("../../../docs/a-term-in-a-school.md");

/// Commands of the page that only read.
const READING: &[&str] = &["overdue", "ready", "census", "register", "check", "show", "init", "next", "log", "audit"];

pub(crate) struct School {
    scratch: tempfile::TempDir,
}

/// One finding, as JSON says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) severity: String,
    pub(crate) rule: String,
    pub(crate) path: String,
    pub(crate) message: String,
}

/// What an audit said.
#[derive(Debug)]
pub(crate) struct Audit {
    pub(crate) code: i32,
    pub(crate) findings: Vec<Told>,
    pub(crate) summary: Value,
    pub(crate) err: String,
}

impl School {
    /// An empty school with the template's policy in force since September 2024; `None`, and said so, without git.
    pub(crate) fn new() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("SKIPPED: there is no git on this computer");
            return None;
        }
        let school = Self { scratch: tempfile::tempdir().unwrap() };
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["records/policy", "records/pupils", "home"] {
            std::fs::create_dir_all(school.scratch.path().join(folder)).unwrap();
        }
        std::fs::copy(repository.join("tests/it/term/send.toml"), school.path("send.toml")).unwrap();
        for name in [".gitignore", ".gitattributes"] {
            std::fs::copy(repository.join("records-template").join(name), school.path(name)).unwrap();
        }
        let policy = std::fs::read_to_string(repository.join("records-template/policy/2025-09-01.toml")).unwrap();
        let policy = policy.replace("in_force = 2025-09-01", "in_force = 2024-09-01");
        std::fs::write(school.path("policy/2024-09-01.toml"), policy).unwrap();
        school.git(&["init", "--quiet", "--initial-branch=main"]);
        school.git(&["config", "user.name", "R. Osei"]);
        school.git(&["config", "user.email", "senco@elmfield.example"]);
        school.git(&["add", "."]);
        school.git(&["commit", "--quiet", "-m", "start the records"]);
        Some(school)
    }

    /// The same school once more, to be tampered with.
    pub(crate) fn copy(&self) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        copy(&self.scratch.path().join("records"), &scratch.path().join("records"));
        std::fs::create_dir_all(scratch.path().join("home")).unwrap();
        Self { scratch }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.scratch.path().join("records")
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root().join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        std::fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        std::fs::write(self.path(file), text).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy().to_uppercase();
            if text.starts_with("GIT_") || text.starts_with("SEND_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.root())
            .env("HOME", self.scratch.path().join("home"))
            .env("XDG_CONFIG_HOME", "")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LC_ALL", "C");
        command
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_with(&[], arguments)
    }

    /// Git that finds these variables set.
    pub(crate) fn git_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> String {
        let output = self.command("git").args(arguments).envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Git as anybody would start it, whether or not it ends well.
    #[allow(dead_code, reason = "some of the tests that share this need it on some systems alone")]
    pub(crate) fn try_git(&self, arguments: &[&str]) -> Output {
        self.command("git").args(arguments).output().unwrap()
    }

    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    pub(crate) fn send(&self, arguments: &[&str]) -> Output {
        self.send_with(&[], arguments)
    }

    /// The program that finds these variables set.
    pub(crate) fn send_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_send"));
        command.args(arguments).envs(variables.iter().copied()).output().unwrap()
    }

    /// Runs a command that saves and commits.
    pub(crate) fn saves(&self, arguments: &[&str]) {
        let output = self.send(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{arguments:?}\n{}{}", text(&output.stdout), text(&output.stderr));
    }

    pub(crate) fn audit(&self, options: &[&str]) -> Audit {
        let output = self.send(&[&["audit", "--format", "json"], options].concat());
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let rows = report["rows"].as_array().cloned().unwrap_or_default();
        let findings = rows.iter().map(|row| Told {
            severity: text(row, "severity"),
            rule: text(row, "rule"),
            path: text(row, "path"),
            message: text(row, "message"),
        });
        Audit {
            code: output.status.code().unwrap(),
            findings: findings.collect(),
            summary: report["summary"].clone(),
            err,
        }
    }

    /// Walks through the page once, with pupils of their own: every command of it that writes.
    pub(crate) fn a_term(&self, round: usize) {
        for line in PAGE.lines().filter_map(|line| line.strip_prefix("$ send ")) {
            let mut words: Vec<String> = split(line).iter().map(|word| of_round(word, round)).collect();
            if READING.contains(&words[0].as_str()) {
                continue;
            }
            if let Some(at) = words.iter().position(|word| word == "--upn") {
                words.drain(at..at + 2);
            }
            if words[0] == "new" && round > 0 {
                words.push("--anyway".to_owned());
            }
            let output = self.send(&words.iter().map(String::as_str).collect::<Vec<_>>());
            // The page shows refusals too.
            assert!(output.status.code().is_some_and(|code| code < 2), "{words:?} {output:?}");
        }
    }
}

/// A word of the page, about the pupils of this round.
fn of_round(word: &str, round: usize) -> String {
    for (nth, names) in [["p001", "amira"], ["p002", "ben"], ["p003", "cem"]].iter().enumerate() {
        if names.contains(&word) {
            return format!("p{:03}", round * 3 + nth + 1);
        }
    }
    word.to_owned()
}

/// The words of a command line with double quotation marks.
pub(crate) fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
