//! After a change was saved: one commit of its files, and of nothing else (RELIABILITY 10.1, 10.2).
//!
//! The commit is built from the last one: new contents, new folders on the way to them, and the commit itself are put beside what
//! there is. Then git's list of files (its index) is brought up to date, and last the branch moves, if it is still where it was. So
//! git may be stopped at any point, and nothing that people or other programs have staged is touched.

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

/// How often a commit is tried: other programs hold a lock for a moment, or move the branch at the same time.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

/// The contents of one file before and after a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileContents<'a> {
    /// The file, from the folder of the records, with `/`.
    pub(crate) file: &'a str,
    /// Its bytes before; `None` if it was not there.
    pub(crate) before: Option<&'a [u8]>,
    /// Its bytes after; `None` if it is gone.
    pub(crate) after: Option<&'a [u8]>,
}

/// What is to be committed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CommitOrder<'a> {
    /// The files.
    pub(crate) files: &'a [FileContents<'a>],
    /// The message: ids, never names. It is cut to one line.
    pub(crate) message: &'a str,
    /// The message for a change that was made by hand before, and is in no commit yet.
    pub(crate) message_by_hand: &'a str,
    /// Who made the change and when, as git says it: `Jo Example <jo@example.org> 1763942400 +0000`. `None` if that is who
    /// commits, now.
    pub(crate) author: Option<&'a str>,
    /// Whether an earlier command saved the change.
    pub(crate) has_waited: bool,
    /// The last commit when it was saved; `None` if it is not known.
    pub(crate) head: Option<&'a str>,
    /// When it was saved, in seconds since 1970; `None` if that is now.
    pub(crate) moment: Option<i64>,
}

impl<'a> CommitOrder<'a> {
    /// An order of the person who commits, for a change that is made now.
    pub(crate) const fn of_now(files: &'a [FileContents<'a>], message: &'a str) -> Self {
        Self { files, message, message_by_hand: message, author: None, has_waited: false, head: None, moment: None }
    }
}

/// Keeps in sight what git is about to do, so that the next command can clear up after a git that was stopped.
pub(crate) trait MoveKeeper {
    /// Keeps the plan where the next command finds it, and gives a file that git keeps open as long as it runs.
    ///
    /// # Errors
    /// It cannot be kept.
    fn open_move(&self, planned: &PlannedMove) -> io::Result<File>;

    /// Git has ended.
    fn close_move(&self);
}

/// What became of the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommitOutcome {
    /// The last commit has the change now.
    Committed(CommitDone),
    /// The folder is not under git.
    NoRepository,
    /// Saved, but not committed: exit 4.
    Failed {
        /// What is wrong.
        message: String,
        /// What to do first.
        help: String,
        /// Whether it is about these files alone, and waiting does not help: a person must commit them.
        is_of_files: bool,
    },
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommitDone {
    /// Its id; that of the last commit if the history had the change already.
    pub(crate) id: String,
    /// Whether it was made now.
    pub(crate) is_new: bool,
    /// The files whose change by hand was committed first.
    pub(crate) by_hand: Vec<String>,
    /// The files that were left out, because somebody committed something else of them since.
    pub(crate) overtaken: Vec<String>,
    /// The files of which something else is staged, which was left as it is.
    pub(crate) staged: Vec<String>,
    /// What became of git's list of files.
    pub(crate) listed: Listed,
    /// Why the disk does not confirm it, if it does not.
    pub(crate) unsettled: Option<String>,
}

/// Commits the files of an order, and nothing else.
pub(crate) fn commit_changes(git: &GitFolder<'_>, order: &CommitOrder<'_>, keeper: &dyn MoveKeeper) -> CommitOutcome {
    let Some(history) = FolderHistory::of_folder(git) else { return CommitOutcome::NoRepository };
    commit_in(&history, order, keeper).unwrap_or_else(|stop| {
        let is_of_files = matches!(stop, Stop::OfFiles(_));
        let (message, help) = stop.into_words();
        CommitOutcome::Failed { message, help, is_of_files }
    })
}

/// Whether the folder is under git, so that a change is to be committed. No git is started.
pub(crate) fn is_under_git(git: &GitFolder<'_>) -> bool {
    FolderHistory::of_folder(git).is_some()
}

/// When the last commit was put into the history, in seconds since 1970; `None` without one.
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

/// Brings git's list of files to the last commit, for files of which it still holds what they were before their change.
///
/// # Errors
/// Git cannot be asked, or works at something else.
pub(crate) fn list_as_committed(git: &GitFolder<'_>, files: &[FileContents<'_>]) -> Result<Listed, GitRefusal> {
    list_again(git, files, Stale::Before)
}

/// The same for files that are on the disk as the last commit has them, whatever the list holds. `after` is what is on the disk.
///
/// # Errors
/// Git cannot be asked, or works at something else.
pub(crate) fn list_behind_disk(git: &GitFolder<'_>, files: &[FileContents<'_>]) -> Result<Listed, GitRefusal> {
    list_again(git, files, Stale::DiskIsCommitted)
}

/// Which entries of git's list are behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    /// Those that hold what was before the change.
    Before,
    /// All whose file is on the disk as it was committed.
    DiskIsCommitted,
}

fn list_again(git: &GitFolder<'_>, files: &[FileContents<'_>], stale: Stale) -> Result<Listed, GitRefusal> {
    let Some(history) = FolderHistory::of_folder(git) else { return Ok(Listed::Done) };
    let order = CommitOrder::of_now(files, "");
    let work = Work::begin(&history, &order, &NothingMoves).map_err(Stop::into_words)?;
    work.list_once(stale).map_err(Stop::into_words)
}

/// For what moves no branch.
struct NothingMoves;

impl MoveKeeper for NothingMoves {
    fn open_move(&self, _: &PlannedMove) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn close_move(&self) {}
}

/// The id of the last commit; `None` without one, or if git cannot be asked.
pub(crate) fn last_commit(git: &GitFolder<'_>) -> Option<String> {
    let history = FolderHistory::of_folder(git)?;
    let asked = ["rev-parse", "--verify", "--quiet", "HEAD"];
    let answer = history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing).ok().filter(|answer| answer.done)?;
    Some(String::from_utf8_lossy(&answer.out).trim().to_owned())
}

/// Who git takes the user for, and now: `Jo Example <jo@example.org> 1763942400 +0000`. `None` if git does not know, or cannot be
/// asked.
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
    /// From the top of the repository to the folder of the records.
    way: String,
    order: &'a CommitOrder<'a>,
    keeper: &'a dyn MoveKeeper,
}

/// What was committed first, because somebody had changed it by hand.
struct FirstByHand {
    files: Vec<String>,
    /// Whether git's list of files has it.
    is_listed: bool,
}

/// Why a commit was not made.
enum Stop {
    /// Another program is in the way for a moment, or git was stopped: it is tried again.
    Passing(GitRefusal),
    /// Trying again does not help.
    Lasting(GitRefusal),
    /// These files are not committed by the program at all.
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
    /// Looks whether git is ready, and what its settings would start.
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

    /// Tries until it is done, or does not help.
    fn commit_patiently(&self) -> Result<CommitDone, Stop> {
        let mut by_hand = FirstByHand { files: Vec::new(), is_listed: true };
        let mut tries = 1;
        loop {
            match self.commit_once(&mut by_hand) {
                Ok(Some(done)) => return Ok(done),
                // A change by hand went first.
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

    /// One commit: of what was changed by hand, if there is any (then `None`), else of the order.
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

    /// Brings git's list up to date, and then moves the branch: with a list that is ahead, a commit by hand loses nothing; with one
    /// that is behind it would take the change out again.
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
        // The branch may reach the disk before what it leads to: a power cut between the two would damage the history.
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

    /// Brings git's list to the last commit, where it is behind.
    fn list_once(&self, stale: Stale) -> Result<Listed, Stop> {
        let index = IndexFile::read_at(self.history.repository.folder()).map_err(|error| index_unread(&error))?;
        let new = CommitBuild::of_last_commit(self)?.listed_behind(stale)?;
        if new.is_empty() {
            return Ok(Listed::Done);
        }
        let listed = index.put_entries(&self.history.git, &self.settings, &new);
        listed.ok_or_else(|| Stop::Passing(lock_in_words("index")))
    }

    /// Runs git for this commit, and gives what it answers.
    fn run_git(&self, asked: &[&str], input: &[u8]) -> Result<Vec<u8>, Stop> {
        self.run_git_as(&self.history.git, asked, input)
    }

    fn run_git_as(&self, git: &GitFolder<'_>, asked: &[&str], input: &[u8]) -> Result<Vec<u8>, Stop> {
        let answer = git.run_within(LIMIT, &self.settings, asked, GitInput::Bytes(input));
        self.checked(answer.map_err(|error| not_started(&error))?)
    }

    /// What git answered, if it did what it was asked.
    fn checked(&self, answer: GitAnswer) -> Result<Vec<u8>, Stop> {
        if answer.done {
            return Ok(answer.out);
        }
        let fault = answer.said.fault_in_words(self.history.git.root());
        if answer.killed || may_pass(&answer.said) { Err(Stop::Passing(fault)) } else { Err(Stop::Lasting(fault)) }
    }
}

/// Whether a branch is checked out, by git's own word.
fn is_on_a_branch(history: &FolderHistory<'_>) -> Result<bool, GitRefusal> {
    let asked = ["symbolic-ref", "--quiet", "HEAD"];
    let answer = history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing);
    answer.map(|answer| answer.done).map_err(|error| not_started(&error))
}

/// The files of an order that were seen so.
fn files_where(order: &CommitOrder<'_>, seen: &[FileSeen], is_so: impl Fn(&FileSeen) -> bool) -> Vec<String> {
    let files = order.files.iter().zip(seen).filter(|(_, seen)| is_so(seen));
    files.map(|(contents, _)| contents.file.to_owned()).collect()
}

/// Whether another program was in the way: it held a lock, or moved the branch first.
fn may_pass(said: &GitMessage) -> bool {
    said.lock_in_the_way().is_some() || said.is_moved_branch()
}

/// The last commit is never as the change began, though that was committed first: somebody changes the same file again and again.
fn never_settles() -> GitRefusal {
    let what = "the file is being changed by another program".to_owned();
    (what, "close the other program".to_owned())
}

/// A message in one line: what follows a line break could pass for a signature of somebody else.
fn one_line(message: &str) -> String {
    message.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Git was not started: it is missing, or the system refused, or it did not answer in time.
pub(super) fn not_started(error: &io::Error) -> GitRefusal {
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound {
        let what = "no git was found on this computer";
        return (what.to_owned(), "install git (git-scm.com), or work on a computer that has it".to_owned());
    }
    if kind == io::ErrorKind::TimedOut {
        let what = format!("git did not answer within {} seconds", LIMIT.as_secs());
        return (what, "see whether `git status` works in this folder".to_owned());
    }
    (format!("git could not be started ({error})"), "see that git works on this computer".to_owned())
}

fn plan_not_kept(error: &io::Error) -> Stop {
    Stop::Lasting((
        format!("`.send/pending` could not be written ({error})"),
        "see that you may write there and that the disk has room".to_owned(),
    ))
}

fn unsettled_objects(error: &io::Error) -> Stop {
    Stop::Lasting((
        format!("the disk does not confirm what git stored ({error})"),
        "make a backup of the folder, then have the disk looked at".to_owned(),
    ))
}

fn index_unread(error: &io::Error) -> Stop {
    Stop::Lasting((
        format!("git's list of files could not be read ({error})"),
        "see that you may read in `.git`".to_owned(),
    ))
}

/// The file is meant to go through a program first, perhaps to be made secret: it is not stored without.
fn filter_refused(filter: &str, file: &str) -> GitRefusal {
    (
        format!(
            "git's settings here want the program `{filter}` to work on the file first, and send starts no such program"
        ),
        commit_yourself(file),
    )
}

/// How a person commits a file.
fn commit_yourself(file: &str) -> String {
    match word_for_shell(file) {
        Some(file) => format!("commit it yourself: `git add {file}`, then `git commit -m \"Changed\" {file}`"),
        None => "ask somebody who knows git to commit it".to_owned(),
    }
}
