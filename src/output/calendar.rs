//! A calendar as iCalendar (RFC 5545), which Outlook, Google and Apple read. The crate escapes and folds.

use std::io::{self, Write};

use icalendar::{Calendar, Class, Component, Event, EventLike, Property};

use super::safe;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::reports::calendar::CalendarEntry;

/// Writes the entries, as at a day. The same entries always give the same bytes. In the calendar that imports them, entries
/// of a later day replace earlier ones.
pub(crate) fn render_calendar(entries: &[CalendarEntry], as_at: Day, out: &mut dyn Write) -> io::Result<()> {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//send//SEND records//EN"), ("METHOD", "PUBLISH")] {
        calendar.append_property(Property::new(key, value));
    }
    for entry in entries {
        calendar.push(calendar_event(entry, as_at));
    }
    write!(out, "{calendar}")
}

fn calendar_event(entry: &CalendarEntry, as_at: Day) -> Event {
    let mut event = Event::new();
    event
        .uid(&safe_for_calendar(&entry.uid))
        .add_property("DTSTAMP", as_at.date().format("%Y%m%dT000000Z").to_string())
        // A number that rises with the day, so that a calendar never replaces an entry with an older one.
        .add_property("SEQUENCE", as_at.date().format("%Y%m%d").to_string())
        // An event without an end lasts that one day.
        .starts(entry.day.date())
        .summary(&shown_text(&entry.title))
        .description(&shown_text(&entry.about))
        .class(Class::Private)
        .add_property("TRANSP", "TRANSPARENT");
    event.done()
}

/// Text made safe for a calendar: control and direction characters are shown as `\u{..}`; the crate escapes the rest.
fn safe_for_calendar(text: &str) -> String {
    safe::terminal(text)
}

fn shown_text(text: &Text) -> String {
    safe_for_calendar(text.as_str())
}
