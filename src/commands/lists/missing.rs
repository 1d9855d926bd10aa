//! `send missing`.

use clap::Args;

use crate::model::day::Day;
use crate::model::reach::Needed;
use crate::reports::missing::{MissingRow, Sought, is_asked_about};
use crate::reports::{Lacks, Names, Report, Unreadable, hidden_note};
use crate::session::filters::FilterArgs;
use crate::session::{CommandOutcome, Context, past_day};
use crate::words;

/// List pupils with no parent voice, notice, review ...
///
/// Covers every pupil on roll who is at a stage from A to D, is on the register, or has an EHC plan.
///
/// Example: send missing parent-voice --since 2025-09-01
#[derive(Debug, Args)]
pub(crate) struct MissingArgs {
    /// What to look for: parent-voice, pupil-voice, notice, consent, review, outcome (a longer-term one) or contact
    #[arg(value_name = "WHAT", value_parser = sought_typed)]
    what: Sought,
    /// Count only what is dated on or after this day; without it, any date counts
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Print ids but no names, UPNs or dates of birth: for email and logs
    #[arg(long)]
    ids_only: bool,
}

pub(crate) fn run(args: &MissingArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let since = args.since.as_deref().map(|typed| past_day(typed, opened.as_at)).transpose()?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let as_at = opened.as_at;
    let folded = opened.fold_for_report(Needed::CENSUS_CODE, |pupil| {
        // What is missing before the records begin is not known.
        let is_known = pupil.record.begins_after(as_at, Needed::CENSUS_CODE).is_none();
        let record = pupil.record.into_as_at(as_at);
        let asked_about = is_known && is_asked_about(&record);
        asked_about.then(|| (filter.passes(&record), MissingRow::of(&record, args.what, since, names)))
    });
    let all: Vec<(bool, Option<MissingRow>)> = folded.kept.into_iter().flatten().collect();
    let asked_about = all.iter().filter(|(shown, _)| *shown).count();
    let hidden = all.iter().filter(|(shown, row)| !shown && row.is_some()).count();
    let mut rows: Vec<MissingRow> = all.into_iter().filter_map(|(shown, row)| row.filter(|_| shown)).collect();
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    let unreadable = names.show_findings(folded.unreadable);
    let report = Report {
        as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        summary: None,
        notes: hidden_note(hidden, "pupil").into_iter().collect(),
        last_line: Lacks::of(&unreadable)
            .total(last_line(args.what, rows.len(), asked_about, since, as_at))
            .unwrap_or_default(),
        rows,
    };
    context.render(&report, names)?;
    context.say_unreadable(&unreadable)?;
    Ok(if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

fn sought_typed(typed: &str) -> Result<Sought, String> {
    let words: Vec<&str> = Sought::ALL.iter().map(|sought| sought.as_str()).collect();
    typed.to_lowercase().parse().map_err(|()| format!("write {}", words::list_or(&words)))
}

fn last_line(what: Sought, missing: usize, of: usize, since: Option<Day>, as_at: Day) -> String {
    let since = since.map_or_else(String::new, |since| format!(" since {}", words::date(since)));
    let has = if missing == 1 { "has" } else { "have" };
    let pupils = words::count(of, "pupil");
    format!("{missing} of {pupils} {has} no {}{since}, as at {}", what.as_str(), words::date(as_at))
}
