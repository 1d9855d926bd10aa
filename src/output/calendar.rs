//! A calendar as iCalendar (RFC 5545), which Outlook, Google and Apple read. The crate escapes and folds.

use std::io::{self, Write};

use icalendar::{Calendar, Class, Component, Event, EventLike, Property};

use super::safe;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::reports::calendar::CalendarEntry;

/// When what the entries show was last changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Revised {
    /// The day.
    pub(crate) day: Day,
    /// The second of that day, in UTC.
    pub(crate) second: u32,
}

/// Writes the entries. The same entries of the same time always give the same bytes. In the calendar that imports them, entries of a
/// later time replace earlier ones.
pub(crate) fn render_calendar(entries: &[CalendarEntry], revised: Revised, out: &mut dyn Write) -> io::Result<()> {
    let mut calendar = Calendar::empty();
    // Without METHOD the file is a snapshot of a calendar and no message about a meeting, for which an organiser would have to be
    // named (RFC 5545, 3.7.2; RFC 5546, 3.2.1).
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//send//SEND records//EN")] {
        calendar.append_property(Property::new(key, value));
    }
    for entry in entries {
        calendar.push(calendar_event(entry, revised));
    }
    write!(out, "{calendar}")
}

fn calendar_event(entry: &CalendarEntry, revised: Revised) -> Event {
    let mut event = Event::new();
    event
        .uid(&safe_for_calendar(&entry.uid))
        // In a file without METHOD, the time of the last change (RFC 5545, 3.8.7.2).
        .add_property("DTSTAMP", revised.in_utc())
        // The minutes since 1970, so that it rises without anything being remembered, and fits the 32 bits of a number here.
        .add_property("SEQUENCE", revised.minutes().to_string())
        // A whole day: it ends before the next one begins. An entry without an end would be lawful, but not every program reads it.
        .starts(entry.day.date())
        .ends(entry.day.plus_days(1).date())
        .summary(&shown_text(&entry.title))
        .description(&shown_text(&entry.about))
        .class(Class::Private)
        .add_property("TRANSP", "TRANSPARENT");
    event.done()
}

impl Revised {
    fn in_utc(self) -> String {
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        format!("{}T{hour:02}{minute:02}{second:02}Z", self.day.date().format("%Y%m%d"))
    }

    /// The minutes since 1970.
    fn minutes(self) -> i64 {
        let days = Day::new(1970, 1, 1).map_or(0, |first| self.day.days_since(first));
        days * 24 * 60 + i64::from(self.second / 60)
    }
}

/// Text made safe for a calendar: control and direction characters are shown as `\u{..}`; the crate escapes the rest.
fn safe_for_calendar(text: &str) -> String {
    safe::terminal(text)
}

fn shown_text(text: &Text) -> String {
    safe_for_calendar(text.as_str())
}
