//! The part of the provision map that comes from the record of one pupil.

use super::pictures::provision::ProvisionWeeks;
use crate::model::at_a_day::AsAt;
use crate::model::runs::Run;
use crate::reports::provision::totals::PupilRow;
use crate::reports::provision::{ProvisionQuestion, ProvisionRow};

/// The part that comes from one record.
#[derive(Debug)]
pub(crate) struct OfPupil {
    /// Its provisions, in the order of the record.
    pub(crate) rows: Vec<ProvisionRow>,
    /// The costs of the school year, if there are provisions in it.
    pub(crate) pupil: Option<PupilRow>,
    /// The weeks of the provisions in the school year, which the picture shows.
    pub(crate) given: Vec<ProvisionWeeks>,
    /// The number of its provisions that ended before the school year.
    pub(crate) earlier: usize,
}

impl OfPupil {
    /// Builds the part from a record. With `all`, the rows include provision that ended before the school year.
    pub(crate) fn of(record: &AsAt, asked: &ProvisionQuestion<'_>, all: bool) -> Self {
        let runs = record.provision_runs();
        let given = runs.iter().filter_map(|run| ProvisionWeeks::of(record.id(), run, asked.school_year)).collect();
        let (earlier, of_year): (Vec<Run<'_>>, Vec<Run<'_>>) =
            runs.into_iter().partition(|run| asked.is_of_an_earlier_year(run));
        let of_year = rows_of_runs(record, &of_year, asked);
        let pupil = (!of_year.is_empty()).then(|| PupilRow::of(record, &of_year, asked));
        if all {
            Self { rows: rows_of_runs(record, &record.provision_runs(), asked), pupil, given, earlier: 0 }
        } else {
            Self { rows: of_year, pupil, given, earlier: earlier.len() }
        }
    }

    /// The id of the pupil, or `None` if no provision is listed.
    pub(crate) fn id(&self) -> Option<&str> {
        self.rows.first().map(|row| row.id.as_str())
    }
}

/// A row for each of these provisions.
fn rows_of_runs(record: &AsAt, runs: &[Run<'_>], asked: &ProvisionQuestion<'_>) -> Vec<ProvisionRow> {
    runs.iter().map(|run| ProvisionRow::of(record, run, asked)).collect()
}
