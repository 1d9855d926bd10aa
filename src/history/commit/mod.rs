//! After a change was saved: one commit of its files, and of no others (RELIABILITY 10.1, 10.2).
//!
//! The commit is built from the last one: new contents, the new folders on the way to them, and the commit itself are added to
//! git's store. Then git's list of files (its index) is updated, and last the branch moves, if it is still at the same commit. So
//! git may be stopped at any point, and whatever people or other programs have staged is not touched.

mod build;
mod index_entry;
mod moving;

use std::fs::File;
use std::io;
use std::thread::sleep;
use std::time::Duration;

use super::conflicted::GitRefusal;
use super::filters::Filters;
use super::folder_history::FolderHistory;
use super::git::{GitAnswer, GitFolder, GitInput};
use super::git_message::{GitMessage, lock_in_words};
use super::objects::LIMIT;
use super::repository::NotNow;
use super::shell_words::word_for_shell;
use build::{CommitBuild, FileSeen};
use index_entry::IndexFile;
pub(crate) use index_entry::Listed;
pub(crate) use moving::{PlannedMove, clear_left_locks};

/// How often a commit is tried, because other programs may hold a lock for a moment, or move the branch at the same time.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

/// The contents of one file before and after a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileContents<'a> {
    /// The file, from the records folder, with `/`.
    pub(crate) file: &'a str,
    /// Its bytes before; `None` if it was not there.
    pub(crate) before: Option<&'a [u8]>,
    /// Its bytes after; `None` if it is gone.
    pub(crate) after: Option<&'a [u8]>,
}

/// A commit to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CommitOrder<'a> {
    /// The files.
    pub(crate) files: &'a [FileContents<'a>],
    /// The message: ids, never names. It is cut to one line.
    pub(crate) message: &'a str,
    /// The message for an earlier change by hand that is not in any commit yet.
    pub(crate) message_by_hand: &'a str,
    /// The person who made the change and the time, as git writes it: `Jo Example <jo@example.org> 1763942400 +0000`. `None` if
    /// that is the person who commits, now.
    pub(crate) author: Option<&'a str>,
    /// Whether an earlier command saved the change.
    pub(crate) has_waited: bool,
    /// The last commit when the change was saved; `None` if it is not known.
    pub(crate) head: Option<&'a str>,
    /// The time it was saved, in seconds since 1970; `None` if that is now.
    pub(crate) moment: Option<i64>,
}

impl<'a> CommitOrder<'a> {
    /// Makes an order for a change made now by the person who commits.
    pub(crate) const fn of_now(files: &'a [FileContents<'a>], message: &'a str) -> Self {
        Self { files, message, message_by_hand: message, author: None, has_waited: false, head: None, moment: None }
    }
}

/// Records what git is about to do, so that the next command can clear up if git is stopped.
pub(crate) trait MoveKeeper {
    /// Stores the plan where the next command finds it, and returns a file that git keeps open while it runs.
    ///
    /// # Errors
    /// It cannot be kept.
    fn open_move(&self, planned: &PlannedMove) -> io::Result<File>;

    /// Reports that git has ended.
    fn close_move(&self);
}

/// The outcome of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommitOutcome {
    /// The last commit has the change now.
    Committed(CommitDone),
    /// The folder is not under git.
    NoRepository,
    /// Saved, but not committed: exit 4.
    Failed {
        /// The problem.
        message: String,
        /// The remedy, or the first step.
        help: String,
        /// Whether it concerns only these files, and waiting does not help: a person must commit them.
        is_of_files: bool,
    },
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommitDone {
    /// Its id, or the id of the last commit if the history already had the change.
    pub(crate) id: String,
    /// Whether it was made now.
    pub(crate) is_new: bool,
    /// The files with a change by hand that was committed first.
    pub(crate) by_hand: Vec<String>,
    /// The files that were left out, because someone has committed a different change to them since.
    pub(crate) overtaken: Vec<String>,
    /// The files that are staged in another version, which was left as it is.
    pub(crate) staged: Vec<String>,
    /// The state of git's list of files.
    pub(crate) listed: Listed,
    /// Why the disk did not confirm the commit, if it did not.
    pub(crate) unsettled: Option<String>,
}

/// Commits the files of an order, and no others.
pub(crate) fn commit_changes(git: &GitFolder<'_>, order: &CommitOrder<'_>, keeper: &dyn MoveKeeper) -> CommitOutcome {
    let Some(history) = FolderHistory::of_folder(git) else { return CommitOutcome::NoRepository };
    commit_in(&history, order, keeper).unwrap_or_else(|stop| {
        let is_of_files = matches!(stop, Stop::OfFiles(_));
        let (message, help) = stop.into_words();
        CommitOutcome::Failed { message, help, is_of_files }
    })
}

/// Whether the folder is under git, so that changes should be committed. Does not start git.
pub(crate) fn is_under_git(git: &GitFolder<'_>) -> bool {
    FolderHistory::of_folder(git).is_some()
}

/// The time the last commit was put into the history, in seconds since 1970; `None` without a commit.
pub(crate) fn newest_commit(git: &GitFolder<'_>) -> Option<i64> {
    let history = FolderHistory::of_folder(git)?;
    let asked = ["log", "-1", "--no-show-signature", "--format=%ct"];
    let answer = history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing).ok()?;
    String::from_utf8_lossy(&answer.out).trim().parse().ok()
}

/// Whether the branch that is checked out has this commit.
pub(crate) fn is_in_history(git: &GitFolder<'_>, commit: &str) -> bool {
    let Some(history) = FolderHistory::of_folder(git) else { return false };
    let asked = ["merge-base", "--is-ancestor", commit, "HEAD"];
    history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing).is_ok_and(|answer| answer.done)
}

/// Brings git's list of files up to the last commit, for files that it still lists as they were before their change.
///
/// # Errors
/// Git cannot be run, or is busy with other work.
pub(crate) fn list_as_committed(git: &GitFolder<'_>, files: &[FileContents<'_>]) -> Result<Listed, GitRefusal> {
    list_again(git, files, Stale::Before)
}

/// The same for files that are on the disk as the last commit has them, whatever the list contains. `after` is the content on the
/// disk.
///
/// # Errors
/// Git cannot be run, or is busy with other work.
pub(crate) fn list_behind_disk(git: &GitFolder<'_>, files: &[FileContents<'_>]) -> Result<Listed, GitRefusal> {
    list_again(git, files, Stale::DiskIsCommitted)
}

/// Which entries of git's list are out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    /// Those with the content from before the change.
    Before,
    /// All entries of files that are on the disk as they were committed.
    DiskIsCommitted,
}

fn list_again(git: &GitFolder<'_>, files: &[FileContents<'_>], stale: Stale) -> Result<Listed, GitRefusal> {
    let Some(history) = FolderHistory::of_folder(git) else { return Ok(Listed::Done) };
    let order = CommitOrder::of_now(files, "");
    let work = Work::begin(&history, &order, &NothingMoves).map_err(Stop::into_words)?;
    work.list_once(stale).map_err(Stop::into_words)
}

/// A keeper for work that moves no branch.
struct NothingMoves;

impl MoveKeeper for NothingMoves {
    fn open_move(&self, _: &PlannedMove) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn close_move(&self) {}
}

/// The id of the last commit; `None` without a commit, or if git cannot be run.
pub(crate) fn last_commit(git: &GitFolder<'_>) -> Option<String> {
    let history = FolderHistory::of_folder(git)?;
    let asked = ["rev-parse", "--verify", "--quiet", "HEAD"];
    let answer = history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing).ok().filter(|answer| answer.done)?;
    Some(String::from_utf8_lossy(&answer.out).trim().to_owned())
}

/// The user as git knows them, and the present time: `Jo Example <jo@example.org> 1763942400 +0000`. `None` if git does not know
/// the user, or cannot be run.
pub(crate) fn author_now(git: &GitFolder<'_>) -> Option<String> {
    let history = FolderHistory::of_folder(git)?;
    let answer = history.git.run_within(LIMIT, &[], &["var", "GIT_AUTHOR_IDENT"], GitInput::Nothing).ok()?;
    let text = String::from_utf8(answer.out).ok()?;
    answer.done.then(|| text.trim_end().to_owned())
}

fn commit_in(
    history: &FolderHistory<'_>,
    order: &CommitOrder<'_>,
    keeper: &dyn MoveKeeper,
) -> Result<CommitOutcome, Stop> {
    let work = Work::begin(history, order, keeper)?;
    let mut done = work.commit_patiently()?;
    done.unsettled = history.repository.settle().err().map(|error| error.to_string());
    Ok(CommitOutcome::Committed(done))
}

/// A commit that is being made.
struct Work<'a> {
    history: &'a FolderHistory<'a>,
    settings: Vec<String>,
    /// The path from the top of the repository to the records folder.
    way: String,
    order: &'a CommitOrder<'a>,
    keeper: &'a dyn MoveKeeper,
}

/// The changes by hand that were committed first.
struct FirstByHand {
    files: Vec<String>,
    /// Whether git's list of files has it.
    is_listed: bool,
}

/// Why a commit was not made.
enum Stop {
    /// Another program is in the way for a moment, or git was stopped: try again.
    Passing(GitRefusal),
    /// Trying again does not help.
    Lasting(GitRefusal),
    /// The program does not commit these files at all.
    OfFiles(GitRefusal),
}

impl Stop {
    fn into_words(self) -> GitRefusal {
        match self {
            Self::Passing(fault) | Self::Lasting(fault) | Self::OfFiles(fault) => fault,
        }
    }
}

impl From<GitRefusal> for Stop {
    fn from(fault: GitRefusal) -> Self {
        Self::Lasting(fault)
    }
}

impl<'a> Work<'a> {
    /// Checks whether git is ready, and what its settings would start.
    fn begin(
        history: &'a FolderHistory<'a>,
        order: &'a CommitOrder<'a>,
        keeper: &'a dyn MoveKeeper,
    ) -> Result<Self, Stop> {
        history.repository.check_ready().map_err(|why| why.reason_in_words())?;
        if history.repository.hides_its_branch() && !is_on_a_branch(history)? {
            return Err(NotNow::Detached.reason_in_words().into());
        }
        let filters = Filters::in_settings(&history.git).map_err(|error| not_started(&error))?;
        for contents in order.files {
            let meant = filters.meant_for(&history.git, contents.file).map_err(|error| not_started(&error))?;
            if let Some(filter) = meant.or_else(|| filters.first_unspeakable()) {
                return Err(Stop::OfFiles(filter_refused(filter, contents.file)));
            }
        }
        let way = history.way_to_folder().map_err(|fault| Stop::Lasting((fault.message, fault.help)))?;
        Ok(Self { history, settings: filters.settings_that_switch_off(), way, order, keeper })
    }

    /// Tries until it succeeds, or until trying again does not help.
    fn commit_patiently(&self) -> Result<CommitDone, Stop> {
        let mut by_hand = FirstByHand { files: Vec::new(), is_listed: true };
        let mut tries = 1;
        loop {
            match self.commit_once(&mut by_hand) {
                Ok(Some(done)) => return Ok(done),
                // A change by hand was committed first.
                Ok(None) if tries < TRIES => tries += 1,
                Ok(None) => return Err(never_settles().into()),
                Err(Stop::Passing(_)) if tries < TRIES => {
                    sleep(PAUSE);
                    clear_left_locks(&self.history.git, None);
                    tries += 1;
                }
                Err(stop) => return Err(stop),
            }
        }
    }

    /// Makes one commit: of the changes by hand, if there are any (and then returns `None`); otherwise of the order.
    fn commit_once(&self, by_hand: &mut FirstByHand) -> Result<Option<CommitDone>, Stop> {
        let index = IndexFile::read_at(self.history.repository.folder()).map_err(|error| index_unread(&error))?;
        let build = CommitBuild::of_last_commit(self)?;
        let mut seen = Vec::new();
        for contents in self.order.files {
            seen.push(build.look_at(contents)?);
        }
        let hand_made = files_where(self.order, &seen, |seen| matches!(seen, FileSeen::ByHand(_)));
        let goes_first = !hand_made.is_empty();
        let overtaken = files_where(self.order, &seen, |seen| *seen == FileSeen::Overtaken);
        let changes = if goes_first { build.changes_by_hand(&seen)? } else { build.changes_ordered(&seen)? };
        let (message, by) = if goes_first {
            (self.order.message_by_hand, (None, None))
        } else {
            (self.order.message, (self.order.author, self.order.moment))
        };
        let (listed, staged) = build.new_listed(&changes)?;
        let (id, listed) = if changes.is_empty() {
            (build.last_commit(), Listed::Done)
        } else {
            let commit = build.write_commit(&changes, message, by)?;
            self.move_branch(&build, &commit, &index, &listed, (message, goes_first))?
        };
        if goes_first {
            by_hand.files.extend(hand_made);
            by_hand.is_listed &= listed == Listed::Done;
            return Ok(None);
        }
        let listed = if by_hand.is_listed { listed } else { Listed::Behind };
        let (by_hand, is_new) = (by_hand.files.clone(), !changes.is_empty());
        Ok(Some(CommitDone { id, is_new, by_hand, overtaken, staged, listed, unsettled: None }))
    }

    /// Updates git's list, and then moves the branch. If the list is ahead, a commit by hand loses no change; if it were behind,
    /// that commit would remove the change again.
    fn move_branch(
        &self,
        build: &CommitBuild<'_>,
        commit: &str,
        index: &IndexFile,
        listed: &[index_entry::NewListed],
        (message, is_by_hand): (&str, bool),
    ) -> Result<(String, Listed), Stop> {
        let planned = PlannedMove {
            commit: commit.to_owned(),
            branch: self.history.repository.branch(),
            is_of_order: !is_by_hand,
            private_index: index_entry::private_name(),
        };
        let witness = self.keeper.open_move(&planned).map_err(|error| plan_not_kept(&error))?;
        let listed = match listed {
            [] => Listed::Done,
            listed => index
                .put_entries(&self.history.git, &self.settings, listed)
                .ok_or_else(|| Stop::Passing(lock_in_words("index")))?,
        };
        // The branch could reach the disk before the commit that it points to. A power cut between the two would damage the history.
        self.history.repository.settle().map_err(|error| unsettled_objects(&error))?;
        let said = format!("commit: {}", one_line(message));
        let asked = ["update-ref", "-m", &said, "HEAD", commit, &build.last_commit_or_zeros(commit)];
        let answer = self.history.git.run_within(LIMIT, &self.settings, &asked, GitInput::Witness(&witness));
        drop(witness);
        let answer = answer.map_err(|error| not_started(&error))?;
        if answer.killed || answer.said.lock_in_the_way().is_none() {
            clear_left_locks(&self.history.git, Some(&planned));
        }
        self.keeper.close_move();
        self.checked(answer)?;
        Ok((commit.to_owned(), listed))
    }

    /// Brings git's list up to the last commit, if it is behind.
    fn list_once(&self, stale: Stale) -> Result<Listed, Stop> {
        let index = IndexFile::read_at(self.history.repository.folder()).map_err(|error| index_unread(&error))?;
        let new = CommitBuild::of_last_commit(self)?.listed_behind(stale)?;
        if new.is_empty() {
            return Ok(Listed::Done);
        }
        let listed = index.put_entries(&self.history.git, &self.settings, &new);
        listed.ok_or_else(|| Stop::Passing(lock_in_words("index")))
    }

    /// Runs git for this commit, and returns its answer.
    fn run_git(&self, asked: &[&str], input: &[u8]) -> Result<Vec<u8>, Stop> {
        self.run_git_as(&self.history.git, asked, input)
    }

    fn run_git_as(&self, git: &GitFolder<'_>, asked: &[&str], input: &[u8]) -> Result<Vec<u8>, Stop> {
        let answer = git.run_within(LIMIT, &self.settings, asked, GitInput::Bytes(input));
        self.checked(answer.map_err(|error| not_started(&error))?)
    }

    /// Returns git's answer, if git did what it was asked.
    fn checked(&self, answer: GitAnswer) -> Result<Vec<u8>, Stop> {
        if answer.done {
            return Ok(answer.out);
        }
        let fault = answer.said.fault_in_words(self.history.git.root());
        if answer.killed || may_pass(&answer.said) { Err(Stop::Passing(fault)) } else { Err(Stop::Lasting(fault)) }
    }
}

/// Whether a branch is checked out, according to git.
fn is_on_a_branch(history: &FolderHistory<'_>) -> Result<bool, GitRefusal> {
    let asked = ["symbolic-ref", "--quiet", "HEAD"];
    let answer = history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing);
    answer.map(|answer| answer.done).map_err(|error| not_started(&error))
}

/// The files of an order in a given state.
fn files_where(order: &CommitOrder<'_>, seen: &[FileSeen], is_so: impl Fn(&FileSeen) -> bool) -> Vec<String> {
    let files = order.files.iter().zip(seen).filter(|(_, seen)| is_so(seen));
    files.map(|(contents, _)| contents.file.to_owned()).collect()
}

/// Whether another program was in the way: it held a lock, or moved the branch first.
fn may_pass(said: &GitMessage) -> bool {
    said.lock_in_the_way().is_some() || said.is_moved_branch()
}

/// The last commit never matches the file before the change, although that content was committed first: another program keeps
/// changing the file.
fn never_settles() -> GitRefusal {
    let what = "the file is being changed by another program".to_owned();
    (what, "close the other program".to_owned())
}

/// A message in one line, because text after a line break could be taken for another person's signature.
fn one_line(message: &str) -> String {
    message.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Git was not started: it is missing, or the operating system refused, or it did not answer in time.
pub(super) fn not_started(error: &io::Error) -> GitRefusal {
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound {
        let what = "no git was found on this computer";
        return (what.to_owned(), "install git (git-scm.com), or work on a computer that has it".to_owned());
    }
    if kind == io::ErrorKind::TimedOut {
        let what = format!("git did not answer within {} seconds", LIMIT.as_secs());
        return (what, "check that `git status` works in this folder".to_owned());
    }
    (format!("git could not be started ({error})"), "check that git works on this computer".to_owned())
}

fn plan_not_kept(error: &io::Error) -> Stop {
    Stop::Lasting((
        format!("`.send/pending` could not be written ({error})"),
        "check that you may write there and that the disk has space".to_owned(),
    ))
}

fn unsettled_objects(error: &io::Error) -> Stop {
    Stop::Lasting((
        format!("the disk did not confirm what git stored ({error})"),
        "make a backup of the folder, then have the disk checked".to_owned(),
    ))
}

fn index_unread(error: &io::Error) -> Stop {
    Stop::Lasting((
        format!("git's list of files could not be read ({error})"),
        "check that you may read `.git`".to_owned(),
    ))
}

/// The file must first go through a program, perhaps for encryption, so it is not stored without that program.
fn filter_refused(filter: &str, file: &str) -> GitRefusal {
    (
        format!(
            "git's settings say that the program `{filter}` must process the file first, but send does not start such programs"
        ),
        commit_yourself(file),
    )
}

/// How a person commits a file.
fn commit_yourself(file: &str) -> String {
    match word_for_shell(file) {
        Some(file) => format!("commit it yourself: `git add {file}`, then `git commit -m \"Changed\" {file}`"),
        None => "ask someone who knows git to commit it".to_owned(),
    }
}
