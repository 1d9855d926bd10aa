//! The one door to the world: clock, environment, working folder, terminal, out and err.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

/// What the world gives the program. A test can make one of its own.
pub struct Environment<'a> {
    /// The moment it is asked.
    pub now: DateTime<Utc>,
    /// The working folder.
    pub folder: PathBuf,
    /// `SEND_RECORDS`: the folder of the records.
    pub records: Option<OsString>,
    /// `SEND_AS_AT`: the day of the question.
    pub as_at: Option<OsString>,
    /// Whether colour may be used, from `NO_COLOR`.
    pub no_color: bool,
    /// The terminal's width in columns, where the answer goes to one.
    pub terminal_width: Option<usize>,
    /// The names of the variables that tell git something (`GIT_*`), such as which repository it is to use.
    pub git: Vec<OsString>,
    /// Where the answer goes.
    pub out: &'a mut dyn Write,
    /// Where what is amiss goes.
    pub err: &'a mut dyn Write,
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("now", &self.now).field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl<'a> Environment<'a> {
    /// The real one.
    ///
    /// # Errors
    /// Where the working folder is gone.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn real(out: &'a mut dyn Write, err: &'a mut dyn Write) -> io::Result<Self> {
        let on_terminal = io::stdout().is_terminal();
        Ok(Self {
            now: Utc::now(),
            folder: std::env::current_dir()?,
            records: std::env::var_os("SEND_RECORDS").filter(|value| !value.is_empty()),
            as_at: std::env::var_os("SEND_AS_AT").filter(|value| !value.is_empty()),
            no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            terminal_width: on_terminal
                .then(|| terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))),
            git: std::env::vars_os().map(|(name, _)| name).filter(tells_git).collect(),
            out,
            err,
        })
    }
}

/// Whether a variable is one of git's. Windows has them in either case.
fn tells_git(name: &OsString) -> bool {
    name.to_string_lossy().to_ascii_uppercase().starts_with("GIT_")
}
