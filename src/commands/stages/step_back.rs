//! `send step-back`.

use clap::Args;

use super::moving::{ask_policy, from_to, push_move, refuse_earlier, refuse_nowhere};
use crate::failure::Failure;
use crate::model::record::Record;
use crate::model::vocabulary::Stage;
use crate::policy::MoveName;
use crate::rules::moves::MoveDirection;
use crate::session::word::word_parser;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::before_found::{JudgedStep, refuse_step};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, text_of};

/// Move a pupil back to an earlier stage, with a reason
///
/// The pupil stays on the register: use `send remove` to take them off.
///
/// Example: send step-back p014 --to B --because "the plan did its work; lighter support will do"
#[derive(Debug, Clone, Args)]
pub(crate) struct StepBackArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// A stage other than the one before: A, B or C
    #[arg(long, value_name = "STAGE", value_parser = word_parser::<Stage>(), ignore_case = true)]
    to: Option<Stage>,
    /// Reason for the move
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for StepBackArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let why = OptionQuestion::needed("--because=", "Why does the pupil go back?", AnswerKind::Text);
        let because = Some(why).filter(|_| self.because.is_none());
        scene.when(&self.write, "When did the pupil go back?").into_iter().chain(because).collect()
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        refuse_step(record, JudgedStep::Move, scene.date)
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if self.to == Some(Stage::Closed) {
            let help = format!("end the support with `send close {}`", record.id());
            return Err(Failure::usage("closing is not a step back", help));
        }
        let from = record.last_stage_written();
        let to = self.to.or_else(|| stage_before(from)).ok_or_else(|| {
            let help = format!("to end support at stage A, use `send close {}`", record.id());
            Failure::usage(format!("{} is not at a stage with an earlier one", record.id()), help)
        })?;
        refuse_earlier(record, scene)?;
        refuse_nowhere(
            &ask_policy(record, MoveName::from(to), scene),
            record,
            MoveName::from(to),
            MoveDirection::Back,
            scene,
        )?;
        push_move(record, to, text_of("--because", self.because.as_ref())?, Vec::new(), scene);
        let on_register = record.register_spell_on(scene.date).is_some();
        let subject = format!("step back {} to {}", from.map_or("", Stage::as_str), to.as_str());
        let told = ChangeResult::done(format!("recorded the move back {}", from_to(from, to, scene)), subject);
        let next = format!("the pupil is still on the register: take them off with `send remove {}`", record.id());
        Ok(if on_register && to < Stage::C { told.and_next(next) } else { told })
    }
}

const fn stage_before(stage: Option<Stage>) -> Option<Stage> {
    match stage {
        Some(Stage::D) => Some(Stage::C),
        Some(Stage::C) => Some(Stage::B),
        Some(Stage::B) => Some(Stage::A),
        Some(Stage::A | Stage::Closed) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::commands::testing::TestFolder;

    #[test]
    fn support_is_not_ended_by_a_step_back() {
        let record = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\nstage: B\ncensus: N\nstages: [{date: 2025-11-03, stage: B}]\n";
        let folder = TestFolder::with(record);
        let ran = folder.run("2026-01-15", &["step-back", "p014", "--to", "closed", "--because", "agreed"]);
        let expected = "error: closing is not a step back\nhelp: end the support with `send close p014`\n";
        assert_eq!((ran.code, ran.err.as_str()), (2, expected));
        assert_eq!(folder.text(), record);
    }
}
