//! What the program gets from outside, except files and git: clock, environment, working folder, terminal, out and err.

pub(crate) mod editor;
pub(crate) mod prompt;
mod signals;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::output;
pub use crate::records::write::{LockOwner, WaitNotice};

/// Everything that the program gets from outside. A test can make its own.
pub struct Environment<'a> {
    /// The moment at which the program was started.
    pub now: DateTime<Utc>,
    /// The working folder.
    pub folder: PathBuf,
    /// `SEND_RECORDS`: the folder of the records.
    pub records: Option<OsString>,
    /// `SEND_AS_AT`: the date of the report.
    pub as_at: Option<OsString>,
    /// Whether colour may be used, from `NO_COLOR`.
    pub no_color: bool,
    /// The terminal's width in columns, if the answer goes to a terminal.
    pub terminal_width: Option<usize>,
    /// Whether there is someone to ask: the program reads from a terminal and its answer goes to one.
    pub asks: bool,
    /// The user's editor, from `VISUAL` or `EDITOR`.
    pub editor: Option<OsString>,
    /// The user who writes, as the lock names them.
    pub writer: LockOwner,
    /// This program's own file, to start it again.
    pub program: Option<PathBuf>,
    /// `PATH`: the folders that may have git.
    pub path: Option<OsString>,
    /// The names of the variables that start with `GIT_`, which would direct git to another place.
    pub git_variables: Vec<OsString>,
    /// `GIT_INDEX_FILE`, with which git shows a hook what it is about to commit.
    pub git_index: Option<OsString>,
    /// Makes a signal that would stop the program wait until it has ended, because a change is being saved.
    pub hold_signals: fn(),
    /// The stream for the answer.
    pub out: Stream<'a>,
    /// The stream for errors and warnings.
    pub err: Stream<'a>,
}

/// A place to print to. If the reader goes away, as `head` does, it wants no more output. That must not stop a command, least
/// of all one that is about to save.
pub struct Stream<'a> {
    to: &'a mut dyn Write,
    is_closed: bool,
}

impl<'a> Stream<'a> {
    fn to_stream(to: &'a mut dyn Write) -> Self {
        Self { to, is_closed: false }
    }

    /// Whether the reader went away.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Turns a failure that only means that the reader went away into a success.
    fn unless_closed<T>(&mut self, printed: io::Result<T>, nothing: T) -> io::Result<T> {
        match printed {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(nothing)
            }
            printed => printed,
        }
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let printed = self.to.write(bytes);
        self.unless_closed(printed, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let printed = self.to.flush();
        self.unless_closed(printed, ())
    }
}

impl fmt::Debug for Stream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("is_closed", &self.is_closed).finish_non_exhaustive()
    }
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("now", &self.now).field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl<'a> Environment<'a> {
    /// The real environment.
    ///
    /// # Errors
    /// If the working folder no longer exists.
    #[expect(clippy::disallowed_methods, reason = "this module is the program's access to the outside")]
    pub fn real(out: &'a mut dyn Write, err: &'a mut dyn Write) -> io::Result<Self> {
        let on_terminal = io::stdout().is_terminal();
        let now = Utc::now();
        Ok(Self {
            now,
            folder: std::env::current_dir()?,
            records: std::env::var_os("SEND_RECORDS").filter(|value| !value.is_empty()),
            as_at: std::env::var_os("SEND_AS_AT").filter(|value| !value.is_empty()),
            no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            terminal_width: on_terminal
                .then(|| terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))),
            asks: on_terminal && io::stdin().is_terminal() && io::stderr().is_terminal(),
            editor: ["VISUAL", "EDITOR"]
                .iter()
                .find_map(|name| std::env::var_os(name).filter(|value| !value.is_empty())),
            writer: lock_owner(now),
            program: std::env::current_exe().ok(),
            path: std::env::var_os("PATH"),
            git_variables: git_variables(),
            git_index: std::env::var_os("GIT_INDEX_FILE").filter(|value| !value.is_empty()),
            hold_signals: signals::hold_signals,
            out: Stream::to_stream(out),
            err: Stream::to_stream(err),
        })
    }
}

/// The user who writes, and since when by this computer's own clock.
fn lock_owner(now: DateTime<Utc>) -> LockOwner {
    let since = now.with_timezone(&chrono::Local).format("%-d %b %Y %H:%M").to_string();
    let notice = WaitNotice(say_waiting);
    LockOwner { host: host(), user: user_logged_in(), process: std::process::id(), since, notice }
}

/// Says what a command is waiting for. At that moment the command holds the streams of the environment, so this goes past them to
/// the same place: the err of a real environment is the program's own.
fn say_waiting(what: &str) {
    // If err is closed, the wait is not reported.
    let _ = writeln!(io::stderr(), "{}", output::safe_text(what));
}

/// An id for this computer: its name and the system's own id. Two computers may have the same name, and a copy of a virtual
/// machine has the same id.
#[cfg(unix)]
fn host() -> String {
    let id = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let system = rustix::system::uname();
    let name = system.nodename().to_string_lossy();
    let id = id.trim().get(..8).unwrap_or_default();
    [name.trim(), id].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// An id for this computer: its name, which Windows keeps unique in a network.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "this module is the program's access to the outside")]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// The user who is logged in, as the system names them.
#[expect(clippy::disallowed_methods, reason = "this module is the program's access to the outside")]
fn user_logged_in() -> String {
    std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "this module is the program's access to the outside")]
fn git_variables() -> Vec<OsString> {
    let names = std::env::vars_os().map(|(name, _)| name);
    names.filter(|name| name.to_string_lossy().to_uppercase().starts_with("GIT_")).collect()
}

#[cfg(any(test, fuzzing))]
impl<'a> Environment<'a> {
    /// An environment without a person to ask and without settings, on 24 November 2026.
    pub(crate) fn for_tests(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            now: "2026-11-24T12:00:00Z".parse().unwrap_or_default(),
            folder: PathBuf::new(),
            records: None,
            as_at: None,
            no_color: true,
            terminal_width: None,
            asks: false,
            editor: None,
            writer: LockOwner::default(),
            program: None,
            path: None,
            git_variables: Vec::new(),
            git_index: None,
            hold_signals: signals::let_them_come,
            out: Stream::to_stream(out),
            err: Stream::to_stream(err),
        }
    }
}
