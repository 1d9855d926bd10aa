//! After a record was saved: one commit of this one file, and of nothing else.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use super::filters::Filters;
use super::git::{GitAnswer, GitFolder};
use super::git_message::GitMessage;
use super::repository::Repository;
use super::shell_words::word_for_shell;

/// How often a lock is waited for, and how long each time: a program that looks at the folder holds it for a moment.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

/// What happened to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileChange {
    /// It was not there before.
    New,
    /// It says something else now.
    Changed,
    /// It is gone.
    Deleted,
}

/// What became of the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommitOutcome {
    /// Committed: the short hash. Where git has the file like this already, the hash of the last commit.
    Committed(String),
    /// The folder is not under git.
    NoRepository,
    /// The folder is part of a larger repository. This program commits to the folder's own repository only.
    LargerRepository,
    /// Saved, but not committed: exit 4.
    Failed {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

/// Commits one file of the folder, relative to its root and with `/`, and nothing else: what somebody has staged stays
/// staged. The message is cut to one line and goes to whoever reads the history: ids, never names.
pub(crate) fn commit_file(git: &GitFolder<'_>, file: &str, message: &str, change: FileChange) -> CommitOutcome {
    let Some(repository) = Repository::of_folder(git.root()) else { return without_its_own(git, file) };
    if let Err(why) = repository.check_ready() {
        return commit_failed(why.reason_in_words(), file);
    }
    let hash = match commit_guarded(git, file, message, change) {
        Ok(hash) => hash,
        Err(kept) => return kept,
    };
    match repository.settle() {
        Ok(()) => CommitOutcome::Committed(hash),
        Err(error) => CommitOutcome::Failed {
            message: format!("it is saved and committed as {hash}, but the disk does not confirm it ({error})"),
            help: "make a backup of the folder, then have the disk looked at".to_owned(),
        },
    }
}

/// The folder has no repository of its own, so no commit is made. In a larger repository people commit by hand: check that git is
/// there for them.
fn without_its_own(git: &GitFolder<'_>, file: &str) -> CommitOutcome {
    if Repository::above_folder(git.root()).is_none() {
        return CommitOutcome::NoRepository;
    }
    match git.run_to_end(&[], &["--version"], "") {
        Ok(_) => CommitOutcome::LargerRepository,
        Err(error) => not_started(&error, file, "install git (git-scm.com)"),
    }
}

/// Commits with everything switched off that the repository's settings would start. The short hash, or why there is none.
fn commit_guarded(git: &GitFolder<'_>, file: &str, message: &str, change: FileChange) -> Result<String, CommitOutcome> {
    let filters = Filters::in_settings(git).map_err(|error| not_started(&error, file, GET_GIT))?;
    let meant = filters.meant_for(git, file).map_err(|error| not_started(&error, file, GET_GIT))?;
    if let Some(filter) = meant.or_else(|| filters.first_unspeakable()) {
        return Err(commit_failed(filter_refused(filter), file));
    }
    let work = Work { git: &filters.without_attributes(git), settings: &filters.settings_that_switch_off(), file };
    let message = one_line(message);
    let mut tries = 1;
    loop {
        match work.commit_once(&message, change) {
            Err(Stop::Git(said)) if said.lock_in_the_way().is_some() && tries < TRIES => sleep(PAUSE),
            Err(Stop::Git(said)) => return Err(commit_failed(said.fault_in_words(git.root()), file)),
            Err(Stop::Kept(kept)) => return Err(kept),
            Ok(hash) => return Ok(hash),
        }
        tries += 1;
    }
}

/// One commit that is being made.
struct Work<'a> {
    git: &'a GitFolder<'a>,
    settings: &'a [String],
    file: &'a str,
}

/// Why a commit was not made.
enum Stop {
    /// Git failed.
    Git(GitMessage),
    /// Git was not started, or there is nothing that it could do.
    Kept(CommitOutcome),
}

impl Work<'_> {
    /// Stages the file where git does not know it yet, commits it, and gives the short hash.
    fn commit_once(&self, message: &str, change: FileChange) -> Result<String, Stop> {
        let staged = change != FileChange::Deleted && self.stage_file()?;
        let arguments = [
            "commit",
            "--only",
            "--no-verify",
            "--no-gpg-sign",
            "--quiet",
            "--cleanup=whitespace",
            "--file=-",
            "--",
            self.file,
        ];
        let result = self
            .run_git(&arguments, message)
            .and_then(|answer| if answer.done { self.last_hash() } else { self.not_committed(answer, change) });
        if staged && result.is_err() {
            // The reason is told already; where this fails too, the file is merely staged.
            let _ = self.run_git(&["rm", "--cached", "--force", "--quiet", "--", self.file], "");
        }
        result
    }

    /// Makes the file known to git. Whether it was not before.
    fn stage_file(&self) -> Result<bool, Stop> {
        if !self.output_of(&["ls-files", "-z", "--cached", "--", self.file])?.is_empty() {
            return Ok(false);
        }
        self.output_of(&["add", "--", self.file]).map(|_| true)
    }

    /// Git made no commit: perhaps because it has the file like this already.
    fn not_committed(&self, answer: GitAnswer, change: FileChange) -> Result<String, Stop> {
        if change == FileChange::Deleted && answer.said.is_unknown_file() {
            return Err(Stop::Kept(CommitOutcome::Failed {
                message: "it is deleted, but git never had it, so the history cannot show it".to_owned(),
                help: "nothing more is to be done".to_owned(),
            }));
        }
        if !answer.said.is_empty() || answer.killed {
            return Err(Stop::Git(answer.said));
        }
        if !self.has_it_already(change)? {
            return Err(Stop::Kept(commit_failed(change_unseen(), self.file)));
        }
        self.catch_up(change)?;
        self.last_hash()
    }

    /// Brings git's list of files to the last commit, for this one file: a commit that was cut off after it was made
    /// leaves the list behind, and the next commit by hand would take the change back.
    fn catch_up(&self, change: FileChange) -> Result<(), Stop> {
        let arguments: &[&str] = match change {
            FileChange::New | FileChange::Changed => &["add", "--", self.file],
            FileChange::Deleted => &["rm", "--cached", "--force", "--quiet", "--ignore-unmatch", "--", self.file],
        };
        self.output_of(arguments).map(|_| ())
    }

    /// Whether the last commit has the file as it is on the disk.
    fn has_it_already(&self, change: FileChange) -> Result<bool, Stop> {
        let there = self.run_git(&["rev-parse", "--verify", "--quiet", &format!("HEAD:{}", self.file)], "")?;
        if change == FileChange::Deleted {
            return Ok(!there.done);
        }
        Ok(there.done && there.out == self.output_of(&["hash-object", "--no-filters", "--", self.file])?)
    }

    /// The short hash of the last commit.
    fn last_hash(&self) -> Result<String, Stop> {
        let out = self.output_of(&["rev-parse", "--short", "HEAD"])?;
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// What git answers.
    fn output_of(&self, arguments: &[&str]) -> Result<Vec<u8>, Stop> {
        let answer = self.run_git(arguments, "")?;
        if answer.done { Ok(answer.out) } else { Err(Stop::Git(answer.said)) }
    }

    fn run_git(&self, arguments: &[&str], input: &str) -> Result<GitAnswer, Stop> {
        self.git
            .run_to_end(self.settings, arguments, input)
            .map_err(|error| Stop::Kept(not_started(&error, self.file, GET_GIT)))
    }
}

/// A message in one line: what follows a line break could pass for a signature of somebody else.
fn one_line(message: &str) -> String {
    message.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The advice where git is missing. The next commit of the same file takes this change with it.
const GET_GIT: &str = "change the record again on a computer that has git, or install git here (git-scm.com)";

/// Git was not started: it is missing, and `get_git` says what to do then, or the system refused.
fn not_started(error: &io::Error, file: &str, get_git: &str) -> CommitOutcome {
    if error.kind() == io::ErrorKind::NotFound {
        return CommitOutcome::Failed {
            message: "it is saved, but not in the history: no git was found on this computer".to_owned(),
            help: format!("the record is safe: {get_git} and {}", by_hand(file)),
        };
    }
    commit_failed(
        (format!("git could not be started ({error})"), "see that git works on this computer".to_owned()),
        file,
    )
}

/// The file differs from the last commit, but git was told otherwise.
fn change_unseen() -> (String, String) {
    (
        "git sees no change in the file; it was told to look away, or to rewrite the ends of lines".to_owned(),
        "ask somebody who knows git to look at `git ls-files -v` and `.git/info/attributes`".to_owned(),
    )
}

/// The file is meant to go through a program first, perhaps to be made secret: it is not stored without.
fn filter_refused(filter: &str) -> (String, String) {
    (
        format!(
            "git's settings here want the program `{filter}` to work on the file first, and send starts no such program"
        ),
        "commit it yourself".to_owned(),
    )
}

/// Saved, but not committed: why, what to do first, and how to commit then.
fn commit_failed((why, first): (String, String), file: &str) -> CommitOutcome {
    CommitOutcome::Failed {
        message: format!("it is saved, but not committed: {why}"),
        help: format!("{first}; then {}", by_hand(file)),
    }
}

/// How a person commits the file.
fn by_hand(file: &str) -> String {
    match word_for_shell(file) {
        Some(file) => format!("run `git add {file}` and `git commit -m \"Commit again\" {file}`"),
        None => "ask somebody who knows git to commit it".to_owned(),
    }
}
