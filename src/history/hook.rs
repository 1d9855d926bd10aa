//! The hook that makes git run `send check` before it commits, so that a change by hand cannot slip past.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::driver::shell_quoted;
use super::git::GitFolder;
use super::repository::Repository;

/// The line that marks the hook as ours, so that it may be replaced.
const OURS: &str = "# Made by `send init --hooks`: git commits nothing in which `send check` finds a new error.";

/// The result of installing the hook.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Hooked {
    /// Git runs the check from now on.
    Done,
    /// The folder is not a repository of its own.
    NoRepository,
    /// There is a hook that someone else made, at this place; it was not changed.
    Another(PathBuf),
    /// Git looks for hooks in a folder that other repositories share.
    Elsewhere(String),
    /// It could not be written.
    Failed(String),
}

/// The line that starts the program. A person can add it to their own hook.
pub(crate) fn line_of_hook(program: &Path) -> String {
    format!("{} --records . check --staged", shell_quoted(program))
}

/// Installs the hook. A hook that is already there, and is not ours, is never touched.
pub(crate) fn install_hook(git: &GitFolder<'_>, program: &Path) -> Hooked {
    if Repository::of_folder(git.root()).is_none() {
        return Hooked::NoRepository;
    }
    match hooks_elsewhere(git) {
        Ok(None) => {}
        Ok(Some(folder)) => return Hooked::Elsewhere(folder),
        Err(error) => return Hooked::Failed(error.to_string()),
    }
    let written = hooks_folder(git).and_then(|folder| {
        let place = folder.join("pre-commit");
        match std::fs::read_to_string(&place) {
            Ok(text) if text.lines().nth(1) == Some(OURS) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // A file that cannot be read as text is not ours either.
            Ok(_) | Err(_) => return Ok(Hooked::Another(place)),
        }
        std::fs::create_dir_all(&folder)?;
        write_script(&place, &hook_script(program))?;
        Ok(Hooked::Done)
    });
    written.unwrap_or_else(|error| Hooked::Failed(error.to_string()))
}

/// The folder where git looks for hooks, if a setting names one. The last line of the answer is the guard's own setting.
fn hooks_elsewhere(git: &GitFolder<'_>) -> io::Result<Option<String>> {
    let answer = git.run_to_end(&[], &["config", "--get-all", "core.hooksPath"], "")?;
    let text = String::from_utf8_lossy(&answer.out).into_owned();
    Ok(text.lines().rev().nth(1).map(str::to_owned))
}

/// The repository's own folder of hooks, which all its work trees share.
fn hooks_folder(git: &GitFolder<'_>) -> io::Result<PathBuf> {
    let answer = git.run_to_end(&[], &["rev-parse", "--git-common-dir"], "")?;
    let named = String::from_utf8_lossy(&answer.out).trim_end_matches(['\n', '\r']).to_owned();
    if !answer.done || named.is_empty() {
        let (message, _) = answer.said.fault_in_words(git.root());
        return Err(io::Error::other(message));
    }
    Ok(git.root().join(named).join("hooks"))
}

/// The text of the hook. Without the program the records cannot be checked, so the hook then reports that and stops the commit.
fn hook_script(program: &Path) -> String {
    let (name, line) = (shell_quoted(program), line_of_hook(program));
    format!(
        "#!/bin/sh\n{OURS}\nif ! test -x {name}; then\n    echo \"the records were not checked, so nothing was committed: send has \
         moved\" >&2\n    echo \"help: run \\`send init --hooks\\` in this folder again\" >&2\n    exit 1\nfi\nexec {line}\n"
    )
}

/// Writes an executable file; on Windows every file is executable.
fn write_script(place: &Path, script: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    options.open(place)?.write_all(script.as_bytes())
}
