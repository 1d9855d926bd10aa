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
/// One entry a duty, on the day by which it must be met; what is late stands on the day on which it was due. Import the file
/// again whenever you like: what has moved is moved, and nothing stands there twice. What was done meanwhile stays, for an
/// import takes nothing out. Titles have ids and no names.
///
/// Example: send calendar --owner senco -o exports/senco.ics
#[derive(Debug, Args)]
pub(crate) struct CalendarArgs {
    /// How far ahead, such as 14d or 8w
    #[arg(long, value_name = "DAYS", value_parser = days_typed, default_value = "366d")]
    within: u32,
    /// Only what this person owes: class-teacher, senco, headteacher, governors, local-authority; may be given again
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Put names into the titles: for a calendar that nobody else can see
    #[arg(long)]
    names: bool,
    /// Write it to this file, which only you may read; left out, it is printed here
    #[arg(long, short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file of that name
    #[arg(long, requires = "output")]
    replace: bool,
}

pub(crate) fn run(args: &CalendarArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if context.format() != OutputFormat::Table {
        return Err(Failure::usage(
            "a calendar has a format of its own",
            "leave `--format` out; `send overdue` has the rows",
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
