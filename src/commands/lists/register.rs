//! `send register`.

use clap::Args;

use crate::model::reach::Needed;
use crate::model::vocabulary::Support;
use crate::reports::register::{RegisterRow, is_on_it};
use crate::reports::{Lacks, Names, Report, Unreadable, health_note, hidden_note};
use crate::session::filters::FilterArgs;
use crate::session::{CommandOutcome, Context};
use crate::words;

/// List who is on the SEND register or has an EHC plan
///
/// Example: send register --year 4 --need SLCN --as-at 2026-01-15
#[derive(Debug, Args)]
pub(crate) struct RegisterArgs {
    /// Also list all other records: concerns, closed ones, leavers
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filter: FilterArgs,
    /// Print ids but no names, UPNs or dates of birth: for email and logs
    #[arg(long)]
    ids_only: bool,
}

pub(crate) fn run(args: &RegisterArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let as_at = opened.as_at;
    let folded = opened.fold_for_report(Needed::SUPPORT, |pupil| {
        // A pupil who may have had support before the records begin is not listed as one without.
        let is_known = pupil.record.begins_after(as_at, Needed::SUPPORT).is_none();
        let record = pupil.record.into_as_at(as_at);
        let asked_for = (args.all && is_known) || is_on_it(&record);
        asked_for.then(|| filter.passes(&record).then(|| RegisterRow::of(&record, names)))
    });
    let asked_for: Vec<Option<RegisterRow>> = folded.kept.into_iter().flatten().collect();
    let all = asked_for.len();
    let mut rows: Vec<RegisterRow> = asked_for.into_iter().flatten().collect();
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    let notes = hidden_note(all - rows.len(), "pupil")
        .into_iter()
        .chain(health_note(opened.policies.in_force_on(as_at).health_on(as_at)).filter(|_| !rows.is_empty()))
        .collect();
    let unreadable = names.show_findings(folded.unreadable);
    let report = Report {
        as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        last_line: Lacks::of(&unreadable)
            .total(format!("{}, as at {}", support_counts(&rows), words::date(as_at)))
            .unwrap_or_default(),
        rows,
        summary: None,
        notes,
    };
    context.render(&report, names)?;
    context.say_unreadable(&unreadable)?;
    Ok(if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

fn support_counts(rows: &[RegisterRow]) -> String {
    let kinds = [
        (Support::E, "E"),
        (Support::KFunded, "K with SSPP"),
        (Support::K, "K"),
        (Support::None, "not on the register"),
    ];
    let said: Vec<String> = kinds
        .into_iter()
        .map(|(support, name)| (rows.iter().filter(|row| row.support == support).count(), name))
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    let pupils = words::count(rows.len(), "pupil");
    if said.is_empty() { pupils } else { format!("{pupils}: {}", said.join(", ")) }
}
