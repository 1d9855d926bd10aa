//! A finding: something that a person should know about a record or a folder.
//!
//! No other room is below this one: rules produce findings, `records` adds the place in the file, `output` prints them. The code
//! here does not know what a record or a policy is.

use std::fmt;

/// How serious a finding is. `error` makes `check` exit 1; `warning` does so only with `--strict`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    /// Must be put right.
    Error,
    /// Worth a look; never blocks anything.
    Warning,
}

impl Severity {
    /// The word that users read and write.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One step of a [`KeyPath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum PathStep {
    /// A key of a mapping.
    Key(String),
    /// An entry of a list, counted from 0.
    Index(usize),
}

impl From<&str> for PathStep {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for PathStep {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The place of a value in a file: `cycles[0].plan.targets[1].by`. Empty for the whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeyPath(Vec<PathStep>);

impl KeyPath {
    /// Makes a path of these steps.
    pub(crate) fn new(steps: Vec<PathStep>) -> Self {
        Self(steps)
    }

    /// The steps, outermost first.
    pub(crate) fn steps(&self) -> &[PathStep] {
        &self.0
    }

    /// Returns the path one step up, or `None` at the top.
    pub(crate) fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// Returns this path with one more step.
    #[must_use]
    pub(crate) fn then(&self, step: impl Into<PathStep>) -> Self {
        let mut steps = self.0.clone();
        steps.push(step.into());
        Self(steps)
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if nth == 0 => write!(f, "{key}")?,
                PathStep::Key(key) => write!(f, ".{key}")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A [`KeyPath`] from keys and indexes: `key_path!["register", 0, "from"]`.
macro_rules! key_path {
    ($($step:expr),* $(,)?) => {
        $crate::finding::KeyPath::new(vec![$($crate::finding::PathStep::from($step)),*])
    };
}
pub(crate) use key_path;

/// A line and a column, both counted from 1; the column in characters, as editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The column in characters, from 1.
    pub(crate) column: usize,
}

/// Something a person should know: what is wrong, where, why, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The id of the rule that found it.
    pub(crate) rule: &'static str,
    /// How serious it is, after the policy's own settings.
    pub(crate) severity: Severity,
    /// The pupil's id, if it is about one pupil.
    pub(crate) pupil: Option<String>,
    /// The file, relative to the folder, always with `/`.
    pub(crate) file: String,
    /// The place in the file, by key.
    pub(crate) field: KeyPath,
    /// The place in the file, by line and column; filled in by the room that read the file.
    pub(crate) position: Option<Position>,
    /// The problem, in plain words.
    pub(crate) message: String,
    /// The clause or law that requires it; empty if only the format does.
    pub(crate) source: String,
    /// The remedy, or the next step.
    pub(crate) help: String,
}

impl Finding {
    /// The order in which findings are read: file, line, column, key, rule, message.
    pub(crate) fn sort_key(&self) -> impl Ord + '_ {
        (&self.file, self.position, &self.field, self.rule, &self.message)
    }
}

/// A problem with what a settings file means, although every line of it can be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SettingProblem {
    /// The key.
    pub(crate) field: KeyPath,
    /// The problem, in plain words.
    pub(crate) message: String,
    /// The remedy.
    pub(crate) help: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_path_reads_as_people_write_it() {
        let path = key_path!["cycles", 0, "plan", "targets", 1, "by"];
        assert_eq!(path.to_string(), "cycles[0].plan.targets[1].by");
        assert_eq!(KeyPath::default().to_string(), "");
    }
}
