//! `send resolve`.

use std::path::Path;

use clap::Args;

use super::merge_result::{Undecided, conflict_in_words, made_one, short_text};
use crate::context::prompt::{self, Choice, GaveUp, Reply};
use crate::failure::Failure;
use crate::history;
use crate::model::record_merge::{Conflict, Side};
use crate::output;
use crate::records::file_merge::{Decided, NotMerged, Versions, marks};
use crate::records::pupils::PupilFile;
use crate::records::write::{Did, Lock, Saved};
use crate::reports::diff::line_hunks;
use crate::session::{CommandOutcome, Context, Opened};
use crate::writing::hold::lock_folder;
use crate::writing::keep::not_saved;
use crate::writing::{Scene, WriteArgs, telling};

/// Make one record of two versions that git could not merge
///
/// New entries from both sides are kept, in date order. If both sides changed the same thing, you are asked which is right:
/// ours, the version that was here, or theirs, the one that comes in. Without a terminal, give `--ours` or `--theirs` for each
/// key. The file is saved, and its conflict is marked as resolved in git. Then finish the merge as the last line says.
///
/// Example: send resolve p014 --theirs class
#[derive(Debug, Args)]
pub(crate) struct ResolveArgs {
    /// The pupil: an id, or a part of an id
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Take our version of this key
    #[arg(long, value_name = "KEY")]
    ours: Vec<String>,
    /// Take their version of this key
    #[arg(long, value_name = "KEY")]
    theirs: Vec<String>,
    /// Show the result without saving it
    #[arg(long)]
    dry_run: bool,
}

/// The word that is typed for comments in place of a key.
const COMMENTS: &str = "comments";

pub(crate) fn run(args: &ResolveArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let path = opened.path_of(&args.pupil)?;
    let file = opened.folder.name_of(&path);
    let scene = Scene::new(&WriteArgs::default(), &opened, context)?;
    let versions = read_versions_of(&file, &scene)?;
    let result = decide_conflicts(&file, &versions, args, &opened, context)?;
    let id = result.record.id().to_owned();
    if args.dry_run {
        output::diff::render_diff(&file, &line_hunks(&versions.ours, result.bytes()), context.out())?;
        telling::say_line(context, &format!("{id}: would have made one record of both versions; nothing was saved"))?;
        return Ok(CommandOutcome::Done);
    }
    save_resolved(&path, &versions, &result, &scene, context)
}

/// Reads the three versions that git keeps of a file in conflict.
fn read_versions_of(file: &str, scene: &Scene<'_>) -> anyhow::Result<Versions> {
    let found = history::conflict_of(scene.git(), file).map_err(|(what, todo)| Failure::stopped(what, todo))?;
    match found {
        Some([Some(base), Some(ours), Some(theirs)]) => Ok(Versions { base, ours, theirs }),
        Some([None, ..]) => Err(Failure::stopped(
            format!("both sides made {file} separately, perhaps for two pupils"),
            "give one of them another id: keep this one, and make the other again with `send new`",
        )),
        Some(_) => Err(Failure::stopped(
            format!("one side deleted {file}, and the other changed it"),
            format!("keep it with `git add {file}`, or delete it with `git rm {file}`"),
        )),
        None => Err(Failure::stopped(
            format!("git has no conflict in {file}"),
            "use `send check` to see whether it can be read, and `send edit` to open it",
        )),
    }
}

/// Returns the one record, after every conflict has been decided.
fn decide_conflicts(
    file: &str,
    versions: &Versions,
    args: &ResolveArgs,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<PupilFile> {
    let mut decided = Decided::default();
    let mut used: Vec<String> = Vec::new();
    let result = loop {
        match made_one(file, versions, &decided, opened) {
            Ok(result) => break result,
            Err(Undecided::NotMerged(NotMerged::Conflicts(conflicts)))
                if conflicts.iter().all(Conflict::can_be_chosen) =>
            {
                refuse_undecidable(&conflicts, args, context)?;
                for conflict in conflicts {
                    let side = side_of(&conflict, args, context)?;
                    used.push(conflict.field.to_string());
                    decided.choices.insert(conflict.field, side);
                }
            }
            Err(Undecided::NotMerged(NotMerged::Comments(lost))) if may_go(&lost, args, context)? => {
                used.push(COMMENTS.to_owned());
                decided.without_comments = true;
            }
            Err(why) => return Err(by_hand(file, &why)),
        }
    };
    match args.ours.iter().chain(&args.theirs).find(|key| !used.contains(key)) {
        None => Ok(result),
        Some(key) => Err(Failure::usage(
            format!("`{key}` is not in conflict"),
            "leave it out; `--dry-run` shows the result of the merge",
        )),
    }
}

/// Without a terminal, reports all undecided conflicts together.
fn refuse_undecidable(conflicts: &[Conflict], args: &ResolveArgs, context: &Context<'_>) -> anyhow::Result<()> {
    let open: Vec<String> = conflicts
        .iter()
        .filter(|conflict| side_typed(&conflict.field.to_string(), args).is_none())
        .map(conflict_in_words)
        .collect();
    if open.is_empty() || context.environment.asks {
        return Ok(());
    }
    Err(Failure::stopped(
        format!("nothing was saved, because this must be decided first:{}", lines_below(&open)),
        "give `--ours KEY` or `--theirs KEY` for each of these keys, or run this at a terminal to be asked",
    ))
}

/// Returns the side that was typed for a key.
fn side_typed(key: &str, args: &ResolveArgs) -> Option<Side> {
    let is_among = |keys: &[String]| keys.iter().any(|typed| typed == key);
    if is_among(&args.ours) {
        return Some(Side::Ours);
    }
    is_among(&args.theirs).then_some(Side::Theirs)
}

/// Returns the side that is right, as typed or as answered.
fn side_of(conflict: &Conflict, args: &ResolveArgs, context: &mut Context<'_>) -> anyhow::Result<Side> {
    if let Some(side) = side_typed(&conflict.field.to_string(), args) {
        return Ok(side);
    }
    context.out().flush()?;
    let choices =
        vec![choice_of(Side::Ours, conflict.ours.as_deref()), choice_of(Side::Theirs, conflict.theirs.as_deref())];
    match prompt::one_of(
        &format!("Which is right for `{}`? (ours was here before, theirs comes in)", conflict.field),
        choices,
        None,
        true,
    ) {
        Ok(Reply::Given(word)) if word == Side::Theirs.as_str() => Ok(Side::Theirs),
        Ok(Reply::Given(_)) => Ok(Side::Ours),
        Ok(Reply::Back) | Err(GaveUp) => {
            Err(Failure::stopped("stopped: nothing was saved", "run it again to continue"))
        }
    }
}

/// Returns a side to choose, with what it says.
fn choice_of(side: Side, value: Option<&str>) -> Choice {
    let meaning = output::safe_text(&value.map_or_else(|| "nothing".to_owned(), short_text));
    Choice { word: side.as_str().to_owned(), meaning }
}

/// Whether comments that are not in the result may be lost.
fn may_go(lost: &[String], args: &ResolveArgs, context: &mut Context<'_>) -> anyhow::Result<bool> {
    if side_typed(COMMENTS, args).is_some() {
        return Ok(true);
    }
    if !context.environment.asks {
        return Ok(false);
    }
    let lost: Vec<String> = lost.iter().map(|comment| output::safe_text(&short_text(comment))).collect();
    context.out().flush()?;
    Ok(prompt::ask_yes(&format!("Leave these comments out: {}?", lost.join(" ")), false) == Ok(Reply::Given(true)))
}

fn by_hand(file: &str, why: &Undecided) -> anyhow::Error {
    let help = match why {
        Undecided::NotMerged(NotMerged::Comments(_)) => {
            "use `--ours comments` to leave them out, or add them to the file by hand and run `git add`".to_owned()
        }
        Undecided::NotMerged(_) | Undecided::Breaks(_) => {
            format!("correct {file} by hand, where both versions are marked; then run `git add {file}`")
        }
    };
    Failure::stopped(format!("nothing was saved:{}", lines_below(&why.lines_in_words())), help)
}

/// Puts lines below a message.
fn lines_below(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n  {}", output::safe_text(line))).collect()
}

/// Saves the record, and marks its conflict as resolved in git, as `git mergetool` does. A person makes the commit: other files
/// may be in conflict, and a merge should be looked at before it is finished.
fn save_resolved(
    path: &Path,
    versions: &Versions,
    result: &PupilFile,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let saved = put_resolved(path, versions, result, scene, &held.lock)?;
    let id = result.record.id();
    context.note_saved();
    telling::say_line(context, &format!("{id}: made one record of both versions"))?;
    let mut outcome = CommandOutcome::Done;
    if let Some(but) = saved.but {
        context.warn(&format!("{} is saved, but {but}", result.file), "check the disk before you go on")?;
        outcome = CommandOutcome::SavedBut;
    }
    if let Err((what, todo)) = history::settle_conflict(scene.git(), &result.file) {
        let help = if todo.is_empty() { String::new() } else { format!("{todo}; then ") };
        context.warn(
            &format!("{} is saved, but its conflict is not marked as resolved in git: {what}", result.file),
            &format!("{help}run `git add {}`", result.file),
        )?;
        return Ok(CommandOutcome::SavedBut);
    }
    say_next(scene, context)?;
    Ok(outcome)
}

/// Saves the record in place of the file in conflict. If an earlier `resolve` was stopped before it marked the conflict in git,
/// the record is there already.
fn put_resolved(
    path: &Path,
    versions: &Versions,
    result: &PupilFile,
    scene: &Scene<'_>,
    lock: &Lock<'_>,
) -> anyhow::Result<Saved> {
    let now = scene.opened.folder.bytes_now(path).map_err(Failure::unsaved)?;
    if now == result.bytes() {
        return Ok(Saved { but: None });
    }
    if !marks::are_in(&now) && now != versions.ours {
        return Err(Failure::stopped(
            format!("{} has been changed by hand since the merge, so nothing was saved", result.file),
            format!("if it is right, run `git add {0}`; to start again, run `git checkout --merge {0}`", result.file),
        ));
    }
    let words = "made one record of two versions".to_owned();
    let did = Did { words, pupil: result.record.id().to_owned(), command: scene.command().to_owned() };
    scene.hold_signals();
    lock.change_file(path, Some(&now), Some(result.bytes()), &did).map_err(not_saved)
}

/// Says what is left to do in git.
fn say_next(scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<()> {
    let left = history::conflicted_files(scene.git()).unwrap_or_default();
    let what = history::unfinished_work(scene.git());
    let line = match (left.as_slice(), what) {
        ([], Some(what)) => format!("  look at it with `git diff --cached`, then finish with `git {what} --continue`"),
        ([], None) => "  look at it with `git diff --cached`, then commit it with `git commit`".to_owned(),
        (left, _) => format!("  still in conflict: {}", left.join(", ")),
    };
    telling::say_line(context, &line)
}
