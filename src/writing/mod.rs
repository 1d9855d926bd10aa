//! The steps that every verb shares when it changes a record. First ask for what is missing and have the change confirmed. Then
//! take the lock, read again, change the record as a value, judge it, edit the file, save, and commit.
//!
//! A verb says what it asks and what it changes ([`Verb`]); the order of the steps is only here and in `save.rs`.

pub(crate) mod arrival;
pub(crate) mod asking;
pub(crate) mod awards;
pub(crate) mod before_found;
pub(crate) mod brought;
pub(crate) mod by_hand;
pub(crate) mod chosen_pupils;
pub(crate) mod classes;
pub(crate) mod clock;
pub(crate) mod confirm;
pub(crate) mod drafting;
pub(crate) mod finish;
pub(crate) mod first_days;
pub(crate) mod held;
pub(crate) mod hold;
pub(crate) mod joining;
pub(crate) mod keep;
pub(crate) mod make;
pub(crate) mod opening;
pub(crate) mod refusal;
pub(crate) mod roll_checks;
pub(crate) mod save;
pub(crate) mod scene;
pub(crate) mod school_event;
pub(crate) mod talk;
pub(crate) mod telling;
pub(crate) mod timed_facts;
pub(crate) mod together;
pub(crate) mod year_taught;

use std::path::Path;

use clap::Args;

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::reports::Report;
use crate::reports::ready::ReadyRow;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::count;
use asking::OptionQuestion;
use chosen_pupils::{Meant, Whose};
use save::Change;
pub(crate) use scene::{Scene, WriteArgs, name_typed, text_of, text_typed};
use talk::{Script, Talked, talk};
use together::OneOfSeveral;

/// A verb that changes a record. Its fields are its options.
pub(crate) trait Verb: Args + Clone {
    /// The options of every command that writes.
    fn write_args(&self) -> &WriteArgs;

    /// The pupils whose records it changes.
    fn whose_records(&self) -> Whose<'_>;

    /// The options of the scene. A verb that allows `--date` in the future removes it here and reads it itself.
    fn dated(&self) -> WriteArgs {
        self.write_args().clone()
    }

    /// The questions about what was not typed, in the order of a conversation. If one of them is needed, all are asked at a
    /// terminal; without a terminal, the first needed one is a mistake in what was typed.
    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion>;

    /// Says why the record cannot be changed in this way, whatever the answers are. This comes before the questions.
    fn refuse_early(&self, _: &Record, _: &Scene<'_>) -> anyhow::Result<()> {
        Ok(())
    }

    /// Changes the record, or says why it cannot. The header is brought in step afterwards.
    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult>;
}

/// The parts of [`Verb`] that are the same for every verb about one pupil: its write options and its pupil.
macro_rules! about_one_pupil {
    () => {
        fn write_args(&self) -> &crate::writing::WriteArgs {
            &self.write
        }

        fn whose_records(&self) -> crate::writing::chosen_pupils::Whose<'_> {
            crate::writing::chosen_pupils::Whose::One(&self.pupil)
        }
    };
}
pub(crate) use about_one_pupil;

/// The change that a verb made to a record, or the policy's refusal.
#[derive(Debug)]
pub(crate) struct ChangeResult {
    /// Whether the policy allows it. If not, the record is not saved and the exit code is 1.
    pub(crate) allowed: bool,
    /// The change in words, without a name: `recorded the review of 12 Nov 2025`, shown after `p014: `. If refused, the reason.
    pub(crate) did: String,
    /// The same in short for the history, without a name: `advance A to B`.
    pub(crate) subject: String,
    /// The requirements of the policy, if it was a move.
    pub(crate) asked: Option<Box<Report<ReadyRow>>>,
    /// The next steps, a sentence each.
    pub(crate) next: Vec<String>,
}

impl ChangeResult {
    /// A change that was made.
    pub(crate) fn done(did: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { allowed: true, did: did.into(), subject: subject.into(), asked: None, next: Vec::new() }
    }

    /// A change that the policy refuses.
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self { allowed: false, ..Self::done(why, "") }
    }

    /// Adds a sentence about the next step.
    pub(crate) fn and_next(mut self, next: impl Into<String>) -> Self {
        self.next.push(next.into());
        self
    }
}

/// Runs a verb.
pub(crate) fn run<V: Verb>(verb: &V, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    if !verb.write_args().dry_run {
        hold::finish_first(&opened, context)?;
    }
    let pupils = chosen_pupils::pupils_meant(verb.whose_records(), &opened)?;
    let Some(first) = pupils.first() else { return Ok(CommandOutcome::Done) };
    let records: Vec<&Path> = pupils.iter().map(|pupil| pupil.path.as_path()).collect();
    clock::stop_if_clock_is_behind(verb.write_args(), &records, &opened, context)?;
    let talked = conversation(verb, first, &pupils, &opened, context)?;
    change_all(&talked, &pupils, &opened, context).map_err(|error| talk::with_answers(error, &talked.answers))
}

/// Asks for what is missing. The record of the first pupil decides which questions are asked.
fn conversation<V: Verb>(
    verb: &V,
    first: &Meant,
    pupils: &[Meant],
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Talked<V>> {
    let pupil = opened.folder.load_pupil(&first.path).map_err(Failure::unsaved)?;
    let script = Script {
        questions: &|verb: &V, context| {
            let scene = Scene::new(&verb.dated(), opened, context)?;
            verb.refuse_early(&pupil.record, &scene)?;
            Ok(verb.questions(&pupil.record, &scene))
        },
        confirm: &|verb, context| confirm::confirm_changes(verb, pupils, opened, context),
    };
    talk(verb, &script, opened, context)
}

/// Changes all of the chosen records. If one of them cannot be changed, no record is.
fn change_all<V: Verb>(
    talked: &Talked<V>,
    pupils: &[Meant],
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let verb = &talked.verb;
    let scene = &Scene::new(&verb.dated(), opened, context)?;
    if pupils.len() > 1 {
        refuse_some(verb, pupils, scene)?;
    }
    let is_trial = verb.write_args().dry_run;
    let is_agreed = pupils.len() == 1 || is_trial || talked.shown.is_some();
    if !is_agreed && !chosen_pupils::all_agreed(pupils, verb.whose_records(), context)? {
        return Ok(CommandOutcome::Done);
    }
    let changes: Vec<_> = pupils
        .iter()
        .enumerate()
        .map(|(at, pupil)| {
            let shown = talked.shown.as_ref().map(|shown| shown.change_at(at));
            (pupil, move |record: &mut Record| confirm::change_as_shown(verb, shown, record, scene))
        })
        .collect();
    if is_trial {
        let mut worst = CommandOutcome::Done;
        for (pupil, change) in &changes {
            worst = worst.worse(save::try_change(&pupil.path, scene, context, change)?);
        }
        return Ok(worst);
    }
    let changes: Vec<OneOfSeveral<'_>> =
        changes.iter().map(|(pupil, change)| (pupil.path.as_path(), change as Change<'_>)).collect();
    together::save_all(&changes, scene, context)
}

/// Refuses the change, with the reason for each pupil, if one of several records cannot be changed. No record is changed before.
fn refuse_some<V: Verb>(verb: &V, pupils: &[Meant], scene: &Scene<'_>) -> anyhow::Result<()> {
    let mut why_not = Vec::new();
    for pupil in pupils {
        let before = scene.opened.folder.load_pupil(&pupil.path).map_err(Failure::unsaved)?.record;
        let mut record = before.clone();
        let changed = verb.change(&mut record, scene).and_then(|_| before_found::refuse_added(&before, &record));
        why_not.extend(changed.err());
    }
    let lines: Vec<String> = why_not.iter().map(|why| format!("\n  {why}")).collect();
    match why_not.pop() {
        None => Ok(()),
        // A reason that is the same for every pupil is given once, as for one pupil.
        Some(why) if lines.len() == pupils.len() && lines.iter().all(|line| Some(line) == lines.first()) => Err(why),
        Some(_) => Err(Failure::usage(
            format!(
                "{} of {} cannot be changed, so no record was changed:{}",
                lines.len(),
                count(pupils.len(), "record"),
                lines.concat()
            ),
            "correct these first, or name only the other pupils",
        )),
    }
}

/// Puts an entry into a list that is ordered by day, after any entries of the same day.
pub(crate) fn put_in_order<T>(list: &mut Vec<T>, entry: T, day_of: impl Fn(&T) -> Day) {
    let day = day_of(&entry);
    let at = list.iter().rposition(|other| day_of(other) <= day).map_or(0, |before| before + 1);
    list.insert(at, entry);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    #[test]
    fn an_entry_goes_after_those_of_the_same_day() {
        let mut list = vec![(day("2025-09-15"), 1), (day("2025-11-05"), 2)];
        for (date, nth) in [("2025-11-05", 3), ("2025-09-14", 4), ("2025-10-01", 5), ("2026-01-15", 6)] {
            put_in_order(&mut list, (day(date), nth), |(date, _)| *date);
        }
        assert_eq!(list.iter().map(|(_, nth)| *nth).collect::<Vec<_>>(), [4, 1, 5, 2, 3, 6]);
    }
}
