//! `send undo`.

use std::path::PathBuf;

use clap::Args;

use crate::context::prompt::{self, Reply};
use crate::failure::Failure;
use crate::output;
use crate::records::write::undo::UndoEntry;
use crate::reports::diff::line_hunks;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::count;
use crate::writing::hold::finish_first;
use crate::writing::hold::lock_folder;
use crate::writing::keep::{FileToKeep, KeptTogether, SCHOOL, keep_together, not_saved};
use crate::writing::roll_checks::or_told;
use crate::writing::school_event::FILE;
use crate::writing::{Scene, WriteArgs, telling};

/// Undo the last command on a record, or the last command of all
///
/// Shows what would be undone, and asks first. Run `send undo` again to put it back: it does not undo
/// an earlier command. Changes made by hand are never undone.
///
/// Example: send undo p014
#[derive(Debug, Clone, Args)]
pub(crate) struct UndoArgs {
    /// The pupil: an id, or a part of an id or of a name, or `school` for the school's own events; without it, the last
    /// command of all
    #[arg(value_name = "PUPIL")]
    pupil: Option<String>,
    /// Undo without asking
    #[arg(long)]
    yes: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &UndoArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    if !args.dry_run {
        finish_first(&opened, context)?;
    }
    let entries = last_command(args, &opened)?;
    for entry in entries.iter().filter(|_| args.dry_run || !args.yes) {
        let (before, after) = (entry.before.as_deref().unwrap_or_default(), entry.after.as_deref().unwrap_or_default());
        let out = context.out();
        if args.dry_run {
            output::diff::render_diff(&entry.about.file, &line_hunks(after, before), out)?;
        }
        let would = match entry.about.words.strip_prefix(TOOK_BACK) {
            Some(words) => format!("{}: would put back: {words}", entry.about.pupil),
            None => format!("{}: would undo: {}", entry.about.pupil, entry.about.words),
        };
        writeln!(out, "{}", output::safe_text(&would))?;
    }
    if args.dry_run || !is_agreed(args, entries.len(), context)? {
        return Ok(CommandOutcome::Done);
    }
    let scene = Scene::new(&WriteArgs::default(), &opened, context)?;
    take_back(&entries, &scene, context)
}

fn is_agreed(args: &UndoArgs, records: usize, context: &mut Context<'_>) -> anyhow::Result<bool> {
    if args.yes {
        return Ok(true);
    }
    if !context.environment.asks {
        return Err(Failure::usage(
            "this would undo a command",
            "use `--yes` to undo it, or `--dry-run` to look first",
        ));
    }
    context.out().flush()?;
    let question = format!("Undo this in {}?", count(records, "record"));
    Ok(matches!(prompt::ask_yes(&question, false), Ok(Reply::Given(true))))
}

/// Returns the changes of the last command, newest first: all of them, or those of one record. A change that was kept but not
/// made, because the program was stopped, is passed over.
fn last_command(args: &UndoArgs, opened: &Opened) -> anyhow::Result<Vec<UndoEntry>> {
    opened.refuse_linked_records()?;
    let entries = opened.folder.undo_entries().map_err(|(why, help)| {
        Failure::stopped(format!("the changes to undo could not be read from .send/undo: {why}"), help)
    })?;
    let mut wanted: Vec<UndoEntry> = match &args.pupil {
        None => entries,
        Some(typed) => {
            let file = file_of(typed, &entries, opened)?;
            entries.into_iter().filter(|entry| entry.about.file == file).collect()
        }
    };
    wanted.retain(|entry| is_made(entry, opened) || !is_unmade(entry, opened));
    let Some(command) = wanted.first().map(|entry| entry.about.command.clone()) else {
        return Err(Failure::usage(
            "there is nothing to undo",
            "only the last few hundred changes made in this folder on this computer can be undone",
        ));
    };
    wanted.retain(|entry| entry.about.command == command);
    once_each(&mut wanted);
    if let Some(changed) = wanted.iter().find(|entry| !is_made(entry, opened)) {
        opened.refuse_linked(&changed.about.file)?;
        return Err(Failure::stopped(
            format!(
                "{} has been changed by hand since, and undoing the command would lose that change",
                changed.about.file
            ),
            "correct the record with `send edit`, or look at its history in git",
        ));
    }
    Ok(wanted)
}

/// Keeps only the newest of changes that are the same. A change is kept twice if a command was stopped after keeping it and
/// before making it, and the next command made it.
fn once_each(entries: &mut Vec<UndoEntry>) {
    let mut kept: Vec<UndoEntry> = Vec::new();
    for entry in std::mem::take(entries) {
        if !kept.iter().any(|other| is_same_change(other, &entry)) {
            kept.push(entry);
        }
    }
    *entries = kept;
}

fn is_same_change(one: &UndoEntry, other: &UndoEntry) -> bool {
    (&one.about.file, &one.before, &one.after) == (&other.about.file, &other.before, &other.after)
}

/// Returns the file of a pupil. If the record has been deleted since, the whole id finds it. `school` is the school's own file,
/// unless a pupil has that id.
fn file_of(typed: &str, entries: &[UndoEntry], opened: &Opened) -> anyhow::Result<String> {
    if typed == SCHOOL && opened.folder.is_nobody(typed) {
        return Ok(FILE.to_owned());
    }
    let gone = entries.iter().find(|entry| entry.about.pupil == typed && bytes_now(entry, opened).is_none());
    match gone {
        Some(entry) => Ok(entry.about.file.clone()),
        None => Ok(opened.folder.name_of(&opened.path_of(typed)?)),
    }
}

fn bytes_now(entry: &UndoEntry, opened: &Opened) -> Option<Vec<u8>> {
    opened.folder.bytes_now(&opened.folder.path_of(&entry.about.file)).ok()
}

/// Whether the file is as the change left it.
fn is_made(entry: &UndoEntry, opened: &Opened) -> bool {
    bytes_now(entry, opened) == entry.after
}

/// Whether the file is as it was before the change.
fn is_unmade(entry: &UndoEntry, opened: &Opened) -> bool {
    bytes_now(entry, opened) == entry.before
}

/// Undoes all changes of a command together.
fn take_back(entries: &[UndoEntry], scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let taken: Vec<(&UndoEntry, PathBuf, String)> = entries
        .iter()
        .map(|entry| (entry, scene.opened.folder.path_of(&entry.about.file), words_now(&entry.about.words)))
        .collect();
    let files: Vec<FileToKeep<'_>> = taken
        .iter()
        .map(|(entry, path, words)| FileToKeep {
            path,
            from: entry.after.as_deref(),
            to: entry.before.as_deref(),
            pupil: &entry.about.pupil,
            words,
        })
        .collect();
    let is_first = taken.first().is_some_and(|(.., words)| words.starts_with(TOOK_BACK));
    let subject = if is_first { "undo the last change" } else { "put back what was undone" };
    let KeptTogether { saved, kept, note } = keep_together(&held, &files, subject, scene).map_err(not_saved)?;
    let (any_saved, any_failed) = (saved.iter().any(Result::is_ok), saved.iter().any(Result::is_err));
    if any_saved {
        context.note_saved();
    }
    let mut worst = if any_saved && any_failed { CommandOutcome::SavedBut } else { CommandOutcome::Done };
    for ((entry, _, words), saved) in taken.iter().zip(saved) {
        let told = saved.map_err(not_saved).and_then(|saved| {
            let (done, words) = match words.strip_prefix(TOOK_BACK) {
                Some(undone) => ("undone", undone),
                None => ("put back", words.as_str()),
            };
            telling::say_line(context, &format!("{}: {done}: {words}", entry.about.pupil))?;
            telling::say_unconfirmed(&entry.about.file, &saved, context)
        });
        worst = worst.worse(if taken.len() == 1 { told? } else { or_told(told, context)? });
    }
    let names: Vec<&str> = entries.iter().map(|entry| entry.about.file.as_str()).collect();
    worst = worst.worse(telling::say_kept(&names, kept.as_ref(), scene, context)?);
    held.drop_told(note, scene, context)?;
    Ok(worst)
}

/// Returns the words to keep for undoing a change. Undoing an undo has the words of the first change.
fn words_now(words: &str) -> String {
    words.strip_prefix(TOOK_BACK).map_or_else(|| format!("{TOOK_BACK}{words}"), str::to_owned)
}

const TOOK_BACK: &str = "took back: ";
