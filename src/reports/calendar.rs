//! What is due, for a calendar: one entry a duty, on the day by which it must be met.

use std::collections::BTreeMap;

use super::overdue::OverdueRow;
use crate::model::day::Day;
use crate::model::text::Text;

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarEntry {
    /// What tells it from every other, today as next week, so that a second import moves it and does not double it: the id,
    /// the duty, and which of several such duties it is. No name.
    pub(crate) uid: String,
    /// The day.
    pub(crate) day: Day,
    /// What is due, and for whom: by id, or by name where names were asked for.
    pub(crate) title: Text,
    /// The owner, the reason, and why the law may allow longer.
    pub(crate) about: Text,
}

/// The entries of lines of `overdue`, in their order.
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

/// The owner and the reason; and why a passed day may be lawful, because a calendar goes on showing it.
fn about_duty(row: &OverdueRow) -> String {
    let exception = row.exception.as_ref().map(|exception| format!("; {exception}")).unwrap_or_default();
    format!("{}; {}{exception}; `send explain {}`", row.owner.as_str(), row.source, row.rule)
}
