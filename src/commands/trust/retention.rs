//! `send retention`.

use clap::Args;

use crate::reports::retention::{PastRetention, RetentionRow, last_line, retention_notes};
use crate::reports::{Names, Report, Unreadable};
use crate::session::{CommandOutcome, Context};

/// List records of leavers that are past their retention date
///
/// A record is past its date when 31 years, or the number in the policy file, have passed since the date of birth: see `send
/// explain retention.years`. This command only lists. A person must decide to delete a record, and git keeps deleted records:
/// `docs/git.md` explains how to remove them there.
///
/// Example: send retention --ids-only
#[derive(Debug, Args)]
pub(crate) struct RetentionArgs {
    /// Print ids but no names, dates of birth or days that reveal them: for email and logs
    #[arg(long)]
    ids_only: bool,
}

pub(crate) fn run(args: &RetentionArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let as_at = opened.as_at;
    let retention = &opened.policies.in_force_on(as_at).retention;
    let folded = opened.fold(|pupil| PastRetention::of(&pupil.record.into_as_at(as_at), retention, names));
    let (mut left, mut on_roll) = (Vec::new(), Vec::new());
    for past in folded.kept.into_iter().flatten() {
        match past {
            PastRetention::Left(until, row) => left.push((until, row)),
            PastRetention::OnRoll(id) => on_roll.push(id),
        }
    }
    left.sort_by(|(until, row), (other_until, other)| (until, &row.id).cmp(&(other_until, &other.id)));
    on_roll.sort();
    let rows: Vec<RetentionRow> = left.into_iter().map(|(_, row)| row).collect();
    let unreadable = names.show_findings(folded.unreadable);
    let report = Report {
        as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        summary: None,
        notes: retention_notes(&rows, &on_roll),
        last_line: last_line(rows.len(), retention, as_at),
        rows,
    };
    context.render(&report, names)?;
    context.say_unreadable(&unreadable)?;
    Ok(if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}
