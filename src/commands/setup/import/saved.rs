//! Saves what the roll changes: all records in one commit, which `undo` undoes as one, or none of them.

use super::ImportArgs;
use super::judge::{RollChange, RollComparison};
use super::preview::Adding;
use super::roll_row::RollRow;
use crate::failure::Failure;
use crate::model::record::Record;
use crate::records::new_record::GivenIds;
use crate::session::{CommandOutcome, Context};
use crate::writing::classes::{TypedDay, put_class, put_from};
use crate::writing::hold::lock_folder;
use crate::writing::joining::put_joining_day;
use crate::writing::keep::{RecordToSave, SchoolFileToSave};
use crate::writing::opening::{FoundSince, Opening};
use crate::writing::roll_checks::{class_now, free_id, fresh_record, or_told, put_upn};
use crate::writing::save::Change;
use crate::writing::together::{OneOfSeveral, judge_each, save_records_and};
use crate::writing::{ChangeResult, Scene, make};

/// Saves all changes in one commit. If one record cannot be changed, that is reported, and no record is, unless rows with a mistake
/// are left out.
pub(super) fn save_import(
    args: &ImportArgs,
    judged: &RollComparison,
    adding: Adding,
    settings: Option<&SchoolFileToSave>,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let typed = args.write.date.as_deref();
    let day = TypedDay { typed, day: scene.date, today: scene.opened.as_at };
    let changes: Vec<_> = judged
        .changed
        .iter()
        .map(|changed| |record: &mut Record| bring_up_to_date(record, changed, judged.opening_of(changed.line), day))
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
            let told = new_record(new, judged.opening_of(new.line), &given, scene).map(|record| {
                made = Some(record);
                CommandOutcome::Done
            });
            worst = worst.worse(or_told(told, context)?);
            // The next record must get another id, although the file of this one is not there yet.
            given.ids.extend(made.iter().map(|record| record.after.record.id().to_lowercase()));
            records.extend(made);
        }
    }
    if worst != CommandOutcome::Done && !args.skip_bad {
        let help = "correct these first, or leave them out with `--skip-bad`";
        return Err(Failure::stopped("not every record can be saved, so nothing was saved", help));
    }
    let subject = subject_of(&records, !judged.opened.is_empty());
    Ok(worst.worse(save_records_and(&held, &records, settings, &subject, scene, context)?))
}

/// Returns the subject of the commit: for one record its own, otherwise one for the whole roll.
fn subject_of(records: &[RecordToSave], as_found: bool) -> String {
    match records {
        [] => "keep what headings of the roll mean".to_owned(),
        [record] => record.told.subject.clone(),
        _ if as_found => "begin the records as found".to_owned(),
        _ => "import the roll".to_owned(),
    }
}

/// Changes a record to what the roll has, as on the day of the roll.
fn bring_up_to_date(
    record: &mut Record,
    changed: &RollChange,
    opening: Option<&Opening>,
    day: TypedDay<'_>,
) -> anyhow::Result<ChangeResult> {
    if let Some((_, name)) = &changed.name {
        record.name = name.clone();
    }
    let mut more = None;
    if let Some((_, class)) = &changed.class {
        // The first class that a record gets is the class as now. A later one leaves the class that was before the day of the roll.
        if day.typed.is_some() || record.class.is_some() {
            more = put_from(record, class.clone(), day)?;
        } else {
            put_class(record, class.clone());
        }
    }
    if let Some((_, joined)) = changed.joined {
        put_joining_day(record, joined)?;
    }
    if let Some(opening) = opening {
        opening.put_into(record);
    }
    if let Some(upn) = &changed.upn {
        put_upn(record, upn.clone());
    }
    let what = changed.changed_keys().join(" and ");
    let more = more.map_or_else(String::new, |more| format!(" ({more})"));
    Ok(ChangeResult::done(format!("brought {what} up to date with the roll{more}"), format!("import {what}")))
}

/// Makes the record of a pupil who does not have one.
fn new_record(
    new: &RollRow,
    opening: Option<&Opening>,
    given: &GivenIds,
    scene: &Scene<'_>,
) -> anyhow::Result<RecordToSave> {
    let id = free_id(new.id.as_deref(), given, scene.opened)?;
    let on_roll = match (opening, new.from) {
        (Some(opening), _) => Some(opening.on_roll.on_roll(opening.found)),
        (None, from) => from.map(|from| FoundSince::Known(from).on_roll(from)),
    };
    let (Some(born), Some(on_roll)) = (new.date_of_birth, on_roll) else {
        return Err(Failure::stopped("the date of birth or the first day on roll is missing", "add it to the roll"));
    };
    let mut record = Record {
        upn: new.upn.clone(),
        former_upn: new.former_upn.clone(),
        class: class_now(new.class.clone()),
        ..fresh_record(&id, new.name.clone(), born, on_roll)
    };
    let did = match opening {
        Some(opening) => {
            opening.put_into(&mut record);
            "made the record, as found"
        }
        None => "made the record, from the roll",
    };
    let path = scene.opened.folder.place_for(&id, None);
    let (made, found) = make::judge_made(&record, &path, scene)?;
    make::record_to_make(made, found, &path, ChangeResult::done(did, "make the record"))
}
