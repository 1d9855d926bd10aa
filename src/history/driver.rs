//! The settings that make git merge records with this program: `merge.send.driver`, which a clone does not copy.

use std::path::{Path, PathBuf};

use super::git::GitFolder;
use super::repository::Repository;

/// The name of the driver, as in `.gitattributes`.
pub(crate) const NAME: &str = "send";

/// The result of registering the driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Registered {
    /// It is registered now.
    Done,
    /// The folder is not a repository of its own.
    NoRepository,
    /// No git was found, or it could not write its settings.
    Failed,
}

/// Makes git merge records with this program, in this repository only.
pub(crate) fn register_driver(git: &GitFolder<'_>, program: &Path) -> Registered {
    if Repository::of_folder(git.root()).is_none() {
        return Registered::NoRepository;
    }
    // In this order, because with a name and no driver git stops every merge.
    let done = set_key(git, "driver", &driver_line(program)) && set_key(git, "name", "SEND records, by meaning");
    if done { Registered::Done } else { Registered::Failed }
}

/// Sets a key of the driver in the repository's own settings. Returns whether git did so.
fn set_key(git: &GitFolder<'_>, key: &str, value: &str) -> bool {
    let key = format!("merge.{NAME}.{key}");
    git.run_to_end(&[], &["config", "--local", &key, value], "").is_ok_and(|answer| answer.done)
}

/// The line that git's shell runs. It gives the full path of the program, because that shell may not find it by name. If the
/// program is gone, git's own merge of the lines is used instead.
///
/// Git treats an exit code from 1 to 128 as a conflict and keeps the file %A, which is our version until a program writes to it.
/// A program that cannot be started ends with 126 or 127, and one that is stopped on Windows with 1. So the line itself looks for
/// the conflict marks: without them it reports a failure, and git stops the merge. Git before 2.42 treats even that as a
/// conflict, but stops if %A is gone.
pub(crate) fn driver_line(program: &Path) -> String {
    // `%` has a special meaning for git.
    let name = shell_quoted(program).replace('%', "%%");
    format!("{BEFORE}{name}{BETWEEN}{name} merge-driver %O %A %B %P; {OTHERWISE}")
}

/// The text before the program's name in the line.
const BEFORE: &str = "if test -x ";
/// The text between the two names.
const BETWEEN: &str = "; then ";
/// The text after the program's call.
const OTHERWISE: &str = "else git merge-file %A %O %B; fi; came=$?; \
                         if test $came -gt 127 || { test $came -gt 0 && ! grep -q '^<<<<<<< ' %A; }; \
                         then rm -f %A; came=255; fi; exit $came";

/// The program as a word of git's shell. In the shell that comes with git on Windows, `\` would be an escape.
pub(super) fn shell_quoted(program: &Path) -> String {
    format!("'{}'", program.to_string_lossy().replace('\\', "/").replace('\'', r"'\''"))
}

/// The command that git runs to merge records, if any.
pub(crate) fn registered_driver(git: &GitFolder<'_>) -> Option<String> {
    let answer = git.run_to_end(&[], &["config", "--get", &format!("merge.{NAME}.driver")], "").ok()?;
    let value = String::from_utf8_lossy(&answer.out).trim().to_owned();
    (answer.done && !value.is_empty()).then_some(value)
}

/// The program that a line of [`driver_line`] starts; `None` if another program wrote the line.
pub(crate) fn program_of(line: &str) -> Option<PathBuf> {
    let rest = line.strip_prefix(BEFORE)?.strip_prefix('\'')?;
    let (name, _) = rest.split_once(&format!("'{BETWEEN}"))?;
    let program = PathBuf::from(name.replace("%%", "%").replace(r"'\''", "'"));
    (driver_line(&program) == line).then_some(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_can_be_read_back_from_the_line_for_git() {
        for name in ["/usr/bin/send", "C:/Program Files/send.exe", "/home/o'neill/100%/send"] {
            assert_eq!(program_of(&driver_line(Path::new(name))), Some(PathBuf::from(name)));
        }
        let line = driver_line(Path::new(r"C:\send.exe"));
        let started =
            "if test -x 'C:/send.exe'; then 'C:/send.exe' merge-driver %O %A %B %P; else git merge-file %A %O %B; fi; ";
        assert!(line.starts_with(started), "{line}");
        // The line of an earlier version.
        assert_eq!(
            program_of("test -x '/send' || exec git merge-file %A %O %B; '/send' merge-driver %O %A %B %P"),
            None
        );
        assert_eq!(program_of("send merge-driver %O %A %B %P"), None);
    }
}
