//! `send import`.

mod asked_words;
mod choices;
mod compared;
mod enrolment;
mod fields;
mod found_day;
mod found_told;
mod headings;
mod identity;
mod judge;
mod leavers;
mod merged_rows;
mod new_classes;
mod not_pupils;
mod openings;
mod preview;
mod remembered;
mod roll_row;
mod row_cells;
mod rows;
mod saved;
mod sen_cells;
mod sen_compared;
mod sen_facts;
mod sen_words;
mod sheet_dates;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use crate::context::prompt::{self, Choice, Reply};
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::ParentsTold;
use crate::records::grid::Grid;
use crate::records::new_record::GivenIds;
use crate::session::word::word_parser;
use crate::session::{CommandOutcome, Context, Opened};
use crate::writing::chosen_pupils::asked_once;
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::hold::finish_first;
use crate::writing::roll_checks::{given_ids, of_all};
use crate::writing::{Scene, WriteArgs, telling};
use choices::MapChoices;
use compared::ComparedRecord;
use found_day::{FoundDay, StageChoices};
use found_told::{FoundSheet, ReviewHeadings};
use judge::{Comparing, RollComparison};
use preview::Adding;
use rows::{Roll, RollReading};

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
/// With `--as-found` the SEN columns are read too, and records begin as they were found on that day: SEN status, needs, first day on the
/// register, reviews and EHC plan. No history is invented. A record that has something about SEN stays as it is, and what differs is
/// listed. Look first with `send import register.xlsx --as-found DATE --dry-run`. `docs/roll.md` describes it.
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
    /// Read the SEN columns too, and begin the records of these pupils as they were found on this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_found: Option<String>,
    /// The stage of pupils at each SEN status, if the sheet does not say it; defaults to K=C,E=D,none=none
    #[arg(long, value_name = "STATUS=STAGE,...", requires = "as_found")]
    stages: Option<String>,
    /// Whether the parents of all pupils at K were told that their child gets SEN support
    #[arg(long, value_name = "ANSWER", value_parser = word_parser::<ParentsTold>(), ignore_case = true, requires = "as_found")]
    parents_told: Option<ParentsTold>,
    /// Add the classes that send.toml does not name
    #[arg(long)]
    add_classes: bool,
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
    let mut opened = context.open()?;
    if !args.write.dry_run {
        finish_first(&opened, context)?;
    }
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    opened.refuse_linked_records()?;
    let mut choices = MapChoices::read_all(&args.maps, &opened.school.settings.import.map)?;
    let (found, today) = {
        let scene = Scene::new(&args.write, &opened, context)?;
        (found_on(args, &choices, &scene, context)?, scene.date)
    };
    let asks = found.is_some() && context.environment.asks && !args.yes;
    if args.remember && !asks {
        remembered::refuse_without_choices(&choices, &opened)?;
    }
    let (records, all_read) = of_all(&opened, context, |pupil| {
        ComparedRecord::of_pupil(pupil, &opened, today, found.as_ref().map(|found| found.day))
    })?;
    let file = args.file();
    let grid = rows::read_grid(&context.environment.folder.join(&args.roll), &file, args.sheet.as_deref())?;
    let how = (found.is_some(), today);
    let mut read = read_rows(&grid, &choices, how, &records, &opened)?;
    if asks && asked_words::ask_meanings(&read.mistakes.statuses, &mut choices, context)? {
        read = read_rows(&grid, &choices, how, &records, &opened)?;
    }
    let kept = if args.remember { remembered::with_choices(&choices, &opened)? } else { None };
    let unknown = &read.mistakes.classes;
    let classes = new_classes::agreed_classes(unknown, args.add_classes, found.is_some(), asks, context)?;
    if !classes.is_empty() {
        new_classes::take_classes(&classes, &mut opened);
        read = read_rows(&grid, &choices, how, &records, &opened)?;
    }
    let settings = new_classes::with_classes(&classes, kept, &opened)?;
    let scene = Scene::new(&args.write, &opened, context)?;
    for note in &read.notes {
        telling::say_line(context, note)?;
    }
    let adds = args.add || found.is_some();
    let given = if adds { given_ids(args.write.dry_run, &opened, context)? } else { GivenIds::default() };
    let comparing = Comparing { given: adds.then_some(&given), leaves_out: args.skip_bad, found: found.as_ref() };
    let reviews = ReviewHeadings::of(&read.headings);
    let mut judged = judge::compare_roll(read, &records, comparing)?;
    let adding = match (adds, all_read) {
        (false, _) => Adding::NotAsked,
        (true, false) => Adding::Unsafe,
        (true, true) => Adding::With(given),
    };
    if let Some(found) = &found {
        let sheet = FoundSheet { file: &file, pupils: judged.pupils, reviews, day: found.day };
        found_told::tell_found(&sheet, &judged.opened, context)?;
    }
    preview::tell_comparison(&judged, &adding, found.is_none(), context)?;
    let is_whole = all_read && judged.left_out.is_empty();
    let before = if is_whole { CommandOutcome::Done } else { CommandOutcome::Incomplete };
    let changes = judged.changed.len() + if matches!(adding, Adding::With(_)) { judged.new.len() } else { 0 };
    let is_agreed = !args.write.dry_run && (changes == 0 || asked_once(changes, args.yes, context)?);
    if !is_agreed || changes == 0 && settings.is_none() {
        telling::say_line(context, "nothing was saved")?;
        return Ok(before);
    }
    if !judged.opened.is_empty() {
        judged.set_parents_told(parents_told(args, &judged, context)?);
    }
    let outcome = before.worse(saved::save_import(args, &judged, adding, settings.as_ref(), &scene, context)?);
    if !judged.opened.is_empty() {
        let is_recorded = outcome == CommandOutcome::Done && judged.is_in_the_records();
        let has_terms = opened.school.settings.terms.iter().any(|term| term.to >= today);
        found_told::tell_next(&file, is_recorded, has_terms, context)?;
    }
    Ok(outcome)
}

/// Reads the rows of the sheet. `sen` says whether what they say about SEN is read, as on `today`.
fn read_rows<'g>(
    grid: &'g Grid,
    choices: &MapChoices,
    (sen, today): (bool, Day),
    records: &[ComparedRecord],
    opened: &Opened,
) -> anyhow::Result<Roll<'g>> {
    let ids: BTreeSet<&str> = records.iter().map(|record| record.known.id.as_str()).collect();
    let reading = RollReading { choices, is_record: &|typed| ids.contains(typed), school: &opened.school, sen, today };
    rows::read_roll(grid, &reading)
}

impl ImportArgs {
    /// The file, as it is named in messages.
    fn file(&self) -> String {
        self.roll.to_string_lossy().replace('\\', "/")
    }
}

/// Returns what holds for every pupil of a sheet that is read as found, if it is.
fn found_on(
    args: &ImportArgs,
    choices: &MapChoices,
    scene: &Scene<'_>,
    context: &Context<'_>,
) -> anyhow::Result<Option<FoundDay>> {
    let Some(typed) = &args.as_found else {
        if let Some(choice) = choices.typed().find(|choice| choice.field.is_about_sen()) {
            let message = format!("--map: {} is read only with `--as-found`", choice.field.in_words());
            return Err(Failure::usage(message, "add `--as-found DATE`, or leave this `--map` out"));
        }
        return Ok(None);
    };
    refuse_sheet_inside(args, scene.opened, context)?;
    let day = scene.happened("--as-found", typed)?;
    let stages = StageChoices::read(args.stages.as_deref())?;
    let name = args.roll.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Some(FoundDay { day, stages, by: scene.by(), source: Text::from(format!("SEN register, {name}").as_str()) }))
}

/// Refuses a sheet inside the records folder. It has the details of children, and it would go into the history.
fn refuse_sheet_inside(args: &ImportArgs, opened: &Opened, context: &Context<'_>) -> anyhow::Result<()> {
    let sheet = context.environment.folder.join(&args.roll).canonicalize();
    let root = opened.folder.root().canonicalize();
    match sheet.ok().zip(root.ok()) {
        Some((sheet, root)) if sheet.starts_with(&root) => Err(Failure::usage(
            format!("{} is inside the records folder, where it may get into the history", args.file()),
            "move it out of the folder, and import it from there",
        )),
        _ => Ok(()),
    }
}

/// Whether the parents had been told that their child gets SEN support: as typed, or as a person at a terminal says. The law asks it
/// about pupils without an EHC plan (s.68 of the Children and Families Act 2014).
fn parents_told(args: &ImportArgs, judged: &RollComparison, context: &mut Context<'_>) -> anyhow::Result<ParentsTold> {
    let at_k = judged.opened.iter().filter(|pupil| pupil.is_at_k()).count();
    if let Some(told) = args.parents_told {
        return Ok(told);
    }
    if args.yes || !context.environment.asks || at_k == 0 {
        return Ok(ParentsTold::NotKnown);
    }
    context.out().flush()?;
    let pupils = if at_k == 1 { "of the pupil".to_owned() } else { format!("of all {at_k} pupils") };
    let question = format!("Were the parents {pupils} at K told that their child gets SEN support?");
    let choices = ParentsTold::VOCABULARY
        .words
        .iter()
        .map(|(word, meaning)| Choice { word: (*word).to_owned(), meaning: (*meaning).trim().to_owned() });
    match prompt::one_of(&question, choices.collect(), None, true) {
        Ok(Reply::Given(word)) => Ok(word.parse().unwrap_or(ParentsTold::NotKnown)),
        Ok(Reply::Back) | Err(_) => Err(Failure::stopped(
            "the question was not answered, so nothing was saved",
            "answer it, or give `--parents-told`",
        )),
    }
}
