//! `send timeline`.

use clap::Args;

use super::Outcome;
use super::start::{Context, past};
use crate::reports::timeline::TimelineRow;
use crate::reports::{Names, Report};
use crate::words;

/// One pupil's story: everything that happened, a line each, in the order of the days
///
/// What is only planned is left out; `send show` has it.
///
/// Example: send timeline p014 --since 2025-09-01
#[derive(Debug, Args)]
pub(crate) struct TimelineArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Only what happened on or after this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
}

pub(crate) fn run(args: &TimelineArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let opened = context.open()?;
    let as_at = opened.as_at;
    let since = args.since.as_deref().map(|typed| past(typed, as_at)).transpose()?;
    let pupil = match opened.pupil(&args.pupil)? {
        Ok(pupil) => pupil,
        Err(findings) => {
            context.say_unreadable(&findings)?;
            return Ok(Outcome::Incomplete);
        }
    };
    let rows = TimelineRow::of(&pupil.record.as_at(as_at), as_at, since);
    let from = since.map_or_else(String::new, |since| format!(" since {}", words::date(since)));
    let report = Report {
        as_at,
        commit: opened.commit.clone(),
        unreadable: Vec::new(),
        summary: None,
        notes: Vec::new(),
        last_line: format!(
            "{}: {}{from}, as at {}",
            pupil.record.id(),
            words::count(rows.len(), "entry/entries"),
            words::date(as_at)
        ),
        rows,
    };
    context.render(&report, Names::Shown)?;
    Ok(Outcome::Done)
}
