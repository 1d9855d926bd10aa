//! The table of keys: which keys a mapping of the format has, and the traits of each key.

use super::role::{EntryTraits, Role};
use crate::model::vocabulary::Vocabulary;

/// A mapping of the format: the record itself, or an entry in it.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The traits of an entry as a whole.
    pub(crate) entry: EntryTraits,
    /// Its keys, in the order of the file.
    pub(crate) fields: &'static [Field],
}

/// A key of the format.
#[derive(Debug)]
pub(crate) struct Field {
    /// The key as written in the file.
    pub(crate) key: &'static str,
    /// Its meaning, one element for each line of the declaration.
    pub(crate) meaning: &'static [&'static str],
    /// How it is treated as at a day, in a copy and in the story.
    pub(crate) role: Role,
    /// The key that it says more about, if any. If that key is dropped, here or in an entry around this one, so is this key.
    pub(crate) said_with: Option<&'static str>,
    /// The kind of its value.
    pub(crate) kind: ValueKind,
    /// How many values it may have.
    pub(crate) times: Times,
}

/// The kind of value that a key has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ValueKind {
    /// A day.
    Day,
    /// Text that people typed.
    Text,
    /// One of a list of fixed words.
    Code(Vocabulary),
    /// A unique pupil number.
    PupilNumber,
    /// A number, a flag, pounds or a year group.
    Plain,
    /// A mapping with keys of its own.
    Entry(&'static Shape),
    /// Text, or one or several mappings.
    TextOr(&'static Shape),
    /// A flag, or a list of mappings.
    PlainOr(&'static Shape),
    /// One of a list of fixed words, or a mapping.
    CodeOr(Vocabulary, &'static Shape),
}

impl ValueKind {
    /// The list of fixed words that the value is, or can be, from.
    pub(crate) const fn words(self) -> Option<Vocabulary> {
        match self {
            Self::Code(words) | Self::CodeOr(words, _) => Some(words),
            Self::Day
            | Self::Text
            | Self::PupilNumber
            | Self::Plain
            | Self::Entry(_)
            | Self::TextOr(_)
            | Self::PlainOr(_) => None,
        }
    }

    /// The mapping with its own keys that the value is, or can be.
    pub(crate) const fn shape(self) -> Option<&'static Shape> {
        match self {
            Self::Entry(shape) | Self::TextOr(shape) | Self::PlainOr(shape) | Self::CodeOr(_, shape) => Some(shape),
            Self::Day | Self::Text | Self::Code(_) | Self::PupilNumber | Self::Plain => None,
        }
    }
}

/// How many values a key may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// Exactly one.
    Once,
    /// One, or the key is left out.
    AtMostOnce,
    /// A list.
    Many,
}

impl Role {
    /// Whether a key of this type can have the role. A role that may drop the value needs a key that may be missing.
    pub(crate) const fn fits(self, kind: ValueKind, times: Times, is_said_with_another: bool) -> bool {
        let may_be_missing = !matches!(times, Times::Once);
        let fits = match self {
            Self::Begins(_) => matches!(kind, ValueKind::Day) && matches!(times, Times::Once),
            Self::Fact(_) => matches!(kind, ValueKind::Day) && may_be_missing,
            Self::FactAsNow(_) | Self::Planned(_) | Self::Born => matches!(kind, ValueKind::Day),
            Self::PupilNumber => matches!(kind, ValueKind::PupilNumber),
            Self::PupilId
            | Self::PupilName
            | Self::School
            | Self::Person
            | Self::InTouchWith
            | Self::Agency
            | Self::ProvisionName
            | Self::Requirement
            | Self::Numbered(_) => matches!(kind, ValueKind::Text),
            Self::Class | Self::Typed(_) => matches!(kind, ValueKind::Text | ValueKind::TextOr(_)),
            Self::Private => may_be_missing,
            Self::Plain => matches!(kind, ValueKind::Code(_) | ValueKind::Plain),
            Self::AsNow => {
                matches!(kind, ValueKind::Code(_) | ValueKind::Plain | ValueKind::PlainOr(_) | ValueKind::CodeOr(..))
            }
            Self::Part => matches!(kind, ValueKind::Entry(_)) && !matches!(times, Times::Many),
            Self::List => matches!(kind, ValueKind::Entry(_)) && matches!(times, Times::Many),
        };
        fits && (may_be_missing || !is_said_with_another)
    }
}
