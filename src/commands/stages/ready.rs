//! `send ready`.

use clap::Args;

use crate::policy::MoveName;
use crate::reports::ready::{ReadyRow, last_line, no_next, readiness_notes, uses_language_as_now};
use crate::reports::{Names, Report, as_now_note};
use crate::rules::moves::{next_move, requirements_of};
use crate::session::{CommandOutcome, Context};

/// Show what is met and what is missing for a pupil's next stage
///
/// For each requirement of the policy, shows whether it is met, by what, and which clause requires it. The record does not
/// change, and the exit code is 0 either way.
///
/// Example: send ready p014 --to C
#[derive(Debug, Args)]
pub(crate) struct ReadyArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Another move: A, B, C, D, closed, register (on to it) or remove (off it)
    #[arg(long, value_name = "STAGE", value_parser = move_named)]
    to: Option<MoveName>,
}

pub(crate) fn run(args: &ReadyArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let Some(pupil) = context.read_pupil(&args.pupil, &opened)? else { return Ok(CommandOutcome::Incomplete) };
    let record = pupil.record.into_as_at(opened.as_at);
    let to = args.to.or_else(|| next_move(&record));
    let asked = to.map(|to| (to, requirements_of(&record, to, &opened.question())));
    let is_used = asked.as_ref().is_some_and(|(_, asked)| uses_language_as_now(&record, asked));
    let as_now = as_now_note(usize::from(is_used), "English as an additional language", opened.as_at, opened.today);
    let mut notes = asked.as_ref().map(|(_, asked)| readiness_notes(&record, asked)).unwrap_or_default();
    notes.extend(as_now);
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: Vec::new(),
        rows: asked.as_ref().map(|(_, asked)| ReadyRow::of(asked)).unwrap_or_default(),
        summary: None,
        notes,
        last_line: asked.map_or_else(|| no_next(&record), |(to, asked)| last_line(&record, to, &asked)),
    };
    context.render(&report, Names::Shown)?;
    Ok(CommandOutcome::Done)
}

/// A move by its name in the policy, in small or capital letters.
fn move_named(typed: &str) -> Result<MoveName, String> {
    MoveName::ALL
        .into_iter()
        .find(|name| name.as_str().eq_ignore_ascii_case(typed))
        .ok_or_else(|| "write A, B, C, D, closed, register or remove".to_owned())
}
