//! `send merge-driver`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::merge_result::made_one;
use crate::failure::Failure;
use crate::history::marked_by_git;
use crate::output;
use crate::records::file_merge::{Decided, Versions, marks, read_three_files};
use crate::records::folder::Folder;
use crate::records::write::put_file;
use crate::session::{CommandOutcome, Context};

/// The verb, as git types it.
pub(crate) const VERB: &str = "merge-driver";

/// The exit code that git takes for a failure of the driver. Git then stops the merge and changes no file. It takes a code from
/// 1 to 128 for a conflict, and keeps the file as the driver left it.
const FAILED: u8 = 255;

/// Merge three versions of a record by meaning, when git asks for it
///
/// `send init` and `send doctor --fix` tell git to use it for the records. New entries from both sides are kept, in date order;
/// a single value is taken from the side that changed it. If both sides changed the same thing, if an old entry was altered or
/// removed, or if the result would break the policy, both versions are left in the file with git's usual marks, and the exit
/// code is 1. Then `send resolve PUPIL` asks which is right. After any other failure, such as a full disk, the exit code is
/// 255, so that git stops the merge.
///
/// Example: send merge-driver %O %A %B %P
#[derive(Debug, Args)]
#[command(hide = true)]
pub(crate) struct MergeDriverArgs {
    /// The file with the version that both sides came from (%O)
    #[arg(value_name = "BASE", allow_hyphen_values = true)]
    base: PathBuf,
    /// The file with our version, which becomes the result (%A)
    #[arg(value_name = "OURS", allow_hyphen_values = true)]
    ours: PathBuf,
    /// The file with their version (%B)
    #[arg(value_name = "THEIRS", allow_hyphen_values = true)]
    theirs: PathBuf,
    /// The name of the record in the repository (%P)
    #[arg(value_name = "PATH", allow_hyphen_values = true)]
    path: PathBuf,
}

/// Returns the exit code for git in place of the usual one: 0 and 1 stay, and every other code is a failure.
pub(crate) const fn code_for_git(code: u8) -> u8 {
    if code <= 1 { code } else { FAILED }
}

pub(crate) fn run(args: &MergeDriverArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let top = context.environment.folder.clone();
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(|file| top.join(file));
    let versions = read_three_files(&base, &ours, &theirs).map_err(|error| {
        Failure::stopped(format!("the files of the merge cannot be read: {error}"), "start the merge again")
    })?;
    // First write a file that no one can take for merged, so that git and people see it if the program is stopped from here on.
    let git = context.git_at(&top);
    let by_git = marked_by_git(&git, [&args.ours, &args.base, &args.theirs]).filter(|marked| marks::are_in(marked));
    put_result(&ours, &by_git.unwrap_or_else(|| marks::marked_versions(&versions)))?;
    match merged_bytes(&top.join(&args.path), &versions, context) {
        Ok(bytes) => {
            put_result(&ours, &bytes)?;
            Ok(CommandOutcome::Done)
        }
        Err(why) => {
            // Both versions are marked in the file: it is a conflict even if the reasons cannot be printed.
            let _ = tell_conflict(&args.path, &why, context);
            Ok(CommandOutcome::Found)
        }
    }
}

fn put_result(ours: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    put_file(ours, bytes).map_err(|not| Failure::stopped(not.message, not.help))
}

/// Returns the merged record, judged in its own folder, or the reasons that the merge failed.
fn merged_bytes(path: &Path, versions: &Versions, context: &Context<'_>) -> Result<Vec<u8>, Vec<String>> {
    let folder = path.parent().and_then(Folder::find_above);
    let folder = folder.ok_or_else(|| {
        vec!["`send.toml` is missing here, so the result cannot be checked against a policy".to_owned()]
    })?;
    let file = folder.name_of(path);
    let opened = context.open_in(folder).map_err(|error| vec![format!("the policy cannot be read: {error}")])?;
    made_one(&file, versions, &Decided::default(), &opened)
        .map(|pupil| pupil.bytes().to_vec())
        .map_err(|why| why.lines_in_words())
}

/// Says what a person must decide.
fn tell_conflict(path: &Path, why: &[String], context: &mut Context<'_>) -> io::Result<()> {
    let file = path.display().to_string();
    let pupil = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let err = &mut context.environment.err;
    writeln!(err, "{}: not merged; both versions are marked in it:", output::safe_text(&file))?;
    for line in why {
        writeln!(err, "  {}", output::safe_text(line))?;
    }
    writeln!(err, "help: `send resolve {}` asks which is right", output::safe_text(&pupil))?;
    Ok(())
}
