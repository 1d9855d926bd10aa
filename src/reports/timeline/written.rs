//! When each fact of a timeline was recorded: in the first version of the record that shows it.

use std::collections::BTreeMap;

use super::TimelineRow;
use crate::model::day::Day;
use crate::model::record::Record;

/// How many days after it happened a fact still counts as recorded in time. The policy that `send init` starts from allows two
/// weeks to record what was agreed (`within.plan`, `within.act`).
const IN_TIME: i64 = 14;

/// Finds out from the versions of a record when each row of its timeline was recorded.
#[derive(Debug)]
pub(crate) struct Writing<'s> {
    story: &'s [TimelineRow],
    seen: Vec<Seen>,
}

/// Whether and when a fact first appeared in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// No version has shown it yet.
    Never,
    /// It was recorded on this day.
    On(Day),
    /// The version that showed it first does not say when it was recorded.
    Unknown,
}

impl<'s> Writing<'s> {
    /// Starts with this timeline, before any version has been added.
    pub(crate) fn of(story: &'s [TimelineRow]) -> Self {
        Self { story, seen: vec![Seen::Never; story.len()] }
    }

    /// Adds the next version of the record and the day it was recorded; no day if its new content may be older.
    pub(crate) fn add_version(&mut self, version: &Record, day: Option<Day>) {
        for (seen, is_told) in self.seen.iter_mut().zip(told_in_version(self.story, &TimelineRow::whole(version))) {
            *seen = match (*seen, day) {
                (before, _) if !is_told => before,
                (Seen::Never, None) | (Seen::Unknown, _) => Seen::Unknown,
                (Seen::Never, Some(day)) => Seen::On(day),
                (Seen::On(before), day) => Seen::On(day.map_or(before, |day| before.min(day))),
            };
        }
    }

    /// The day of each row, if it is known.
    pub(crate) fn written_days(&self) -> Vec<Option<Day>> {
        self.seen.iter().map(|seen| seen.known_day()).collect()
    }
}

impl Seen {
    /// The day the fact was recorded, if it is known.
    const fn known_day(self) -> Option<Day> {
        match self {
            Self::On(day) => Some(day),
            Self::Never | Self::Unknown => None,
        }
    }
}

/// Whether each row of a timeline appears in another version of it. A fact is matched by its day and its kind, because its words
/// may be corrected. Several facts of one day and kind are matched first by their words and then by their place.
fn told_in_version(story: &[TimelineRow], version: &[TimelineRow]) -> Vec<bool> {
    let mut left: BTreeMap<(Day, &str), Vec<&str>> = BTreeMap::new();
    for row in version {
        left.entry((row.date, row.what)).or_default().push(&row.text);
    }
    let mut found = vec![false; story.len()];
    for by_words in [true, false] {
        for (row, found) in story.iter().zip(&mut found).filter(|(_, found)| !**found) {
            let Some(texts) = left.get_mut(&(row.date, row.what)) else { continue };
            if let Some(at) = texts.iter().position(|text| !by_words || *text == row.text) {
                texts.remove(at);
                *found = true;
            }
        }
    }
    found
}

/// The day a fact was recorded, if that was long after it happened.
pub(super) fn late_written_day(happened: Day, written: Option<Day>) -> Option<Day> {
    written.filter(|written| written.days_since(happened) > IN_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    const CALL: &str = "{date: 2025-09-18, kind: call, about: concern, note: first}";
    const OTHER: &str = "{date: 2025-09-18, kind: call, about: concern, note: second}";

    /// The days of the contacts, from versions with these contacts and the days they were recorded.
    fn days(versions: &[(&[&str], Option<&str>)]) -> Vec<String> {
        let record = |contacts: &[&str]| record(&format!("contacts: [{}]\n", contacts.join(", ")));
        let story = TimelineRow::of(&record(versions.last().unwrap().0).as_at(Day::LAST), Some(day("2025-01-01")));
        let mut writing = Writing::of(&story);
        for (contacts, on) in versions {
            writing.add_version(&record(contacts), on.map(day));
        }
        writing.written_days().iter().map(|day| day.map_or_else(|| "-".to_owned(), |day| day.to_string())).collect()
    }

    #[test]
    fn a_fact_is_recorded_with_the_first_version_that_shows_it() {
        let corrected = CALL.replace("first", "corrected");
        assert_eq!(days(&[(&[], Some("2025-09-01")), (&[CALL], Some("2025-09-19"))]), ["2025-09-19"]);
        assert_eq!(days(&[(&[CALL], Some("2025-09-19")), (&[&corrected], Some("2026-01-05"))]), ["2025-09-19"]);
        // Removed and put back.
        let versions: [(&[&str], _); 3] =
            [(&[CALL], Some("2025-09-19")), (&[], Some("2025-10-01")), (&[CALL], Some("2026-01-05"))];
        assert_eq!(days(&versions), ["2025-09-19"]);
    }

    #[test]
    fn two_facts_of_one_day_have_their_own_days() {
        for both in [[CALL, OTHER], [OTHER, CALL]] {
            let found = days(&[(&[CALL], Some("2025-09-19")), (&both, Some("2026-01-05"))]);
            let expected = if both[0] == CALL { ["2025-09-19", "2026-01-05"] } else { ["2026-01-05", "2025-09-19"] };
            assert_eq!(found, expected);
        }
        let corrected = CALL.replace("first", "corrected");
        let found = days(&[(&[CALL], Some("2025-09-19")), (&[&corrected, OTHER], Some("2026-01-05"))]);
        assert_eq!(found, ["2025-09-19", "2026-01-05"]);
    }

    #[test]
    fn an_unknown_day_of_recording_is_not_shown() {
        assert_eq!(days(&[(&[CALL], None), (&[CALL], Some("2026-01-05"))]), ["-"]);
        assert_eq!(days(&[(&[CALL], Some("2025-09-19")), (&[CALL], None)]), ["2025-09-19"]);
        assert_eq!(Writing::of(&[]).written_days(), []);
    }

    #[test]
    fn a_fact_recorded_within_two_weeks_is_in_time() {
        let written = |on: &str| late_written_day(day("2025-09-18"), Some(day(on))).is_some();
        assert!(!written("2025-09-18") && !written("2025-10-02") && written("2025-10-03"));
        assert!(!written("2025-09-01"));
        assert_eq!(late_written_day(day("2025-09-18"), None), None);
    }
}
