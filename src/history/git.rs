//! The one function that starts `git`, with guards: nothing that a repository configures may run (RELIABILITY 3.4).

use std::cell::Cell;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// git's empty tree: attributes are read from it, so that no file of the folder can name a filter.
const EMPTY_TREE: &str = "--attr-source=4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// What stands before every command. No hook, no pager, no monitor, no helper, no network.
const GUARDS: [&str; 21] = [
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.pager=cat",
    "-c",
    "core.sshCommand=false",
    "-c",
    "protocol.allow=never",
    "-c",
    "credential.helper=",
    "-c",
    "diff.external=",
    "-c",
    "gpg.program=false",
    // A commit that was told is there after a power cut (RELIABILITY 0.2).
    "-c",
    "core.fsync=all",
];

/// Variables that say who commits; every other `GIT_` variable may point to another repository, and is removed.
const IDENTITY: [&str; 6] = [
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_DATE",
];

/// git, in the folder of the records.
#[derive(Debug)]
pub(crate) struct Git {
    root: PathBuf,
    /// The names of the variables of the environment that start with `GIT_`.
    variables: Vec<OsString>,
    /// Whether this git knows where to read attributes from (2.41); found out when it first says no.
    knows_attr_source: Cell<bool>,
}

impl Git {
    /// git in this folder.
    pub(crate) fn new(root: &Path, variables: &[OsString]) -> Self {
        Self { root: root.to_path_buf(), variables: variables.to_vec(), knows_attr_source: Cell::new(true) }
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the folder is a repository of its own. Looked up without git, so that a folder without one costs nothing.
    pub(crate) fn is_repository(&self) -> bool {
        std::fs::symlink_metadata(self.root.join(".git")).is_ok()
    }

    /// Runs git with this on its input; nothing where there is no git on this computer.
    pub(super) fn run(&self, arguments: &[&str], input: &str) -> Option<Output> {
        let output = self.start(arguments, input)?;
        let is_unknown = || String::from_utf8_lossy(&output.stderr).contains("unknown option: --attr-source");
        if self.knows_attr_source.get() && !output.status.success() && is_unknown() {
            self.knows_attr_source.set(false);
            return self.start(arguments, input);
        }
        Some(output)
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that starts git")]
    fn start(&self, arguments: &[&str], input: &str) -> Option<Output> {
        let mut command = Command::new("git");
        command.args(GUARDS);
        if self.knows_attr_source.get() {
            command.arg(EMPTY_TREE);
        }
        command.args(arguments).current_dir(&self.root);
        for name in self.variables.iter().filter(|name| !IDENTITY.iter().any(|kept| name.as_os_str() == *kept)) {
            command.env_remove(name);
        }
        // Only a repository that begins here: records inside somebody else's are never committed there.
        if let Some(parent) = self.root.parent() {
            command.env("GIT_CEILING_DIRECTORIES", parent);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_EDITOR", "false").env("LC_ALL", "C");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().ok()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A git that has given up reads no more; what it says about it is in its answer.
            let _ = stdin.write_all(input.as_bytes());
        }
        child.wait_with_output().ok()
    }
}

/// The name that git knows the user by; nothing without git, or where it was never told.
pub(crate) fn user_name(git: &Git) -> Option<String> {
    let output = git.run(&["config", "--get", "user.name"], "")?;
    let name = String::from_utf8(output.stdout).ok()?;
    let name = name.trim();
    (output.status.success() && !name.is_empty()).then(|| name.to_owned())
}
