//! Loads the school from the folder. A problem in it stops every command, because without the terms no answer would be right.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::decode::{decode_yaml, places_in_bytes};
use super::file;
use super::folder::Folder;
use super::problem::Problem;
use super::pupils::structural_finding;
use super::toml_file::{decode_toml, toml_position};
use crate::finding::{Finding, KeyPath, Position, SettingProblem};
use crate::policy::Policy;
use crate::school::problems::{of_events, of_settings};
use crate::school::{School, SchoolFile, Settings};

pub(super) const FIRST: Position = Position { line: 1, column: 1 };

impl Folder {
    /// Loads the school: `send.toml` and, if it exists, `school.yaml`.
    pub(crate) fn load_school(&self) -> Result<School, Vec<Finding>> {
        let (settings_bytes, settings) = self.settings_file::<Settings>("send.toml")?;
        let problems = of_settings(&settings);
        if !problems.is_empty() {
            return Err(meaning_findings("send.toml", problems, |field| toml_position(&settings_bytes, field)));
        }
        let Some((bytes, file)) = self.school_file()? else { return Ok(School::new(settings, Vec::new())) };
        let school = School::new(settings, file.events);
        let problems = of_events(&school);
        if problems.is_empty() {
            return Ok(school);
        }
        let places = places_in_bytes(&bytes);
        Err(meaning_findings("school.yaml", problems, |field| places.position_of(field)))
    }

    /// Returns the bytes of `school.yaml` and their value, `None` if there is no such file. A school need not have one.
    pub(crate) fn school_file(&self) -> Result<Option<(Vec<u8>, SchoolFile)>, Vec<Finding>> {
        if !self.is_there(&self.root().join("school.yaml")) {
            self.refuse_copy_alone_of_events()?;
            return Ok(None);
        }
        let bytes = self.bytes_named("school.yaml")?;
        let file = decode_yaml(&bytes).map_err(|problems| structural_findings("school.yaml", problems))?.value;
        Ok(Some((bytes, file)))
    }

    /// Loads a policy from any file. The file need not be in the folder or be named after its first day. Messages call it
    /// `typed`.
    pub(crate) fn policy_to_try(path: &Path, typed: &str) -> Result<Policy, Vec<Finding>> {
        let bytes =
            file::read_file(path).map_err(|(message, help)| vec![settings_problem(typed, FIRST, &message, help)])?;
        decode_toml(&bytes).map_err(|problems| structural_findings(typed, problems))
    }

    fn bytes_named(&self, name: &str) -> Result<Vec<u8>, Vec<Finding>> {
        self.bytes_of(&self.root().join(name))
            .map_err(|(message, help)| vec![settings_problem(name, FIRST, &message, help)])
    }

    pub(super) fn settings_file<T: DeserializeOwned>(&self, name: &str) -> Result<(Vec<u8>, T), Vec<Finding>> {
        let bytes = self.bytes_named(name)?;
        let value = decode_toml(&bytes).map_err(|problems| structural_findings(name, problems))?;
        Ok((bytes, value))
    }

    /// Adds the line and column to findings from anywhere in the folder, in settings or in records.
    pub(crate) fn locate_findings(&self, findings: &mut [Finding]) {
        for finding in findings {
            let Ok(bytes) = self.bytes_named(&finding.file) else { continue };
            finding.position = Some(if finding.file.to_lowercase().ends_with(".toml") {
                toml_position(&bytes, &finding.field)
            } else {
                places_in_bytes(&bytes).position_of(&finding.field)
            });
        }
    }
}

pub(super) fn structural_findings(name: &str, problems: Vec<Problem>) -> Vec<Finding> {
    problems.into_iter().map(|problem| structural_finding(name, problem)).collect()
}

pub(super) fn settings_problem(name: &str, at: Position, message: &str, help: &str) -> Finding {
    structural_finding(
        name,
        Problem { field: KeyPath::default(), at, message: message.to_owned(), help: help.to_owned() },
    )
}

/// Returns the problems with the meaning of a file as findings. `at` gives each key its place.
pub(super) fn meaning_findings(
    name: &str,
    problems: Vec<SettingProblem>,
    at: impl Fn(&KeyPath) -> Position,
) -> Vec<Finding> {
    let located = problems.into_iter().map(|problem| Problem {
        at: at(&problem.field),
        field: problem.field,
        message: problem.message,
        help: problem.help.to_owned(),
    });
    structural_findings(name, located.collect())
}
