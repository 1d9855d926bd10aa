//! `send timeline`.

use std::collections::BTreeSet;

use clap::Args;

use crate::history::{Commit, FileVersions, HistoryFault, commits_up_to, history_state};
use crate::model::day::Day;
use crate::records::past_versions::{FileKind, kind_of, pupil_of};
use crate::records::pupils::PupilFile;
use crate::reports::papers::story::{self, StoryPaper};
use crate::reports::timeline::TimelineRow;
use crate::reports::timeline::written::Writing;
use crate::reports::{Names, Report};
use crate::session::hand_over::PaperArgs;
use crate::session::replay::replay_commits;
use crate::session::{self, CommandOutcome, Context, Opened, time_zone};
use crate::words;

/// Show one pupil's story: a line for everything that happened
///
/// Events that are only planned are left out; `send show` lists them. If the records folder is kept in git, an event recorded
/// more than two weeks after it happened says when it was recorded. With `-o`, it is a page for the school's own use, with a
/// chart of stages, cycles, reviews and contacts.
///
/// Example: send timeline p014 --since 2025-09-01
#[derive(Debug, Args)]
pub(crate) struct TimelineArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Only what happened on or after this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

pub(crate) fn run(args: &TimelineArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let as_at = opened.as_at;
    let since = args.since.as_deref().map(|typed| session::past_day(typed, as_at)).transpose()?;
    let Some(pupil) = context.read_pupil(&args.pupil, &opened)? else { return Ok(CommandOutcome::Incomplete) };
    let record = pupil.record.as_at(as_at);
    let mut rows = TimelineRow::of(&record, since);
    let notes = match date_rows(&mut rows, &pupil, &opened, context)? {
        Ok(()) => Vec::new(),
        Err(trouble) => vec![format!("the list does not show when events were recorded: {}", trouble.message)],
    };
    TimelineRow::mark_recorded_later(&mut rows);
    if args.paper.is_asked_for() {
        let story = StoryPaper { record: &record, since, school: &opened.school, notes: &notes };
        args.paper.hand_over(story::story_paper(&story, &rows), &opened, context)?;
        return Ok(CommandOutcome::Done);
    }
    let from = since.map_or_else(String::new, |since| format!(" since {}", words::date(since)));
    let report = Report {
        as_at,
        commit: opened.commit.clone(),
        unreadable: Vec::new(),
        summary: None,
        notes,
        last_line: format!(
            "{}: {}{from}, as at {}",
            pupil.record.id(),
            words::count(rows.len(), "entry/entries"),
            words::date(as_at)
        ),
        rows,
    };
    context.render(&report, Names::Shown)?;
    Ok(CommandOutcome::Done)
}

/// Adds to each row the day it was recorded, from the past versions of this one record, in whichever folder they were.
fn date_rows(
    rows: &mut [TimelineRow],
    pupil: &PupilFile,
    opened: &Opened,
    context: &Context<'_>,
) -> anyhow::Result<Result<(), HistoryFault>> {
    let zone = time_zone(&opened.school)?;
    let git = context.git(opened);
    let last = opened.commit.as_ref().map_or("HEAD", |commit| commit.id.as_str());
    let mut commits = match history_state(&git) {
        Ok(None) => return Ok(Ok(())),
        Ok(Some(_)) => match commits_up_to(&git, last, &["pupils"]) {
            Ok(commits) => commits,
            Err(trouble) => return Ok(Err(trouble)),
        },
        Err(trouble) => return Ok(Err(trouble)),
    };
    let silent = silent_commits(&commits, pupil_of(&pupil.file));
    for commit in &mut commits {
        commit.changes.retain(|change| is_of(change, pupil_of(&pupil.file)));
    }
    commits.retain(|commit| !commit.changes.is_empty());
    let mut writing = Writing::of(rows);
    // Facts added in a version that cannot be read are first seen in the next one.
    let mut is_after_unreadable = false;
    let replayed = replay_commits(&git, &commits, &mut |commit, steps| {
        for version in steps.iter().filter_map(|step| step.after.as_deref()) {
            if let Some(record) = version.as_record() {
                let tells = !is_after_unreadable && !silent.contains(&commit.id);
                writing.add_version(record, Day::of_moment(commit.recorded(), &zone).filter(|_| tells));
            }
            is_after_unreadable = !version.is_readable();
        }
    });
    let days = writing.written_days();
    Ok(replayed.map(|()| rows.iter_mut().zip(days).for_each(|(row, day)| row.written = day)))
}

/// Whether a change is to this pupil's record.
fn is_of(change: &FileVersions, id: &str) -> bool {
    kind_of(&change.path) == Some(FileKind::Record) && pupil_of(&change.path) == id
}

/// Returns the commits that do not say when the facts in a record were recorded. One is the first commit of a history: the facts
/// may have been in the file for years before it or, in a shallow clone, in older commits. The other is a commit that adds this
/// record and removes another, which may be the same record under an older id.
fn silent_commits(commits: &[Commit], id: &str) -> BTreeSet<String> {
    commits.iter().filter(|commit| is_silent(commit, id)).map(|commit| commit.id.clone()).collect()
}

/// Whether a commit is the first of a history, or adds this record and removes another.
fn is_silent(commit: &Commit, id: &str) -> bool {
    let adds = commit.changes.iter().any(|change| is_of(change, id) && change.old.is_none());
    let takes_out = commit.changes.iter().any(|change| !is_of(change, id) && change.new.is_none());
    commit.parents.is_empty() || (adds && takes_out)
}
