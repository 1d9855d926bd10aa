//! `send census`.

use clap::Args;

use super::Outcome;
use super::filters::FilterArgs;
use super::start::Context;
use crate::model::day::Day;
use crate::output;
use crate::reports::census::{CensusRow, CensusSummary};
use crate::reports::{Names, Report, Unreadable, health_note, hidden_note};
use crate::rules::{Subject, check_pupil};
use crate::words;

/// The census code of every pupil on roll on a day, and what would make the return fail
///
/// E while a final EHC plan is in force, else K while on the register, else N. The day is `--as-at`. Compare the list with
/// the school's own system before the return: `send` does not submit it.
///
/// Example: send census --as-at 2026-01-15 --format csv
#[derive(Debug, Args)]
pub(crate) struct CensusArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Print ids without names, UPNs and dates of birth: for mail and logs
    #[arg(long)]
    ids_only: bool,
}

pub(crate) fn run(args: &CensusArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let (as_at, question) = (opened.as_at, opened.question());
    let folded = opened.folder.fold(|pupil| {
        let record = pupil.record.as_at(as_at);
        let subject = Subject {
            record: &record,
            whole: &pupil.record,
            file: &pupil.file,
            swallowed: &[],
            missing_documents: &[],
        };
        let row = || CensusRow::of(&record, as_at, &check_pupil(&subject, &question), names);
        record.is_on_roll(as_at).then(|| (filter.passes(&record, as_at), row()))
    });
    let on_roll: Vec<(bool, CensusRow)> = folded.kept.into_iter().flatten().collect();
    let all = on_roll.len();
    let mut rows: Vec<CensusRow> = on_roll.into_iter().filter_map(|(shown, row)| shown.then_some(row)).collect();
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    let hidden = all - rows.len();
    let complete = folded.unreadable.is_empty();
    // A number on roll is of the whole school: counts of a part of it say nothing about N.
    let summary = CensusSummary::of(&rows, opened.school.on_roll(as_at).filter(|_| hidden == 0));
    let report = Report {
        as_at,
        unreadable: folded.unreadable.iter().map(Unreadable::from).collect(),
        summary: if complete { serde_json::to_value(summary).ok() } else { None },
        notes: hidden_note(hidden, "pupil")
            .into_iter()
            .chain(health_note(opened.policies.on(as_at).health(as_at)).filter(|_| !rows.is_empty()))
            .collect(),
        last_line: if complete { last_line(&rows, summary, hidden, as_at) } else { String::new() },
        rows,
    };
    output::render(&report, context.format(), names, context.look(), context.out())?;
    context.say_unreadable(&folded.unreadable)?;
    Ok(if complete { Outcome::Done } else { Outcome::Incomplete })
}

fn last_line(rows: &[CensusRow], summary: CensusSummary, hidden: usize, as_at: Day) -> String {
    let with_problems = rows.iter().filter(|row| !row.problems.is_empty()).count();
    let problems = if with_problems > 0 {
        format!("; {} with problems", words::count(with_problems, "record"))
    } else {
        String::new()
    };
    let whole = match (summary.n, summary.total) {
        (Some(n), Some(total)) => format!(", N {n}, total {total}"),
        _ if hidden > 0 => format!(" of the {} shown", words::count(rows.len(), "record")),
        _ => "; N and the total need the number on roll: add `on_roll` to this census day in send.toml".to_owned(),
    };
    format!("E {}, K {}{whole}{problems}, as at {}", summary.e, summary.k, words::date(as_at))
}
