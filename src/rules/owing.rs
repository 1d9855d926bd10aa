//! The clocks of duties, with their owner and due day. `mod.rs` starts them.

use super::clock_start::ClockStart;
use crate::model::day::Day;

/// The person or body that owes a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Owner {
    /// The class teacher.
    ClassTeacher,
    /// The SENCO.
    Senco,
    /// The headteacher.
    Headteacher,
    /// The governors.
    Governors,
    /// The local authority.
    LocalAuthority,
}

impl Owner {
    /// Every owner.
    pub(crate) const ALL: [Self; 5] =
        [Self::ClassTeacher, Self::Senco, Self::Headteacher, Self::Governors, Self::LocalAuthority];

    /// The word that users read and type.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ClassTeacher => "class-teacher",
            Self::Senco => "senco",
            Self::Headteacher => "headteacher",
            Self::Governors => "governors",
            Self::LocalAuthority => "local-authority",
        }
    }

    /// The same in the words of a printed report.
    pub(crate) const fn named(self) -> &'static str {
        match self {
            Self::ClassTeacher => "class teacher",
            Self::Senco => "SENCO",
            Self::Headteacher => "headteacher",
            Self::Governors => "governors",
            Self::LocalAuthority => "local authority",
        }
    }
}

/// The owner of a duty before a record is looked at. The clock of one record names a single owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owes {
    /// Always the same owner.
    One(Owner),
    /// The person who runs the cycle: the class teacher at stage A, otherwise the SENCO.
    ByStage,
    /// The person the record names: class teacher or headteacher, otherwise the SENCO.
    Named,
}

impl Owes {
    /// In words, for `send explain` and the table of rules.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::One(owner) => owner.as_str(),
            Self::ByStage => "class-teacher at stage A, otherwise senco",
            Self::Named => "the person the record names, otherwise senco",
        }
    }
}

/// A duty that is not met yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clock {
    /// The last day to meet it.
    pub(crate) due: Day,
    /// The owner.
    pub(crate) owner: Owner,
    /// The fact that started it, by which a calendar knows it again.
    pub(crate) start: ClockStart,
    /// The event that started it, in a few words, such as `last met 5 Nov 2025`.
    pub(crate) because: String,
    /// The day of that event, if the duty asks less about the facts that a pupil was found with (`facts_found.rs`).
    pub(crate) since: Option<Day>,
    /// Why the law may allow longer than `due`, so that a later date may still be lawful (DOMAIN 5.1). The note says it too.
    pub(crate) exception: Option<String>,
    /// The class, if each class owes this duty of the school for itself.
    pub(crate) class: Option<String>,
    /// Anything else a reader must know, such as that calendar weeks were counted instead of school weeks.
    pub(crate) note: Option<String>,
}

/// Collects the clocks of one rule about one pupil.
#[derive(Debug, Default)]
pub(crate) struct Clocks(pub(super) Vec<Clock>);

impl Clock {
    /// Must be met by `due`, and is not yet. `start` is the fact that started the clock, and `because` says it in a few words.
    pub(crate) fn new(due: Day, owner: Owner, start: ClockStart, because: String) -> Self {
        Self { due, owner, start, because, since: None, exception: None, class: None, note: None }
    }

    /// The same clock, which runs since the event of this day.
    pub(crate) fn since(self, day: Day) -> Self {
        Self { since: Some(day), ..self }
    }

    /// The same clock, with a note for the reader if there is one.
    pub(crate) fn noted(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
}

impl Clocks {
    /// Starts this clock. If another one of the rule was started by the same fact, a number distinguishes them.
    pub(crate) fn start(&mut self, clock: Clock) {
        let mut clock = clock;
        while self.0.iter().any(|other| other.start == clock.start) {
            clock.start.place += 1;
        }
        self.0.push(clock);
    }

    /// Starts a clock with no exception, class or note (see [`Clock::new`]).
    pub(crate) fn run(&mut self, due: Day, owner: Owner, start: ClockStart, because: String) {
        self.start(Clock::new(due, owner, start, because));
    }

    /// The same, with a note for the reader.
    pub(crate) fn run_with_note(
        &mut self,
        due: Day,
        owner: Owner,
        start: ClockStart,
        because: String,
        note: Option<String>,
    ) {
        self.start(Clock::new(due, owner, start, because).noted(note));
    }
}
