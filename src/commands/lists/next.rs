//! `send next`.

use clap::Args;

use super::due_lines::{Lines, owners_typed};
use crate::model::day::Day;
use crate::reports::{Lacks, Names, Report, Unreadable};
use crate::session::filters::FilterArgs;
use crate::session::{CommandOutcome, Context};
use crate::words;

/// How many lines the short list has.
const MOST: usize = 10;

/// How far it looks ahead, in days: four weeks.
const AHEAD: u32 = 28;

/// List the ten most pressing things: late, or due within four weeks
///
/// Late items come first: what the law requires, then what the policy requires, then the school's own choices. Items due soon
/// follow, soonest first. `send overdue` lists what the local authority has to do; this list does so only
/// with `--owner local-authority`.
///
/// Example: send next --owner "class teacher" --class 4B
#[derive(Debug, Args)]
pub(crate) struct NextArgs {
    /// Only what this person has to do: class-teacher, senco, headteacher, governors, local-authority; can be used more than once
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Print ids but no names, UPNs or dates of birth: for email and logs
    #[arg(long)]
    ids_only: bool,
}

pub(crate) fn run(args: &NextArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let owners = owners_typed(&args.owner)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let mut lines = Lines::of_folder(&opened, &filter, &owners, Some(AHEAD), names);
    lines.rows.retain(|row| !row.waits_for_authority() || !owners.is_empty());
    lines.rows.sort_by(|one, other| one.order_of_pressure().cmp(&other.order_of_pressure()));
    let all = lines.rows.len();
    lines.rows.truncate(MOST);
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: lines.unreadable.iter().map(Unreadable::from).collect(),
        summary: None,
        notes: lines.notes(&opened),
        last_line: Lacks::of(&lines.unreadable)
            .total(last_line(lines.rows.len(), all, opened.as_at))
            .unwrap_or_default(),
        rows: lines.rows,
    };
    context.render(&report, names)?;
    context.say_unreadable(&lines.unreadable)?;
    Ok(if lines.unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

fn last_line(shown: usize, all: usize, as_at: Day) -> String {
    let as_at = words::date(as_at);
    match (shown, all) {
        (_, 0) => format!("nothing is late or due within four weeks, as at {as_at}"),
        (shown, all) if shown < all => format!(
            "the first {shown} of {all} that are late or due within four weeks, as at {as_at}: `send overdue --within 4w` lists them all"
        ),
        _ => format!("{} late or due within four weeks, as at {as_at}", words::count(all, "line")),
    }
}
