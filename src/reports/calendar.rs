//! Duties as entries of a calendar: one entry for each duty, on its due date.

use super::overdue::OverdueRow;
use crate::model::day::Day;
use crate::model::text::Text;

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarEntry {
    /// A key that no other entry of any school has, and that stays the same from week to week, so that a second import moves the
    /// entry instead of adding it again: the pupil's id, the duty, the fact that started it, and the school's URN. It has no name
    /// in it.
    pub(crate) uid: String,
    /// The day.
    pub(crate) day: Day,
    /// The duty and the pupil, by id, or by name if names are shown.
    pub(crate) title: Text,
    /// The owner, the reason, and why the law may allow longer.
    pub(crate) about: Text,
}

/// The entries for the lines of `overdue` of the school with this URN, in the same order.
pub(crate) fn calendar_entries(rows: &[OverdueRow], urn: &str) -> Vec<CalendarEntry> {
    rows.iter().map(|row| calendar_entry(row, urn)).collect()
}

fn calendar_entry(row: &OverdueRow, urn: &str) -> CalendarEntry {
    let whose = row.id.as_deref().unwrap_or("school");
    let who = match (&row.name, &row.class) {
        (Some(name), _) => format!("{name} ({whose})"),
        (None, Some(class)) if row.id.is_none() => class.clone(),
        (None, _) => whose.to_owned(),
    };
    CalendarEntry {
        uid: format!("{whose}/{}/{}@{urn}.send", row.rule, row.start),
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
