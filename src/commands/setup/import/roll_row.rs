//! A pupil on the roll.

use super::enrolment::Enrolment;
use super::leavers::NotOnRoll;
use super::sen_facts::SenFacts;
use crate::model::compared_name::ComparedName;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::upn::Upn;

/// A pupil on the roll.
#[derive(Debug, Clone)]
pub(super) struct RollRow {
    /// Its line in a CSV file, or its row in a sheet: the first one, if the pupil has several.
    pub(super) line: usize,
    /// The id of the record, if the school's own system has it.
    pub(super) id: Option<String>,
    /// The number in the school's own system.
    pub(super) mis_number: Option<String>,
    /// The name.
    pub(super) name: Text,
    /// The name in the form in which names are compared.
    pub(super) compared: ComparedName,
    /// The unique pupil number.
    pub(super) upn: Option<Upn>,
    /// An earlier unique pupil number.
    pub(super) former_upn: Option<Upn>,
    /// The date of birth.
    pub(super) date_of_birth: Option<Day>,
    /// The class.
    pub(super) class: Option<Text>,
    /// The first day on roll.
    pub(super) from: Option<Day>,
    /// The last day on roll, if it is still to come.
    pub(super) to: Option<Day>,
    /// The enrolment status, if the roll has it.
    pub(super) enrolment: Option<Enrolment>,
    /// Why the pupil is not on roll, if that is so.
    pub(super) not_on_roll: Option<NotOnRoll>,
    /// What the row says about SEN, if that is read.
    pub(super) sen: SenFacts,
}
