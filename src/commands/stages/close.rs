//! `send close`.

use clap::Args;

use super::moving::{allowed_by, ask_policy, push_move, refuse_earlier, refuse_nowhere};
use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{Concern, Record};
use crate::model::vocabulary::Stage;
use crate::policy::MoveName;
use crate::rules::moves::MoveDirection;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::before_found::{JudgedStep, refuse_step};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, text_of};

/// Close a concern, or a pupil's support, if the policy allows it
///
/// From stage A you need a reason, and the family must have been told. From B, C and D the last review must have decided it.
/// The record stays, and a new concern can open it again at any time.
///
/// A concern that needed no stage is closed with `--outcome`, which says how it ended, and `--told`, the day the parents were
/// told. You can add `--told` later.
///
/// Example: send close p014 --because "the gap is closed; agreed at the review"
///
/// Example: send close p014 --outcome "new glasses; catching up" --told today
#[derive(Debug, Clone, Args)]
pub(crate) struct CloseArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Reason for closing the support
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// For a concern without a stage: how it ended
    #[arg(long, value_name = "TEXT")]
    outcome: Option<String>,
    /// For a concern without a stage: date the parents were told how it ended
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    told: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for CloseArgs {
    about_one_pupil!();

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let needed = |option: &str, words: &str, typed: &Option<String>| {
            typed.is_none().then(|| OptionQuestion::needed(option, words, AnswerKind::Text))
        };
        // An option of the other way to close is a mistake, which `change` reports.
        if self.strange_option(record).is_some() {
            return Vec::new();
        }
        if has_stage(record) {
            let because = needed("--because=", "Why is the concern closed?", &self.because);
            return scene.when(&self.write, "When was the concern closed?").into_iter().chain(because).collect();
        }
        if record.open_concern_written().is_none() {
            return Vec::new();
        }
        let day = AnswerKind::Day(DateDirection::Past);
        let told = OptionQuestion::optional("--told=", "When were the parents told how it ended?", day);
        let outcome = needed("--outcome=", "How did the concern end?", &self.outcome);
        let told = Some(told).filter(|_| self.told.is_none());
        scene.when(&self.write, "When was the concern closed?").into_iter().chain(outcome).chain(told).collect()
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        refuse_step(record, JudgedStep::Move, scene.date)
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if let Some(strange) = self.strange_option(record) {
            return Err(strange);
        }
        if has_stage(record) { self.close_support(record, scene) } else { self.close_concern(record, scene) }
    }
}

/// Whether the pupil is at a stage, which is closed with a move.
fn has_stage(record: &Record) -> bool {
    record.last_stage_written().is_some_and(|stage| stage != Stage::Closed)
}

impl CloseArgs {
    /// The failure for an option that belongs to support at a stage, if the pupil has none, or to a concern without a stage.
    fn strange_option(&self, record: &Record) -> Option<anyhow::Error> {
        let id = record.id();
        let of_concern = [("--outcome", &self.outcome), ("--told", &self.told)];
        let of_concern = of_concern.into_iter().find(|(_, typed)| typed.is_some());
        match (has_stage(record), of_concern, &self.because) {
            (true, Some((option, _)), _) => Some(Failure::usage(
                format!("{option} is for a concern without a stage, and {id} is at a stage"),
                "give the reason with `--because`; record how the parents were told with `send contact`",
            )),
            (false, _, Some(_)) if record.open_concern_written().is_some() => Some(Failure::usage(
                format!("--because is for support at a stage, and {id} has no stage"),
                "say how the concern ended with `--outcome`",
            )),
            _ => None,
        }
    }

    /// Moves the pupil from a stage to `closed`.
    fn close_support(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        refuse_earlier(record, scene)?;
        let from = record.last_stage_written();
        let asked = ask_policy(record, MoveName::Closed, scene);
        refuse_nowhere(&asked, record, MoveName::Closed, MoveDirection::On, scene)?;
        let report = match allowed_by(&asked, record, MoveName::Closed, &[], scene) {
            Ok(report) => report,
            Err(refused) => return Ok(refused),
        };
        push_move(record, Stage::Closed, text_of("--because", self.because.as_ref())?, Vec::new(), scene);
        let from = from.map_or("", Stage::as_str);
        let done = format!("recorded the move from {from} to closed on {}", date(scene.date));
        let told =
            ChangeResult { asked: Some(Box::new(report)), ..ChangeResult::done(done, format!("close from {from}")) };
        let next = format!("the pupil is still on the register: take them off with `send remove {}`", record.id());
        let on_register = record.register_spell_on(scene.date).is_some();
        Ok(if on_register { told.and_next(next) } else { told })
    }

    /// Closes the open concern of a pupil without a stage, or adds when the parents were told.
    fn close_concern(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let id = record.id().to_owned();
        let told = self.told.as_ref().map(|typed| scene.happened("--told", typed)).transpose()?;
        let open = record.open_concern_written().map(|(at, _)| at);
        let Some(concern) = open.and_then(|at| record.concerns.get_mut(at)) else {
            return self.add_told(record, told);
        };
        refuse_before("the concern was closed", scene.date, concern)?;
        told.map_or(Ok(()), |told| refuse_before("the parents were told", told, concern))?;
        (concern.closed, concern.told) = (Some(scene.date), told);
        concern.outcome = text_of("--outcome", self.outcome.as_ref())?;
        let done = format!("closed the concern of {} on {}", date(concern.date), date(scene.date));
        let result = ChangeResult::done(done, "close a concern");
        let next = format!("next: tell the parents how it ended, and record it: `send close {id} --told DATE`");
        Ok(if told.is_none() { result.and_next(next) } else { result })
    }

    /// Adds the day the parents were told to the concern that was closed last.
    fn add_told(&self, record: &mut Record, told: Option<Day>) -> anyhow::Result<ChangeResult> {
        let nothing_open = nothing_open(record);
        let untold =
            record.concerns.iter_mut().rev().find(|concern| concern.closed.is_some() && concern.told.is_none());
        let waits = untold.filter(|_| self.outcome.is_none());
        let (Some(concern), Some(told)) = (waits, told) else { return Err(nothing_open) };
        refuse_before("the parents were told", told, concern)?;
        concern.told = Some(told);
        let done = format!("recorded for the concern of {}: parents told {}", date(concern.date), date(told));
        Ok(ChangeResult::done(done, "record that parents were told how a concern ended"))
    }
}

fn refuse_before(what: &str, day: Day, concern: &Concern) -> anyhow::Result<()> {
    if day >= concern.date {
        return Ok(());
    }
    Err(Failure::usage(
        format!("{what} on {}, before it was raised on {}", date(day), date(concern.date)),
        "correct the day",
    ))
}

/// The failure when nothing is open; the last thing that was closed helps to see why.
fn nothing_open(record: &Record) -> anyhow::Error {
    let id = record.id();
    let support = record.last_move_written().map(|last| last.date);
    let concern = record.concerns.iter().filter_map(|concern| concern.closed).max();
    let last = match support.max(concern) {
        Some(day) => format!("; the last was closed on {}", date(day)),
        None => String::new(),
    };
    Failure::usage(
        format!("{id} has no open concern and no stage to close{last}"),
        format!("see `send show {id}`; record a new concern with `send concern {id}`"),
    )
}
