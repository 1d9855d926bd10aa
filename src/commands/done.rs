//! `send done`.

use clap::Args;

use super::cycles::picked;
use super::writing::asking::Question;
use super::writing::{Scene, Told, Verb, WriteArgs, about_one_pupil};
use crate::failure::Failure;
use crate::model::cycle::Action;
use crate::model::record::Record;
use crate::words::date;

/// Marks an action of a review as done
///
/// With one open action it is meant; with several, name its number or a part of its text.
///
/// Example: send done p014 "new sample"
#[derive(Debug, Clone, Args)]
pub(crate) struct DoneArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Which of the open actions: its number, or a part of its text
    #[arg(value_name = "ACTION")]
    action: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for DoneArgs {
    about_one_pupil!(Done);

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<Question> {
        Vec::new()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Told> {
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
                format!("the review that asked for it is of {}, after {}", date(*held), date(scene.date)),
                "give the day with `--date`",
            ));
        }
        action.done = Some(scene.date);
        Ok(Told::done(
            format!("recorded an action of the review of {} as done on {}", date(*held), date(scene.date)),
            "record an action as done",
        ))
    }
}

/// Which of the open actions is meant: the one named, or the only one.
fn which(typed: Option<&str>, open: &[&str], id: &str) -> anyhow::Result<usize> {
    match (typed, open) {
        (_, []) => Err(none_open(id)),
        (None, [_]) => Ok(0),
        (None, several) => {
            let lines: Vec<String> =
                several.iter().enumerate().map(|(at, text)| format!("\n  {}: {text}", at + 1)).collect();
            Err(Failure::usage(
                format!("{id} has {} open actions:{}", several.len(), lines.concat()),
                format!("say which is done: `send done {id} 1`, or a part of its text"),
            ))
        }
        (Some(typed), _) => picked("ACTION", typed, open),
    }
}

fn none_open(id: &str) -> anyhow::Error {
    Failure::usage(format!("{id} has no open action"), format!("`send show {id}` lists what the reviews asked for"))
}

/// Where the action that was named is done already, that is said.
fn done_already<'a>(typed: &str, mut done: impl Iterator<Item = &'a Action>) -> Option<anyhow::Error> {
    let is_named = |action: &&Action| action.what.as_str().to_lowercase().contains(&typed.trim().to_lowercase());
    let action = done.find(|action| !typed.trim().is_empty() && is_named(action))?;
    Some(Failure::usage(
        format!("`{}` was done on {} already", action.what.as_str(), date(action.done?)),
        "`send edit` corrects the day",
    ))
}
