//! How each key is treated as at a day, in a copy that names no child, and in a child's story; and the traits of an entry as a
//! whole.

/// The role of a key. It decides how the key is treated as at an earlier day (DESIGN 2.1) and in a copy without names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The day the entry begins to be a fact. As at an earlier day it does not exist.
    Begins(StoryWording),
    /// The day of something that happened. As at an earlier day it is not known yet.
    Fact(StoryWording),
    /// The day of something that happened, if only the latest is recorded. As at an earlier day it stays.
    FactAsNow(StoryWording),
    /// A day that may be in the future. It stays with its entry.
    Planned(StoryWording),
    /// The day of birth. A copy has the first day of that month.
    Born,

    /// The pupil's id. A copy has a different one.
    PupilId,
    /// The pupil's name. A copy has a pseudonym.
    PupilName,
    /// A unique pupil number. A copy has a different one.
    PupilNumber,
    /// A class. A copy keeps its name if the name gives only the year.
    Class,
    /// Another school or setting. A copy has a pseudonym.
    School,
    /// Someone who did something. A copy has a pseudonym, or the plain word for a parent, the pupil or a role.
    Person,
    /// Someone the school was in touch with. A copy keeps which agency it was.
    InTouchWith,
    /// An agency. A copy has a pseudonym.
    Agency,
    /// The name of a provision. A copy has a pseudonym, the same one each time the name is used.
    ProvisionName,
    /// The id of a requirement. A copy keeps it if the program has a requirement of that id.
    Requirement,
    /// Text that someone typed. A copy has this word instead.
    Typed(&'static str),
    /// Text that someone typed, one of several. A copy has this word and a number instead.
    Numbered(&'static str),
    /// A private value. A copy always leaves it out.
    Private,

    /// One of a list of fixed words, a number or a flag. A copy keeps it.
    Plain,
    /// The same, if only the present value is recorded: past days have it too.
    AsNow,
    /// An entry with keys of its own.
    Part,
    /// A list of entries with keys of their own.
    List,
}

/// How a day appears in a child's story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoryWording {
    /// Under this heading, in these words.
    Line(&'static str, &'static str),
    /// In its own words, which `reports/timeline/facts.rs` chooses.
    Own,
    /// Not at all, because it is not an event.
    NoEvent,
}

impl Role {
    /// How its day appears in a child's story; `None` if it is not a day, and for the day of birth.
    pub(crate) const fn told(self) -> Option<StoryWording> {
        if let Self::Begins(told) | Self::Fact(told) | Self::FactAsNow(told) | Self::Planned(told) = self {
            Some(told)
        } else {
            None
        }
    }
}

/// The traits of an entry as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryTraits {
    /// The word for such an entry.
    pub(crate) noun: &'static str,
    /// The keys that date an entry of a list, most important first, as paths within it. Empty: the day it begins.
    pub(crate) known_by: &'static [&'static str],
    /// The key that distinguishes entries of one day, or without a day; empty if there is no such key.
    pub(crate) label: &'static str,
    /// When an entry can gain no more keys.
    pub(crate) ends: Ends,
    /// When the entry exists, as at a day.
    pub(crate) stays: Stays,
    /// How two people's new entries are merged into one list.
    pub(crate) merging: ListMerge,
}

/// When an entry of a list can gain no more keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Never: more can always be added.
    Never,
    /// As soon as it is recorded: it was a single event.
    AtOnce,
    /// Once it has this key.
    WithKey(&'static str),
}

/// When an entry exists, as at a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stays {
    /// From the day it begins; always, if it has no such day.
    FromItsDay,
    /// From the day of the first of these keys that it has; always, if it has none of them.
    FromTheFirstOf(&'static [&'static str]),
    /// As long as it, or anything in it, still has a day.
    WhileDated,
}

/// How two people's new entries are merged into one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListMerge {
    /// All of them, by their days.
    ByDay,
    /// All of them, new ones last: the list is not ordered by day.
    Unordered,
    /// The entries of one side. Only one entry is begun at a time, so if both sides began one, they did the same thing twice or two
    /// things that exclude each other.
    OneAtATime,
    /// The same, among entries with the same value for this key.
    OneAtATimeBy(&'static str),
}

/// Traits of an entry that is not in a list, or of a list entry with no special traits.
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
    /// Dated by the days at these keys.
    pub(crate) const fn known_by(self, known_by: &'static [&'static str]) -> Self {
        Self { known_by, ..self }
    }

    /// Distinguished by this key.
    pub(crate) const fn label(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// Closed to new keys from this point.
    pub(crate) const fn ends(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }

    /// Existing, as at a day, under this condition.
    pub(crate) const fn stays(self, stays: Stays) -> Self {
        Self { stays, ..self }
    }

    /// Merged in this way.
    pub(crate) const fn merging(self, merging: ListMerge) -> Self {
        Self { merging, ..self }
    }
}
