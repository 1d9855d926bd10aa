//! How a command ended.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandOutcome {
    /// Done, without findings: exit 0.
    Done,
    /// Done, and found something that the exit code must show: exit 1.
    Found,
    /// Not everything could be read, and that was reported: exit 3, which outranks 1.
    Incomplete,
    /// Saved, but something after that failed, and that was reported: exit 4.
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

    /// Returns the more serious of the two.
    pub(crate) const fn worse(self, other: Self) -> Self {
        if other.code() > self.code() { other } else { self }
    }
}
