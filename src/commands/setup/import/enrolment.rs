//! The enrolment status in exports of schools' systems.

use super::fields::plain_heading;

/// What an enrolment status means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enrolment {
    /// On roll here only.
    Current,
    /// On roll here and at another school, and this one is the main school.
    Main,
    /// On roll here and at another school, which is the main school.
    Subsidiary,
    /// Taught here, and on roll at another school.
    Guest,
    /// At a further education college.
    College,
    /// At another provider.
    OtherProvider,
    /// No longer on roll.
    Leaver,
}

impl Enrolment {
    /// Every status.
    pub(super) const ALL: [Self; 7] =
        [Self::Current, Self::Main, Self::Subsidiary, Self::Guest, Self::College, Self::OtherProvider, Self::Leaver];

    /// The status as `--map` takes it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Main => "main",
            Self::Subsidiary => "subsidiary",
            Self::Guest => "guest",
            Self::College => "college",
            Self::OtherProvider => "other",
            Self::Leaver => "leaver",
        }
    }

    /// Returns the status with this name.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        let key = key.to_lowercase();
        Self::ALL.into_iter().find(|status| status.as_str() == key)
    }

    /// Returns the status that a cell means: a code of the DfE (`EnrolStatus`), or the whole word of a school's system.
    pub(super) fn of_cell(typed: &str) -> Option<Self> {
        let plain = plain_heading(typed);
        Self::ALL.into_iter().find(|status| status.written().contains(&plain.as_str()))
    }

    /// How systems write it (`MIS` exports: the DfE's codes C, M, S, F and O, and words).
    const fn written(self) -> &'static [&'static str] {
        match self {
            Self::Current => &["c", "current", "active", "on roll"],
            Self::Main => &["m", "main", "current main"],
            Self::Subsidiary => &["s", "subsidiary", "current subsidiary"],
            Self::Guest => &["guest", "guest pupil"],
            Self::College => &["f", "fe", "fe college"],
            Self::OtherProvider => &["o", "other", "other provider"],
            Self::Leaver => &["leaver", "left", "former"],
        }
    }

    /// Returns what a person should know about a pupil with this status, to follow the name.
    pub(super) const fn remark(self) -> Option<&'static str> {
        match self {
            Self::Current | Self::Main | Self::Leaver => None,
            Self::Subsidiary => Some("is a subsidiary enrolment: another school is the main one"),
            Self::Guest => Some("is a guest: on roll at another school"),
            Self::College => Some("has the enrolment status of a further education college"),
            Self::OtherProvider => Some("has the enrolment status of another provider"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_whole_word_and_has_one_meaning() {
        for (typed, status) in [
            ("C", Enrolment::Current),
            (" Current ", Enrolment::Current),
            ("m", Enrolment::Main),
            ("S", Enrolment::Subsidiary),
            ("LEAVER", Enrolment::Leaver),
        ] {
            assert_eq!(Enrolment::of_cell(typed), Some(status), "{typed}");
        }
        for typed in ["", "Currently away", "L", "G", "Leavers 2026"] {
            assert_eq!(Enrolment::of_cell(typed), None, "{typed}");
        }
        for status in Enrolment::ALL {
            assert_eq!(Enrolment::of_key(status.as_str()), Some(status));
            for written in status.written() {
                assert_eq!((plain_heading(written).as_str(), Enrolment::of_cell(written)), (*written, Some(status)));
            }
        }
    }
}
