//! `send import`.

mod compared;
mod fields;
mod headings;
mod identity;
mod judge;
mod not_pupils;
mod rows;
mod sheet_dates;

use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::model::record::{Classes, Record};
use crate::records::new_record::GivenIds;
use crate::session::{CommandOutcome, Context};
use crate::words::count;
use crate::writing::chosen_pupils::asked_once;
use crate::writing::classes::{put_class, put_into};
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::hold::finish_first;
use crate::writing::hold::lock_folder;
use crate::writing::keep::RecordToSave;
use crate::writing::opening::FirstDay;
use crate::writing::roll_checks::{class_now, free_id, fresh_record, given_ids, of_all, or_told, put_upn};
use crate::writing::save::Change;
use crate::writing::together::{OneOfSeveral, judge_each, save_records};
use crate::writing::{ChangeResult, Scene, WriteArgs, make, telling};
use compared::ComparedRecord;
use headings::HeadingChoice;
use judge::{New, RollChange, RollComparison};
use rows::RollReading;

/// Update names, classes and UPNs from the school's own system (MIS)
///
/// The roll is a CSV file or an Excel workbook (.xlsx), as the school's own system exports it. It has the columns id, name, upn,
/// date_of_birth, class and from (the first day on roll), in any order and under the headings of SIMS, Arbor and other systems. The
/// name may be in two columns, forename and surname. `docs/roll.md` lists the headings.
///
/// A pupil is found by id, UPN, or name and date of birth; if a row gives several, they must mean the same pupil. Anything about SEND
/// stays as it is.
/// Pupils who are no longer on the roll are listed: record that with `send leave`. If a row has a mistake, no change is saved and
/// all mistakes are listed.
///
/// Example: send import roll.csv --dry-run
#[derive(Debug, Clone, Args)]
pub(crate) struct ImportArgs {
    /// The roll, a CSV file or an Excel workbook (.xlsx)
    #[arg(value_name = "ROLL")]
    roll: PathBuf,
    /// The sheet of the workbook, if more than one has values
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The heading under which the roll has a field: id, name, forename, surname, upn, date_of_birth, class or from
    #[arg(long = "map", value_name = "FIELD=HEADING")]
    maps: Vec<String>,
    /// Make a record for each pupil on the roll who has no record; the row needs the first day on roll
    #[arg(long)]
    add: bool,
    /// Save all changes without asking first
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// Brings the records up to date with the roll.
pub(crate) fn run(args: &ImportArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    if !args.write.dry_run {
        finish_first(&opened, context)?;
    }
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    opened.refuse_linked_records()?;
    let scene = Scene::new(&args.write, &opened, context)?;
    let file = args.roll.to_string_lossy().replace('\\', "/");
    let choices = HeadingChoice::read_all(&args.maps)?;
    let reading =
        RollReading { sheet: args.sheet.as_deref(), choices: &choices, school: &opened.school, today: scene.date };
    let read = rows::read_roll(&context.environment.folder.join(&args.roll), &file, &reading)?;
    for note in &read.notes {
        telling::say_line(context, note)?;
    }
    let (records, all_read) = of_all(&opened, context, |pupil| ComparedRecord::of_pupil(pupil, &opened, scene.date))?;
    let given = if args.add { given_ids(args.write.dry_run, &opened, context)? } else { GivenIds::default() };
    let judged = judge::compare_roll(read, &records, args.add.then_some(&given))?;
    let adding = match (args.add, all_read) {
        (false, _) => Adding::NotAsked,
        (true, false) => Adding::Unsafe,
        (true, true) => Adding::With(given),
    };
    tell_comparison(&judged, &adding, context)?;
    let changes = judged.changed.len() + if matches!(adding, Adding::With(_)) { judged.new.len() } else { 0 };
    let before = if all_read { CommandOutcome::Done } else { CommandOutcome::Incomplete };
    if changes == 0 || args.write.dry_run || !asked_once(changes, args.yes, context)? {
        telling::say_line(context, "nothing was saved")?;
        return Ok(before);
    }
    Ok(before.worse(write_changes(args, &judged, adding, &scene, context)?))
}

/// Whether `import` makes records for pupils who do not have one.
enum Adding {
    /// No: `--add` was not typed.
    NotAsked,
    /// No: a record that is missing or cannot be read may be theirs.
    Unsafe,
    /// Yes, with ids other than these.
    With(GivenIds),
}

/// Shows what the roll would change, and what a person must do.
fn tell_comparison(judged: &RollComparison, adding: &Adding, context: &mut Context<'_>) -> anyhow::Result<()> {
    for changed in &judged.changed {
        telling::say_line(context, &format!("  changed: {}: {}", changed.id, changed.changes_in_words().join("; ")))?;
    }
    for new in &judged.new {
        let hint = match adding {
            Adding::NotAsked => " (no record; `--add` makes one)",
            Adding::Unsafe => " (not added, because a record that is missing or cannot be read may be this pupil's)",
            Adding::With(_) => "",
        };
        telling::say_line(context, &format!("  new: {}{hint}", new.name.as_str()))?;
    }
    for gone in &judged.gone {
        telling::say_line(context, &format!("  gone from the roll: {gone} (`send leave`)"))?;
    }
    for note in &judged.notes {
        telling::say_line(context, &format!("  {note}"))?;
    }
    let (changed, new) = (count(judged.changed.len(), "record"), judged.new.len());
    let (same, gone) = (judged.same, judged.gone.len());
    telling::say_line(context, &format!("{changed} changed, {new} new, {same} the same, {gone} gone from the roll"))
}

/// Saves all changes in one commit, which `undo` undoes as one. A change that is stopped is reported, and the others go on.
fn write_changes(
    args: &ImportArgs,
    judged: &RollComparison,
    adding: Adding,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let dated = args.write.date.is_some();
    let changes: Vec<_> = judged
        .changed
        .iter()
        .map(|changed| |record: &mut Record| bring_up_to_date(record, changed, dated, scene))
        .collect();
    let changes: Vec<OneOfSeveral<'_>> = judged
        .changed
        .iter()
        .zip(&changes)
        .map(|(changed, change)| (changed.path.as_path(), change as Change<'_>))
        .collect();
    let (mut worst, mut records) = judge_each(&changes, scene, context)?;
    if let Adding::With(mut given) = adding {
        for new in &judged.new {
            let mut made = None;
            let told = new_record(new, &given, scene).map(|record| {
                made = Some(record);
                CommandOutcome::Done
            });
            worst = worst.worse(or_told(told, context)?);
            // The next record must get another id, although the file of this one is not there yet.
            given.ids.extend(made.iter().map(|record| record.after.record.id().to_lowercase()));
            records.extend(made);
        }
    }
    Ok(worst.worse(save_records(&held, &records, &subject_of(&records), scene, context)?))
}

/// Returns the subject of the commit: for one record its own, otherwise one for the whole roll.
fn subject_of(records: &[RecordToSave]) -> String {
    match records {
        [record] => record.told.subject.clone(),
        _ => "import the roll".to_owned(),
    }
}

/// Changes a record to what the roll has. `dated` says that the day of the roll was typed.
fn bring_up_to_date(
    record: &mut Record,
    changed: &RollChange,
    dated: bool,
    scene: &Scene<'_>,
) -> anyhow::Result<ChangeResult> {
    if let Some((_, name)) = &changed.name {
        record.name = name.clone();
    }
    if let Some((_, class)) = &changed.class {
        // A list of classes gets the new one from the day of the roll. A single class is today's.
        if dated || matches!(record.class, Some(Classes::History(_))) {
            put_into(record, class.clone(), scene.date)?;
        } else {
            put_class(record, class.clone());
        }
    }
    if let Some(upn) = &changed.upn {
        put_upn(record, upn.clone());
    }
    let what = changed.changed_keys().join(" and ");
    Ok(ChangeResult::done(format!("brought {what} up to date with the roll"), format!("import {what}")))
}

/// Makes the record of a pupil who does not have one.
fn new_record(new: &New, given: &GivenIds, scene: &Scene<'_>) -> anyhow::Result<RecordToSave> {
    let id = free_id(new.id.as_deref(), given, scene.opened)?;
    let (Some(born), Some(from)) = (new.date_of_birth, new.from) else {
        return Err(Failure::stopped("the date of birth or the first day on roll is missing", "add it to the roll"));
    };
    let record = Record {
        upn: new.upn.clone(),
        class: class_now(new.class.clone()),
        ..fresh_record(&id, new.name.clone(), born, FirstDay::Known(from).on_roll(from))
    };
    let path = scene.opened.folder.place_for(&id, None);
    let (made, found) = make::judge_made(&record, &path, scene)?;
    make::record_to_make(made, found, &path, ChangeResult::done("made the record, from the roll", "make the record"))
}
