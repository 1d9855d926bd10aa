//! `send observe`.

use clap::Args;

use super::cycles::open_cycle;
use crate::failure::Failure;
use crate::model::cycle::Observation;
use crate::model::record::Record;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::chosen_pupils::{SeveralArgs, Whose};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, put_in_order, text_typed};

/// Record what was seen while a plan runs
///
/// The observation is added to the plan that has not been reviewed yet. Name one or more pupils, or choose them by filter:
/// `send` lists the pupils and asks once. If one of them has no open plan, it is not recorded for any of them.
///
/// Example: send observe p014 --note "Uses the picture cards without help"
///
/// Example: send observe p014 p015 --note "Waits for a turn in the group" --yes
#[derive(Debug, Clone, Args)]
pub(crate) struct ObserveArgs {
    /// One or more pupils: ids, or parts of ids or names
    #[arg(value_name = "PUPIL")]
    pupils: Vec<String>,
    /// The observation
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    several: SeveralArgs,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ObserveArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::Several(self.pupils.iter().map(String::as_str).collect(), &self.several)
    }

    fn questions(&self, _: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let note =
            self.note.is_none().then(|| OptionQuestion::needed("--note=", "What was observed?", AnswerKind::Text));
        scene.when(&self.write, "When was the observation?").into_iter().chain(note).collect()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let observation = Observation {
            date: scene.date,
            by: scene.by(),
            note: text_typed("--note", self.note.as_deref().unwrap_or_default())?,
        };
        let cycle = open_cycle(record)?;
        if let Some(plan) = cycle.plan.as_ref().filter(|plan| plan.date > scene.date) {
            return Err(Failure::usage(
                format!("the plan is dated {}, after this observation of {}", date(plan.date), date(scene.date)),
                "give the right day with `--date`",
            ));
        }
        put_in_order(&mut cycle.observations, observation, |observation| observation.date);
        Ok(ChangeResult::done(format!("recorded what was seen on {}", date(scene.date)), "record an observation"))
    }
}
