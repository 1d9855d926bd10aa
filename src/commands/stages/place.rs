//! `send place`.

use clap::Args;

use super::moving::{allowed_by, ask_policy, push_spell, refuse_nowhere};
use crate::model::record::Record;
use crate::policy::MoveName;
use crate::rules::moves::MoveDirection;
use crate::words::date;
use crate::writing::arrival::notice_of_register;
use crate::writing::asking::OptionQuestion;
use crate::writing::before_found::{JudgedStep, refuse_step};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, put_in_order, text_of};

/// Put a pupil on the SEND register, if the policy allows it
///
/// The law says that the family must be told first. `--notified` records that in the same command.
///
/// Example: send place p014 --notified 28/11 --reason "support beyond the class"
#[derive(Debug, Clone, Args)]
pub(crate) struct PlaceArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Date the family was told
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    notified: Option<String>,
    /// Reason for going on the register
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for PlaceArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        Vec::new()
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        refuse_step(record, JudgedStep::Placing, scene.date)
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if let Some(typed) = &self.notified {
            let notice = notice_of_register(scene.happened("--notified", typed)?, scene);
            put_in_order(&mut record.contacts, notice, |contact| contact.date);
        }
        let asked = ask_policy(record, MoveName::Register, scene);
        refuse_nowhere(&asked, record, MoveName::Register, MoveDirection::On, scene)?;
        let report = match allowed_by(&asked, record, MoveName::Register, &[], scene) {
            Ok(report) => report,
            Err(refused) => return Ok(refused),
        };
        push_spell(record, text_of("--reason", self.reason.as_ref())?, scene);
        let done = format!("recorded the pupil on the register from {}", date(scene.date));
        Ok(ChangeResult { asked: Some(Box::new(report)), ..ChangeResult::done(done, "place on the register") })
    }
}
