//! `send done`.

use clap::Args;

use super::cycles::entry_picked;
use crate::failure::Failure;
use crate::model::cycle::Action;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::words::{date, list_or};
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, text_of};

/// Record that an action is done, or that a set-aside requirement is met
///
/// If only one action is open, you need not name it. If there are several, give its number or part of its text. With
/// `--waiver`, name the requirement that was set aside, and say how it was met in the end.
///
/// Example: send done p014 "new sample"
#[derive(Debug, Clone, Args)]
pub(crate) struct DoneArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// The open action: its number, or part of its text
    #[arg(value_name = "ACTION")]
    action: Option<String>,
    /// The requirement that was set aside and is met now, such as six-weeks
    #[arg(long, value_name = "REQUIREMENT", conflicts_with = "action")]
    waiver: Option<String>,
    /// How it was met
    #[arg(long, value_name = "TEXT", requires = "waiver")]
    how: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for DoneArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        let lacks_how = self.waiver.is_some() && self.how.is_none();
        lacks_how.then(|| OptionQuestion::needed("--how=", "How was it met?", AnswerKind::Text)).into_iter().collect()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        match &self.waiver {
            Some(requirement) => self.meet_requirement(requirement, record, scene),
            None => self.finish_action(record, scene),
        }
    }
}

impl DoneArgs {
    /// Records that a requirement that was set aside has been met in the end.
    fn meet_requirement(
        &self,
        requirement: &str,
        record: &mut Record,
        scene: &Scene<'_>,
    ) -> anyhow::Result<ChangeResult> {
        let missing = no_open_waiver(requirement, record);
        let how = text_of("--how", self.how.as_ref())?;
        let all = record.stages.iter_mut().flat_map(|entry| {
            let moved = entry.date;
            entry.waived.iter_mut().map(move |waiver| (moved, waiver))
        });
        let of_requirement = all.filter(|(_, waiver)| waiver.requirement.as_str() == requirement);
        // The waiver in force on the day: an earlier one was over with its move.
        let (before, after): (Vec<_>, Vec<_>) = of_requirement.partition(|(moved, _)| *moved <= scene.date);
        let Some((moved, waiver)) = before.into_iter().next_back() else {
            return Err(after.first().map_or(missing, |(moved, _)| too_early(*moved, scene.date)));
        };
        if waiver.met_on.is_some() {
            return Err(missing);
        }
        (waiver.met_on, waiver.how) = (Some(scene.date), how);
        Ok(ChangeResult::done(
            format!(
                "recorded that `{requirement}`, set aside for the move of {}, was met on {}",
                date(moved),
                date(scene.date)
            ),
            "record a requirement as met after all",
        ))
    }

    /// Records that an action of a review is done.
    fn finish_action(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let id = record.id().to_owned();
        let reviews = record.cycles.iter_mut().filter_map(|cycle| cycle.review.as_mut());
        let (done, mut open): (Vec<_>, Vec<_>) = reviews
            .flat_map(|review| {
                let held = review.date;
                review.actions.iter_mut().map(move |action| (held, action))
            })
            .partition(|(_, action)| action.done.is_some());
        let texts: Vec<&str> = open.iter().map(|(_, action)| action.what.as_str()).collect();
        let at = which(self.action.as_deref(), &texts, &id).map_err(|why| {
            let typed = self.action.as_deref().unwrap_or_default();
            done_already(typed, done.iter().map(|(_, action)| &**action)).unwrap_or(why)
        })?;
        let Some((held, action)) = open.get_mut(at) else { return Err(none_open(&id)) };
        if scene.date < *held {
            return Err(Failure::usage(
                format!("the review that asked for it was on {}, after {}", date(*held), date(scene.date)),
                "give the right day with `--date`",
            ));
        }
        action.done = Some(scene.date);
        Ok(ChangeResult::done(
            format!("recorded an action of the review of {} as done on {}", date(*held), date(scene.date)),
            "record an action as done",
        ))
    }
}

/// Returns the place of the open action that was named, or of the only one.
fn which(typed: Option<&str>, open: &[&str], id: &str) -> anyhow::Result<usize> {
    match (typed, open) {
        (_, []) => Err(none_open(id)),
        (None, [_]) => Ok(0),
        (None, several) => {
            let lines: Vec<String> =
                several.iter().enumerate().map(|(at, text)| format!("\n  {}: {text}", at + 1)).collect();
            Err(Failure::usage(
                format!("{id} has {} open actions:{}", several.len(), lines.concat()),
                format!("name the one that is done: `send done {id} 1`, or part of its text"),
            ))
        }
        (Some(typed), _) => entry_picked("ACTION", typed, open),
    }
}

fn too_early(moved: Day, day: Day) -> anyhow::Error {
    Failure::usage(
        format!("it was set aside for the move of {}, after {}", date(moved), date(day)),
        "give the right day with `--date`",
    )
}

/// The failure when no waiver of this requirement is open; the help names those that are.
fn no_open_waiver(requirement: &str, record: &Record) -> anyhow::Error {
    let id = record.id();
    let open = record.stages.iter().flat_map(|entry| &entry.waived).filter(|waiver| waiver.met_on.is_none());
    let mut open: Vec<&str> =
        open.map(|waiver| waiver.requirement.as_str()).filter(|open| *open != requirement).collect();
    open.sort_unstable();
    open.dedup();
    let message = format!("`{requirement}` is not set aside for {id} at the moment");
    if open.is_empty() {
        return Failure::usage(
            message,
            format!("see `send show {id}` for what was set aside, and what has been met since"),
        );
    }
    Failure::usage(message, format!("use `--waiver` with one of these: {}", list_or(&open)))
}

fn none_open(id: &str) -> anyhow::Error {
    Failure::usage(format!("{id} has no open action"), format!("see `send show {id}` for the actions of each review"))
}

/// The failure if the action that was named is already done.
fn done_already<'a>(typed: &str, mut done: impl Iterator<Item = &'a Action>) -> Option<anyhow::Error> {
    let is_named = |action: &&Action| action.what.as_str().to_lowercase().contains(&typed.trim().to_lowercase());
    let action = done.find(|action| !typed.trim().is_empty() && is_named(action))?;
    Some(Failure::usage(
        format!("`{}` was already done on {}", action.what.as_str(), date(action.done?)),
        "correct the day with `send edit`",
    ))
}
