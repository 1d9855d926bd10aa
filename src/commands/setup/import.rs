//! `send import`.

mod choices;
mod compared;
mod enrolment;
mod fields;
mod headings;
mod identity;
mod judge;
mod leavers;
mod merged_rows;
mod not_pupils;
mod preview;
mod remembered;
mod roll_row;
mod row_cells;
mod rows;
mod saved;
mod sheet_dates;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use crate::records::new_record::GivenIds;
use crate::session::{CommandOutcome, Context};
use crate::writing::chosen_pupils::asked_once;
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::hold::finish_first;
use crate::writing::roll_checks::{given_ids, of_all};
use crate::writing::{Scene, WriteArgs, telling};
use choices::MapChoices;
use compared::ComparedRecord;
use judge::Comparing;
use preview::Adding;
use rows::RollReading;

/// Update names, classes and UPNs from the school's own system (MIS)
///
/// The roll is a CSV file or an Excel workbook (.xlsx), as the school's own system exports it. It has the columns name, upn,
/// date_of_birth, class and from (the first day on roll), in any order and under the headings of SIMS, Arbor and other systems. The
/// name may be in two columns, forename and surname. `docs/roll.md` lists the headings.
///
/// A pupil is found by id, UPN, or name and date of birth; if a row gives several, they must mean the same pupil. Anything about SEND
/// stays as it is. Pupils who are no longer on the roll are listed: record that with `send leave`. If a row has a mistake, no change
/// is saved and all mistakes are listed.
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
    /// The heading of a field, such as class="Class 2026", or the meaning of a word: "enrolment:On books=current"
    #[arg(long = "map", value_name = "FIELD=HEADING")]
    maps: Vec<String>,
    /// Keep what `--map` says in send.toml, for the next import
    #[arg(long)]
    remember: bool,
    /// Make a record for each pupil on the roll who has no record; the row needs the first day on roll
    #[arg(long)]
    add: bool,
    /// Leave out the rows that have a mistake, and save the others
    #[arg(long)]
    skip_bad: bool,
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
    let choices = MapChoices::read_all(&args.maps, &opened.school.settings.import.map)?;
    let settings = if args.remember { remembered::with_choices(&choices, &opened)? } else { None };
    let (records, all_read) = of_all(&opened, context, |pupil| ComparedRecord::of_pupil(pupil, &opened, scene.date))?;
    let ids: BTreeSet<&str> = records.iter().map(|record| record.known.id.as_str()).collect();
    let reading = RollReading {
        sheet: args.sheet.as_deref(),
        choices: &choices,
        is_record: &|typed| ids.contains(typed),
        school: &opened.school,
        today: scene.date,
    };
    let file = args.roll.to_string_lossy().replace('\\', "/");
    let read = rows::read_roll(&context.environment.folder.join(&args.roll), &file, &reading)?;
    for note in &read.notes {
        telling::say_line(context, note)?;
    }
    let given = if args.add { given_ids(args.write.dry_run, &opened, context)? } else { GivenIds::default() };
    let comparing = Comparing { given: args.add.then_some(&given), leaves_out: args.skip_bad };
    let judged = judge::compare_roll(read, &records, comparing)?;
    let adding = match (args.add, all_read) {
        (false, _) => Adding::NotAsked,
        (true, false) => Adding::Unsafe,
        (true, true) => Adding::With(given),
    };
    preview::tell_comparison(&judged, &adding, context)?;
    let is_whole = all_read && judged.left_out.is_empty();
    let before = if is_whole { CommandOutcome::Done } else { CommandOutcome::Incomplete };
    let changes = judged.changed.len() + if matches!(adding, Adding::With(_)) { judged.new.len() } else { 0 };
    let is_agreed = !args.write.dry_run && (changes == 0 || asked_once(changes, args.yes, context)?);
    if !is_agreed || changes == 0 && settings.is_none() {
        telling::say_line(context, "nothing was saved")?;
        return Ok(before);
    }
    Ok(before.worse(saved::save_import(args, &judged, adding, settings.as_ref(), &scene, context)?))
}
