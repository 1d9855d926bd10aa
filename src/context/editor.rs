//! Opening a text in the user's editor.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::Command;

/// The default editor.
const FALLBACK: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Opens a file in an editor and waits until it is closed again. Words after the editor's name are its options, as in
/// `code --wait`.
///
/// # Errors
/// If the editor cannot be started, or reports a failure.
#[expect(clippy::disallowed_methods, reason = "the one place that starts the user's own editor")]
pub(crate) fn open_editor(editor: Option<&OsString>, file: &Path) -> io::Result<()> {
    let named = editor.map_or(OsStr::new(FALLBACK), OsString::as_os_str);
    let mut command = if Path::new(named).is_file() {
        Command::new(named)
    } else {
        let words = named.to_string_lossy();
        let mut words = words.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or(FALLBACK));
        command.args(words);
        command
    };
    let status = command.arg(file).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("the editor ended with {status}"))) }
}
