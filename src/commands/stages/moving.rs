//! Checking the policy before a pupil moves, and showing what it says either way. All verbs that move a pupil share this.

use crate::failure::Failure;
use crate::model::record::{Move, Record, RegisterSpell, Waiver};
use crate::model::text::Text;
use crate::model::vocabulary::Stage;
use crate::policy::MoveName;
use crate::reports::Report;
use crate::reports::ready::{ReadyRow, last_line};
use crate::rules::moves::{JudgedRequirement, MoveConditions, MoveDirection, requirements_of};
use crate::rules::remedy_for;
use crate::words::{self, date};
use crate::writing::{ChangeResult, Scene};

/// The policy's requirements for a move on this day. The record already has the facts given in the same command.
pub(super) fn ask_policy(record: &Record, to: MoveName, scene: &Scene<'_>) -> MoveConditions {
    requirements_of(&record.as_at(scene.date), to, &scene.question())
}

/// The report of every requirement if they are all met or set aside, otherwise the refusal.
pub(super) fn allowed_by(
    asked: &MoveConditions,
    record: &Record,
    to: MoveName,
    waived: &[Waiver],
    scene: &Scene<'_>,
) -> Result<Report<ReadyRow>, ChangeResult> {
    let set_aside = |one: &JudgedRequirement| waived.iter().find(|waiver| waiver.requirement.as_str() == one.rule.id);
    let mut rows = ReadyRow::of(asked);
    for (row, one) in rows.iter_mut().zip(&asked.requirements) {
        if let Some(waiver) = set_aside(one) {
            row.detail = format!("set aside by {}: {}", waiver.by.as_str(), waiver.reason.as_str());
        }
    }
    let report = Report {
        as_at: scene.date,
        commit: None,
        unreadable: Vec::new(),
        rows,
        summary: None,
        notes: Vec::new(),
        last_line: last_line(&record.as_at(scene.date), to, asked),
    };
    let missing: Vec<&JudgedRequirement> =
        asked.requirements.iter().filter(|one| !one.answer.met && set_aside(one).is_none()).collect();
    if missing.is_empty() {
        return Ok(report);
    }
    let ids: Vec<&str> = missing.iter().map(|one| one.rule.id).collect();
    let are = if ids.len() == 1 { "is" } else { "are" };
    let mut told =
        ChangeResult::refused(format!("the policy does not allow this yet: {} {are} missing", words::list_and(&ids)));
    for one in missing {
        let source = one.rule.source();
        let source = if source.is_empty() { "the school's own choice".to_owned() } else { source };
        told = told.and_next(format!("{} ({source}): {}", one.rule.id, remedy_for(one.rule.remedy, record.id())));
    }
    told.asked = Some(Box::new(report));
    Err(told)
}

/// Refuses a move to where the pupil already is, or in the wrong direction: that is a mistake in what was typed.
pub(super) fn refuse_nowhere(
    asked: &MoveConditions,
    record: &Record,
    to: MoveName,
    way: MoveDirection,
    scene: &Scene<'_>,
) -> anyhow::Result<()> {
    if asked.way == way {
        return Ok(());
    }
    let help = match asked.way {
        MoveDirection::Back => {
            format!("go back a stage, with a reason: `send step-back {} --to {}`", record.id(), to.as_str())
        }
        MoveDirection::On => format!("move forward with `send advance {} --to {}`", record.id(), to.as_str()),
        MoveDirection::Nowhere => format!("see `send show {}` for the pupil's stage and register", record.id()),
    };
    Err(Failure::usage(last_line(&record.as_at(scene.date), to, asked), help))
}

/// Refuses a move dated before the last one. Moves follow each other, so such a day is a slip.
pub(super) fn refuse_earlier(record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
    let Some(last) = record.last_move_written().filter(|last| last.date > scene.date) else { return Ok(()) };
    Err(Failure::usage(
        format!(
            "{} moved to {} on {}, which is after {}",
            record.id(),
            last.stage.as_str(),
            date(last.date),
            date(scene.date)
        ),
        "give the right day of this move with `--date`, or correct the other move with `send undo` or `send edit`",
    ))
}

/// Adds the move to the record.
pub(super) fn push_move(
    record: &mut Record,
    stage: Stage,
    because: Option<Text>,
    waived: Vec<Waiver>,
    scene: &Scene<'_>,
) {
    record.stages.push(Move { date: scene.date, stage, by: scene.by(), because, despite_refusal: None, waived });
}

/// Starts a period on the register.
pub(super) fn push_spell(record: &mut Record, reason: Option<Text>, scene: &Scene<'_>) {
    record.register.push(RegisterSpell {
        from: Some(scene.date),
        in_force_on: None,
        by: scene.by(),
        reason,
        to: None,
        because: None,
    });
}

/// `from A to B on 5 Nov 2025`; `to A on 15 Sep 2025` if the pupil was at no stage or closed.
pub(super) fn from_to(from: Option<Stage>, to: Stage, scene: &Scene<'_>) -> String {
    let on = date(scene.date);
    match from.filter(|from| *from != Stage::Closed) {
        Some(from) => format!("from {} to {} on {on}", from.as_str(), to.as_str()),
        None => format!("to {} on {on}", to.as_str()),
    }
}
