//! `send overdue`.

use clap::Args;

use super::due_lines::{Lines, days_typed, owners_typed};
use crate::output::{OutputFormat, table};
use crate::reports::overdue::{OverdueGrouping, OverdueRow, WaitingRow, last_line};
use crate::reports::{Lacks, Names, Report, Unreadable};
use crate::session::filters::FilterArgs;
use crate::session::{CommandOutcome, Context};
use crate::words;

/// List what is late: reviews, meetings, plans and notices
///
/// Duties of the school itself, such as its information report, are listed without a pupil. If nothing is late, nothing is
/// printed, so a weekly email is sent only if something is late. Duties of the local authority come last, with the day to start
/// asking: they never count as late for the school.
///
/// Example: send overdue --owner "class teacher" --class 4B --within 14d
#[derive(Debug, Args)]
pub(crate) struct OverdueArgs {
    /// Also list what is due within this time, such as 14d or 2w
    #[arg(long, value_name = "DAYS", value_parser = days_typed)]
    within: Option<u32>,
    /// Only what this person has to do: class-teacher, senco, headteacher, governors, local-authority; can be used more than once
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// How to group the lines: by owner or class. In each group, what the law requires comes first, then the policy, then the
    /// school's own choices
    #[arg(long, value_name = "GROUP", value_parser = group_by)]
    by: Option<OverdueGrouping>,
    /// Print ids but no names, UPNs or dates of birth: for email and logs
    #[arg(long)]
    ids_only: bool,
    /// Exit with code 1 if anything is late; duties of the local authority do not count
    #[arg(long)]
    exit_code: bool,
}

pub(crate) fn run(args: &OverdueArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let owners = owners_typed(&args.owner)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let lines = Lines::of_folder(&opened, &filter, &owners, args.within, names);
    let late = lines.rows.iter().any(OverdueRow::is_late);
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: lines.unreadable.iter().map(Unreadable::from).collect(),
        summary: None,
        last_line: Lacks::of(&lines.unreadable).total(last_line(&lines.rows, opened.as_at)).unwrap_or_default(),
        notes: lines.notes(&opened),
        rows: lines.rows,
    };
    // An empty list prints no lines, unless the output is for a program.
    if !report.rows.is_empty() || context.format() != OutputFormat::Table {
        write_overdue(report, args.by, names, context)?;
    } else if let Some(commit) = &report.commit {
        writeln!(context.out(), "{}", commit.line_under_report())?;
    }
    context.say_unreadable(&lines.unreadable)?;
    Ok(match (lines.unreadable.is_empty(), args.exit_code && late) {
        (false, _) => CommandOutcome::Incomplete,
        (true, true) => CommandOutcome::Found,
        (true, false) => CommandOutcome::Done,
    })
}

/// Writes the list. In a table each group has a heading, and what waits for the authority comes last; in the formats for
/// programs all rows are alike.
fn write_overdue(
    report: Report<OverdueRow>,
    by: Option<OverdueGrouping>,
    names: Names,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    if context.format() != OutputFormat::Table {
        let rows = match by {
            Some(by) => by.overdue_groups(report.rows).into_iter().flat_map(|group| group.rows).collect(),
            None => report.rows,
        };
        return context.render(&Report { rows, ..report }, names);
    }
    let (look, out) = (context.look(), context.out());
    let (authority, school): (Vec<_>, Vec<_>) = report.rows.into_iter().partition(OverdueRow::waits_for_authority);
    match by {
        Some(by) => {
            for group in by.overdue_groups(school) {
                let heading = format!("{}: {}", group.heading, words::count(group.rows.len(), "line"));
                table::write_heading(&heading, look, out)?;
                table::write_rows(&group.rows, names, look, out)?;
            }
        }
        None => table::write_rows(&school, names, look, out)?,
    }
    if !authority.is_empty() {
        table::write_heading("waiting for the local authority; ask it from the day shown:", look, out)?;
        let waiting: Vec<WaitingRow> = authority.into_iter().map(WaitingRow).collect();
        table::write_rows(&waiting, names, look, out)?;
    }
    Ok(table::render_table(&Report { rows: Vec::<OverdueRow>::new(), ..report }, names, look, out)?)
}

fn group_by(typed: &str) -> Result<OverdueGrouping, String> {
    match typed.to_lowercase().as_str() {
        "owner" => Ok(OverdueGrouping::Owner),
        "class" => Ok(OverdueGrouping::Class),
        _ => Err("write owner or class".to_owned()),
    }
}
