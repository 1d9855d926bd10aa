//! Versions of the folder's files that are no longer on the disk but in its history. They are read as strictly as the files.

use std::path::Path;

use rayon::prelude::*;
use serde_json::Value;

use super::decode::decode_yaml;
use super::folder::is_side_file;
use super::pupils::is_named_as_a_record;
use super::toml_file::decode_toml;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::values::written_values;
use crate::policy::Policy;
use crate::policy::clauses::is_named_as_clauses;
use crate::school::{School, Settings};

/// The kind of a file, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FileKind {
    /// `pupils/p014.yaml`, or one folder down.
    Record,
    /// `policy/2025-09-01.toml`.
    Policy,
    /// `send.toml`.
    Settings,
}

/// A version of a file.
#[derive(Debug)]
pub(crate) enum Version {
    /// A record.
    Record(Box<Record>, Value),
    /// A policy.
    Policy(Box<Policy>),
    /// The school, from its settings.
    School(Box<School>),
    /// It cannot be read: why, with the line.
    Unreadable(String),
    /// It is not in this copy of the history.
    Missing,
}

impl Version {
    /// Returns the record, if it is one.
    pub(crate) fn as_record(&self) -> Option<&Record> {
        match self {
            Self::Record(record, _) => Some(record),
            Self::Policy(_) | Self::School(_) | Self::Unreadable(_) | Self::Missing => None,
        }
    }

    /// Returns the values of the record, if it is one.
    pub(crate) fn as_values(&self) -> Option<&Value> {
        match self {
            Self::Record(_, values) => Some(values),
            Self::Policy(_) | Self::School(_) | Self::Unreadable(_) | Self::Missing => None,
        }
    }
}

/// Returns the kind of the file with this name, `None` for any other file.
pub(crate) fn kind_of(path: &str) -> Option<FileKind> {
    if path == "send.toml" {
        return Some(FileKind::Settings);
    }
    let (folder, rest) = path.split_once('/')?;
    let parts: Vec<&str> = rest.split('/').collect();
    if parts.last().is_some_and(|name| is_side_file(name)) {
        return None;
    }
    match (folder, parts.as_slice()) {
        ("policy", [name]) => {
            (name.to_lowercase().ends_with(".toml") && !is_named_as_clauses(name)).then_some(FileKind::Policy)
        }
        ("pupils", [name] | [_, name]) => is_named_as_a_record(name).then_some(FileKind::Record),
        _ => None,
    }
}

/// Whether a file of this name says something about the pupils or the school.
pub(crate) fn is_of_records(path: &str) -> bool {
    path == "school.yaml" || kind_of(path).is_some() || is_list_of_clauses(path)
}

fn is_list_of_clauses(path: &str) -> bool {
    path.strip_prefix("policy/")
        .is_some_and(|name| !name.contains('/') && !is_side_file(name) && is_named_as_clauses(name))
}

/// Returns the id of the pupil that a record's file is named after.
pub(crate) fn pupil_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".yaml").unwrap_or(name)
}

/// Reads versions in parallel, each with its file's name, and its bytes unless they are missing.
pub(crate) fn read_versions(files: Vec<(&str, FileKind, Option<Vec<u8>>)>) -> Vec<Version> {
    files
        .into_par_iter()
        .map(|(path, kind, bytes)| bytes.map_or(Version::Missing, |bytes| read_version(path, kind, &bytes)))
        .collect()
}

/// Reads one version.
pub(crate) fn read_version(path: &str, kind: FileKind, bytes: &[u8]) -> Version {
    let result = match kind {
        FileKind::Record => decode_yaml::<Record>(bytes).map(|decoded| {
            let values = written_values(&decoded.value);
            Version::Record(Box::new(decoded.value), values)
        }),
        FileKind::Policy => decode_toml::<Policy>(bytes).map(|mut policy| {
            path.clone_into(&mut policy.file);
            Version::Policy(Box::new(policy))
        }),
        FileKind::Settings => decode_toml::<Settings>(bytes).map(|settings| {
            // The school's events play no part in a move.
            Version::School(Box::new(School::new(settings, Vec::new())))
        }),
    };
    result.unwrap_or_else(|problems| {
        let first = problems.first().map(|one| format!("line {}: {}", one.at.line, one.message));
        Version::Unreadable(first.unwrap_or_default())
    })
}

/// Whether a policy is named after its first day. A policy that is not stops every command or is a copy, so it never was in force.
pub(crate) fn is_named_after_its_day(policy: &Policy) -> bool {
    let stem = Path::new(&policy.file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.and_then(|stem| Day::parse(&stem)) == Some(policy.in_force)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_place_says() {
        for (path, kind) in [
            ("send.toml", Some(FileKind::Settings)),
            ("policy/2025-09-01.toml", Some(FileKind::Policy)),
            ("policy/old/2025-09-01.toml", None),
            ("policy/2025-09-01.clauses.toml", None),
            ("policy/2025-09-01.Clauses (1).TOML", None),
            ("pupils/p014.yaml", Some(FileKind::Record)),
            ("pupils/elmfield/p014.yaml", Some(FileKind::Record)),
            ("pupils/a/b/p014.yaml", None),
            ("pupils/P014.yaml", None),
            ("school.yaml", None),
        ] {
            assert_eq!(kind_of(path), kind, "{path}");
        }
        assert_eq!(pupil_of("pupils/elmfield/p014.yaml"), "p014");
    }

    #[test]
    fn a_list_of_clauses_belongs_to_the_school_and_judges_no_move() {
        let of_records = |path: &str| (is_of_records(path), kind_of(path));
        assert_eq!(of_records("policy/2025-09-01.clauses.toml"), (true, None));
        assert_eq!(of_records("policy/old/2025-09-01.clauses.toml"), (false, None));
        assert_eq!(of_records("policy/2025-09-01.clauses.md"), (false, None));
    }

    #[test]
    fn a_version_that_cannot_be_read_says_why() {
        let version = read_version("pupils/p014.yaml", FileKind::Record, b"stagee: A\n");
        let Version::Unreadable(why) = version else { panic!("{version:?}") };
        assert!(why.starts_with("line 1: "), "{why}");
    }
}
