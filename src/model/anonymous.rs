//! A record without the child: what of it may stand in a copy for support or training.
//!
//! A list of what may pass, never of what may not: the role of each key says what a copy has in its place.
//! - kept: days, stages, codes, words of fixed lists, numbers;
//! - replaced by a pseudonym: the id, names, UPNs, adults, schools, agencies, classes with a name of their own;
//! - dropped: text that somebody typed. If a rule asks whether there is any, a neutral word takes its place.

mod people;

use super::day::Day;
use super::pseudonym::Pseudonyms;
use super::record::{INCLUSION_TEAM, Record};
use super::shape::role::Role;
use super::shape::table::{Field, Times};
use super::shape::value::{Shaped, ValueItemMut};
use super::text::Text;
use people::People;

/// What the copy needs to know of the policy's own words, so that a text is kept only if it is one of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PolicyWords {
    /// Whether there is a rule with this id.
    pub(crate) is_rule: fn(&str) -> bool,
    /// Whether this is a role in the school.
    pub(crate) is_role: fn(&str) -> bool,
}

/// What makes the copy of one record.
#[derive(Debug)]
struct Maker<'a> {
    names: &'a Pseudonyms,
    known: PolicyWords,
    people: People<'a>,
    id: Text,
    name: Text,
}

/// The record without the child; nothing where no pseudonym was given out for its id or a UPN of it.
pub(crate) fn anonymous_record(mut record: Record, names: &Pseudonyms, known: PolicyWords) -> Option<Record> {
    if !record.upn.iter().chain(&record.former_upn).all(|upn| names.upn(upn).is_some()) {
        return None;
    }
    let (id, name) = (Text::from(names.id(record.id())?), names.pupil(record.id()));
    let people = People::new(names, &record);
    Maker { names, known, people, id, name }.change(&mut record, 1);
    Some(record)
}

/// The first day of the month of a birth. The school year begins with a month, so the year group stays the same.
pub(crate) fn month_of(date_of_birth: Day) -> Day {
    Day::new(date_of_birth.year(), date_of_birth.month(), 1).unwrap_or(Day::LAST)
}

impl Maker<'_> {
    /// Changes an entry, which is the `number`th of its list, into that of the copy.
    fn change(&self, entry: &mut dyn Shaped, number: usize) {
        entry.visit_mut(&mut |field, value| {
            value.retain_items(&mut |index, item| {
                let number = if field.times == Times::Many { index + 1 } else { number };
                self.is_kept(field, item, number)
            });
        });
    }

    /// Puts in place of a value what the copy has. Says whether the copy has anything.
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
            // The inclusion team is the school's own.
            Role::Agency if text.as_str() == INCLUSION_TEAM => text.clone(),
            Role::Agency => self.names.agency(text.as_str()),
            Role::ProvisionName => self.names.provision(text.as_str()),
            // The id of a requirement is a word of the program, if it is one.
            Role::Requirement if (self.known.is_rule)(text.as_str()) => text.clone(),
            Role::Requirement => Text::from("unknown-requirement"),
            Role::Typed(word) => Text::from(word),
            Role::Numbered(word) => Text::from(format!("{word} {number}").as_str()),
            // No text has any of these roles; if one had, the copy would be without it.
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
