//! `send audit`.

mod now;

use clap::Args;

use super::audited::{Walk, finding, name_of_a_commit};
use crate::failure::Failure;
use crate::finding::{Finding, Severity};
use crate::history::{Commit, HistoryState, commits_on_branch, history_state};
use crate::output::{self, OutputFormat};
use crate::reports::check::{CheckRow, last_line};
use crate::reports::{Names, Report, Unreadable};
use crate::rules::checks::{history_rewritten, history_unread};
use crate::session::no_history::{history_stopped, no_history};
use crate::session::replay::replay_commits;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;

/// Check whether the history of the records can be trusted
///
/// The audit reads every version that git keeps. A dated fact must not be altered or removed once it is recorded. Each move must
/// have been allowed by the policy of its day, with what was in the record then. All dates must be possible. Changes that were
/// undone are listed with who undid them. The audit never runs a program that git's own settings name.
///
/// The last line names the last commit audited. Keep it with the report: given to a later audit with `--anchor`, it shows
/// whether the history before it has been rewritten. This copy of the folder also remembers it, in `.send/anchor`.
///
/// Example: send audit
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// Commit from the last line of an earlier report: it must still be in the history
    #[arg(long, value_name = "COMMIT")]
    anchor: Option<String>,
    /// Exit with code 1 for warnings too
    #[arg(long)]
    strict: bool,
}

/// The extent of the audit.
#[derive(Debug)]
struct Looked {
    /// The last commit.
    commit: String,
    /// How many moves were judged.
    moves: usize,
    /// How many commits there are.
    commits: usize,
    /// How many records are in the last one.
    records: usize,
}

pub(crate) fn run(args: &AuditArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let anchors = known_anchors(args, &opened)?;
    let git = context.git(&opened);
    let past = history_state(&git).map_err(history_stopped)?.ok_or_else(no_history)?;
    let commits = commits_on_branch(&git, &[]).map_err(history_stopped)?;
    let head = commits.last().map(|commit| commit.id.clone()).ok_or_else(no_history)?;
    let mut findings = of_the_repository(&past, &anchors, &commits);
    let mut walk = Walk::new(&opened);
    replay_commits(&git, &commits, &mut |commit, steps| walk.visit_commit(commit, steps)).map_err(history_stopped)?;
    let (found, moves) = walk.into_findings();
    findings.extend(found.into_iter().map(|(_, finding)| finding));
    let records = now::judge_now(&git, &opened, &mut findings)?;
    drop(git);
    let looked = Looked { commit: head, moves, commits: commits.len(), records };
    write_findings(context, &opened, &findings, &looked, &anchor_notes(&anchors))?;
    context.say_unfinished(&opened, &findings)?;
    let unread = findings.iter().any(|finding| finding.rule == history_unread::RULE.id);
    let has_any = findings.iter().any(|finding| finding.severity == Severity::Error || args.strict);
    Ok(match (unread, has_any) {
        (true, _) => CommandOutcome::Incomplete,
        (false, true) => CommandOutcome::Found,
        (false, false) => {
            keep_anchor(context, &opened, &looked.commit)?;
            CommandOutcome::Done
        }
    })
}

/// Returns the commits that must be in the history: the one that was typed, and the one that this copy remembers.
fn known_anchors(args: &AuditArgs, opened: &Opened) -> anyhow::Result<Vec<String>> {
    let typed = args.anchor.as_deref().map(|typed| {
        name_of_a_commit(typed).ok_or_else(|| {
            Failure::usage(
                "--anchor takes the name of a commit: at least 7 digits or letters from a to f",
                "copy it from the last line of an earlier report",
            )
        })
    });
    let kept = opened.folder.audit_anchor().map_err(|(why, help)| {
        Failure::stopped(format!("the commit of the last audit could not be read from .send/anchor: {why}"), help)
    })?;
    Ok(typed.transpose()?.into_iter().chain(kept).collect())
}

/// Returns findings about the repository as a whole.
fn of_the_repository(past: &HistoryState, anchors: &[String], commits: &[Commit]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rewritten = &history_rewritten::RULE;
    for replaced in &past.replaced {
        let message = format!(
            "the repository shows something else in place of {} (`git replace`)",
            words::short_commit(replaced)
        );
        findings.push(finding(rewritten, ".git", message));
    }
    if past.grafted {
        let message = "the repository gives some commits parents that are not their own (`.git/info/grafts`)";
        findings.push(finding(rewritten, ".git", message.to_owned()));
    }
    let is_there = |anchor: &&String| commits.iter().any(|commit| commit.id.starts_with(anchor.as_str()));
    let mut gone: Vec<&String> = anchors.iter().filter(|anchor| !is_there(anchor)).collect();
    gone.dedup();
    for anchor in gone {
        if past.shallow {
            let message = format!(
                "{}, the last commit of an earlier audit, is not in this copy of the history",
                words::short_commit(anchor)
            );
            findings.push(finding(&history_unread::RULE, ".git", message));
            continue;
        }
        let message = format!(
            "{}, the last commit of an earlier audit, is no longer in the history, so the history was rewritten",
            words::short_commit(anchor)
        );
        findings.push(finding(rewritten, ".git", message));
    }
    if past.shallow {
        let message = "the beginning of the history is not in this copy of it (a shallow clone)".to_owned();
        findings.push(finding(&history_unread::RULE, ".git", message));
    }
    findings
}

fn anchor_notes(anchors: &[String]) -> Vec<String> {
    let without = "without an anchor, an audit cannot show whether the history was rewritten before now: keep the line below, and \
                   give its commit to a later audit with `--anchor`";
    anchors.is_empty().then(|| without.to_owned()).into_iter().collect()
}

fn write_findings(
    context: &mut Context<'_>,
    opened: &Opened,
    findings: &[Finding],
    looked: &Looked,
    notes: &[String],
) -> anyhow::Result<()> {
    let (look, format) = (context.look(), context.format());
    let said = format!(
        "audited up to {}: {} in {} of {}",
        looked.commit,
        words::count(looked.moves, "move"),
        words::count(looked.commits, "commit"),
        words::count(looked.records, "record")
    );
    let out = context.out();
    if format == OutputFormat::Table {
        output::findings::render_findings(findings, look, out)?;
        if !findings.is_empty() {
            writeln!(out, "{}", last_line(findings, looked.records))?;
        }
        for note in notes {
            writeln!(out, "{note}")?;
        }
        writeln!(out, "{said}")?;
        return Ok(());
    }
    let unread = findings.iter().filter(|finding| finding.rule == history_unread::RULE.id);
    let report = Report {
        as_at: opened.as_at,
        commit: None,
        unreadable: unread.map(Unreadable::from).collect(),
        rows: findings.iter().map(CheckRow::from).collect(),
        summary: Some(serde_json::json!({
            "commit": looked.commit, "moves": looked.moves, "commits": looked.commits, "records": looked.records,
        })),
        notes: notes.to_vec(),
        last_line: said,
    };
    output::render_report(&report, format, Names::Shown, look, out)?;
    Ok(())
}

/// Remembers the commit for the next audit. If that fails, the result of this audit is still right.
fn keep_anchor(context: &mut Context<'_>, opened: &Opened, commit: &str) -> anyhow::Result<()> {
    match opened.folder.keep_anchor(commit) {
        Ok(()) => Ok(()),
        Err(error) => context.warn(
            &format!("this copy of the folder cannot remember the last commit audited ({error})"),
            "keep the last line, and give its commit to a later audit with `--anchor`",
        ),
    }
}
