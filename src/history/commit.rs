//! One change of one record, committed.

use std::process::Output;

use super::git::Git;

/// What happened to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileChange {
    /// It is new.
    New,
    /// It was changed.
    Changed,
    /// It was deleted.
    Deleted,
}

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Committed.
    Committed,
    /// The folder is not under git.
    NoRepository,
    /// There is no git on this computer.
    NoGit,
    /// The record is saved, but not committed.
    Failed {
        /// Why.
        message: String,
        /// What to do.
        help: String,
    },
}

/// Commits one file, named from the folder's root with `/`, and nothing else. The message carries ids alone. No hook runs:
/// the record was judged already.
pub(crate) fn commit(git: &Git, file: &str, message: &str, change: FileChange) -> Kept {
    if !git.is_repository() {
        return Kept::NoRepository;
    }
    if change == FileChange::New {
        match git.run(&["add", "--", file], "") {
            None => return Kept::NoGit,
            Some(output) if !output.status.success() => return failed(file, &output),
            Some(_) => {}
        }
    }
    let arguments = ["commit", "--only", "--no-verify", "--no-gpg-sign", "--quiet", "--file=-", "--", file];
    let Some(output) = git.run(&arguments, &format!("{}\n", one_line(message))) else { return Kept::NoGit };
    if !output.status.success() {
        if change == FileChange::New {
            // The index is left as it was found.
            git.run(&["rm", "--cached", "--quiet", "--force", "--", file], "");
        }
        return failed(file, &output);
    }
    match to_the_disk(git) {
        Ok(()) => Kept::Committed,
        Err(error) => Kept::Failed {
            message: format!("the commit may not survive a power cut ({error})"),
            help: "look at the disk before you go on".to_owned(),
        },
    }
}

/// A message is one line without control characters, so that nothing in it can be taken for another part of a commit.
fn one_line(message: &str) -> String {
    message.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// What git said, in the words of people who do not know git, where the case is known.
fn failed(file: &str, output: &Output) -> Kept {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let again = format!("then: git add -- {file} && git commit -m \"by hand\" -- {file}");
    let (message, help) = if said.contains("index.lock") || said.contains("File exists") && said.contains(".lock") {
        (
            "another git is at work in this folder, or one was stopped in the middle".to_owned(),
            format!(
                "wait until it is done; if none runs, delete the file that it names ({}), {again}",
                lock_named(&said)
            ),
        )
    } else if said.contains("tell me who you are")
        || said.contains("unable to auto-detect email")
        || said.contains("empty ident")
    {
        (
            "git does not know who you are".to_owned(),
            format!(
                "tell it once: git config --global user.name \"Your Name\" && git config --global user.email you@school.example; {again}"
            ),
        )
    } else if said.contains("dubious ownership") {
        (
            "git does not trust this folder, because it belongs to another user".to_owned(),
            format!(
                "if it is your school's own: git config --global --add safe.directory PATH-OF-THIS-FOLDER; {again}"
            ),
        )
    } else if said.contains("during a merge") || said.contains("MERGE_HEAD") || said.contains("unmerged") {
        (
            "a merge was begun in this folder and not finished".to_owned(),
            format!("finish it first (`git status` says what is left), {again}"),
        )
    } else if said.contains("ignored by one of your .gitignore") {
        ("git is told to ignore this file".to_owned(), format!("take it out of .gitignore, {again}"))
    } else {
        let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("git gave no reason");
        (one_line(first), format!("put that right, {again}"))
    };
    Kept::Failed { message, help }
}

/// The lock that git found, as it names it.
fn lock_named(said: &str) -> &str {
    said.split('\'').find(|part| part.ends_with(".lock")).unwrap_or(".git/index.lock")
}

/// What git wrote reaches the disk with everything it hangs on (RELIABILITY Appendix B).
#[cfg(target_os = "linux")]
fn to_the_disk(git: &Git) -> std::io::Result<()> {
    let folder = std::fs::File::open(git.root().join(".git"))?;
    rustix::fs::syncfs(&folder)?;
    Ok(())
}

/// Elsewhere there is no call for one file system; `core.fsync=all` has to do.
#[cfg(not(target_os = "linux"))]
fn to_the_disk(_: &Git) -> std::io::Result<()> {
    Ok(())
}
