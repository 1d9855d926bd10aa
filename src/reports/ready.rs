//! The requirements of a pupil's next stage: which are met, and which are missing.

use super::columns::{Cell, Column, ReportRow, column};
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{Characteristic, Stage};
use crate::policy::MoveName;
use crate::rules::moves::{JudgedRequirement, MoveConditions, MoveDirection};
use crate::rules::requirements::language_considered;
use crate::words;

/// One requirement of the move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadyRow {
    /// The requirement's id.
    pub(crate) requirement: &'static str,
    /// Whether it is met.
    pub(crate) met: bool,
    /// How it is met, or what is missing.
    pub(crate) detail: String,
    /// The clause of the policy; `None` if it is the school's own choice.
    pub(crate) clause: Option<&'static str>,
    /// Whether a named person may set it aside.
    pub(crate) waivable: bool,
}

impl ReadyRow {
    /// The rows of a move, in the order of the policy.
    pub(crate) fn of(asked: &MoveConditions) -> Vec<Self> {
        asked
            .requirements
            .iter()
            .map(|one| Self {
                requirement: one.rule.id,
                met: one.answer.met,
                detail: one.answer.detail.clone(),
                clause: Some(one.rule.clause).filter(|clause| !clause.is_empty()),
                waivable: one.waivable,
            })
            .collect()
    }
}

/// The last line: whether the pupil can make the move.
pub(crate) fn last_line(record: &AsAt, to: MoveName, asked: &MoveConditions) -> String {
    let id = record.id();
    let all = asked.requirements.len();
    let missing = asked.requirements.iter().filter(|one| !one.answer.met).count();
    let what = move_as_verb(record, to);
    match (asked.way, missing) {
        (MoveDirection::Nowhere, _) => format!("{id} {}, so there is no move to make", already_there(to)),
        (MoveDirection::Back, _) => format!("{id} can {what}: this is a move back, and needs only a reason"),
        (MoveDirection::On, 0) => format!("{id} can {what}: {}", all_met(all)),
        (MoveDirection::On, _) => {
            format!(
                "{missing} of {} for {} {} missing",
                words::count(all, "requirement"),
                move_as_noun(to),
                is_or_are(missing)
            )
        }
    }
}

/// Notes for the reader, besides the requirements.
pub(crate) fn readiness_notes(record: &AsAt, asked: &MoveConditions) -> Vec<String> {
    let away = (!record.is_on_roll()).then(|| format!("{} is not on roll that day", record.id()));
    let reason = asked.needs_reason.then(|| "the move itself must give a reason (`because`)".to_owned());
    away.into_iter().chain(reason).chain(std::iter::once("nothing has been changed".to_owned())).collect()
}

/// Whether a requirement asks about English as an additional language, which the record gives only as now.
pub(crate) fn uses_language_as_now(record: &AsAt, asked: &MoveConditions) -> bool {
    let about_language = |one: &JudgedRequirement| one.rule.id == language_considered::RULE.id;
    record.has_as_now(Characteristic::Eal) && asked.requirements.iter().any(about_language)
}

/// The message for a pupil at the last stage, with what to ask instead.
pub(crate) fn no_next(record: &AsAt) -> String {
    format!("{} is at D, the last stage: name another move with `--to`", record.id())
}

fn move_as_verb(record: &AsAt, to: MoveName) -> String {
    let from = record.last_stage().filter(|stage| *stage != Stage::Closed);
    match (to, from) {
        (MoveName::Register, _) => "go on the register".to_owned(),
        (MoveName::Remove, _) => "come off the register".to_owned(),
        (MoveName::Closed, Some(from)) => format!("be closed from {}", from.as_str()),
        (to, Some(from)) => format!("move from {} to {}", from.as_str(), to.as_str()),
        (to, None) => format!("move to {}", to.as_str()),
    }
}

fn already_there(to: MoveName) -> String {
    match to {
        MoveName::Register => "is already on the register".to_owned(),
        MoveName::Remove => "is not on the register".to_owned(),
        MoveName::Closed => "is not at a stage".to_owned(),
        MoveName::A | MoveName::B | MoveName::C | MoveName::D => format!("is already at {}", to.as_str()),
    }
}

fn all_met(all: usize) -> String {
    match all {
        0 => "the policy does not require anything".to_owned(),
        1 => "the one requirement is met".to_owned(),
        _ => format!("all {all} requirements are met"),
    }
}

/// A move as the end of `for ...`.
fn move_as_noun(to: MoveName) -> &'static str {
    match to {
        MoveName::Closed => "closing",
        MoveName::Register => "the register",
        MoveName::Remove => "coming off the register",
        MoveName::A | MoveName::B | MoveName::C | MoveName::D => to.as_str(),
    }
}

const fn is_or_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

impl ReportRow for ReadyRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("requirement", "Requirement", |row| row.requirement.into()),
        column("met", "Met", |row: &Self| row.met.into())
            .in_tables_as(|row| if row.met { "yes" } else { "missing" }.into()),
        column("detail", "Recorded or missing", |row| Cell::from(&row.detail)),
        column("clause", "Policy", |row: &Self| row.clause.into())
            .in_tables_as(|row| row.clause.unwrap_or("the school's own choice").into()),
        column("waivable", "May be set aside", |row| row.waivable.into()),
    ];
}
