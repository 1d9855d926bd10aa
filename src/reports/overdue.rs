//! What is late: every duty whose day has passed, and with `--within` what is due soon.

use serde::Serialize;

use super::{Cell, Column, Names, Row, column, private};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::rules::{Owner, Question, unmet_duties};

/// One duty that is not met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct OverdueRow {
    /// The pupil's id; nothing for a duty of the school itself.
    pub(crate) id: Option<String>,
    /// The name.
    pub(crate) name: Option<String>,
    /// The class.
    pub(crate) class: Option<String>,
    /// The duty's id.
    pub(crate) rule: &'static str,
    /// The day it was due.
    pub(crate) due: Day,
    /// How many days ago that was; negative for what is not yet due.
    pub(crate) days_late: i64,
    /// Who owes it.
    pub(crate) owner: Owner,
    /// The clause and the law.
    pub(crate) source: String,
    /// The clause alone, for a table; the law where the policy says nothing.
    #[serde(skip)]
    pub(crate) clause: &'static str,
    /// What a reader must know beside it.
    #[serde(skip)]
    pub(crate) note: Option<String>,
}

impl OverdueRow {
    /// The rows of a record as at the day of the question: due before it, or by so many days after it.
    pub(crate) fn of(record: &Record, question: &Question<'_>, within: Option<u32>, names: Names) -> Vec<Self> {
        let as_at = question.as_at;
        let is_asked_for = |due: Day| match within {
            Some(days) => due <= as_at.plus_days(days),
            None => due < as_at,
        };
        let class = record.class_on(as_at).map(|class| class.as_str().to_owned());
        unmet_duties(record, question)
            .into_iter()
            .filter(|unmet| is_asked_for(unmet.clock.due))
            .map(|unmet| Self {
                id: Some(record.id().to_owned()),
                name: names.show(record.name.as_str().to_owned()),
                class: class.clone(),
                rule: unmet.rule.id,
                due: unmet.clock.due,
                days_late: as_at.days_since(unmet.clock.due),
                owner: unmet.clock.owner,
                source: unmet.rule.source(),
                clause: if unmet.rule.clause.is_empty() { unmet.rule.law } else { unmet.rule.clause },
                note: unmet.clock.note.map(|note| format!("{} {}: {note}", record.id(), unmet.rule.id)),
            })
            .collect()
    }

    /// The order of the list: soonest due first, then by id and duty.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        (self.due, &self.id, self.rule)
    }
}

impl Row for OverdueRow {
    const COLUMNS: &'static [Column] = &[
        column("Due"),
        column("Days late"),
        column("Id"),
        private("Name"),
        column("Class"),
        column("What"),
        column("Who"),
        column("Policy"),
    ];

    const KEYS: &'static [&'static str] = &["id", "name", "class", "rule", "due", "days_late", "owner", "source"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.due),
            Cell::Number(self.days_late),
            Cell::text(self.id.clone()),
            Cell::text(self.name.clone()),
            Cell::text(self.class.clone()),
            Cell::Text(self.rule.to_owned()),
            Cell::Text(self.owner.as_str().to_owned()),
            Cell::Text(self.clause.to_owned()),
        ]
    }
}
