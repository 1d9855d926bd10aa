//! `send policy`.

use clap::Args;

use super::Outcome;
use super::start::Context;
use crate::reports::policy::{
    ClauseRow, SettingRow, coverage_line, coverage_notes, coverage_summary, in_force, summary,
};
use crate::reports::{Names, Report};
use crate::words;

/// The policy in force: since when, whether it is ratified, and what it sets
///
/// With --coverage, every clause of the written policy that `send init` starts from, and what carries it: a rule, a
/// command, or people alone. A rule that is switched off carries nothing.
///
/// Example: send policy --as-at 2026-01-15
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// Each clause of the written policy with what carries it, and counts
    #[arg(long)]
    coverage: bool,
    /// With --coverage: the counts alone
    #[arg(long, requires = "coverage")]
    counts: bool,
}

pub(crate) fn run(args: &PolicyArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let opened = context.open()?;
    let policy = opened.policies.on(opened.as_at);
    let said = format!("{}, as at {}", in_force(policy, opened.as_at), words::date(opened.as_at));
    let (as_at, unreadable) = (opened.as_at, Vec::new());
    if args.coverage {
        let rows = ClauseRow::all(&opened.question());
        let report = Report {
            as_at,
            commit: opened.commit.clone(),
            unreadable,
            summary: Some(coverage_summary(&rows)),
            notes: coverage_notes(&rows),
            last_line: coverage_line(&rows),
            rows: if args.counts { Vec::new() } else { rows },
        };
        context.render(&report, Names::Shown)?;
        return Ok(Outcome::Done);
    }
    let report = Report {
        as_at,
        commit: opened.commit.clone(),
        unreadable,
        rows: SettingRow::of(policy),
        summary: Some(summary(policy)),
        notes: Vec::new(),
        last_line: said,
    };
    context.render(&report, Names::Shown)?;
    Ok(Outcome::Done)
}
