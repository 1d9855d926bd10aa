//! `send calendar`.

use std::path::PathBuf;

use clap::Args;

use super::due_lines::{Lines, days_typed, owners_typed};
use crate::failure::Failure;
use crate::output::{self, OutputFormat};
use crate::reports::{Names, calendar::calendar_entries};
use crate::session::filters::FilterArgs;
use crate::session::hand_over::write_to;
use crate::session::{CommandOutcome, Context};
use crate::words::count;

/// Make a calendar file of what is due, for your computer or phone
///
/// Each duty is one entry, on the day it is due; a late one is on the day it was due. Import the file again whenever you like:
/// entries move with their due days, and no entry appears twice. Importing never deletes an entry: once
/// something is done, delete its entry yourself. Titles have ids and no names.
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
    let entries = calendar_entries(&lines.rows);
    let mut bytes = Vec::new();
    output::calendar::render_calendar(&entries, opened.as_at, &mut bytes)?;
    match &args.output {
        Some(output) => {
            write_to(output, &bytes, args.replace, &count(entries.len(), "entry/entries"), &opened, context)?
        }
        None => context.out().write_all(&bytes)?,
    }
    context.say_unreadable(&lines.unreadable)?;
    Ok(if lines.unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}
