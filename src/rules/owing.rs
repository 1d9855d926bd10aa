//! Who owes what until when: the clocks of duties, which `mod.rs` starts.

use crate::model::day::Day;

/// Who owes a duty.
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

    /// The word that users read and write.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ClassTeacher => "class-teacher",
            Self::Senco => "senco",
            Self::Headteacher => "headteacher",
            Self::Governors => "governors",
            Self::LocalAuthority => "local-authority",
        }
    }

    /// The same in words, for a paper.
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

/// Who owes a duty, before a record is looked at: as the clock of a record says it, it is one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owes {
    /// Always the same.
    One(Owner),
    /// Whoever runs the cycle: the class teacher at stage A, else the SENCO.
    ByStage,
    /// Whom the record names: class teacher, headteacher or, where it is nobody of them, the SENCO.
    Named,
}

impl Owes {
    /// In words, for `send explain` and the table of rules.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::One(owner) => owner.as_str(),
            Self::ByStage => "class-teacher at stage A, else senco",
            Self::Named => "whom the record names, else senco",
        }
    }
}

/// A duty that is not met yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clock {
    /// The day by which it must be met.
    pub(crate) due: Day,
    /// Who owes it.
    pub(crate) owner: Owner,
    /// What started it, in a few words, such as `last met 5 Nov 2025`.
    pub(crate) because: String,
    /// Why the law may allow longer than `due`, so that passing it may be lawful (DOMAIN 5.1). The note says it too.
    pub(crate) exception: Option<String>,
    /// The class, for a duty of the school that each class owes for itself.
    pub(crate) class: Option<String>,
    /// What else a reader must know, such as that calendar weeks stood in for school weeks.
    pub(crate) note: Option<String>,
}

/// Where the clocks of one rule about one pupil go.
#[derive(Debug, Default)]
pub(crate) struct Clocks(pub(super) Vec<Clock>);

impl Clock {
    /// This must be met by `due`, and is not. `because` says what started the clock, in a few words.
    pub(crate) fn new(due: Day, owner: Owner, because: String) -> Self {
        Self { due, owner, because, exception: None, class: None, note: None }
    }
}

impl Clocks {
    /// This clock runs.
    pub(crate) fn start(&mut self, clock: Clock) {
        self.0.push(clock);
    }

    /// A clock runs of which there is nothing more to say (see [`Clock::new`]).
    pub(crate) fn run(&mut self, due: Day, owner: Owner, because: String) {
        self.start(Clock::new(due, owner, because));
    }

    /// The same, with something a reader must know.
    pub(crate) fn run_with_note(&mut self, due: Day, owner: Owner, because: String, note: Option<String>) {
        self.start(Clock { note, ..Clock::new(due, owner, because) });
    }
}
