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
        let actions = reviews.flat_map(|review| {
            let held = review.date;
            review.actions.iter_mut().map(move |action| (held, action))
        });
        let mut open: Vec<_> = actions.filter(|(_, action)| action.done.is_none()).collect();
        let texts: Vec<&str> = open.iter().map(|(_, action): &(_, &mut Action)| action.what.as_str()).collect();
        let at = match (&self.action, texts.len()) {
            (_, 0) => {
                let help = format!("`send show {id}` lists what the reviews asked for");
                return Err(Failure::usage(format!("{id} has no open action"), help));
            }
            (Some(typed), _) => picked("ACTION", typed, &texts)?,
            (None, 1) => 0,
            (None, _) => picked("ACTION", "", &texts)?,
        };
        let Some((held, action)) = open.get_mut(at) else { return Ok(Told::refused("there is no such action")) };
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
