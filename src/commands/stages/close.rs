//! `send close`.

use clap::Args;

use super::moving::{allowed_by, ask_policy, push_move, refuse_earlier, refuse_nowhere};
use crate::model::record::Record;
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
/// Example: send close p014 --because "the gap is closed; agreed at the review"
#[derive(Debug, Clone, Args)]
pub(crate) struct CloseArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Reason for closing
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for CloseArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let why = OptionQuestion::needed("--because=", "Why is the concern closed?", AnswerKind::Text);
        let because = Some(why).filter(|_| self.because.is_none());
        scene.when(&self.write, "When was the concern closed?").into_iter().chain(because).collect()
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        refuse_step(record, JudgedStep::Move, scene.date)
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
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
}
