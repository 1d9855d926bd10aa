//! What holds for every award that is recorded, whichever command does it.

use crate::failure::Failure;
use crate::model::authority::Sspp;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::words::date;

/// Refuses an award that would be in force on a day of another one. The next award may be recorded before the running one ends,
/// and each keeps its own days.
pub(crate) fn refuse_award_at_the_same_time(record: &Record, from: Day, to: Option<Day>) -> anyhow::Result<()> {
    let overlaps = |other: &&Sspp| {
        let begins_before_its_end = other.to.is_none_or(|end| from <= end);
        begins_before_its_end && to.is_none_or(|to| other.first_day() <= to)
    };
    let Some(other) = record.sspp.iter().find(overlaps) else { return Ok(()) };
    let (id, first) = (record.id(), date(other.first_day()));
    Err(Failure::usage(
        format!("{id} has another award at the same time, from {first}"),
        match other.to {
            Some(end) => format!("it runs to {}: correct `--from` or `--to`", date(end)),
            None => format!("give the last day of the earlier one: `send add sspp {id} --to DATE`"),
        },
    ))
}
