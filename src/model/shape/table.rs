//! The table of the keys: what a mapping of the format has, and what each key is.

use super::role::{EntryTraits, Role};
use crate::model::vocabulary::Vocabulary;

/// A mapping of the format: the record itself, or an entry in it.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What is true of an entry as a whole.
    pub(crate) entry: EntryTraits,
    /// Its keys, in the order of the file.
    pub(crate) fields: &'static [Field],
}

/// A key of the format.
#[derive(Debug)]
pub(crate) struct Field {
    /// The key as the file has it.
    pub(crate) key: &'static str,
    /// What it means, a line of the declaration each.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests hold it to the schema; prompts for a key are to ask with it")
    )]
    pub(crate) meaning: &'static [&'static str],
    /// What becomes of it: as at a day, in a copy, in the story.
    pub(crate) role: Role,
    /// The key that it says more about, if it does: without that key, here or in an entry around this one, it is gone too.
    pub(crate) said_with: Option<&'static str>,
    /// What its value is.
    pub(crate) kind: ValueKind,
    /// How many values it may have.
    pub(crate) times: Times,
}

/// What the value of a key is.
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
    /// Text, or else one or several mappings.
    TextOr(&'static Shape),
}

impl ValueKind {
    /// The mapping with keys of its own that it is, or can be.
    pub(crate) const fn shape(self) -> Option<&'static Shape> {
        match self {
            Self::Entry(shape) | Self::TextOr(shape) => Some(shape),
            Self::Day | Self::Text | Self::Code(_) | Self::PupilNumber | Self::Plain => None,
        }
    }
}

/// How many values a key may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// One, and it has to be there.
    Once,
    /// One, or the key is left out.
    AtMostOnce,
    /// A list.
    Many,
}

impl Role {
    /// Whether a key of this type can have the role. What may be left out of the record must be able to be missing.
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
            Self::Plain | Self::AsNow => matches!(kind, ValueKind::Code(_) | ValueKind::Plain),
            Self::Part => matches!(kind, ValueKind::Entry(_)) && !matches!(times, Times::Many),
            Self::List => matches!(kind, ValueKind::Entry(_)) && matches!(times, Times::Many),
        };
        fits && (may_be_missing || !is_said_with_another)
    }
}
