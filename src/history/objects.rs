//! Git's objects by name, read in one run of git.

use std::io::{self, BufRead, Read};
use std::time::Duration;

use super::git::{GitAnswer, GitFolder, GitInput};

/// The longest time that one run of git may take while a change is committed. After that the change waits for the next command
/// (RELIABILITY 10.4).
pub(super) const LIMIT: Duration = Duration::from_secs(30);

/// An object in git's store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedObject {
    /// Its id.
    pub(super) id: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// Returns the objects of these names, such as `HEAD`, `HEAD:pupils` or `:pupils/p014.yaml`, in the same order; `None` for an
/// object that does not exist. A name must not contain a line break.
///
/// # Errors
/// Git cannot be started, or its answer is incomplete.
pub(super) fn read_objects(git: &GitFolder<'_>, names: &[String]) -> io::Result<(Vec<Option<NamedObject>>, GitAnswer)> {
    let input = names.join("\n") + "\n";
    let mut answer = git.run_within(LIMIT, &[], &["cat-file", "--batch"], GitInput::Bytes(input.as_bytes()))?;
    let mut out = answer.out.as_slice();
    let found =
        if answer.done { names.iter().map(|_| next_object(&mut out)).collect::<io::Result<_>>()? } else { vec![] };
    answer.out = Vec::new();
    Ok((found, answer))
}

/// One answer of `cat-file --batch`: the id, the kind and the length in a line, then the bytes and a line ending.
fn next_object(out: &mut &[u8]) -> io::Result<Option<NamedObject>> {
    let mut head = Vec::new();
    if out.read_until(b'\n', &mut head)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.trim_end().split(' ');
    let (Some(id), Some("blob" | "tree" | "commit" | "tag"), Some(Ok(length)), None) =
        (words.next(), words.next(), words.next().map(str::parse::<usize>), words.next())
    else {
        return Ok(None);
    };
    let mut bytes = vec![0; length];
    out.read_exact(&mut bytes)?;
    out.read_exact(&mut [0])?;
    Ok(Some(NamedObject { id: id.to_owned(), bytes }))
}
