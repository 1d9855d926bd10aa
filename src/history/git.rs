//! The one guarded function that starts git (RELIABILITY 3.4).

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::git_message::GitMessage;
use super::repository::Repository;

/// The name of the program's file.
const PROGRAM: &str = if cfg!(windows) { "git.exe" } else { "git" };

/// The folders to search if `PATH` is not set, as in a minimal environment of cron.
const USUAL_PATH: &str = "/bin:/usr/bin";

/// Options of every call.
const OPTIONS: &[&str] = &["--no-pager", "--literal-pathspecs", "--no-replace-objects"];

/// Settings of every call. They override the repository's own.
const SETTINGS: &[&str] = &[
    // No program that a repository names is started or asked.
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.editor=false",
    "core.askPass=false",
    "core.sshCommand=false",
    "protocol.allow=never",
    "diff.external=",
    "gpg.program=false",
    // Upkeep would run on in the background long after the command has answered.
    "gc.auto=0",
    "maintenance.auto=false",
    // Line endings that git rewrites when it stores a file are not an error.
    "core.safecrlf=false",
    // Stored data reaches the disk (RELIABILITY, Appendix B).
    "core.fsync=all",
    "core.fsyncMethod=fsync",
    "i18n.commitEncoding=utf-8",
];

/// Variables that git always finds, whatever the command's own environment is. Without a protocol git cannot reach another
/// computer, whatever a repository's settings allow.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // The work tree is the folder itself, whatever `core.worktree` says.
    ("GIT_WORK_TREE", "."),
    ("LC_ALL", "C"),
];

/// The variables that say who the user is. The dates do not belong to them: a commit is dated when it is made.
const IDENTITY: &[&str] = &["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];

/// The longest answer that is read while someone waits, in bytes: a million names.
const MOST: u64 = 64 * 1024 * 1024;

/// How often to check whether git has ended.
const PAUSE: Duration = Duration::from_millis(1);

/// Git for one records folder.
#[derive(Debug, Clone)]
pub(crate) struct GitFolder<'a> {
    root: &'a Path,
    /// The folders that may contain git, as `PATH` lists them.
    path: OsString,
    /// Variables that differ for git from the program's own environment: set to a value, or removed.
    environment: Vec<(OsString, Option<OsString>)>,
}

/// How git ended.
#[derive(Debug)]
pub(super) struct GitAnswer {
    /// Whether it did what was asked.
    pub(super) done: bool,
    /// Whether it was stopped from outside before it could finish.
    pub(super) killed: bool,
    /// Its answer.
    pub(super) out: Vec<u8>,
    /// Its error messages.
    pub(super) said: GitMessage,
}

/// The input that git reads while it runs.
#[derive(Debug)]
pub(super) enum GitInput<'a> {
    /// No input.
    Nothing,
    /// These bytes.
    Bytes(&'a [u8]),
    /// An empty file that git keeps open while it runs, so that other programs can see whether it is still running.
    Witness(&'a File),
}

impl GitInput<'_> {
    fn stdin(&self) -> io::Result<Stdio> {
        match self {
            Self::Nothing => Ok(Stdio::null()),
            Self::Bytes(_) => Ok(Stdio::piped()),
            Self::Witness(file) => Ok(file.try_clone()?.into()),
        }
    }
}

impl<'a> GitFolder<'a> {
    /// Git for the folder at `root`. `path` is the environment's `PATH`. `variables` are the names of its variables for git
    /// (`Environment::git_variables`): git does not see them, because they may be about another repository, except those that say
    /// who the user is.
    pub(crate) fn new(root: &'a Path, path: Option<&OsStr>, variables: &[OsString]) -> Self {
        let removed = variables.iter().filter(|name| !IDENTITY.iter().any(|kept| name.eq_ignore_ascii_case(kept)));
        let mut environment: Vec<_> = removed.map(|name| (name.clone(), None)).collect();
        environment.extend(ENVIRONMENT.iter().map(|(name, value)| (name.into(), Some(value.into()))));
        // Not `parent()`: the root may be a link, or end in `..`; git follows both.
        environment.push(("GIT_CEILING_DIRECTORIES".into(), Some(root.join("..").into())));
        let git = Self { root, path: path.unwrap_or_else(|| OsStr::new(USUAL_PATH)).to_owned(), environment };
        let is_larger = Repository::of_folder(root).is_none() && Repository::above_folder(root).is_some();
        if is_larger { git.within_a_larger_repository() } else { git }
    }

    /// The folder.
    pub(super) const fn root(&self) -> &Path {
        self.root
    }

    /// The same git with this variable set.
    pub(super) fn with_variable(&self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let mut environment = self.environment.clone();
        environment.push((name.into(), Some(value.as_ref().to_owned())));
        let path = if name == "PATH" { value.as_ref().to_owned() } else { self.path.clone() };
        Self { root: self.root, path, environment }
    }

    /// The same git, which may go up to the repository that the folder is part of.
    pub(super) fn within_a_larger_repository(&self) -> Self {
        let mut environment = self.environment.clone();
        environment.extend(["GIT_CEILING_DIRECTORIES", "GIT_WORK_TREE"].map(|name| (name.into(), None)));
        Self { root: self.root, path: self.path.clone(), environment }
    }

    /// Runs git in the folder with these arguments and this `input`, under `settings` such as `core.eol=lf`.
    ///
    /// # Errors
    /// Git cannot be started; `NotFound` if it is not installed.
    pub(super) fn run_to_end(&self, settings: &[String], arguments: &[&str], input: &str) -> io::Result<GitAnswer> {
        let (out, ended) = self.run_streaming(settings, arguments, input.as_bytes(), read_whole)?;
        Ok(GitAnswer { out, ..ended })
    }

    /// Runs git and reads its answer while it runs, for answers that are too long to keep. `input` is written to it meanwhile.
    /// Returns what `read` made of the answer, and how git ended; the answer in it is empty.
    ///
    /// # Errors
    /// Git cannot be started, or `read` fails.
    pub(super) fn run_streaming<T>(
        &self,
        settings: &[String],
        arguments: &[&str],
        input: &[u8],
        read: impl FnOnce(&mut dyn BufRead) -> io::Result<T>,
    ) -> io::Result<(T, GitAnswer)> {
        let settings = as_options(settings);
        let mut child = self.start_git(&[&settings, arguments].concat(), &|| Ok(Stdio::piped()))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (read, said) = thread::scope(|scope| {
            let (writes, answers, complains) = pipes;
            scope.spawn(move || {
                // If git gave up before it read the input, its own message says why.
                writes.map(|mut pipe| pipe.write_all(input))
            });
            let said = scope.spawn(move || {
                let mut said = Vec::new();
                // A message that cannot be read is left out; the failure itself is still reported.
                let _ = complains.map(|mut pipe| pipe.read_to_end(&mut said));
                said
            });
            // The pipe is dropped at the end of this line, so that git ends if no one reads on.
            let read =
                answers.map_or_else(|| Err(io::ErrorKind::BrokenPipe.into()), |pipe| read(&mut BufReader::new(pipe)));
            (read, said.join().unwrap_or_default())
        });
        let status = child.wait()?;
        let (done, killed) = (status.success(), status.code().is_none());
        Ok((read?, GitAnswer { done, killed, out: Vec::new(), said: GitMessage::new(&said) }))
    }

    /// Runs git for a short answer that someone waits for, under `settings` such as `core.eol=lf`. After `limit` it is stopped.
    ///
    /// # Errors
    /// It cannot be started, or its answer is too long; `TimedOut` if it does not answer in time.
    pub(super) fn run_within(
        &self,
        limit: Duration,
        settings: &[String],
        arguments: &[&str],
        input: GitInput<'_>,
    ) -> io::Result<GitAnswer> {
        let until = Instant::now() + limit;
        let settings = as_options(settings);
        let mut child = self.start_git(&[&settings, arguments].concat(), &|| input.stdin())?;
        if let (GitInput::Bytes(bytes), Some(mut pipe)) = (&input, child.stdin.take()) {
            let bytes = bytes.to_vec();
            // If git gives up before it has read everything, its own message says why.
            thread::spawn(move || pipe.write_all(&bytes));
        }
        let (answers, complains) = (read_apart(child.stdout.take()), read_apart(child.stderr.take()));
        let answer = receive_until(&answers, until)
            .and_then(|out| Ok((out, receive_until(&complains, until)?)))
            .and_then(|(out, said)| wait_until(&mut child, until).map(|status| (status, out, said)));
        if answer.is_err() {
            stop_git(&mut child);
        }
        let (status, out, said) = answer?;
        Ok(GitAnswer { done: status.success(), killed: status.code().is_none(), out, said: GitMessage::new(&said) })
    }

    /// Starts git for work that no one waits for, not even this program.
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn start_and_leave(&self, settings: &[String], arguments: &[&str]) -> io::Result<()> {
        let settings = as_options(settings);
        for program in self.git_programs() {
            let mut command = self.guarded_command(&program);
            command.args(&settings).args(arguments);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            if command.spawn().is_ok() {
                return Ok(());
            }
        }
        Err(io::ErrorKind::NotFound.into())
    }

    /// Starts the first git on the path that may be run.
    fn start_git(&self, arguments: &[&str], stdin: &dyn Fn() -> io::Result<Stdio>) -> io::Result<Child> {
        let mut started = Err(io::ErrorKind::NotFound.into());
        for program in self.git_programs() {
            let mut command = self.guarded_command(&program);
            command.args(arguments).stdin(stdin()?).stdout(Stdio::piped()).stderr(Stdio::piped());
            started = command.spawn();
            if !started.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied) {
                break;
            }
        }
        started
    }

    /// The files on the path that are called git. The operating system would search from the records folder, so a path element
    /// such as `.` would find a file in it; no file there is ever started (RELIABILITY 10.5).
    fn git_programs(&self) -> impl Iterator<Item = PathBuf> {
        let folders = std::env::split_paths(&self.path).filter(|folder| folder.is_absolute());
        let outside = folders.filter(|folder| !folder.starts_with(self.root));
        outside.map(|folder| folder.join(PROGRAM)).filter(|program| program.is_file())
    }

    #[expect(clippy::disallowed_methods, reason = "the only place that starts git")]
    fn guarded_command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        apart_from_the_terminal(&mut command);
        command.current_dir(self.root).args(OPTIONS);
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }
}

/// Settings as options in front of git's command.
fn as_options(settings: &[String]) -> Vec<&str> {
    settings.iter().flat_map(|setting| ["-c", setting]).collect()
}

/// Keeps Ctrl-C in the terminal from git: the program itself decides what happens to a commit that has begun (RELIABILITY 10.4).
#[cfg(unix)]
fn apart_from_the_terminal(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// The same on Windows, where Ctrl-C also goes to a group of processes.
#[cfg(windows)]
fn apart_from_the_terminal(command: &mut Command) {
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP);
}

/// Stops git and the programs that it started.
fn stop_git(child: &mut Child) {
    #[cfg(unix)]
    // It may have ended by itself in the meantime.
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads the whole answer.
fn read_whole(out: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    out.read_to_end(&mut bytes).map(|_| bytes)
}

/// Reads a pipe in a separate thread. The program may end before that thread does, because a child of git may hold the pipe open.
fn read_apart(pipe: Option<impl Read + Send + 'static>) -> Receiver<io::Result<Vec<u8>>> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.map_or(Ok(0), |pipe| pipe.take(MOST + 1).read_to_end(&mut bytes));
        // A shortened answer could be mistaken for the whole one.
        let read = if bytes.len() as u64 > MOST { Err(io::ErrorKind::FileTooLarge.into()) } else { read };
        // Once the limit has passed, no one receives it.
        let _ = tell.send(read.map(|_| bytes));
    });
    told
}

fn receive_until(pipe: &Receiver<io::Result<Vec<u8>>>, until: Instant) -> io::Result<Vec<u8>> {
    let left = until.saturating_duration_since(Instant::now());
    pipe.recv_timeout(left).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

fn wait_until(child: &mut Child, until: Instant) -> io::Result<std::process::ExitStatus> {
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(status),
            None if Instant::now() >= until => return Err(io::ErrorKind::TimedOut.into()),
            None => thread::sleep(PAUSE),
        }
    }
}

/// The name that git signs with (`user.name`); `None` if git is missing or no name is set.
pub(crate) fn user_name(git: &GitFolder<'_>) -> Option<String> {
    let answer = git.run_to_end(&[], &["config", "--get", "user.name"], "").ok().filter(|answer| answer.done)?;
    let name = String::from_utf8(answer.out).ok()?;
    let name = name.trim();
    (!name.is_empty() && !name.contains(char::is_control)).then(|| name.to_owned())
}
