//! `send policy`.

use std::io::Write;

use clap::Args;

use crate::failure::Failure;
use crate::finding::Severity;
use crate::output;
use crate::policy::Policy;
use crate::policy::clauses::file_of_clauses;
use crate::reports::policy::{
    ClauseRow, SettingRow, coverage_line, coverage_notes, coverage_summary, in_force, policy_summary,
};
use crate::reports::{Names, Report};
use crate::session::clauses;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;

/// Show the policy in force: since when, ratified or not, what it sets
///
/// With --coverage, it lists every clause of the school's written policy and what carries it out: a rule, a command, or
/// only people. A rule that is switched off does not carry out a clause. The clauses are in a file next to the policy, such as
/// policy/2025-09-01.clauses.toml. `send init` writes one for you to change.
///
/// Example: send policy --as-at 2026-01-15
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// Show each clause of the written policy with what carries it out, and the counts
    #[arg(long)]
    coverage: bool,
    /// With --coverage: only the counts
    #[arg(long, requires = "coverage")]
    counts: bool,
}

pub(crate) fn run(args: &PolicyArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    if args.coverage {
        return show_coverage(args, &opened, context);
    }
    let policy = opened.policies.in_force_on(opened.as_at);
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: Vec::new(),
        rows: SettingRow::of(policy),
        summary: Some(policy_summary(policy)),
        notes: Vec::new(),
        last_line: format!("{}, as at {}", in_force(policy, opened.as_at), words::date(opened.as_at)),
    };
    context.render(&report, Names::Shown)?;
    Ok(CommandOutcome::Done)
}

/// Shows the clauses of the policy in force. A rule or command in the list that does not exist is reported after them.
fn show_coverage(args: &PolicyArgs, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let policy = opened.policies.in_force_on(opened.as_at);
    let list = opened.folder.clauses_of(policy).map_err(Failure::Settings)?;
    let list = list.ok_or_else(|| no_list(policy, opened))?;
    let rows = ClauseRow::all_clauses(&list, &opened.question());
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: Vec::new(),
        summary: Some(coverage_summary(&rows)),
        notes: coverage_notes(&rows),
        last_line: coverage_line(&rows),
        rows: if args.counts { Vec::new() } else { rows },
    };
    context.render(&report, Names::Shown)?;
    let unknown = clauses::unknown_clauses(&[list], opened, &(context.tree)());
    // Print the answer first, so that what is wrong with it comes last on a terminal.
    context.environment.out.flush()?;
    output::findings::render_findings(&unknown, context.look_of_errors(), &mut context.environment.err)?;
    let is_wrong = unknown.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if is_wrong { CommandOutcome::Found } else { CommandOutcome::Done })
}

/// The school has not written a list for this policy, so the question cannot be answered (exit code 3).
fn no_list(policy: &Policy, opened: &Opened) -> anyhow::Error {
    let message = format!("the policy in force from {} has no list of clauses", words::date(policy.in_force));
    if opened.commit.is_some() {
        return Failure::stopped(message + " at this commit", "give a later commit, or leave out `--at`");
    }
    let file = file_of_clauses(policy.in_force);
    Failure::stopped(message, format!("put one at {file}; `send init` in an empty folder writes one to start from"))
}
