//! `send overdue`.

use clap::Args;

use super::Outcome;
use super::filters::{FilterArgs, values};
use super::start::Context;
use crate::output::{self, Format};
use crate::reports::overdue::{OverdueRow, last_line};
use crate::reports::{Names, Report, Unreadable, health_note, hidden_note};
use crate::rules::Owner;

/// What is late: reviews, meetings, plans and notices whose day has passed
///
/// What the school owes as a school, such as its information report, is listed without a pupil.
/// Prints nothing where nothing is late, so that a weekly job sends no mail. What waits for the local authority stands
/// below, with the day from which to ask: it is never late of the school.
///
/// Example: send overdue --class 4B --within 14d
#[derive(Debug, Args)]
pub(crate) struct OverdueArgs {
    /// Also list what is due within so many days, such as 14d or 2w
    #[arg(long, value_name = "DAYS", value_parser = days)]
    within: Option<u32>,
    /// Only what this person owes: class-teacher, senco, headteacher, governors, local-authority; may be given again
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Print ids without names, UPNs and dates of birth: for mail and logs
    #[arg(long)]
    ids_only: bool,
    /// Exit with 1 if anything is late; what waits for the local authority is not
    #[arg(long)]
    exit_code: bool,
}

pub(crate) fn run(args: &OverdueArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let owners = owners(&args.owner)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let question = opened.question();
    let is_owed_by = |row: &OverdueRow| owners.is_empty() || owners.contains(&row.owner);
    let folded = opened.folder.fold(|pupil| {
        let record = pupil.record.cut_to(opened.as_at);
        let passes = filter.passes(&record, opened.as_at);
        let rows = OverdueRow::of(&record, &question, args.within, names);
        rows.into_iter().map(|row| (passes && is_owed_by(&row), row)).collect::<Vec<_>>()
    });
    let of_school = OverdueRow::of_school(&question, args.within);
    let of_school =
        of_school.into_iter().map(|row| (filter.passes_school(row.class.as_deref()) && is_owed_by(&row), row));
    let all: Vec<(bool, OverdueRow)> = folded.kept.into_iter().flatten().chain(of_school).collect();
    let hidden = all.iter().filter(|(shown, _)| !shown).count();
    let mut rows: Vec<OverdueRow> = all.into_iter().filter_map(|(shown, row)| shown.then_some(row)).collect();
    rows.sort_by(|one, other| one.order().cmp(&other.order()));
    let late = rows.iter().any(OverdueRow::is_late);
    let health = health_note(opened.policies.on(opened.as_at).health(opened.as_at)).filter(|_| !rows.is_empty());
    let report = Report {
        as_at: opened.as_at,
        unreadable: folded.unreadable.iter().map(Unreadable::from).collect(),
        summary: None,
        last_line: last_line(&rows, opened.as_at),
        notes: rows
            .iter()
            .filter_map(|row| row.note.clone())
            .chain(hidden_note(hidden, "line"))
            .chain(health)
            .collect(),
        rows,
    };
    write(report, names, context)?;
    context.say_unreadable(&folded.unreadable)?;
    Ok(match (folded.unreadable.is_empty(), args.exit_code && late) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Found,
        (true, false) => Outcome::Done,
    })
}

/// Writes the list. For people what waits for the authority stands below; for programs every row is alike.
fn write(report: Report<OverdueRow>, names: Names, context: &mut Context<'_>) -> anyhow::Result<()> {
    let (format, look) = (context.format(), context.look());
    // Silence is the good answer, unless a program asked.
    if report.rows.is_empty() && format == Format::Table {
        return Ok(());
    }
    if format != Format::Table || !report.rows.iter().any(OverdueRow::waits_for_authority) {
        output::render(&report, format, names, look, context.out())?;
        return Ok(());
    }
    let (school, authority) = report.apart();
    output::render(&school, format, names, look, context.out())?;
    output::render(&authority, format, names, look, context.out())?;
    Ok(())
}

fn owners(typed: &[String]) -> anyhow::Result<Vec<Owner>> {
    let known = Owner::ALL.map(Owner::as_str);
    values("owner", typed, &known, |word| {
        let word = word.to_lowercase().replace(' ', "-");
        Owner::ALL.into_iter().find(|owner| owner.as_str() == word)
    })
}

/// `14d`, `2w` or `14`: a number of days.
fn days(typed: &str) -> Result<u32, String> {
    let (number, each) =
        typed.strip_suffix('w').map_or_else(|| (typed.strip_suffix('d').unwrap_or(typed), 1), |number| (number, 7));
    let number: Option<u32> = number.parse().ok().filter(|number| *number <= 3660);
    number
        .map(|number| number * each)
        .ok_or_else(|| "write a number of days, such as 14d, or of weeks, such as 2w".to_owned())
}
