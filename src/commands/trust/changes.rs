//! `send changes`.

use std::collections::BTreeMap;

use clap::Args;

use crate::failure::Failure;
use crate::history::{
    Blob, GitFolder, HistoryFault, NamedCommit, files_of_records, first_parent_commits, history_state, read_blobs,
};
use crate::model::day::Day;
use crate::records::past_versions::{FileKind, Version, is_of_records, kind_of, pupil_of, read_versions};
use crate::reports::history::changes::{ChangesRow, RecordOwner, last_line, uncommitted_note};
use crate::reports::{Names, Report, Unreadable};
use crate::session::no_history::{SHALLOW, history_stopped, no_history};
use crate::session::{self, CommandOutcome, Context, Opened};
use crate::words;

/// How many files are read at a time, in parallel.
const AT_A_TIME: usize = 256;

/// List what changed in the whole school between two days
///
/// Compares each record, the settings and the policy at the end of the last day with what they were before the first day, so
/// both days belong to the period. A change that was made and undone in between is not listed; `send log` lists every change,
/// with who made it. A change counts on the day it was saved in the history (committed), not on the day it is about. Changes
/// that are not committed are left out, with a note.
///
/// Example: send changes --since 2025-11-10 --until 2025-11-24
#[derive(Debug, Args)]
pub(crate) struct ChangesArgs {
    /// First day of the period
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: String,
    /// Last day of the period; defaults to the date of the report
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    until: Option<String>,
    /// Print ids but no names: for email and logs
    #[arg(long)]
    ids_only: bool,
}

/// The two commits that are compared.
#[derive(Debug)]
struct Span {
    /// The last commit before the first day; `None` if the history began later.
    from: Option<NamedCommit>,
    /// The last commit on or before the last day; `None` if the history began later.
    to: Option<NamedCommit>,
    /// Whether `to` is the newest commit.
    to_is_last: bool,
    /// Whether `from` is only the oldest commit of this copy, which does not have the beginning of the history.
    is_cut_off: bool,
}

/// A file that differs between the two commits.
#[derive(Debug)]
struct ChangedFile<'f> {
    /// Its name, or the name that it had if it is gone.
    path: &'f str,
    /// Whether it had another name before.
    moved: bool,
    /// Its content before, if it was there.
    old: Option<&'f Blob>,
    /// Its content after, if it is there.
    new: Option<&'f Blob>,
}

type Files = BTreeMap<String, Blob>;

pub(crate) fn run(args: &ChangesArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let (since, until) = period_typed(args, &opened)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let git = context.git(&opened);
    let past = history_state(&git).map_err(history_stopped)?.ok_or_else(no_history)?;
    let span = Span::of_period(&git, &opened, (since, until), past.shallow)?;
    let (before, after) = (files_of(&git, span.from.as_ref())?, files_of(&git, span.to.as_ref())?);
    let (rows, mut unreadable) = compare_files(&git, &before, &after, names)?;
    let mut notes = Vec::new();
    if span.is_cut_off {
        unreadable.push(Unreadable { path: ".git".to_owned(), message: SHALLOW.to_owned() });
        notes.push(format!("the earliest changes are missing: {SHALLOW}"));
    }
    if span.to_is_last && until >= opened.today {
        notes.extend(uncommitted_note(&uncommitted_files(&git, &opened, &after)?));
    }
    drop(git);
    let outcome = if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete };
    let id = |commit: &Option<NamedCommit>| commit.as_ref().map(|commit| commit.id.clone());
    let report = Report {
        as_at: opened.as_at,
        commit: None,
        unreadable,
        summary: Some(serde_json::json!({
            "since": since.to_string(), "until": until.to_string(),
            "from_commit": id(&span.from), "to_commit": id(&span.to),
        })),
        notes,
        last_line: last_line(&rows, since, until),
        rows,
    };
    context.render(&report, names)?;
    Ok(outcome)
}

fn period_typed(args: &ChangesArgs, opened: &Opened) -> anyhow::Result<(Day, Day)> {
    let since = session::past_day(&args.since, opened.as_at)?;
    let until = args.until.as_deref().map_or(Ok(opened.as_at), |typed| session::past_day(typed, opened.as_at))?;
    if since > until {
        return Err(Failure::usage(
            format!("the period ends on {}, before it begins on {}", words::date(until), words::date(since)),
            "give the first day with `--since` and the last one with `--until`",
        ));
    }
    Ok((since, until))
}

impl Span {
    /// Finds the commits on the branch itself. A change made in another copy of the folder counts from the day it arrived here.
    fn of_period(git: &GitFolder<'_>, opened: &Opened, period: (Day, Day), shallow: bool) -> anyhow::Result<Self> {
        let zone = session::time_zone(&opened.school)?;
        let (since, until) = period;
        let newest_first = first_parent_commits(git).map_err(history_stopped)?;
        let days: Vec<Option<Day>> = newest_first.iter().map(|commit| Day::of_moment(commit.put, &zone)).collect();
        let end = days.iter().position(|put| is_up_to(*put, until));
        let known = end.and_then(|end| newest_first.get(end..)).unwrap_or_default();
        let before = days.iter().position(|put| is_up_to(*put, since.minus_days(1)));
        let from = before.and_then(|before| newest_first.get(before));
        let is_cut_off = shallow && from.is_none();
        Ok(Self {
            from: from.or(known.last().filter(|_| is_cut_off)).cloned(),
            to: known.first().cloned(),
            to_is_last: end == Some(0),
            is_cut_off,
        })
    }
}

/// Whether a commit arrived here by the end of a day. A commit without a real day counts as past.
fn is_up_to(put: Option<Day>, last: Day) -> bool {
    put.is_none_or(|day| day <= last)
}

/// Returns the files in a commit that belong to the records.
fn files_of(git: &GitFolder<'_>, commit: Option<&NamedCommit>) -> anyhow::Result<Files> {
    let Some(commit) = commit else { return Ok(Files::new()) };
    let mut files = files_of_records(git, &commit.id).map_err(history_stopped)?;
    files.retain(|path, _| is_of_records(path));
    Ok(files)
}

/// Returns every file that differs, in the order of their present names.
fn changed_files<'f>(before: &'f Files, after: &'f Files) -> Vec<ChangedFile<'f>> {
    let mut gone: BTreeMap<&'f str, &'f Blob> = before
        .iter()
        .filter(|(path, _)| !after.contains_key(*path))
        .map(|(path, blob)| (path.as_str(), blob))
        .collect();
    let mut found = Vec::new();
    for (path, new) in after {
        let mut one = ChangedFile { path, moved: false, old: before.get(path), new: Some(new) };
        if one.old.is_none() && kind_of(path) == Some(FileKind::Record) {
            let is_same_pupil = |old: &&&str| kind_of(old) == Some(FileKind::Record) && pupil_of(old) == pupil_of(path);
            let old = gone.keys().find(is_same_pupil).copied();
            one.old = old.and_then(|old| gone.remove(old));
            one.moved = one.old.is_some();
        }
        if one.moved || one.old.map(|old| &old.id) != Some(&new.id) {
            found.push(one);
        }
    }
    found.extend(gone.into_iter().map(|(path, old)| ChangedFile { path, moved: false, old: Some(old), new: None }));
    found
}

/// Returns the differences, first of pupils by id and then of the school, and what could not be read.
fn compare_files(
    git: &GitFolder<'_>,
    before: &Files,
    after: &Files,
    names: Names,
) -> anyhow::Result<(Vec<ChangesRow>, Vec<Unreadable>)> {
    let (mut records, of_school): (Vec<ChangedFile<'_>>, Vec<ChangedFile<'_>>) =
        changed_files(before, after).into_iter().partition(|one| kind_of(one.path) == Some(FileKind::Record));
    records.sort_by_key(|one| (pupil_of(one.path), one.path));
    let (mut rows, mut unreadable) = (Vec::new(), Vec::new());
    for some in records.chunks(AT_A_TIME) {
        let mut versions = read_both_versions(git, some).map_err(history_stopped)?.into_iter();
        for one in some {
            let old = one.old.and_then(|_| versions.next());
            let new = one.new.and_then(|_| versions.next());
            rows.extend(rows_of(one, old.as_ref(), new.as_ref(), names, &mut unreadable));
        }
    }
    rows.extend(of_school.iter().map(|one| ChangesRow::of_school(one.path, one.old.is_some(), one.new.is_some())));
    Ok((rows, unreadable))
}

/// Reads the old and then the new version of each record, leaving out those that do not exist.
fn read_both_versions(git: &GitFolder<'_>, records: &[ChangedFile<'_>]) -> Result<Vec<Version>, HistoryFault> {
    let sides = || records.iter().flat_map(|one| [one.old, one.new].into_iter().flatten().map(|blob| (one.path, blob)));
    let ids: Vec<&str> = sides().map(|(_, blob)| blob.id.as_str()).collect();
    let mut contents = Vec::with_capacity(ids.len());
    read_blobs(git, &ids, |bytes| contents.push(bytes))?;
    Ok(read_versions(sides().zip(contents).map(|((path, _), bytes)| (path, FileKind::Record, bytes)).collect()))
}

/// Returns the lines of one record. A record that cannot be read has a line too, so that no pupil is passed over.
fn rows_of(
    one: &ChangedFile<'_>,
    old: Option<&Version>,
    new: Option<&Version>,
    names: Names,
    unreadable: &mut Vec<Unreadable>,
) -> Vec<ChangesRow> {
    let name = [new, old].into_iter().flatten().find_map(|version| version.as_record());
    let whose = RecordOwner { id: pupil_of(one.path), name: name.map(|record| record.name.as_str()), path: one.path };
    let wrong = [(old, "at the beginning"), (new, "at the end")]
        .into_iter()
        .find_map(|(version, when)| Some(format!("{when} {}", version?.why_unreadable(names)?)));
    if let Some(message) = wrong {
        unreadable.push(Unreadable { path: one.path.to_owned(), message: message.clone() });
        return vec![ChangesRow::of_pupil(whose, format!("cannot be compared: {message}"), names)];
    }
    let (old, new) = (old.and_then(Version::as_values), new.and_then(Version::as_values));
    ChangesRow::of_record(whose, old, new, one.moved, names)
}

/// Returns the files that differ on the disk from the last commit. A pupil's record is named by its id.
fn uncommitted_files(git: &GitFolder<'_>, opened: &Opened, committed: &Files) -> anyhow::Result<Vec<String>> {
    let mut names: Vec<&String> = committed.keys().collect();
    let on_disk = opened.folder.names_of_files();
    names.extend(on_disk.iter().filter(|name| is_of_records(name) && !committed.contains_key(*name)));
    let ids: Vec<&str> = committed.values().map(|blob| blob.id.as_str()).collect();
    let mut same = Vec::with_capacity(ids.len());
    let mut waiting = committed.keys();
    read_blobs(git, &ids, |bytes| {
        let now = waiting.next().map(|name| opened.folder.bytes_now(&opened.folder.path_of(name)));
        same.push(matches!((bytes, now), (Some(then), Some(Ok(now))) if is_same_text(&then, &now)));
    })
    .map_err(history_stopped)?;
    let is_same = same.into_iter().chain(std::iter::repeat(false));
    let differ = names.into_iter().zip(is_same).filter(|(_, same)| !same).map(|(name, _)| name);
    let said = differ.map(|name| match kind_of(name) {
        Some(FileKind::Record) => pupil_of(name).to_owned(),
        Some(FileKind::Policy | FileKind::Settings) | None => name.clone(),
    });
    let mut said: Vec<String> = said.collect();
    said.sort();
    Ok(said)
}

/// Whether two files have the same text. Git may keep the settings with other line endings than this disk has.
fn is_same_text(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (one.iter().filter(|byte| **byte != b'\r'), other.iter().filter(|byte| **byte != b'\r'));
    one.eq(other)
}
