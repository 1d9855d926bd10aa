//! Putting records that were changed by hand into the history as they are, for `send doctor --fix`.

use std::collections::BTreeSet;

use super::Scene;
use super::finish::MoveOfNote;
use super::held::HeldFolder;
use super::hold::lock_folder;
use super::keep::pupils_in_short;
use super::telling;
use crate::history::{CommitOrder, CommitOutcome, FileContents, Listed, commit_changes, list_behind_disk};
use crate::records::past_versions::pupil_of;
use crate::session::{CommandOutcome, Context};
use crate::words::{count, list_some};

/// The note number of a planned move that belongs to no note.
const NO_NOTE: u64 = 0;

/// Finishes what earlier commands left, and commits the records that were changed by hand. A record that cannot be read is left
/// for the person who changed it, and a deleted one stays in the history.
pub(crate) fn put_in_order(scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    if held.waiting.is_some() {
        return Ok(CommandOutcome::SavedBut);
    }
    let folder = &scene.opened.folder;
    let found = scene.opened.changed_by_hand(context);
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for file in found.into_iter().filter(|found| found.is_there).map(|found| found.file) {
        let path = folder.path_of(&file);
        let is_readable = file == super::school_event::FILE || folder.load_pupil(&path).is_ok();
        match folder.bytes_now(&path) {
            Ok(bytes) if is_readable => files.push((file, bytes)),
            Ok(_) | Err(_) => unreadable.push(file),
        }
    }
    if !unreadable.is_empty() {
        let names = list_some(unreadable.iter().map(String::as_str));
        let help = "run `send check` to see what is wrong, correct it, and run this again";
        context.warn(&format!("not committed, because it cannot be read: {names}"), help)?;
    }
    list_first(&mut files, scene, context)?;
    let names: Vec<&str> = files.iter().map(|(file, _)| pupil_of(file)).collect();
    let message = format!("{}: change by hand", pupils_in_short(&names));
    let said = format!("put changes made by hand into the history: {}", list_some(names));
    commit_as_they_are(&held, &files, (&message, &said), scene, context)
}

/// Updates git's list for the files that are as in the last commit, and drops them from `files`: they are not changed.
fn list_first(files: &mut Vec<(String, Vec<u8>)>, scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<()> {
    // If another program holds the list, `say_kept` reports that with the commit.
    if files.is_empty() || list_behind_disk(scene.git(), &contents_of(files)) != Ok(Listed::Done) {
        return Ok(());
    }
    let before = files.len();
    let changed: BTreeSet<String> = scene.opened.changed_by_hand(context).into_iter().map(|found| found.file).collect();
    files.retain(|(file, _)| changed.contains(file));
    if files.len() < before {
        telling::say_line(context, "git's list of files was out of date, and is now up to date")?;
    }
    Ok(())
}

fn contents_of(files: &[(String, Vec<u8>)]) -> Vec<FileContents<'_>> {
    files.iter().map(|(file, bytes)| FileContents { file, before: None, after: Some(bytes) }).collect()
}

/// Files that are not records and also belong in the history.
const BESIDE: &[&str] = &["README.md", ".gitattributes", ".gitignore"];

/// Puts all records, settings and policies into a new history, as they are now.
pub(crate) fn begin_history(scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let folder = &scene.opened.folder;
    let names = folder.names_of_files().into_iter().chain(BESIDE.iter().map(|name| (*name).to_owned()));
    let files: Vec<(String, Vec<u8>)> =
        names.filter_map(|file| Some((file.clone(), folder.bytes_now(&folder.path_of(&file)).ok()?))).collect();
    let said = format!("put {} into the history", count(files.len(), "file"));
    commit_as_they_are(&held, &files, ("begin the history", &said), scene, context)
}

fn commit_as_they_are(
    held: &HeldFolder<'_>,
    files: &[(String, Vec<u8>)],
    (message, said): (&str, &str),
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    if files.is_empty() {
        return Ok(CommandOutcome::Done);
    }
    let contents = contents_of(files);
    let order = CommitOrder::of_now(&contents, message);
    scene.hold_signals();
    let outcome = commit_changes(scene.git(), &order, &MoveOfNote { lock: &held.lock, number: NO_NOTE });
    if matches!(&outcome, CommitOutcome::Committed(done) if done.is_new) {
        telling::say_line(context, said)?;
    }
    let names: Vec<&str> = files.iter().map(|(file, _)| file.as_str()).collect();
    telling::say_kept(&names, Some(&outcome), scene, context)
}
