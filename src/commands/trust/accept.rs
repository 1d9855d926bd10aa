//! `send accept`.

use clap::Args;

use super::audited::{errors_in, name_of_a_commit};
use crate::failure::Failure;
use crate::history::{Commit, commits_on_branch, history_state};
use crate::output;
use crate::school::{Event, EventKind};
use crate::session::no_history::{history_stopped, no_history};
use crate::session::{CommandOutcome, Context};
use crate::words;
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::school_event::record_event;
use crate::writing::{Scene, WriteArgs, text_typed};

/// Accept what `send audit` finds in one commit, with the reason
///
/// To an audit, a typing mistake corrected by hand looks like a falsified fact. The person responsible for the records, such as
/// the headteacher, looks at the change and records why it is right. From then on, the audit lists it as a correction, with who
/// made it, who accepted it and why. Nothing is hidden, and only this one commit is accepted.
///
/// Example: send accept 584086905a --because "the year was mistyped" --by "P. Nowak"
#[derive(Debug, Clone, Args)]
pub(crate) struct AcceptArgs {
    /// The commit that the audit names: at least 7 of its digits and letters
    #[arg(value_name = "COMMIT")]
    commit: String,
    /// Why the change is right, without a pupil's name
    #[arg(long, value_name = "TEXT")]
    because: String,
    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &AcceptArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    let scene = Scene::new(&args.write, &opened, context)?;
    history_state(scene.git()).map_err(history_stopped)?.ok_or_else(no_history)?;
    let commits = commits_on_branch(scene.git(), &[]).map_err(history_stopped)?;
    let id = commit_meant(&args.commit, &commits)?;
    let event = Event {
        date: scene.date,
        kind: EventKind::CorrectionAccepted,
        class: None,
        commit: Some(id.into()),
        by: Some(scene.named()?),
        note: Some(text_typed("--because", &args.because)?),
    };
    let errors = errors_in(id, &commits, scene.git(), &opened)?;
    if errors.is_empty() {
        return Err(Failure::usage(
            format!("`send audit` finds no error in {} that can be accepted", words::short_commit(id)),
            "give the commit at the end of the error's first line",
        ));
    }
    let look = context.look();
    output::findings::render_findings(&errors, look, context.out())?;
    let did = format!("accepted {} in {}", words::count(errors.len(), "finding"), words::short_commit(id));
    record_event(event, &did, args.write.dry_run, &scene, context)
}

/// Returns the full name of the commit that was typed.
fn commit_meant<'c>(typed: &str, commits: &'c [Commit]) -> anyhow::Result<&'c str> {
    let help = "copy the commit from the error that `send audit` prints";
    let name = name_of_a_commit(typed).ok_or_else(|| {
        let message = format!("found `{typed}`, expected a commit: at least 7 digits or letters from a to f");
        Failure::usage(message, help)
    })?;
    let mut found = commits.iter().filter(|commit| commit.id.starts_with(&name));
    match (found.next(), found.next()) {
        (Some(commit), None) => Ok(&commit.id),
        (None, _) => Err(Failure::usage(format!("there is no commit `{typed}` in this history"), help)),
        (Some(_), Some(_)) => Err(Failure::usage(
            format!("`{typed}` is the beginning of several commits"),
            "give more of its digits and letters",
        )),
    }
}
