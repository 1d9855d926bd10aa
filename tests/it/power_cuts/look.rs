//! Looks at a folder after a power cut, and runs the next command in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cuts::CutState;
use super::disk::{Disk, Tree, make_real};
use super::recording::Recording;
use crate::common::committing::next_command;
use crate::common::program::program_in;

/// The record that the next command changes.
const NEXT_FILE: &str = "pupils/p016.yaml";

/// The next command takes over a lock without an owner's name after three seconds, and many commands run at the same time here. A
/// command that waits in vain gives up after thirty seconds.
const SLOWEST_NEXT: Duration = Duration::from_secs(15);

/// Everything that can be wrong after a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// A record is neither the old nor the new one.
    RecordCut,
    /// The program had said that a record was changed, but it is not.
    RecordGone,
    /// The history cannot be read, or something that it reaches is damaged.
    HistoryBroken,
    /// The program had said that a record was changed, but the history does not have the change.
    CommitGone,
    /// The next command does not save, or only after a long wait.
    NextRefused,
    /// The next command's change is saved but not committed.
    NextNotCommitted,
    /// After the next command, the last commit and the disk differ.
    NotInHistory,
    /// After the next command, the history has a change with the wrong message or person, or has it twice.
    OtherwiseTold,
    /// After the next command, git's list of files differs from the last commit, so a commit by hand would undo a change.
    ListBehind,
}

/// Files by their path.
type Files = BTreeMap<String, Arc<Vec<u8>>>;

/// The files before and after a command, and their history.
pub(super) struct Expected {
    before: Files,
    after: Files,
    /// The history of each file after the command: names and messages.
    logs: BTreeMap<String, Vec<u8>>,
    /// The variables that make git find the settings of these tests.
    variables: Vec<(&'static str, String)>,
}

/// A real folder.
struct Place<'a> {
    folder: &'a Path,
    expected: &'a Expected,
}

impl Expected {
    /// Reads all this from a recording and its folder.
    pub(super) fn of(recording: &Recording, folder: &Path, variables: Vec<(&'static str, String)>) -> Self {
        let (before, after) = (files_of(&recording.before.tree()), files_of(&recording.after.tree()));
        let mut expected = Self { before, after, logs: BTreeMap::new(), variables };
        let place = Place { folder, expected: &expected };
        let logs = expected.after.keys().map(|path| (path.clone(), place.log_of(path).unwrap())).collect();
        expected.logs = logs;
        expected
    }

    /// Makes the folder real and finds what is lost. The folder is deleted afterwards.
    pub(super) fn look_at(&self, state: &CutState, folder: &Path) -> BTreeMap<Loss, String> {
        make_real(&state.tree, folder);
        let place = Place { folder, expected: self };
        let mut lost = place.look(state);
        if lost.is_empty() {
            lost = place.work_on();
        }
        std::fs::remove_dir_all(folder).unwrap();
        lost
    }

    /// Whether a record is neither old nor new, before anyone continues.
    pub(super) fn is_cut(&self, state: &CutState) -> bool {
        !self.cut(&files_of(&state.tree)).is_empty()
    }

    /// Whether the files are as the command leaves them.
    pub(super) fn is_done(&self, state: &CutState) -> bool {
        files_of(&state.tree) == self.after
    }

    /// A file of the last commit, if the history is sound. The folder is deleted afterwards.
    pub(super) fn committed(&self, state: &CutState, folder: &Path, file: &str) -> Result<Vec<u8>, String> {
        make_real(&state.tree, folder);
        let history = Place { folder, expected: self }.history();
        std::fs::remove_dir_all(folder).unwrap();
        history.map(|files| files[file].to_vec())
    }

    /// The files that are neither old nor new.
    fn cut(&self, now: &Files) -> Vec<String> {
        let paths: BTreeSet<&String> = self.before.keys().chain(self.after.keys()).chain(now.keys()).collect();
        let fits = |path: &&String| [&self.before, &self.after].iter().any(|files| files.get(*path) == now.get(*path));
        paths.into_iter().filter(|path| !fits(path)).cloned().collect()
    }

    /// The files that the program said it had changed.
    fn told(&self, told: &str) -> Vec<&String> {
        let is_told = |path: &&String| told.lines().any(|line| line.starts_with(&format!("{}: ", id_of(path))));
        self.after.keys().filter(is_told).collect()
    }
}

/// The program's name for a file in its answers: the pupil's id, or `school`.
fn id_of(path: &str) -> &str {
    path.trim_start_matches("pupils/").trim_end_matches(".yaml")
}

/// Records, settings and other files, but not the files of git and the program.
fn files_of(tree: &Tree) -> Files {
    let files = tree.iter().filter_map(|(path, bytes)| Some((path.clone(), Arc::clone(bytes.as_ref()?))));
    let own = |path: &str| path.starts_with(".git/") || path.starts_with(".send/") || path.ends_with(".tmp");
    files.filter(|(path, _)| !own(path)).collect()
}

impl Place<'_> {
    fn files(&self) -> Files {
        files_of(&Disk::read(self.folder).tree())
    }

    fn git(&self, arguments: &[&str]) -> Output {
        let mut git = program_in(self.folder, "git");
        git.args(arguments).envs(self.expected.variables.iter().cloned()).output().unwrap()
    }

    /// The answer of git, or its error message.
    fn git_says(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.git(arguments);
        let said = || format!("git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        if output.status.success() { Ok(output.stdout) } else { Err(said()) }
    }

    /// The names and messages in the history of a file.
    fn log_of(&self, path: &str) -> Result<Vec<u8>, String> {
        self.git_says(&["log", "--format=%an, %s", "--", path])
    }

    /// Looks at the folder before the next command runs.
    fn look(&self, state: &CutState) -> BTreeMap<Loss, String> {
        let mut lost = BTreeMap::new();
        let now = self.files();
        let cut = self.expected.cut(&now);
        if !cut.is_empty() {
            lost.insert(Loss::RecordCut, format!("{cut:?}"));
        }
        let told = self.expected.told(&state.told);
        for path in &told {
            if now.get(*path) != self.expected.after.get(*path) {
                lost.insert(Loss::RecordGone, (*path).clone());
            }
        }
        match self.history() {
            Err(why) => {
                lost.insert(Loss::HistoryBroken, why);
            }
            Ok(history) => {
                for path in told.into_iter().filter(|path| history.get(*path) != self.expected.after.get(*path)) {
                    lost.insert(Loss::CommitGone, path.clone());
                }
            }
        }
        lost
    }

    /// The files of the last commit, if all that it reaches is sound and its log can be read.
    fn history(&self) -> Result<Files, String> {
        let reached = self.git_says(&["rev-list", "--objects", "HEAD"])?;
        let reached: BTreeSet<String> = String::from_utf8_lossy(&reached)
            .lines()
            .filter_map(|line| Some(line.split(' ').next()?.to_owned()))
            .collect();
        // Other objects may be damaged, because git makes them again or removes them.
        let checked = self.git(&["fsck", "--full", "--no-dangling", "--no-progress"]);
        let said = String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
        let concerns = |line: &&str| reached.iter().any(|id| line.contains(id.as_str())) || line.contains("HEAD");
        // A line of the reflog may name a commit that no longer exists. Commands still work.
        if let Some(line) = said.lines().filter(|line| !line.contains("reflog")).find(concerns) {
            return Err(format!("git fsck: {line}"));
        }
        self.git_says(&["log", "--format=%H %an %s", "--name-only"])?;
        self.committed()
    }

    /// The files of the last commit, read by git.
    fn committed(&self) -> Result<Files, String> {
        let listed = self.git_says(&["ls-tree", "-r", "-z", "--name-only", "HEAD"])?;
        let listed = String::from_utf8(listed).unwrap();
        let paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
        let asked = paths.iter().map(|path| format!("HEAD:{path}\n")).collect::<String>();
        let mut git = program_in(self.folder, "git");
        git.args(["cat-file", "--batch"]).envs(self.expected.variables.iter().cloned());
        let mut git = git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // It is only a few hundred bytes, which all fit in the pipe.
        git.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
        let answer = git.wait_with_output().unwrap();
        let (mut files, mut rest) = (Files::new(), answer.stdout.as_slice());
        for path in paths {
            let (bytes, after) = next_answer(rest).ok_or_else(|| format!("git cannot read HEAD:{path}: {answer:?}"))?;
            files.insert(path.to_owned(), Arc::new(bytes.to_vec()));
            rest = after;
        }
        Ok(files)
    }

    /// Runs the next command, and finds what is wrong afterwards.
    fn work_on(&self) -> BTreeMap<Loss, String> {
        let mut lost = BTreeMap::new();
        let (before, started, typed) = (self.files(), Instant::now(), next_command());
        let mut send = program_in(self.folder, typed[0]);
        let output = send.args(&typed[1..]).envs(self.expected.variables.iter().cloned()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let (code, took) = (output.status.code(), started.elapsed());
        let mut now = self.files();
        if took > SLOWEST_NEXT || now.remove(NEXT_FILE) == before.get(NEXT_FILE).cloned() {
            lost.insert(Loss::NextRefused, format!("{code:?} after {took:?}: {said}"));
        } else if code != Some(0) {
            lost.insert(Loss::NextNotCommitted, format!("{code:?} after {took:?}: {said}"));
        }
        let mut known = now.clone();
        known.extend(self.expected.before.get(NEXT_FILE).map(|bytes| (NEXT_FILE.to_owned(), Arc::clone(bytes))));
        let cut = self.expected.cut(&known);
        if !cut.is_empty() {
            lost.insert(Loss::RecordCut, format!("after the next command: {cut:?}"));
        }
        for (path, bytes) in now.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)) {
            // The rest of an interrupted command may be done now. A new record never becomes the old one again.
            if self.expected.after.get(path) != Some(bytes) {
                lost.insert(Loss::RecordGone, format!("after the next command: {path}"));
            }
        }
        match self.history() {
            Err(why) => {
                lost.insert(Loss::HistoryBroken, format!("after the next command: {why}"));
            }
            Ok(history) => lost.extend(self.behind(&history)),
        }
        lost
    }

    /// Finds changes that the history or git's list of files does not have.
    fn behind(&self, history: &Files) -> BTreeMap<Loss, String> {
        let mut lost = BTreeMap::new();
        let now = self.files();
        let differ: Vec<&String> =
            now.keys().chain(history.keys()).filter(|path| now.get(*path) != history.get(*path)).collect();
        if !differ.is_empty() {
            lost.insert(Loss::NotInHistory, format!("{differ:?}"));
        }
        let Expected { before, after, logs, .. } = self.expected;
        let is_saved = |path: &&String| now.get(*path) == after.get(*path) && before.get(*path) != after.get(*path);
        for path in after.keys().filter(is_saved) {
            let log = self.log_of(path);
            if log.as_ref() != Ok(&logs[path]) {
                lost.insert(
                    Loss::OtherwiseTold,
                    format!("{path}: {:?}", log.map(|log| String::from_utf8(log).unwrap())),
                );
            }
        }
        match self.git_says(&["diff-index", "--cached", "--name-only", "HEAD"]) {
            Ok(names) if names.is_empty() => {}
            Ok(names) => {
                lost.insert(Loss::ListBehind, String::from_utf8_lossy(&names).into_owned());
            }
            Err(why) => {
                lost.insert(Loss::ListBehind, why);
            }
        }
        lost
    }
}

/// The bytes in the first answer of `git cat-file --batch`, and the answers after it. An answer is a line with the id, the type
/// and the length, then the bytes, then a line break.
fn next_answer(answers: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = answers.iter().position(|byte| *byte == b'\n')?;
    let length: usize = std::str::from_utf8(&answers[..end]).ok()?.rsplit_once(' ')?.1.parse().ok()?;
    let (bytes, rest) = answers[end + 1..].split_at_checked(length)?;
    Some((bytes, rest.strip_prefix(b"\n")?))
}
