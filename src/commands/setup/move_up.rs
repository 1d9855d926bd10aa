//! `send move-up`.

use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::finding::Finding;
use crate::model::day::Day;
use crate::model::record::{Classes, Record};
use crate::model::text::Text;
use crate::model::year::YearGroup;
use crate::records::csv_table::CsvTable;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::{count, date};
use crate::writing::chosen_pupils::asked_once;
use crate::writing::classes::{TypedDay, put_from};
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::hold::finish_first;
use crate::writing::hold::lock_folder;
use crate::writing::roll_checks::class_typed;
use crate::writing::save::Change;
use crate::writing::together::{OneOfSeveral, judge_each, save_records};
use crate::writing::{ChangeResult, Scene, WriteArgs, telling};

/// Move classes up in September, from a table of old and new classes
///
/// The table is a CSV file with the columns `from` and `to`. Every pupil on roll in a class under `from` is put in the class
/// under `to` from the day given with `--date`; the earlier class is kept. If `to` is empty, the class leaves: its pupils are
/// listed, and you record each one with `send leave`. No pupil is moved twice, so if the command is cut short, run it again.
///
/// Example: send move-up classes.csv --date 1/9
#[derive(Debug, Clone, Args)]
pub(crate) struct MoveUpArgs {
    /// The table, a CSV file
    #[arg(value_name = "CLASSES.csv")]
    table: PathBuf,
    /// Move all pupils without asking first
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// A class, and the one that follows it; `None` if its pupils leave.
struct Pair {
    from: Text,
    to: Option<Text>,
}

/// A pupil who is in a class of the table.
struct Mover {
    path: PathBuf,
    who: String,
    from: Text,
    to: Option<Text>,
    /// The year group that the record says without a day, which does not move up by itself.
    undated_year: Option<YearGroup>,
}

/// Moves classes up.
pub(crate) fn run(args: &MoveUpArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    if !args.write.dry_run {
        finish_first(&opened, context)?;
    }
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    let scene = Scene::new(&args.write, &opened, context)?;
    let pairs = class_pairs(args, &opened, context)?;
    let day = TypedDay { typed: args.write.date.as_deref(), day: scene.date, today: opened.as_at };
    if let Some(long_ago) = day.long_ago() {
        telling::say_line(context, &format!("  {long_ago}"))?;
    }
    let (movers, leavers): (Vec<Mover>, Vec<Mover>) =
        movers_of(&pairs, &opened, day)?.into_iter().partition(|mover| mover.to.is_some());
    for mover in movers.iter().chain(&leavers) {
        let to = mover.to.as_ref().map_or("leaves the school: record it with `send leave`", Text::as_str);
        telling::say_line(context, &format!("  {}: {} -> {to}", mover.who, mover.from.as_str()))?;
        if let Some(note) = undated_year_note(mover) {
            telling::say_line(context, &note)?;
        }
    }
    for note in classes_without_pupils(&pairs, &movers, &leavers, &opened) {
        telling::say_line(context, &note)?;
    }
    let (moving, leaving) = (count(movers.len(), "pupil"), count(leavers.len(), "pupil"));
    telling::say_line(context, &format!("to move up on {}: {moving}; leaving: {leaving}", date(scene.date)))?;
    if movers.is_empty() || args.write.dry_run || !asked_once(movers.len(), args.yes, context)? {
        telling::say_line(context, "nothing was saved")?;
        return Ok(CommandOutcome::Done);
    }
    move_all(&movers, day, &scene, context)
}

/// Moves them in one commit, which `undo` undoes as one. A move that is stopped is reported, and the others go on.
fn move_all(
    movers: &[Mover],
    day: TypedDay<'_>,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let moves: Vec<_> = movers.iter().map(|mover| |record: &mut Record| move_up_one(record, mover, day)).collect();
    let changes: Vec<OneOfSeveral<'_>> =
        movers.iter().zip(&moves).map(|(mover, change)| (mover.path.as_path(), change as Change<'_>)).collect();
    let (told, records) = judge_each(&changes, scene, context)?;
    Ok(told.worse(save_records(&held, &records, "move up a class", scene, context)?))
}

/// Reads the table. All mistakes in its rows are reported together.
fn class_pairs(args: &MoveUpArgs, opened: &Opened, context: &Context<'_>) -> anyhow::Result<Vec<Pair>> {
    let file = args.table.to_string_lossy().replace('\\', "/");
    let sheet = CsvTable::read_csv(&context.environment.folder.join(&args.table), &file).map_err(not_saved)?;
    let has = |column: &str| sheet.columns.iter().any(|name| name == column);
    let (from, to) = if has("from") && has("to") {
        ("from", "to")
    } else if has("class") && has("new_class") {
        ("class", "new_class")
    } else {
        return Err(Failure::stopped(
            format!("{file} has no columns `from` and `to`"),
            "name the columns in the first line: `from,to`, and below them `4B,5B`",
        ));
    };
    let mut pairs: Vec<Pair> = Vec::new();
    let mut problems = Vec::new();
    for row in sheet.rows() {
        let Some(old) = sheet.cell_of(row, from) else {
            problems.push(sheet.row_problem(row, from, "the old class is missing", "give both, or remove the row"));
            continue;
        };
        if pairs.iter().any(|pair| pair.from.as_str() == old) {
            problems.push(sheet.row_problem(
                row,
                from,
                &format!("`{old}` has a row already, and each old class has only one"),
                "keep the right row, and delete the other",
            ));
        }
        match sheet.cell_of(row, to).map(|new| class_typed(new, &opened.school)).transpose() {
            Ok(new) => pairs.push(Pair { from: Text::from(old), to: new }),
            Err((message, help)) => problems.push(sheet.row_problem(row, to, &message, help)),
        }
    }
    if problems.is_empty() { Ok(pairs) } else { Err(not_saved(problems).into()) }
}

/// Returns all pupils on roll that day in a class of the table. All are judged before the first is changed.
fn movers_of(pairs: &[Pair], opened: &Opened, day: TypedDay<'_>) -> anyhow::Result<Vec<Mover>> {
    let folded = opened.fold(|pupil| {
        let record = &pupil.record;
        let pair = pair_of(record, pairs, day.day)?;
        let mover = Mover {
            path: opened.folder.root().join(&pupil.file),
            who: format!("{} {}", record.id(), record.name.as_str()),
            from: pair.from.clone(),
            to: pair.to.clone(),
            undated_year: record.year,
        };
        Some(pair.to.clone().map_or(Ok(()), |to| put_from(&mut record.clone(), to, day).map(drop)).map(|()| mover))
    });
    if !folded.unreadable.is_empty() {
        return Err(Failure::unsaved_because_of_others(folded.unreadable).into());
    }
    folded.kept.into_iter().flatten().collect()
}

/// The classes of the table that `send.toml` does not name and no one moves out of, a sentence each: such a class may be mistyped.
fn classes_without_pupils(pairs: &[Pair], movers: &[Mover], leavers: &[Mover], opened: &Opened) -> Vec<String> {
    let has_pupils = |pair: &&Pair| movers.iter().chain(leavers).any(|mover| mover.from == pair.from);
    let unknown = pairs.iter().filter(|pair| !has_pupils(pair));
    let notes = unknown.filter_map(|pair| {
        let (message, help) = class_typed(pair.from.as_str(), &opened.school).err()?;
        Some(format!("  {message}, and no pupil is in it: {help}"))
    });
    notes.collect()
}

/// Says that the year group of a pupil stays as it is although the class moves up. The check `year-undated` says how to mend it.
fn undated_year_note(mover: &Mover) -> Option<String> {
    mover.undated_year.filter(|_| mover.to.is_some()).map(|year| {
        format!("    `year: {year}` has no day, so it stays as it is: `send check` says what to write in its place")
    })
}

/// Returns the row for a pupil's class. A pupil with a class that began on that very day has already been moved.
fn pair_of<'p>(record: &Record, pairs: &'p [Pair], day: Day) -> Option<&'p Pair> {
    let moved =
        matches!(&record.class, Some(Classes::History(history)) if history.iter().any(|entry| entry.from == Some(day)));
    let class = record.class_on(day).filter(|_| !moved && record.is_on_roll_on(day))?;
    pairs.iter().find(|pair| pair.from == *class)
}

/// Moves one pupil, looking again under the lock, because someone may have moved the pupil meanwhile.
fn move_up_one(record: &mut Record, mover: &Mover, day: TypedDay<'_>) -> anyhow::Result<ChangeResult> {
    let told = ChangeResult::done(
        format!(
            "moved from {} to {} from {}",
            mover.from.as_str(),
            mover.to.as_ref().map_or("", Text::as_str),
            date(day.day)
        ),
        "move up a class",
    );
    let pair = Pair { from: mover.from.clone(), to: mover.to.clone() };
    if let Some(to) = pair_of(record, &[pair], day.day).and_then(|pair| pair.to.clone()) {
        put_from(record, to, day)?;
    }
    Ok(told)
}

fn not_saved(findings: Vec<Finding>) -> Failure {
    Failure::Unsaved { because: "correct the table first".to_owned(), findings }
}
