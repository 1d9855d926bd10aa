//! Duties as entries of a calendar: one entry for each duty, on its due date.

use std::collections::BTreeMap;

use super::overdue::OverdueRow;
use crate::model::day::Day;
use crate::model::text::Text;

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarEntry {
    /// A key that is unique and stays the same from week to week, so that a second import moves the entry instead of adding it again:
    /// the id, the duty, and a number if there are several such duties. It has no name in it.
    pub(crate) uid: String,
    /// The day.
    pub(crate) day: Day,
    /// The duty and the pupil, by id, or by name if names are shown.
    pub(crate) title: Text,
    /// The owner, the reason, and why the law may allow longer.
    pub(crate) about: Text,
}

/// The entries for the lines of `overdue`, in the same order.
pub(crate) fn calendar_entries(rows: &[OverdueRow]) -> Vec<CalendarEntry> {
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    rows.iter().map(|row| calendar_entry(row, &mut told)).collect()
}

fn calendar_entry(row: &OverdueRow, told: &mut BTreeMap<String, usize>) -> CalendarEntry {
    let whose = row.id.as_deref().unwrap_or("school");
    let of_class = row.class.as_deref().filter(|_| row.id.is_none());
    let kind =
        of_class.map_or_else(|| format!("{whose}/{}", row.rule), |class| format!("{whose}/{}/{class}", row.rule));
    let nth = told.entry(kind.clone()).or_default();
    *nth += 1;
    let who = match (&row.name, of_class) {
        (Some(name), _) => format!("{name} ({whose})"),
        (None, Some(class)) => class.to_owned(),
        (None, None) => whose.to_owned(),
    };
    CalendarEntry {
        uid: format!("{kind}/{nth}@send"),
        day: row.due,
        title: Text::from(format!("{who}: {}", row.rule).as_str()),
        about: Text::from(about_duty(row).as_str()),
    }
}

/// The owner, the source, and any exception, because a calendar still shows an entry after its day.
fn about_duty(row: &OverdueRow) -> String {
    let exception = row.exception.as_ref().map(|exception| format!("; {exception}")).unwrap_or_default();
    format!("{}; {}{exception}; `send explain {}`", row.owner.as_str(), row.source, row.rule)
}
