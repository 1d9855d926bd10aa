//! What becomes of a key: as at a day, in a copy that names no child, in a child's story; and what is true of an entry as a whole.

/// What a key is for. Each role says what becomes of it as at an earlier day (DESIGN 2.1) and in a copy without names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The day from which the entry is a fact: as at an earlier day there is no such entry.
    Begins(StoryWording),
    /// The day of something that happened: as at an earlier day it is not known yet.
    Fact(StoryWording),
    /// The day of something that happened, of which only the last is written. As at an earlier day it stays.
    FactAsNow(StoryWording),
    /// A day that may lie ahead: it stays with its entry.
    Planned(StoryWording),
    /// The day of birth. A copy has the first day of its month.
    Born,

    /// The pupil's id. A copy has another.
    PupilId,
    /// The pupil's name. A copy has a pseudonym.
    PupilName,
    /// A unique pupil number. A copy has another.
    PupilNumber,
    /// A class. A copy keeps its name if it says only the year.
    Class,
    /// Another school or setting. A copy has a pseudonym.
    School,
    /// Somebody who did something. A copy has a pseudonym, or the plain word for a parent, the pupil or a role.
    Person,
    /// Somebody the school was in touch with. A copy keeps which agency that was.
    InTouchWith,
    /// An agency. A copy has a pseudonym.
    Agency,
    /// The name of a provision. A copy has a pseudonym, the same one wherever it is given.
    ProvisionName,
    /// The id of a requirement. A copy keeps it if it is one of the program's.
    Requirement,
    /// What somebody typed. A copy has this word in its place.
    Typed(&'static str),
    /// What somebody typed, one of several. A copy has this word and its number.
    Numbered(&'static str),
    /// Whatever it says, a copy leaves it out.
    Private,

    /// One of a list of fixed words, a number or a flag. A copy keeps it.
    Plain,
    /// The same, of which only what is true now is written: past days have it too.
    AsNow,
    /// An entry with keys of its own.
    Part,
    /// A list of entries with keys of their own.
    List,
}

/// How a day is told in a child's story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoryWording {
    /// Under this heading, in these words.
    Line(&'static str, &'static str),
    /// In words of its own, which `reports/timeline/facts.rs` finds.
    Own,
    /// Not at all: it is no event.
    NoEvent,
}

impl Role {
    /// How its day is told in a child's story; absent if it is not a day, and for the day of birth.
    pub(crate) const fn told(self) -> Option<StoryWording> {
        if let Self::Begins(told) | Self::Fact(told) | Self::FactAsNow(told) | Self::Planned(told) = self {
            Some(told)
        } else {
            None
        }
    }
}

/// What is true of an entry as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryTraits {
    /// What it is called.
    pub(crate) noun: &'static str,
    /// The keys whose days an entry of a list is known by, the first first, as paths within it. Empty: the day it begins.
    pub(crate) known_by: &'static [&'static str],
    /// The key that tells entries of one day, or without a day, apart; empty where there is none.
    pub(crate) label: &'static str,
    /// When an entry can gain no more keys.
    pub(crate) ends: Ends,
    /// Which of its entries are there as at a day.
    pub(crate) stays: Stays,
    /// How two people's new entries become one list.
    pub(crate) merging: ListMerge,
}

/// When an entry of a list can gain no more keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Never: something may always be added.
    Never,
    /// When it is written: it was one event.
    AtOnce,
    /// With this key.
    WithKey(&'static str),
}

/// When an entry is there as at a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stays {
    /// From the day it begins; always, if it has none.
    FromItsDay,
    /// From the day of the first of these keys that it has; always, if it has none of them.
    FromTheFirstOf(&'static [&'static str]),
    /// While a day of it, or of what is in it, is left.
    WhileDated,
}

/// How two people's new entries become one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListMerge {
    /// All of them, by their days.
    ByDay,
    /// All of them, what is new last: the list is in no order of days.
    Unordered,
    /// Those of one side. Only one entry is begun at a time: if both sides began one, they did the same thing twice or two things
    /// that exclude each other.
    OneAtATime,
    /// The same among entries that agree in this key.
    OneAtATimeBy(&'static str),
}

/// An entry that is no list's, or one of a list with nothing particular about it.
pub(crate) const fn entry(noun: &'static str) -> EntryTraits {
    EntryTraits {
        noun,
        known_by: &[],
        label: "",
        ends: Ends::Never,
        stays: Stays::FromItsDay,
        merging: ListMerge::ByDay,
    }
}

impl EntryTraits {
    /// Known by the days at these keys.
    pub(crate) const fn known_by(self, known_by: &'static [&'static str]) -> Self {
        Self { known_by, ..self }
    }

    /// Told apart by this key.
    pub(crate) const fn label(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// Ended in this way.
    pub(crate) const fn ends(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }

    /// There, as at a day, in this case.
    pub(crate) const fn stays(self, stays: Stays) -> Self {
        Self { stays, ..self }
    }

    /// Merged in this way.
    pub(crate) const fn merging(self, merging: ListMerge) -> Self {
        Self { merging, ..self }
    }
}
