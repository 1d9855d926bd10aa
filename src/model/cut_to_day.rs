//! The record as at a day: the same record without the facts dated later (DESIGN 2.1).
//!
//! The one place where time is cut. Everything else is computed from the cut record, so no rule and no report needs
//! to know about it. The roles of the keys say what becomes of each: planned days stay with their entry; a spell that ended
//! later is open again.

use super::day::Day;
use super::record::Record;
use super::shape::role::{Role, Stays};
use super::shape::value::{Shaped, ValueItem, ValueItemMut};

impl Record {
    /// The record without the facts later than `day`; the day itself is included. Only `AsAt` calls it.
    #[must_use]
    pub(super) fn cut_to(mut self, day: Day) -> Self {
        cut_entry(&mut self, day);
        self.stage = self.last_stage_written();
        self.census = self.census_code_on(day);
        self
    }
}

/// Drops the facts of an entry, and the entries in it, that are later than `day`.
fn cut_entry(entry: &mut dyn Shaped, day: Day) {
    let mut forgotten = Vec::new();
    entry.visit_mut(&mut |field, value| {
        let mut is_whole = true;
        value.retain_items(&mut |_, item| {
            let stays = match item {
                ValueItemMut::Day(on) => *on <= day || !matches!(field.role, Role::Fact(_)),
                ValueItemMut::Entry(inner) => entry_stays(inner, day),
                ValueItemMut::Text(_) | ValueItemMut::PupilNumber(_) | ValueItemMut::Plain => true,
            };
            is_whole &= stays;
            stays
        });
        if !is_whole {
            forgotten.push(field.key);
        }
    });
    for key in forgotten {
        forget_said_with(entry, key);
    }
}

/// Cuts an entry that is there on `day`. Says whether it stays.
fn entry_stays(entry: &mut dyn Shaped, day: Day) -> bool {
    let is_known = |began: Option<Day>| began.is_none_or(|began| began <= day);
    match entry.shape().entry.stays {
        Stays::FromItsDay if !is_known(first_day(entry)) => return false,
        Stays::FromTheFirstOf(keys) if !is_known(keys.iter().find_map(|key| day_at(entry, key))) => return false,
        Stays::FromItsDay | Stays::FromTheFirstOf(_) | Stays::WhileDated => {}
    }
    cut_entry(entry, day);
    entry.shape().entry.stays != Stays::WhileDated || has_a_day(entry)
}

/// The day on which an entry begins, if it has one.
fn first_day(entry: &dyn Shaped) -> Option<Day> {
    let begins = entry.shape().fields.iter().find(|field| matches!(field.role, Role::Begins(_)))?;
    day_at(entry, begins.key)
}

/// The day at a key: its own, or that of the first entry there.
fn day_at(entry: &dyn Shaped, key: &str) -> Option<Day> {
    let mut found = None;
    entry.visit(&mut |field, value| {
        if field.key == key {
            value.each_item(&mut |_, item| match item {
                ValueItem::Day(day) => found = found.or(Some(day)),
                ValueItem::Entry(inner) => found = found.or_else(|| first_day(inner)),
                ValueItem::Text(_) | ValueItem::Plain => {}
            });
        }
    });
    found
}

/// Whether there is a day in an entry, or in what is in it.
fn has_a_day(entry: &dyn Shaped) -> bool {
    let mut found = false;
    entry.visit(&mut |_, value| {
        value.each_item(&mut |_, item| match item {
            ValueItem::Day(_) => found = true,
            ValueItem::Entry(inner) => found = found || has_a_day(inner),
            ValueItem::Text(_) | ValueItem::Plain => {}
        });
    });
    found
}

/// Forgets what says more about a key that was forgotten, in this entry and in those in it.
fn forget_said_with(entry: &mut dyn Shaped, key: &str) {
    entry.visit_mut(&mut |field, value| {
        let stays = field.said_with != Some(key);
        value.retain_items(&mut |_, item| {
            if let ValueItemMut::Entry(inner) = item {
                forget_said_with(inner, key);
            }
            stays
        });
    });
}
