//! `send doctor`.

use clap::Args;

use crate::history::{Advice, GitFolder, Registered, git_ailments, register_driver};
use crate::output;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;

/// Check the setup of this folder: git, merging, the school's settings
///
/// A line for each, with what to do; nothing of the records is looked at, for that is what `send check` is for. Exits with 1
/// where something is amiss.
///
/// Example: send doctor --fix
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Tell git to merge records with this program, in this copy of the folder
    #[arg(long)]
    fix: bool,
}

pub(crate) fn run(args: &DoctorArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let git = context.git(&opened);
    if args.fix {
        fix(&git, context)?;
    }
    let mut found = git_ailments(&git);
    found.extend(in_the_cloud(&opened, context));
    found.extend(of_the_school(&opened));
    let out = context.out();
    for Advice { what, todo } in &found {
        writeln!(out, "{}", output::safe_text(&format!("{what}: {todo}")))?;
    }
    if found.is_empty() {
        writeln!(out, "the set-up is in order")?;
        return Ok(CommandOutcome::Done);
    }
    Ok(CommandOutcome::Found)
}

/// Registers the driver, and says so.
fn fix(git: &GitFolder<'_>, context: &mut Context<'_>) -> anyhow::Result<()> {
    let registered =
        context.environment.program.as_ref().map_or(Registered::Failed, |program| register_driver(git, program));
    match registered {
        Registered::Done => {
            writeln!(context.out(), "git merges records by meaning in this copy of the folder from now on")?
        }
        // That is among what is amiss.
        Registered::NoRepository => {}
        Registered::Failed => {
            context.warn("git could not be told to merge records by meaning", "see below what is amiss")?
        }
    }
    Ok(())
}

/// Programs that keep folders the same on several computers, and leave copies where two people wrote at once.
const CLOUDS: &[&str] = &["onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud"];

fn in_the_cloud(opened: &Opened, context: &Context<'_>) -> Option<Advice> {
    let root = context.environment.folder.join(opened.folder.root());
    let part = root.components().find_map(|part| {
        let name = part.as_os_str().to_string_lossy().into_owned();
        CLOUDS.iter().any(|cloud| name.to_lowercase().contains(cloud)).then_some(name)
    })?;
    Some(Advice::new(
        format!("the folder lies in `{part}`, which copies files behind git's back and may leave two of one"),
        "move it out of there, and share it by git",
    ))
}

/// What is missing in `send.toml` that reports need.
fn of_the_school(opened: &Opened) -> Vec<Advice> {
    let settings = &opened.school.settings;
    let mut found = Vec::new();
    if settings.school.urn.is_none() {
        let what = "`send.toml` does not give the school's urn, so its own duties are not watched";
        found.push(Advice::new(what, "fill in `urn` under `[school]`"));
    }
    if settings.people.senco.is_none() {
        let what = "`send.toml` names no SENCO, so nobody may set a requirement aside";
        found.push(Advice::new(what, "fill in `[people.senco]`"));
    }
    match settings.terms.iter().map(|term| term.to).max() {
        None => {
            let what = "`send.toml` has no terms, so school weeks are counted as calendar weeks";
            found.push(Advice::new(what, "fill in the terms"));
        }
        Some(last) if last < opened.as_at => {
            let what = format!("the terms in `send.toml` end on {}", words::date(last));
            found.push(Advice::new(what, "add those of this school year"));
        }
        Some(_) => {}
    }
    found
}
