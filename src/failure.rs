//! Why a command could not do what was asked, with its exit code.

use std::fmt;

use crate::finding::Finding;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A mistake in what was typed: exit 2.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// The school's settings or policy cannot be read, so nothing can be answered: exit 3.
    Settings(Vec<Finding>),
    /// Nothing could be read, or nothing was written: exit 3.
    Stopped {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl Failure {
    /// A mistake in what was typed.
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> anyhow::Error {
        Self::Usage { message: message.into(), help: help.into() }.into()
    }

    /// Nothing could be read, or nothing was written.
    pub(crate) fn stopped(message: impl Into<String>, help: impl Into<String>) -> anyhow::Error {
        Self::Stopped { message: message.into(), help: help.into() }.into()
    }

    /// The exit code.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::Settings(_) | Self::Stopped { .. } => 3,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { message, .. } | Self::Stopped { message, .. } => f.write_str(message),
            Self::Settings(_) => f.write_str("the school's settings cannot be read"),
        }
    }
}

impl std::error::Error for Failure {}
