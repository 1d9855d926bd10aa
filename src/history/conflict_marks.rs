//! The usual conflict marks of git in a file of two versions, made by git itself.

use std::path::Path;

use super::git::GitFolder;

/// Returns ours and theirs in one text, with git's marks at lines that both changed. Base, ours and theirs are files. A text
/// without marks if git sees no conflict; `None` if git cannot be started or fails.
pub(crate) fn marked_by_git(git: &GitFolder<'_>, [ours, base, theirs]: [&Path; 3]) -> Option<Vec<u8>> {
    let names = [ours.to_str()?, base.to_str()?, theirs.to_str()?];
    let options = ["merge-file", "-p", "--quiet", "-L", "ours", "-L", "base", "-L", "theirs", "--"];
    // Its exit code is the number of conflicts, so it does not show a failure. If it prints a message, a part may be missing.
    let answer = git.run_to_end(&[], &[options.as_slice(), &names].concat(), "").ok()?;
    (!answer.killed && answer.said.is_empty() && !answer.out.is_empty()).then_some(answer.out)
}
