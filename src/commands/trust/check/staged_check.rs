//! `check --staged`: the errors that a commit of the staged files would add. The hook that `send init --hooks` makes runs it.

use std::collections::BTreeSet;
use std::io::Write;

use super::{CheckedFolder, judge_folder};
use crate::finding::{Finding, Severity};
use crate::history::{files_at, files_staged};
use crate::output;
use crate::records::folder::Folder;
use crate::session::at_commit::files_as_they_stood;
use crate::session::no_history::history_stopped;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::count;
use crate::writing::save::new_findings;

/// Checks the staged files as they are staged, whatever is on the disk, and reports the errors that the last commit does not
/// have.
pub(super) fn run(context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let folder = context.folder()?;
    let git = context.git_at(folder.root());
    let staged = files_staged(&git, context.environment.git_index.as_deref()).map_err(history_stopped)?;
    let committed = files_at(&git, "HEAD", |_| true).map_err(history_stopped)?;
    let changed: BTreeSet<String> =
        staged.iter().filter(|(name, blob)| committed.get(*name) != Some(blob)).map(|(name, _)| name.clone()).collect();
    let root = folder.root();
    let before = Folder::as_it_stood(root.to_path_buf(), files_as_they_stood(&git, committed)?);
    let after = Folder::as_it_stood(root.to_path_buf(), files_as_they_stood(&git, staged)?);
    if !after.is_marked() {
        // The records are not in git yet, or all of them are being removed.
        return Ok(CommandOutcome::Done);
    }
    let tree = (context.tree)();
    let after = judge_folder(&opened_today(context.open_in(after)?), &tree);
    // If the last commit cannot be checked, go by files: any error in a changed file counts as new.
    let known = context.open_in(before).ok().map(|opened| judge_folder(&opened_today(opened), &tree));
    tell_new(new(after, known, &changed), context)
}

/// A commit is made today, whatever `--as-at` says.
fn opened_today(mut opened: Opened) -> Opened {
    opened.as_at = opened.today;
    opened
}

/// Returns the errors that would be new.
fn new(after: CheckedFolder, before: Option<CheckedFolder>, changed: &BTreeSet<String>) -> Vec<Finding> {
    let errors = after.findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    match before {
        Some(before) => new_findings(errors.collect(), &before.findings),
        None => errors.filter(|finding| changed.contains(&finding.file)).collect(),
    }
}

fn tell_new(new: Vec<Finding>, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if new.is_empty() {
        return Ok(CommandOutcome::Done);
    }
    let look = context.look_of_errors();
    let err = &mut context.environment.err;
    output::findings::render_findings(&new, look, err)?;
    let errors = count(new.len(), "new error");
    writeln!(
        err,
        "nothing was committed: {errors} in the staged files\nhelp: correct the file, `git add` it again, and commit; \
         `git commit --no-verify` commits it as it is"
    )?;
    Ok(CommandOutcome::Found)
}
