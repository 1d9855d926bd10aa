//! Reports about a day before the records of some pupils begin (DESIGN 7.1). Without this check, such a report would say that a
//! pupil had no support then.

use std::sync::Mutex;

use super::{CommandOutcome, Context, Opened};
use crate::finding::{Finding, KeyPath};
use crate::model::day::Day;
use crate::model::reach::Needed;
use crate::records::pupils::{Folded, PupilFile};
use crate::rules::checks::records_begin_later::RULE;
use crate::words::{count, date};

/// How many pupils' records begin after the day of a report, and the first day that all of them reach back to.
#[derive(Debug, Clone, Copy, Default)]
struct BeginLater {
    pupils: usize,
    all_from: Option<Day>,
}

impl Opened {
    /// Reads every record for a report about its day that needs these facts, and collects what `keep` returns for each. If some
    /// records do not reach back to the day, a finding among the unreadable files makes the report incomplete.
    pub(crate) fn fold_for_report<T: Send>(
        &self,
        needed: &[Needed],
        keep: impl Fn(PupilFile) -> T + Sync,
    ) -> Folded<T> {
        let later = Mutex::new(BeginLater::default());
        let mut folded = self.fold(|pupil| {
            if let Some(begins) = pupil.record.begins_after(self.as_at, needed) {
                let mut later = later.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *later = BeginLater { pupils: later.pupils + 1, all_from: later.all_from.max(Some(begins)) };
            }
            keep(pupil)
        });
        let later = later.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        folded
            .unreadable
            .extend(later.all_from.map(|all_from| begin_later_finding(later.pupils, all_from, self.as_at)));
        folded
    }
}

impl Opened {
    /// The finding if the record of one pupil does not reach back to the day of the report.
    pub(crate) fn begins_later(&self, pupil: &PupilFile) -> Option<Finding> {
        let all_from = pupil.record.begins_after(self.as_at, Needed::SUPPORT)?;
        Some(Finding { file: pupil.file.clone(), ..begin_later_finding(1, all_from, self.as_at) })
    }
}

impl Context<'_> {
    /// Ends a command about one record: it is incomplete if the record does not reach back to its day, which is reported.
    pub(crate) fn say_whole(&mut self, begins_later: Option<Finding>) -> anyhow::Result<CommandOutcome> {
        let Some(finding) = begins_later else { return Ok(CommandOutcome::Done) };
        self.say_unreadable(&[finding])?;
        Ok(CommandOutcome::Incomplete)
    }
}

fn begin_later_finding(pupils: usize, all_from: Day, as_at: Day) -> Finding {
    let records = if pupils == 1 {
        "the record of 1 pupil does".to_owned()
    } else {
        format!("the records of {} do", count(pupils, "pupil"))
    };
    Finding {
        rule: RULE.id,
        severity: RULE.severity,
        pupil: None,
        file: "pupils".to_owned(),
        field: KeyPath::default(),
        position: None,
        message: format!("{records} not reach back to {}", date(as_at)),
        source: RULE.source(),
        help: format!("use `--as-at {all_from}` or a later day; what was before is not recorded"),
    }
}
