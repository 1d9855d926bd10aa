//! `send init`.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::start::Context;
use crate::failure::Failure;
use crate::history::{Git, Registered, register_driver};
use crate::records::template::{FILES, NotWritten, write};
use crate::words;

/// Start a folder of records: settings to fill in, the policy as data, and one example record
///
/// Example: send init demo
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder; it must be empty, or not be there yet
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

pub(crate) fn run(args: &InitArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let folder = context.environment.folder.join(&args.folder);
    match write(&folder) {
        Ok(()) => {}
        Err(NotWritten::NotEmpty(name)) => {
            return Err(Failure::stopped(
                format!("`{}` is not empty: it holds `{name}`, so nothing was written", args.folder.display()),
                "name an empty or a new folder",
            ));
        }
        Err(NotWritten::System(error)) => {
            return Err(Failure::stopped(
                format!("`{}` could not be written: {error}", args.folder.display()),
                "check that you may write there and that the disk has room, delete what was begun, and try again",
            ));
        }
    }
    let written = words::count(FILES.len(), "file");
    writeln!(context.out(), "wrote {written} to `{}`: start with its README.md", args.folder.display())?;
    let git = Git::new(&folder, &context.environment.git_variables);
    let registered = context.environment.program.as_ref().map(|program| register_driver(&git, program));
    match registered {
        Some(Registered::Done) => writeln!(context.out(), "git merges the records by meaning here")?,
        Some(Registered::NoRepository) | None => {}
        Some(Registered::Failed) => {
            let help = "run `send doctor --fix` in the folder, which says why";
            context.warn("git was not told how to merge the records", help)?;
        }
    }
    Ok(Outcome::Done)
}
