//! How a command ended.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandOutcome {
    /// Done, with nothing to report: exit 0.
    Done,
    /// Something was found that the exit code is to tell: exit 1.
    Found,
    /// Not everything could be read, and that was said: exit 3, which beats 1.
    Incomplete,
    /// Saved, but something after that failed, and that was said: exit 4.
    SavedBut,
}

impl CommandOutcome {
    /// The exit code.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Found => 1,
            Self::Incomplete => 3,
            Self::SavedBut => 4,
        }
    }

    /// The one of two that matters more.
    pub(crate) const fn worse(self, other: Self) -> Self {
        if other.code() > self.code() { other } else { self }
    }
}
