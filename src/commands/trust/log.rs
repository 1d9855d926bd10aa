//! `send log`.

use clap::Args;

use crate::failure::Failure;
use crate::history::{Commit, HistoryState, commits_on_branch, history_state};
use crate::model::day::Day;
use crate::model::id;
use crate::records::past_versions::{FileKind, Version, pupil_of};
use crate::reports::history::log::{LogRow, in_words};
use crate::reports::{Names, Report, Unreadable};
use crate::session::no_history::{SHALLOW, history_stopped, no_history};
use crate::session::replay::{ReplayedFile, replay_commits};
use crate::session::{self, CommandOutcome, Context, Opened};
use crate::words;

/// List who changed what in the records, and when
///
/// The list is made from the versions of the records that git keeps, not from commit messages. The newest change comes first.
/// Without a pupil, it covers all records. If this copy does not have the beginning of the history, it lists what it can, and
/// exits with code 3.
///
/// Example: send log p014 --since 2025-09-01
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// The pupil: an id, or a part of an id or of a name; without it, all pupils
    #[arg(value_name = "PUPIL")]
    pupil: Option<String>,
    /// Only changes made on or after this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Print ids but no names: for email and logs
    #[arg(long)]
    ids_only: bool,
}

pub(crate) fn run(args: &LogArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let since = args.since.as_deref().map(|typed| session::past_day(typed, opened.as_at)).transpose()?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let paths = args.pupil.as_deref().map(|typed| paths_of(typed, &opened)).transpose()?;
    let git = context.git(&opened);
    let past = history_state(&git).map_err(history_stopped)?.ok_or_else(no_history)?;
    let asked: Vec<&str> =
        paths.as_ref().map_or_else(|| vec!["pupils"], |paths| paths.iter().map(String::as_str).collect());
    let commits = commits_on_branch(&git, &asked).map_err(history_stopped)?;
    if let (Some(typed), true) = (&args.pupil, commits.is_empty()) {
        return Err(nothing_of(typed));
    }
    let mut rows = Vec::new();
    let mut unreadable: Vec<Unreadable> = Vec::new();
    if past.shallow {
        unreadable.push(Unreadable { path: ".git".to_owned(), message: SHALLOW.to_owned() });
    }
    // The first commit of a shallow clone looks as if it had added every record.
    let is_known = |commit: &Commit| !(past.shallow && commit.parents.is_empty());
    replay_commits(&git, &commits, &mut |commit, steps| {
        let records = steps.iter().rev().filter(|step| step.kind == FileKind::Record);
        for step in records.filter(|_| is_known(commit) && is_asked_for(Day::parse(&commit.day), since, &opened)) {
            rows.extend(log_row(commit, step, names, &mut unreadable));
        }
    })
    .map_err(history_stopped)?;
    drop(git);
    rows.reverse();
    let outcome = if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete };
    let report = Report {
        as_at: opened.as_at,
        commit: None,
        last_line: last_line(&rows, since),
        rows,
        unreadable,
        summary: None,
        notes: log_notes(&past),
    };
    context.render(&report, names)?;
    Ok(outcome)
}

/// Whether to list a commit of this day. A commit without a real day is always listed.
fn is_asked_for(written: Option<Day>, since: Option<Day>, opened: &Opened) -> bool {
    let is_early_enough = opened.as_at >= opened.today || written.is_none_or(|written| written <= opened.as_at);
    is_early_enough && since.is_none_or(|since| written.is_none_or(|written| written >= since))
}

/// Returns the paths that a pupil's record may have: where it is, and where it would be in each folder of `pupils`. A record
/// that was deleted still has a history.
fn paths_of(typed: &str, opened: &Opened) -> anyhow::Result<Vec<String>> {
    let name = match opened.path_of(typed) {
        Ok(path) => pupil_of(&opened.folder.name_of(&path)).to_owned(),
        Err(_)
            if id::id_problem(typed).is_none()
                && (opened.folder.is_nobody(typed) || opened.missing_record(typed).is_some()) =>
        {
            typed.to_owned()
        }
        Err(error) => return Err(error),
    };
    let mut paths = vec![format!("pupils/{name}.yaml")];
    paths.extend(opened.folder.folders_of_pupils().iter().map(|folder| format!("pupils/{folder}/{name}.yaml")));
    Ok(paths)
}

/// Returns the row of a change; `None` for a merge that took one side's version.
fn log_row(commit: &Commit, step: &ReplayedFile<'_>, names: Names, unreadable: &mut Vec<Unreadable>) -> Option<LogRow> {
    if step.changes.len() < commit.parents.len() {
        return None;
    }
    let before = step.before.first().and_then(Option::as_ref);
    let after = step.after.as_deref();
    let what = if let Some(why) = after.and_then(|version| version.why_unreadable(names)) {
        let message = format!("in {}: {why}", words::short_commit(&commit.id));
        unreadable.push(Unreadable { path: step.path.to_owned(), message });
        why
    } else {
        in_words(before.and_then(|version| version.as_values()), after.and_then(Version::as_values))
    };
    let name = after.or(before.map(AsRef::as_ref)).and_then(Version::as_record);
    Some(LogRow {
        date: Day::parse(&commit.day),
        by: commit.author.clone(),
        id: pupil_of(step.path).to_owned(),
        name: name.and_then(|record| names.show(record.name.as_str().to_owned())),
        what,
        commit: words::short_commit(&commit.id),
    })
}

fn nothing_of(typed: &str) -> anyhow::Error {
    Failure::usage(
        format!("no record of `{typed}` was ever committed"),
        "give the id; `send register --all` lists all pupils, and `send log` lists all changes",
    )
}

fn log_notes(past: &HistoryState) -> Vec<String> {
    past.shallow.then(|| SHALLOW.to_owned()).into_iter().collect()
}

fn last_line(rows: &[LogRow], since: Option<Day>) -> String {
    let since = since.map_or_else(String::new, |since| format!(" since {}", words::date(since)));
    format!("{}{since}", words::count(rows.len(), "change"))
}
