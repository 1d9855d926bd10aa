//! A copy of the example school under real git, in a home of its own, so that nobody's own settings count.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) const SEND: &str = env!("CARGO_BIN_EXE_send");

/// One person's copy of the records.
pub(crate) struct Place {
    home: PathBuf,
    pub(crate) root: PathBuf,
}

/// What a program answered.
pub(crate) fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Whether there is a git; where not, that is said, and the test left out.
pub(crate) fn has_git() -> bool {
    let there = Command::new("git").arg("--version").output().is_ok();
    if !there {
        eprintln!("SKIPPED: there is no git on this computer");
    }
    there
}

impl Place {
    /// Elmfield under git on its branch `main`, with the driver known where that is wanted.
    pub(crate) fn elmfield(home: &Path, with_driver: bool) -> Self {
        let place = Self { home: home.to_path_buf(), root: home.join("office") };
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/elmfield"), &place.root);
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("records-template");
        for name in [".gitignore", ".gitattributes"] {
            std::fs::copy(template.join(name), place.root.join(name)).unwrap();
        }
        place.git(&["init", "--quiet", "--initial-branch=main", "."]);
        for (key, value) in [("user.name", "R. Osei"), ("user.email", "senco@elmfield.example"), ("core.fsync", "none")]
        {
            place.git(&["config", "--global", key, value]);
        }
        place.commit_all("begin");
        if with_driver {
            place.send(&["doctor", "--fix"]);
            assert!(place.git(&["config", "merge.send.driver"]).contains("merge-driver %O %A %B %P"));
        }
        place
    }

    /// Somebody else's copy.
    pub(crate) fn cloned(&self, name: &str) -> Self {
        let root = self.home.join(name);
        self.git(&["clone", "--quiet", self.root.to_str().unwrap(), root.to_str().unwrap()]);
        Self { home: self.home.clone(), root }
    }

    pub(crate) fn file(&self, id: &str) -> PathBuf {
        self.root.join(format!("pupils/{id}.yaml"))
    }

    pub(crate) fn read(&self, id: &str) -> String {
        std::fs::read_to_string(self.file(id)).unwrap()
    }

    pub(crate) fn write(&self, id: &str, record: &str) {
        std::fs::write(self.file(id), record).unwrap();
    }

    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
    }

    /// What git answers; it must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", text(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> Output {
        let mut git = Command::new("git");
        git.args(["-c", "gc.auto=0"]).args(arguments);
        self.run(git)
    }

    pub(crate) fn send(&self, arguments: &[&str]) -> Output {
        let mut send = Command::new(SEND);
        send.args(arguments);
        self.run(send)
    }

    fn run(&self, mut program: Command) -> Output {
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            program.env_remove(name);
        }
        program.current_dir(&self.root).env("HOME", &self.home).env("XDG_CONFIG_HOME", "").env("LC_ALL", "C");
        program.env("GIT_CONFIG_NOSYSTEM", "1").env("SEND_AS_AT", "2026-01-15").env_remove("SEND_RECORDS");
        program.stdin(Stdio::null()).output().unwrap()
    }

    /// The files in conflict.
    pub(crate) fn conflicts(&self) -> Vec<String> {
        let names = self.git(&["diff", "--name-only", "--diff-filter=U"]);
        names.lines().map(str::to_owned).collect()
    }
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
