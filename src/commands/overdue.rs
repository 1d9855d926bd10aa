//! `send overdue`.

use clap::Args;

use crate::finding::Finding;
use crate::output::{Format, table};
use crate::reports::filter::Filter;
use crate::reports::overdue::{GroupBy, OverdueRow, WaitingRow, last_line};
use crate::reports::{Names, Report, Unreadable, health_note, hidden_note};
use crate::rules::Owner;
use crate::session::filters::{FilterArgs, values};
use crate::session::{Context, Opened, Outcome};
use crate::words;

/// What is late: reviews, meetings, plans and notices whose day has passed
///
/// What the school owes as a school, such as its information report, is listed without a pupil.
/// Prints nothing where nothing is late, so that a weekly job sends no mail. What waits for the local authority stands
/// below, with the day from which to ask: it is never late of the school.
///
/// Example: send overdue --owner "class teacher" --class 4B --within 14d
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
    /// In groups, by owner or class; in each what the law asks comes first, then the policy, then the school's own choice
    #[arg(long, value_name = "GROUP", value_parser = group_by)]
    by: Option<GroupBy>,
    /// Print ids without names, UPNs and dates of birth: for mail and logs
    #[arg(long)]
    ids_only: bool,
    /// Exit with 1 if anything is late; what waits for the local authority is not
    #[arg(long)]
    exit_code: bool,
}

/// The lines asked for, in their order, and what is not among them.
#[derive(Debug)]
pub(super) struct Lines {
    /// The lines.
    pub(super) rows: Vec<OverdueRow>,
    /// How many a filter hides.
    pub(super) hidden: usize,
    /// Findings about files that could not be read.
    pub(super) unreadable: Vec<Finding>,
}

impl Lines {
    /// The lines of every pupil that passes and of the school, owed by one of `owners` if there are any.
    pub(super) fn of(opened: &Opened, filter: &Filter, owners: &[Owner], within: Option<u32>, names: Names) -> Self {
        let question = opened.question();
        let is_owed_by = |row: &OverdueRow| owners.is_empty() || owners.contains(&row.owner);
        let folded = opened.fold(|pupil| {
            let record = pupil.record.cut_to(opened.as_at);
            let passes = filter.passes(&record, opened.as_at);
            let rows = OverdueRow::of(&record, &question, within, names);
            rows.into_iter().map(|row| (passes && is_owed_by(&row), row)).collect::<Vec<_>>()
        });
        let of_school = OverdueRow::of_school(&question, within);
        let of_school =
            of_school.into_iter().map(|row| (filter.passes_school(row.class.as_deref()) && is_owed_by(&row), row));
        let all: Vec<(bool, OverdueRow)> = folded.kept.into_iter().flatten().chain(of_school).collect();
        let hidden = all.iter().filter(|(shown, _)| !shown).count();
        let mut rows: Vec<OverdueRow> = all.into_iter().filter_map(|(shown, row)| shown.then_some(row)).collect();
        rows.sort_by(|one, other| one.order().cmp(&other.order()));
        Self { rows, hidden, unreadable: names.show_findings(folded.unreadable) }
    }

    /// What a reader must know beside the lines; nothing is said of the policy where there is no line.
    pub(super) fn notes(&self, opened: &Opened) -> Vec<String> {
        let health = health_note(opened.policies.on(opened.as_at).health(opened.as_at));
        let of_rows = self.rows.iter().filter_map(|row| row.note.clone());
        of_rows.chain(hidden_note(self.hidden, "line")).chain(health.filter(|_| !self.rows.is_empty())).collect()
    }
}

pub(crate) fn run(args: &OverdueArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let owners = owners(&args.owner)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let lines = Lines::of(&opened, &filter, &owners, args.within, names);
    let late = lines.rows.iter().any(OverdueRow::is_late);
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: lines.unreadable.iter().map(Unreadable::from).collect(),
        summary: None,
        last_line: last_line(&lines.rows, opened.as_at),
        notes: lines.notes(&opened),
        rows: lines.rows,
    };
    // Silence is the good answer, unless a program asked.
    if !report.rows.is_empty() || context.format() != Format::Table {
        write(report, args.by, names, context)?;
    } else if let Some(commit) = &report.commit {
        writeln!(context.out(), "{}", commit.line())?;
    }
    context.say_unreadable(&lines.unreadable)?;
    Ok(match (lines.unreadable.is_empty(), args.exit_code && late) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Found,
        (true, false) => Outcome::Done,
    })
}

/// Writes the list. For people each group has its heading, and what waits for the authority stands below; for programs
/// every row is alike.
fn write(
    report: Report<OverdueRow>,
    by: Option<GroupBy>,
    names: Names,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    if context.format() != Format::Table {
        let rows = match by {
            Some(by) => by.groups(report.rows).into_iter().flat_map(|group| group.rows).collect(),
            None => report.rows,
        };
        return context.render(&Report { rows, ..report }, names);
    }
    let (look, out) = (context.look(), context.out());
    let (authority, school): (Vec<_>, Vec<_>) = report.rows.into_iter().partition(OverdueRow::waits_for_authority);
    match by {
        Some(by) => {
            for group in by.groups(school) {
                let heading = format!("{}: {}", group.heading, words::count(group.rows.len(), "line"));
                table::heading(&heading, look, out)?;
                table::rows(&group.rows, names, look, out)?;
            }
        }
        None => table::rows(&school, names, look, out)?,
    }
    if !authority.is_empty() {
        table::heading("waiting for the local authority; ask it from the day shown:", look, out)?;
        let waiting: Vec<WaitingRow> = authority.into_iter().map(WaitingRow).collect();
        table::rows(&waiting, names, look, out)?;
    }
    Ok(table::render(&Report { rows: Vec::<OverdueRow>::new(), ..report }, names, look, out)?)
}

/// The owners that were typed, in any letters, with a space or a hyphen.
pub(super) fn owners(typed: &[String]) -> anyhow::Result<Vec<Owner>> {
    let known = Owner::ALL.map(Owner::as_str);
    values("owner", typed, &known, |word| {
        let word = word.to_lowercase().replace(' ', "-");
        Owner::ALL.into_iter().find(|owner| owner.as_str() == word)
    })
}

fn group_by(typed: &str) -> Result<GroupBy, String> {
    match typed.to_lowercase().as_str() {
        "owner" => Ok(GroupBy::Owner),
        "class" => Ok(GroupBy::Class),
        _ => Err("write owner or class".to_owned()),
    }
}

/// `14d`, `2w` or `14`: a number of days.
pub(super) fn days(typed: &str) -> Result<u32, String> {
    let (number, each) =
        typed.strip_suffix('w').map_or_else(|| (typed.strip_suffix('d').unwrap_or(typed), 1), |number| (number, 7));
    let number: Option<u32> = number.parse().ok().filter(|number| *number <= 3660);
    number
        .map(|number| number * each)
        .ok_or_else(|| "write a number of days, such as 14d, or of weeks, such as 2w".to_owned())
}
