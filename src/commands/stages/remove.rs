//! `send remove`.

use clap::Args;

use super::moving::{allowed_by, ask_policy, refuse_nowhere};
use crate::failure::Failure;
use crate::model::record::Record;
use crate::policy::MoveName;
use crate::rules::moves::MoveDirection;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::before_found::{JudgedStep, refuse_step};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, text_of};

/// Take a pupil off the SEND register, if the policy allows it
///
/// The date is the last day on the register. The stage does not change: use `send close` or `send step-back` for that.
///
/// Example: send remove p014 --because "the gap is closed; agreed at the review"
#[derive(Debug, Clone, Args)]
pub(crate) struct RemoveArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Reason for coming off the register
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for RemoveArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let why = OptionQuestion::needed("--because=", "Why does the pupil come off the register?", AnswerKind::Text);
        let because = Some(why).filter(|_| self.because.is_none());
        scene.when(&self.write, "What is the last day on the register?").into_iter().chain(because).collect()
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        refuse_step(record, JudgedStep::Removal, scene.date)
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let asked = ask_policy(record, MoveName::Remove, scene);
        refuse_nowhere(&asked, record, MoveName::Remove, MoveDirection::On, scene)?;
        let report = match allowed_by(&asked, record, MoveName::Remove, &[], scene) {
            Ok(report) => report,
            Err(refused) => return Ok(refused),
        };
        let because = text_of("--because", self.because.as_ref())?;
        let id = record.id().to_owned();
        let spell = record.register.last_mut().filter(|spell| spell.to.is_none());
        let Some(spell) = spell else {
            let help = format!("if that day is wrong, correct it with `send edit {id}`");
            return Err(Failure::usage(format!("the last period of {id} on the register has already ended"), help));
        };
        spell.to = Some(scene.date);
        spell.because = because;
        let done = format!("recorded {} as the last day on the register", date(scene.date));
        Ok(ChangeResult { asked: Some(Box::new(report)), ..ChangeResult::done(done, "take off the register") })
    }
}
