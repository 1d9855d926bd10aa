//! Why a command could not do what was asked, with its exit code.

use std::fmt;

use crate::finding::Finding;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A mistake in what was typed: exit 2.
    Usage {
        /// The problem.
        message: String,
        /// The remedy.
        help: String,
    },
    /// The school's settings or policy cannot be read, so no question can be answered: exit 3.
    Settings(Vec<Finding>),
    /// The policy does not allow it: exit 1.
    Refused {
        /// The move or change that it does not allow.
        message: String,
        /// The remedy.
        help: String,
    },
    /// The command saved nothing because of what was found in a record: exit 3.
    Unsaved {
        /// The reason: the end of `nothing was saved: ...`.
        because: String,
        /// The findings.
        findings: Vec<Finding>,
    },
    /// The command could not read or write what it needed: exit 3.
    Stopped {
        /// The problem.
        message: String,
        /// The remedy.
        help: String,
    },
}

impl Failure {
    /// A mistake in what was typed.
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> anyhow::Error {
        Self::Usage { message: message.into(), help: help.into() }.into()
    }

    /// The policy does not allow it.
    pub(crate) fn refused(message: impl Into<String>, help: impl Into<String>) -> anyhow::Error {
        Self::Refused { message: message.into(), help: help.into() }.into()
    }

    /// The command could not read or write what it needed.
    pub(crate) fn stopped(message: impl Into<String>, help: impl Into<String>) -> anyhow::Error {
        Self::Stopped { message: message.into(), help: help.into() }.into()
    }

    /// The record was not saved, because it cannot be read.
    pub(crate) fn unsaved(findings: Vec<Finding>) -> Self {
        Self::Unsaved { because: "the record cannot be read".to_owned(), findings }
    }

    /// The command stops before it saves, because a filter may also match records that are missing or cannot be read.
    pub(crate) fn unsaved_because_of_others(findings: Vec<Finding>) -> Self {
        let because = "a record that is missing or cannot be read may match too".to_owned();
        Self::Unsaved { because, findings }
    }

    /// The exit code.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { .. } => 1,
            Self::Usage { .. } => 2,
            Self::Settings(_) | Self::Unsaved { .. } | Self::Stopped { .. } => 3,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { message, .. } | Self::Refused { message, .. } | Self::Stopped { message, .. } => {
                f.write_str(message)
            }
            Self::Unsaved { because, .. } => write!(f, "nothing was saved: {because}"),
            Self::Settings(_) => f.write_str("the school's settings cannot be read"),
        }
    }
}

impl std::error::Error for Failure {}
