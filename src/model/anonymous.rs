//! A record without the child: what a copy for support or training may contain.
//!
//! This is a list of what may pass, never of what may not. The role of each key decides what a copy has instead:
//! - kept: days, stages, codes, words of fixed lists, numbers;
//! - replaced by a pseudonym: the id, names, UPNs, adults, schools, agencies, classes with a name of their own;
//! - dropped: text that someone typed. If a rule asks whether there is any, a neutral word replaces it.

mod people;

use super::day::Day;
use super::pseudonym::Pseudonyms;
use super::record::{INCLUSION_TEAM, Record};
use super::shape::role::Role;
use super::shape::table::{Field, Times};
use super::shape::value::{Shaped, ValueItemMut};
use super::text::Text;
use people::People;

/// The policy's own words, which the copy may keep. A text is kept only if it is one of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PolicyWords {
    /// Whether a rule has this id.
    pub(crate) is_rule: fn(&str) -> bool,
    /// Whether this is a role in the school.
    pub(crate) is_role: fn(&str) -> bool,
}

/// The maker of one record's copy.
#[derive(Debug)]
struct Maker<'a> {
    names: &'a Pseudonyms,
    known: PolicyWords,
    people: People<'a>,
    id: Text,
    name: Text,
}

/// Returns the record without the child; `None` if no pseudonym was assigned to its id or to one of its UPNs.
pub(crate) fn anonymous_record(mut record: Record, names: &Pseudonyms, known: PolicyWords) -> Option<Record> {
    if !record.upn.iter().chain(&record.former_upn).all(|upn| names.upn(upn).is_some()) {
        return None;
    }
    let (id, name) = (Text::from(names.id(record.id())?), names.pupil(record.id()));
    let people = People::new(names, &record);
    Maker { names, known, people, id, name }.change(&mut record, 1);
    Some(record)
}

/// The first day of the month of birth. A school year begins on the first of a month, so the year group stays the same.
pub(crate) fn month_of(date_of_birth: Day) -> Day {
    Day::new(date_of_birth.year(), date_of_birth.month(), 1).unwrap_or(Day::LAST)
}

impl Maker<'_> {
    /// Turns an entry, the `number`th of its list, into the entry of the copy.
    fn change(&self, entry: &mut dyn Shaped, number: usize) {
        entry.visit_mut(&mut |field, value| {
            value.retain_items(&mut |index, item| {
                let number = if field.times == Times::Many { index + 1 } else { number };
                self.is_kept(field, item, number)
            });
        });
    }

    /// Replaces a value with the value for the copy. Returns whether the copy has one at all.
    fn is_kept(&self, field: &Field, item: ValueItemMut<'_>, number: usize) -> bool {
        match item {
            _ if field.role == Role::Private => return false,
            ValueItemMut::Day(day) if field.role == Role::Born => *day = month_of(*day),
            ValueItemMut::PupilNumber(upn) => match self.names.upn(upn) {
                Some(other) => *upn = other,
                None => return false,
            },
            ValueItemMut::Text(text) => *text = self.in_place_of(text, field.role, number),
            ValueItemMut::Entry(inner) => self.change(inner, number),
            ValueItemMut::Day(_) | ValueItemMut::Plain => {}
        }
        true
    }

    fn in_place_of(&self, text: &Text, role: Role, number: usize) -> Text {
        match role {
            Role::PupilId => self.id.clone(),
            Role::PupilName => self.name.clone(),
            Role::Class => self.names.class(text),
            Role::School => self.names.school(text.as_str()),
            Role::Person => self.people.pseudonym_of(text),
            Role::InTouchWith => self.people.pseudonym_of_contact(text),
            // The inclusion team belongs to the school, so its name is not secret.
            Role::Agency if text.as_str() == INCLUSION_TEAM => text.clone(),
            Role::Agency => self.names.agency(text.as_str()),
            Role::ProvisionName => self.names.provision(text.as_str()),
            // The id of a requirement may be kept only if it is one of the program's own.
            Role::Requirement if (self.known.is_rule)(text.as_str()) => text.clone(),
            Role::Requirement => Text::from("unknown-requirement"),
            Role::Typed(word) => Text::from(word),
            Role::Numbered(word) => Text::from(format!("{word} {number}").as_str()),
            // No text has any of these roles. If one had, the copy would not show it.
            Role::Begins(_)
            | Role::Fact(_)
            | Role::FactAsNow(_)
            | Role::Planned(_)
            | Role::Born
            | Role::PupilNumber
            | Role::Private
            | Role::Plain
            | Role::AsNow
            | Role::Part
            | Role::List => Text::from("text"),
        }
    }
}

#[cfg(test)]
#[path = "anonymous/tests.rs"]
mod tests;
