//! What a merge needs of git: its usual marks in a file of two versions.

use std::path::Path;

use super::git::GitFolder;

/// Ours and theirs in one text with git's marks, where both changed the same lines; base, ours and theirs are files. Nothing
/// where git cannot be started or fails; where git sees no conflict, a text without marks.
pub(crate) fn marked_by_git(git: &GitFolder<'_>, [ours, base, theirs]: [&Path; 3]) -> Option<Vec<u8>> {
    let names = [ours.to_str()?, base.to_str()?, theirs.to_str()?];
    let options = ["merge-file", "-p", "--quiet", "-L", "ours", "-L", "base", "-L", "theirs", "--"];
    // It ends with the number of conflicts, so its exit code does not say that it failed. If it says anything, a part may be missing.
    let answer = git.run_to_end(&[], &[options.as_slice(), &names].concat(), "").ok()?;
    (!answer.killed && answer.said.is_empty() && !answer.out.is_empty()).then_some(answer.out)
}
