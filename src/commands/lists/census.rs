//! `send census`.

use clap::Args;

use crate::finding::Finding;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::reach::Needed;
use crate::model::record::Record;
use crate::model::vocabulary::CensusCode;
use crate::reports::census::{CensusRow, CensusSummary, add_problems, query_notes};
use crate::reports::filter::Filter;
use crate::reports::{Names, Report, Unreadable, as_now_note, health_note, hidden_note};
use crate::rules::{Subject, WholeSchool, return_problems, return_problems_together};
use crate::school::PupilKey;
use crate::session::filters::FilterArgs;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;

/// List each pupil's census code, and what would make the return fail
///
/// The code is E while a final EHC plan is in force, otherwise K while on the register, otherwise N, on the day given with
/// `--as-at`. Compare the list with the school's own system before the return: `send` does not submit it.
///
/// Example: send census --as-at 2026-01-15 --format csv
#[derive(Debug, Args)]
pub(crate) struct CensusArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Print ids but no names, UPNs or dates of birth: for email and logs
    #[arg(long)]
    ids_only: bool,
}

pub(crate) fn run(args: &CensusArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let as_at = opened.as_at;
    let Return { rows, hidden, as_now, queries, unreadable } = gather_return(&opened, &filter, names);
    let complete = unreadable.is_empty();
    // The number on roll is for the whole school, so it gives no N for a part of it.
    let summary = CensusSummary::of(&rows, opened.school.on_roll(as_at).filter(|_| hidden == 0));
    // The DfE's queries are about the whole school too: leave them out under a part of it, or under a list without totals.
    let queries = queries.into_iter().filter(|_| complete && hidden == 0);
    let health = health_note(opened.policies.in_force_on(as_at).health_on(as_at)).filter(|_| !rows.is_empty());
    let as_now = as_now_note(as_now, "SEN unit or resourced provision", as_at, opened.today);
    let report = Report {
        as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        summary: if complete { serde_json::to_value(summary).ok() } else { None },
        notes: hidden_note(hidden, "pupil").into_iter().chain(queries).chain(as_now).chain(health).collect(),
        last_line: if complete { last_line(&rows, summary, hidden, as_at) } else { String::new() },
        rows,
    };
    context.render(&report, names)?;
    context.say_unreadable(&unreadable)?;
    Ok(if complete { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// The facts for the return on the date of the report.
#[derive(Debug)]
struct Return {
    /// The pupils on roll that the filter shows, by id.
    rows: Vec<CensusRow>,
    /// How many pupils on roll the filter hides.
    hidden: usize,
    /// How many of the pupils on roll are members of a SEN unit or resourced provision only as now.
    as_now: usize,
    /// The DfE's queries about the whole school.
    queries: Vec<String>,
    /// Findings about files that could not be read.
    unreadable: Vec<Finding>,
}

fn gather_return(opened: &Opened, filter: &Filter, names: Names) -> Return {
    let (as_at, question) = (opened.as_at, opened.question());
    let folded = opened.fold_for_report(Needed::CENSUS_CODE, |pupil| {
        let record = pupil.record.as_at(as_at);
        let subject = Subject {
            record: &record,
            whole: &pupil.record,
            file: &pupil.file,
            swallowed: &[],
            missing_documents: &[],
        };
        let row = (record.is_on_roll() && is_code_known(&pupil.record, &record))
            .then(|| (filter.passes(&record), CensusRow::of(&record, &return_problems(&subject, &question), names)));
        (subject.key(), row)
    });
    let (keys, on_roll): (Vec<PupilKey>, Vec<Option<(bool, CensusRow)>>) = folded.kept.into_iter().unzip();
    let as_now = keys.iter().filter(|key| key.is_member_as_now && key.on_roll_with.is_some()).count();
    let whole = WholeSchool { pupils: &keys, complete: folded.unreadable.is_empty() };
    let together = return_problems_together(&whole, &question, "send.toml");
    let all = on_roll.iter().flatten().count();
    let shown = on_roll.into_iter().flatten().filter_map(|(shown, row)| shown.then_some(row));
    let mut rows: Vec<CensusRow> = shown.collect();
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    add_problems(&mut rows, &together);
    let unreadable = names.show_findings(folded.unreadable);
    Return { hidden: all - rows.len(), rows, as_now, queries: query_notes(&together), unreadable }
}

/// Whether the record says which code the pupil had. Before the records begin, the lack of a plan or of a period on the register
/// says nothing.
fn is_code_known(whole: &Record, record: &AsAt) -> bool {
    let day = record.day();
    match record.census_code() {
        CensusCode::E => true,
        CensusCode::K => whole.seen_after(Needed::Plan, day).is_none(),
        CensusCode::N => whole.begins_after(day, Needed::CENSUS_CODE).is_none(),
    }
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
        // The number on roll may be recorded, but it gives no N for a part of the school.
        _ if hidden > 0 => format!(" of the {} shown", words::count(rows.len(), "record")),
        _ => "; to get N, the total and the DfE's queries about the whole school, set the number on roll that day: \
              `on_roll` under its `[[census]]` in send.toml"
            .to_owned(),
    };
    format!("E {}, K {}{whole}{problems}, as at {}", summary.e, summary.k, words::date(as_at))
}
