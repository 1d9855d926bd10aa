//! The register: who is on it, or has a plan, on a day (policy 18).

use serde::Serialize;

use super::{Cell, Column, Names, Row, column, private};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::vocabulary::{CensusCode, NeedType, Stage, Support};
use crate::model::year::YearGroup;

/// One pupil of the register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RegisterRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Option<String>,
    /// The unique pupil number.
    pub(crate) upn: Option<String>,
    /// The date of birth.
    pub(crate) date_of_birth: Option<Day>,
    /// The year group.
    pub(crate) year: YearGroup,
    /// The class.
    pub(crate) class: Option<String>,
    /// The stage.
    pub(crate) stage: Option<Stage>,
    /// The census code.
    pub(crate) census: CensusCode,
    /// The support.
    pub(crate) support: Support,
    /// The need of rank 1.
    pub(crate) primary_need: Option<NeedType>,
    /// The need of rank 2.
    pub(crate) secondary_need: Option<NeedType>,
    /// The first day of the open spell on the register.
    pub(crate) on_register_since: Option<Day>,
    /// The day parents were told of it.
    pub(crate) parents_informed: Option<Day>,
    /// The next review planned.
    pub(crate) next_review: Option<Day>,
}

impl RegisterRow {
    /// The row of a record as at a day.
    pub(crate) fn of(record: &Record, as_at: Day, names: Names) -> Self {
        let since = record.register_spell(as_at).map(|(_, spell)| spell.from);
        Self {
            id: record.id().to_owned(),
            name: names.show(record.name.as_str().to_owned()),
            upn: names.show(record.upn.as_ref().map(|upn| upn.as_str().to_owned())).flatten(),
            date_of_birth: names.show(record.date_of_birth),
            year: record.year_on(as_at),
            class: record.class_on(as_at).map(|class| class.as_str().to_owned()),
            stage: record.last_stage(),
            census: record.census_code(as_at),
            support: record.support(as_at),
            primary_need: record.need_ranked(1, as_at).map(|need| need.need_type),
            secondary_need: record.need_ranked(2, as_at).map(|need| need.need_type),
            on_register_since: since,
            parents_informed: record.told_of_register(as_at),
            next_review: record.next_review(as_at),
        }
    }
}

/// Whether a pupil is one of the register: on roll that day, and on the register or with a plan in force.
pub(crate) fn is_on_it(record: &Record, as_at: Day) -> bool {
    record.is_on_roll(as_at) && record.census_code(as_at) != CensusCode::N
}

impl Row for RegisterRow {
    const COLUMNS: &'static [Column] = &[
        column("Id"),
        private("Name"),
        column("Year"),
        column("Class"),
        column("Stage"),
        column("Support"),
        column("Need"),
        column("Second"),
        column("On register since"),
        column("Parents told"),
        column("Next review"),
    ];

    const KEYS: &'static [&'static str] = &[
        "id",
        "name",
        "upn",
        "date_of_birth",
        "year",
        "class",
        "stage",
        "census",
        "support",
        "primary_need",
        "secondary_need",
        "on_register_since",
        "parents_informed",
        "next_review",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.id.clone()),
            Cell::text(self.name.clone()),
            Cell::Text(self.year.to_string()),
            Cell::text(self.class.clone()),
            Cell::text(self.stage.map(Stage::as_str)),
            Cell::Text(self.support.as_str().to_owned()),
            Cell::text(self.primary_need.map(NeedType::as_str)),
            Cell::text(self.secondary_need.map(NeedType::as_str)),
            Cell::day(self.on_register_since),
            Cell::day(self.parents_informed),
            Cell::day(self.next_review),
        ]
    }
}
