//! `send doctor`.

use clap::Args;

use super::start_history::{UserArgs, start_history};
use crate::history::{Advice, git_ailments, is_under_git};
use crate::output;
use crate::records::links::LinkFound;
use crate::session::unfinished::unfinished_in_words;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;
use crate::writing::by_hand::put_in_order;
use crate::writing::hold::finish_first;
use crate::writing::roll_checks::or_told;
use crate::writing::{Scene, WriteArgs};

/// Check the setup of this folder: git, merging, the school's settings
///
/// Prints a line for each problem, with what to do. The exit code is 1 if there is one. `--fix` puts right what it can. To check
/// what the records say, use `send check`.
///
/// Example: send doctor --fix
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Put right what can be: put the folder under git, tell git who you are, have it merge records by meaning and run `send
    /// check` before each commit, and commit saved changes that are not in the history
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    user: UserArgs,
}

pub(crate) fn run(args: &DoctorArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let git = context.git(&opened);
    if args.fix {
        // Anything that could not be put right is listed below with the other problems.
        or_told(fix(&args.user, &opened, context), context)?;
    }
    let mut found = git_ailments(&git);
    found.extend(unfinished_in_words(&opened, context).into_iter().map(|(what, todo)| Advice::new(what, todo)));
    found.extend(many_files(&opened));
    found.extend(opened.folder.links_not_followed().iter().map(|link| Advice::new(link.message(), LinkFound::HELP)));
    found.extend(copies(&opened));
    found.extend(in_the_cloud(&opened, context));
    found.extend(of_the_school(&opened));
    let out = context.out();
    for Advice { what, todo } in &found {
        writeln!(out, "{}", output::safe_text(&format!("{what}: {todo}")))?;
    }
    if found.is_empty() {
        writeln!(out, "the setup is in order")?;
        return Ok(CommandOutcome::Done);
    }
    Ok(CommandOutcome::Found)
}

/// Puts right what it can: the setup of git, and saved changes that are not in the history. Does not start a history for a school
/// that does not want one. A change that is only half saved is finished without a history too.
fn fix(user: &UserArgs, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    // Before the history starts: its first commit would take a half-saved record for somebody's own later version of it.
    if !is_under_git(&context.git(opened)) {
        finish_first(opened, context)?;
    }
    if !opened.school.settings.git.commit {
        return finish_first(opened, context).map(|()| CommandOutcome::Done);
    }
    let started = start_history(opened, user, context)?;
    let scene = Scene::new(&WriteArgs::default(), opened, context)?;
    Ok(started.worse(put_in_order(&scene, context)?))
}

/// With this many records in one folder, git and the system take noticeably longer over each change.
const MANY_FILES: usize = 1000;

fn many_files(opened: &Opened) -> Option<Advice> {
    let (folder, files) = opened.folder.fullest_room()?;
    (files >= MANY_FILES).then(|| {
        Advice::new(
            format!("`{folder}` has {files} files, so each change takes longer"),
            "make a folder in `pupils` for each year in which pupils joined, such as `pupils/2024`, and move their records there",
        )
    })
}

/// The copies of settings, policies and lists of clauses, which no command reads.
fn copies(opened: &Opened) -> impl Iterator<Item = Advice> {
    let lists = opened.folder.all_clauses(&opened.policies).strays;
    let copies = opened.folder.copies_of_own_files().into_iter().chain(lists);
    copies.map(|copy| Advice::new(format!("{}: {}", copy.file, copy.message), copy.help))
}

/// Programs that synchronise folders between computers, and leave two copies of a file if two people change it at once.
const CLOUDS: &[&str] = &["onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud"];

fn in_the_cloud(opened: &Opened, context: &Context<'_>) -> Option<Advice> {
    let root = context.environment.folder.join(opened.folder.root());
    let part = root.components().find_map(|part| {
        let name = part.as_os_str().to_string_lossy().into_owned();
        CLOUDS.iter().any(|cloud| name.to_lowercase().contains(cloud)).then_some(name)
    })?;
    Some(Advice::new(
        format!("the folder is in `{part}`, which copies files without git and may leave two copies of one"),
        "move it out of there, and share it with git",
    ))
}

/// Returns advice about settings that reports need and `send.toml` does not have.
fn of_the_school(opened: &Opened) -> Vec<Advice> {
    let settings = &opened.school.settings;
    let mut found = Vec::new();
    if settings.school.urn.is_none() {
        let what = "`send.toml` does not give the school's urn, so the school's own duties are not checked";
        found.push(Advice::new(what, "fill in `urn` under `[school]`"));
    }
    if settings.people.senco.is_none() {
        let what = "`send.toml` names no SENCO, so no one can set a requirement aside";
        found.push(Advice::new(what, "fill in `[people.senco]`"));
    }
    match settings.terms.iter().map(|term| term.to).max() {
        None => {
            let what = "`send.toml` has no terms, so school weeks are counted as calendar weeks";
            found.push(Advice::new(what, "fill in the terms"));
        }
        Some(last) if last < opened.as_at => {
            let what = format!("the terms in `send.toml` end on {}", words::date(last));
            found.push(Advice::new(what, "add the terms of this school year"));
        }
        Some(_) => {}
    }
    found
}
