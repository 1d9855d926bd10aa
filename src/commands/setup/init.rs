//! `send init`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::start_history::{UserArgs, start_history};
use crate::failure::Failure;
use crate::history::{Hooked, Registered, install_hook, line_of_hook, register_driver};
use crate::output;
use crate::records::folder::Folder;
use crate::records::template::{FILES, NotWritten, write_template};
use crate::session::{CommandOutcome, Context};
use crate::words;

/// Start a records folder with settings, the policy and an example
///
/// Example: send init demo
///
/// Example: send init demo --git
///
/// Example: send init --hooks
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder; it must be empty or new
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Have git run `send check` before each commit, so that a change made by hand with an error in it is not committed. In a
    /// folder that already has records, only this is done. An existing hook is never replaced
    #[arg(long)]
    hooks: bool,
    /// Keep a history of the records: put the folder under git, tell git who you are and how to merge records, and have it run
    /// `send check` before each commit. In a folder that already has records, only this is done
    #[arg(long)]
    git: bool,
    #[command(flatten)]
    user: UserArgs,
}

pub(crate) fn run(args: &InitArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let folder = context.environment.folder.join(&args.folder);
    if !((args.hooks || args.git) && Folder::at_root(folder.clone()).is_marked()) {
        start_folder(args, &folder, context)?;
    }
    if args.git {
        let opened = context.open_in(Folder::at_root(folder))?;
        return start_history(&opened, &args.user, context);
    }
    if args.hooks { have_git_ask(&folder, context) } else { Ok(CommandOutcome::Done) }
}

/// Writes the template. If there is a repository, also sets up how git merges records.
fn start_folder(args: &InitArgs, folder: &Path, context: &mut Context<'_>) -> anyhow::Result<()> {
    match write_template(folder) {
        Ok(()) => {}
        Err(NotWritten::NotEmpty(name)) => {
            return Err(Failure::stopped(
                format!("`{}` is not empty: it holds `{name}`, so nothing was written", args.folder.display()),
                "name an empty folder, or a new one",
            ));
        }
        Err(NotWritten::System(error)) => {
            return Err(Failure::stopped(
                format!("`{}` could not be written: {error}", args.folder.display()),
                "check that you can write there and that the disk has space, delete the unfinished folder, and try again",
            ));
        }
    }
    let written = words::count(FILES.len(), "file");
    let name = output::safe_text(&args.folder.to_string_lossy());
    writeln!(context.out(), "wrote {written} to `{name}`: start with its README.md")?;
    let git = context.git_at(folder);
    let registered = context.environment.program.as_ref().map(|program| register_driver(&git, program));
    match registered {
        Some(Registered::Done) => writeln!(context.out(), "git will merge records by meaning in this folder")?,
        Some(Registered::NoRepository) | None => {}
        Some(Registered::Failed) => {
            let help = "run `send doctor --fix` in the folder to see why";
            context.warn("git could not be set up to merge records by meaning", help)?;
        }
    }
    Ok(())
}

/// Makes the hook that runs `send check` before each commit.
fn have_git_ask(folder: &Path, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let Some(program) = context.environment.program.clone() else {
        return Err(Failure::stopped(
            "the system does not say where this program is, so no hook was made",
            "start it by its full path",
        ));
    };
    let git = context.git_at(folder);
    let add = format!("to run `send check` in your own hook too, add this line to it: {}", line_of_hook(&program));
    match install_hook(&git, &program) {
        Hooked::Done => {
            writeln!(context.out(), "git will run `send check` before each commit in this copy of the folder")?;
            Ok(CommandOutcome::Done)
        }
        Hooked::NoRepository => Err(Failure::stopped(
            "this folder is not under git, so no hook was made",
            "run `send init --git` in it, which makes the hook too",
        )),
        Hooked::Another(place) => Err(Failure::stopped(
            format!("there is already another hook, `{}`, and it was not changed", place.display()),
            add,
        )),
        Hooked::Elsewhere(folder) => Err(Failure::stopped(
            format!(
                "git looks for hooks in `{folder}` (core.hooksPath), which may serve other folders too; nothing was written there"
            ),
            add,
        )),
        Hooked::Failed(why) => Err(Failure::stopped(
            format!("the hook could not be written: {why}"),
            "check that you can write in `.git/hooks`",
        )),
    }
}
