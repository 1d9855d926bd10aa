//! The register: the pupils who are on it, or have an EHC plan, on a day (policy 18).

use super::Names;
use super::columns::{Cell, Column, ReportRow, column, fact, private, private_fact};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::since::HeldSince;
use crate::model::vocabulary::{CensusCode, NeedType, Stage, Support};
use crate::model::year::YearGroup;
use crate::words;

/// One pupil on the register.
#[derive(Debug, Clone, PartialEq)]
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
    /// The first day of the open period on the register.
    pub(crate) on_register_since: Option<HeldSince>,
    /// The day the parents were informed.
    pub(crate) parents_informed: Option<Day>,
    /// The day of the next review.
    pub(crate) next_review: Option<Day>,
}

impl RegisterRow {
    /// The row of a record as at a day.
    pub(crate) fn of(record: &AsAt, names: Names) -> Self {
        let since = record.register_spell().map(|(_, spell)| spell.since());
        Self {
            id: record.id().to_owned(),
            name: names.show(record.name.as_str().to_owned()),
            upn: names.show(record.upn.as_ref().map(|upn| upn.as_str().to_owned())).flatten(),
            date_of_birth: names.show(record.date_of_birth),
            year: record.year_group(),
            class: record.class_name().map(|class| class.as_str().to_owned()),
            stage: record.last_stage(),
            census: record.census_code(),
            support: record.support(),
            primary_need: record.need_ranked(1).map(|need| need.need_type),
            secondary_need: record.need_ranked(2).map(|need| need.need_type),
            on_register_since: since,
            parents_informed: record.told_of_register(),
            next_review: record.next_review(),
        }
    }
}

/// Whether the report lists a pupil: on roll that day, and on the register or with a plan in force.
pub(crate) fn is_on_it(record: &AsAt) -> bool {
    record.is_on_roll() && record.census_code() != CensusCode::N
}

impl ReportRow for RegisterRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row| Cell::from(&row.id)),
        private("name", "Name", |row| Cell::from(&row.name)),
        private_fact("upn", |row| Cell::from(&row.upn)),
        private_fact("date_of_birth", |row| row.date_of_birth.into()),
        column("year", "Year", |row| row.year.to_string().into()),
        column("class", "Class", |row| Cell::from(&row.class)),
        column("stage", "Stage", |row| row.stage.map(Stage::as_str).into()),
        fact("census", |row| row.census.as_str().into()),
        column("support", "Support", |row| row.support.as_str().into()),
        column("primary_need", "Need", |row| row.primary_need.map(NeedType::as_str).into()),
        column("secondary_need", "Second need", |row| row.secondary_need.map(NeedType::as_str).into()),
        column("on_register_since", "On register since", |row: &Self| {
            row.on_register_since.and_then(HeldSince::known).into()
        })
        .in_tables_as(|row| row.on_register_since.map(words::first_day).into()),
        column("parents_informed", "Parents informed", |row| row.parents_informed.into()),
        column("next_review", "Next review", |row| row.next_review.into()),
        fact("on_register_in_force_on", |row| row.on_register_since.and_then(HeldSince::seen_on).into()),
    ];
}
