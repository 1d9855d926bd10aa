//! What the verbs that move a pupil share: the policy is asked first, and what it said is shown either way.

use crate::failure::Failure;
use crate::model::record::{Move, Record, RegisterSpell, Waiver};
use crate::model::text::Text;
use crate::model::vocabulary::Stage;
use crate::policy::MoveName;
use crate::reports::Report;
use crate::reports::ready::{ReadyRow, last_line};
use crate::rules::moves::{JudgedRequirement, MoveConditions, MoveDirection, requirements_of};
use crate::words::{self, date};
use crate::writing::{ChangeResult, Scene};

/// What the policy says to a move of this day, with what was set aside. The record holds the facts given in the same step.
pub(super) fn ask_policy(record: &Record, to: MoveName, scene: &Scene<'_>) -> MoveConditions {
    requirements_of(&record.as_at(scene.date), to, &scene.question())
}

/// The answer that shows everything asked, where nothing is missing; else the refusal.
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
    let mut told =
        ChangeResult::refused(format!("the policy does not allow this yet: {} missing", words::list_and(&ids)));
    for one in missing {
        let source = one.rule.source();
        let source = if source.is_empty() { "the school's own choice".to_owned() } else { source };
        told = told.and_next(format!("{} ({source}): {}", one.rule.id, one.rule.remedy));
    }
    told.asked = Some(Box::new(report));
    Err(told)
}

/// That the pupil is there already, or that the move goes the other way, is a mistake in what was typed.
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
            format!("`send step-back {} --to {}` goes back a stage, with a reason", record.id(), to.as_str())
        }
        MoveDirection::On => format!("`send advance {} --to {}` goes on", record.id(), to.as_str()),
        MoveDirection::Nowhere => format!("`send show {}` says where the pupil stands", record.id()),
    };
    Err(Failure::usage(last_line(&record.as_at(scene.date), to, asked), help))
}

/// Moves come one after the other: one of before the last move is a slip in the day.
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
        "give the day of this move with `--date`; if the earlier move is wrong, `send undo` or `send edit` puts it right",
    ))
}

/// Writes the move down.
pub(super) fn push_move(
    record: &mut Record,
    stage: Stage,
    because: Option<Text>,
    waived: Vec<Waiver>,
    scene: &Scene<'_>,
) {
    record.stages.push(Move { date: scene.date, stage, by: scene.by(), because, waived });
}

/// Opens a spell on the register.
pub(super) fn push_spell(record: &mut Record, reason: Option<Text>, scene: &Scene<'_>) {
    record.register.push(RegisterSpell { from: scene.date, by: scene.by(), reason, to: None, because: None });
}

/// `from A to B on 5 Nov 2025`, or `to A on 15 Sep 2025` from nothing or from closed.
pub(super) fn from_to(from: Option<Stage>, to: Stage, scene: &Scene<'_>) -> String {
    let on = date(scene.date);
    match from.filter(|from| *from != Stage::Closed) {
        Some(from) => format!("from {} to {} on {on}", from.as_str(), to.as_str()),
        None => format!("to {} on {on}", to.as_str()),
    }
}
