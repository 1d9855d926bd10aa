//! `send calendar`.

use std::path::PathBuf;

use clap::Args;

use super::due_lines::{Lines, days_typed, owners_typed};
use crate::failure::Failure;
use crate::history::{newest_commit, uncommitted_files};
use crate::model::day::Day;
use crate::output::OutputFormat;
use crate::output::calendar::{Revised, render_calendar};
use crate::reports::{Names, calendar::calendar_entries};
use crate::session::filters::FilterArgs;
use crate::session::hand_over::write_to;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::count;

/// Make a calendar file of what is due, for your computer or phone
///
/// Each duty is one entry, on the day it is due; a late one is on the day it was due. Import the file again whenever you like:
/// entries move with their due days, and no entry appears twice, even if files of several schools are in one calendar. For that,
/// `send.toml` must give the school's `urn`. Titles have ids and no names.
///
/// Importing never deletes an entry: once something is done, delete its entry yourself. Or import the file into a calendar of its
/// own, and delete that calendar before you import the next file: then it has only what is still to do.
///
/// Example: send calendar --owner senco -o exports/senco.ics
#[derive(Debug, Args)]
pub(crate) struct CalendarArgs {
    /// How far ahead, such as 14d or 8w
    #[arg(long, value_name = "DAYS", value_parser = days_typed, default_value = "366d")]
    within: u32,
    /// Only what this person has to do: class-teacher, senco, headteacher, governors, local-authority; can be used more than once
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Put names in the titles: for a calendar that no one else can see
    #[arg(long)]
    names: bool,
    /// File to write, which only you can read; without it, the calendar is printed here
    #[arg(long, short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a file of that name
    #[arg(long, requires = "output")]
    replace: bool,
}

pub(crate) fn run(args: &CalendarArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if context.format() != OutputFormat::Table {
        return Err(Failure::usage(
            "a calendar has its own format",
            "leave out `--format`; `send overdue` lists the same rows in any format",
        ));
    }
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let names = if args.names { Names::Shown } else { Names::Hidden };
    let lines = Lines::of_folder(&opened, &filter, &owners_typed(&args.owner)?, Some(args.within), names);
    let entries = calendar_entries(&lines.rows, urn_of(&opened)?);
    let mut bytes = Vec::new();
    render_calendar(&entries, revised(&opened, context), &mut bytes)?;
    match &args.output {
        Some(output) => {
            write_to(output, &bytes, args.replace, &count(entries.len(), "entry/entries"), &opened, context)?
        }
        None => context.out().write_all(&bytes)?,
    }
    context.say_unreadable(&lines.unreadable)?;
    Ok(if lines.unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// The school's URN. Without it, the entries of two schools could share an identity, and a URN that is added later would show every
/// entry a second time.
fn urn_of(opened: &Opened) -> anyhow::Result<&str> {
    opened.school.settings.school.urn.as_ref().map(|urn| urn.as_str()).ok_or_else(|| {
        Failure::usage(
            "`send.toml` does not give the school's `urn`, which keeps the entries of two schools apart",
            "add it to `[school]` in `send.toml`, such as `urn = \"100000\"`",
        )
    })
}

/// When the entries were last changed: with the last commit, so that a colleague's older copy of the records never moves an entry
/// back. If something is not committed, or there is no git, it may have been changed just now. It is always a time of the day of the
/// report: that day itself may move an entry, and a report as at an earlier day moves none of a later one.
fn revised(opened: &Opened, context: &Context<'_>) -> Revised {
    let git = context.git(opened);
    let is_committed = || uncommitted_files(&git).is_ok_and(|files| files.is_empty());
    let changed = newest_commit(&git).filter(|_| is_committed()).unwrap_or(context.environment.now.timestamp());
    let day = opened.as_at;
    let first = Day::new(1970, 1, 1).map_or(0, |first| day.days_since(first)) * i64::from(SECONDS_IN_A_DAY);
    let second = u32::try_from((changed - first).max(0)).unwrap_or(u32::MAX).min(SECONDS_IN_A_DAY - 1);
    Revised { day, second }
}

const SECONDS_IN_A_DAY: u32 = 24 * 60 * 60;
