//! The lines that a command prints when it writes: what it did or would do, why it did not, and the next step.

use std::io::Write;

use super::held::HeldFolder;
use super::keep::{Done, RecordToSave};
use super::{ChangeResult, Scene};
use crate::finding::Finding;
use crate::history::{CommitDone, CommitOutcome, Listed};
use crate::output::{self, OutputFormat};
use crate::records::pupils::PupilFile;
use crate::records::write::Saved;
use crate::reports::Names;
use crate::reports::diff::line_hunks;
use crate::reports::show::ShowLine;
use crate::session::unfinished::by_hand_in_words;
use crate::session::{CommandOutcome, Context};
use crate::words::count;

/// Says that the policy refuses the change.
pub(super) fn say_refused(pupil: &PupilFile, told: &ChangeResult, context: &mut Context<'_>) -> anyhow::Result<()> {
    show_conditions(told, context)?;
    for next in &told.next {
        say_line(context, &format!("  {next}"))?;
    }
    say_line(context, &format!("{}: {}; nothing was saved", pupil.record.id(), told.did))
}

/// For `--dry-run`: shows the change as a difference, and what would be printed.
pub(super) fn say_would(
    before: &PupilFile,
    after: &PupilFile,
    told: &ChangeResult,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    show_conditions(told, context)?;
    output::diff::render_diff(&before.file, &line_hunks(before.bytes(), after.bytes()), context.out())?;
    say_line(context, &format!("{}: would have {}; nothing was saved", after.record.id(), told.did))?;
    Ok(CommandOutcome::Done)
}

/// Says that the record already says this.
pub(super) fn say_nothing_changed(pupil: &PupilFile, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    say_line(context, &format!("{}: this is already in the record; nothing was saved", pupil.record.id()))?;
    Ok(CommandOutcome::Done)
}

/// Says that the change is saved.
pub(super) fn say_saved(
    RecordToSave { after, told, new, .. }: &RecordToSave,
    saved: &Saved,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    show_conditions(told, context)?;
    say_line(context, &format!("{}: {}", after.record.id(), told.did))?;
    for next in &told.next {
        say_line(context, &format!("  {next}"))?;
    }
    newly_found(new, context)?;
    say_unconfirmed(&after.file, saved, context)
}

/// Shows the findings that `check` did not have before the change.
pub(super) fn newly_found(new: &[Finding], context: &mut Context<'_>) -> anyhow::Result<()> {
    for finding in new {
        say_line(context, &format!("  {}[{}]: {}", finding.severity.as_str(), finding.rule, finding.message))?;
    }
    Ok(())
}

/// Shows lines of a record, indented below a heading.
pub(super) fn record_lines(lines: &[ShowLine], context: &mut Context<'_>) -> anyhow::Result<()> {
    let deeper: Vec<ShowLine> = lines.iter().map(|line| ShowLine { depth: line.depth + 1, ..line.clone() }).collect();
    let look = context.look();
    output::show::render_record_lines(&deeper, look, for_people(context))?;
    Ok(())
}

/// Says what went wrong, or what is worth knowing, once the record was safe.
pub(crate) fn after_saving(
    held: &HeldFolder<'_>,
    file: &str,
    done: &Done,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let unconfirmed = say_unconfirmed(file, &done.saved, context)?;
    let kept = say_kept(&[file], done.kept.as_ref(), scene, context)?;
    held.drop_told(done.note, scene, context)?;
    Ok(unconfirmed.worse(kept))
}

/// Warns if the disk did not confirm what was saved.
pub(crate) fn say_unconfirmed(file: &str, saved: &Saved, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let Some(but) = &saved.but else { return Ok(CommandOutcome::Done) };
    context.warn(&format!("{file} is saved, but {but}"), "check the disk before you continue")?;
    Ok(CommandOutcome::SavedBut)
}

/// Says how the commit went, if there is anything to say.
pub(crate) fn say_kept(
    files: &[&str],
    kept: Option<&CommitOutcome>,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let what = match files {
        [file] => (*file).to_owned(),
        files => count(files.len(), "record"),
    };
    match kept {
        Some(CommitOutcome::Failed { message, help, is_of_files }) => {
            let help = if *is_of_files { help.clone() } else { format!("{help}; {THEN}") };
            context.warn(&format!("{what}: saved, but not in the history: {message}"), &help)?;
            Ok(CommandOutcome::SavedBut)
        }
        Some(CommitOutcome::NoRepository) => {
            say_once("no-history", NO_HISTORY, scene, context)?;
            Ok(CommandOutcome::Done)
        }
        Some(CommitOutcome::Committed(done)) => {
            let outcome = say_committed(&what, done, context)?;
            say_by_hand(scene, context)?;
            Ok(outcome)
        }
        None => Ok(CommandOutcome::Done),
    }
}

/// The help after the reason why a change is not in the history.
const THEN: &str = "the next command that saves here, or `send doctor --fix`, puts the change into the history";

/// Says what else is worth knowing once the change is in the history.
fn say_committed(what: &str, done: &CommitDone, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    for file in &done.by_hand {
        say_line(context, &format!("  {file} also had a change made by hand: that was put into the history first"))?;
    }
    for file in &done.staged {
        let unstage = "unstage it with `git restore --staged` and its name";
        say_line(
            context,
            &format!(
                "  {file}: another version is staged in git, and a commit by hand would remove this change again ({unstage})"
            ),
        )?;
    }
    if let Some(error) = &done.unsettled {
        context.warn(
            &format!("{what}: saved and in the history, but the disk does not confirm it ({error})"),
            "make a backup of the folder, then have the disk checked",
        )?;
        return Ok(CommandOutcome::SavedBut);
    }
    if done.listed == Listed::Behind {
        context.warn(
            &format!(
                "{what}: saved and in the history, but another program is using git's list of files, so the list is out of date"
            ),
            "before you commit by hand, close other git programs; if no other is open, delete `.git/index.lock`; then run \
             `send doctor --fix`",
        )?;
        return Ok(CommandOutcome::SavedBut);
    }
    Ok(CommandOutcome::Done)
}

/// Says which records were changed by hand and are not in the history.
fn say_by_hand(scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<()> {
    let Some((what, todo)) = by_hand_in_words(scene.opened, context) else { return Ok(()) };
    say_line(context, &format!("  {what}; {todo}"))
}

/// A folder without git is fine, but its users should know what that means for them.
const NO_HISTORY: &str =
    "  this folder is not under git: records are saved without a history (start one with `send init --git`)";

/// Says something about the whole folder, the first time only.
fn say_once(what: &str, text: &str, scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<()> {
    if scene.opened.folder.is_first_time(what) { say_line(context, text) } else { Ok(()) }
}

/// Shows the requirements of the policy for the move, met and missing.
fn show_conditions(told: &ChangeResult, context: &mut Context<'_>) -> anyhow::Result<()> {
    let Some(asked) = &told.asked else { return Ok(()) };
    let (format, look) = (context.format(), context.look());
    output::render_report(asked.as_ref(), format, Names::Shown, look, context.out())?;
    Ok(())
}

/// Prints a line for people.
pub(crate) fn say_line(context: &mut Context<'_>, text: &str) -> anyhow::Result<()> {
    let safe = output::safe_text(text);
    writeln!(for_people(context), "{safe}")?;
    Ok(())
}

/// Returns the stream for lines to people: out, or err if out carries rows in another format.
fn for_people<'c>(context: &'c mut Context<'_>) -> &'c mut dyn Write {
    if context.format() == OutputFormat::Table { &mut context.environment.out } else { &mut context.environment.err }
}
