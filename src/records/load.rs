//! Loads the school and its policies from the folder. A problem in one of them stops every command, because without the terms and
//! the policy no answer would be right.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::decode::{decode_yaml, places_in_bytes};
use super::file::{self, unreachable_file};
use super::folder::Folder;
use super::problem::Problem;
use super::pupils::structural_finding;
use super::toml_file::{decode_toml, toml_position};
use crate::finding::{Finding, KeyPath, Position, SettingProblem, key_path};
use crate::model::day::Day;
use crate::policy::clauses::is_named_as_clauses;
use crate::policy::{Policies, Policy};
use crate::school::problems::{of_events, of_settings};
use crate::school::{School, SchoolFile, Settings};

const FIRST: Position = Position { line: 1, column: 1 };

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
            return Ok(None);
        }
        let bytes = self.bytes_named("school.yaml")?;
        let file = decode_yaml(&bytes).map_err(|problems| structural_findings("school.yaml", problems))?.value;
        Ok(Some((bytes, file)))
    }

    /// Loads the policies: every `policy/*.toml`, each named after its first day. The lists of clauses next to them are not read.
    pub(crate) fn load_policies(&self) -> Result<Policies, Vec<Finding>> {
        self.refuse_link(&self.root().join("policy")).map_err(|error| {
            let (message, help) = unreachable_file(&error);
            vec![settings_problem("policy", FIRST, &message, help)]
        })?;
        let mut policies = Vec::new();
        let mut findings = Vec::new();
        for path in self.policy_files() {
            let name = self.name_of(&path);
            match self.load_policy(&name, &path) {
                Ok(policy) => policies.push(policy),
                Err(problems) => findings.extend(problems),
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        Policies::new(policies).ok_or_else(|| {
            vec![settings_problem("policy", FIRST, "there is no policy in `policy/`", "put the school's policy there, named after its first day, such as `policy/2025-09-01.toml`; `send init` in an empty folder writes one to start from")]
        })
    }

    fn load_policy(&self, name: &str, path: &Path) -> Result<Policy, Vec<Finding>> {
        let (bytes, mut policy) = self.settings_file::<Policy>(name)?;
        let named = path.file_stem().and_then(|stem| Day::parse(&stem.to_string_lossy()));
        if named != Some(policy.in_force) {
            let field = key_path!["in_force"];
            let problem = Problem {
                at: toml_position(&bytes, &field),
                field,
                message: format!("the policy is in force from {}, but its file has another name", policy.in_force),
                help: format!("name the file `{}.toml`, or correct `in_force`", policy.in_force),
            };
            return Err(structural_findings(name, vec![problem]));
        }
        name.clone_into(&mut policy.file);
        Ok(policy)
    }

    /// Loads a policy from any file. The file need not be in the folder or be named after its first day. Messages call it
    /// `typed`.
    pub(crate) fn policy_to_try(path: &Path, typed: &str) -> Result<Policy, Vec<Finding>> {
        let bytes =
            file::read_file(path).map_err(|(message, help)| vec![settings_problem(typed, FIRST, &message, help)])?;
        decode_toml(&bytes).map_err(|problems| structural_findings(typed, problems))
    }

    fn policy_files(&self) -> Vec<PathBuf> {
        let entries = self.right_in("policy").into_iter().map(|entry| entry.path);
        entries.filter(|path| is_policy(path)).collect()
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

fn is_policy(path: &Path) -> bool {
    let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    is_toml && !path.file_name().is_some_and(|name| is_named_as_clauses(&name.to_string_lossy()))
}

fn structural_findings(name: &str, problems: Vec<Problem>) -> Vec<Finding> {
    problems.into_iter().map(|problem| structural_finding(name, problem)).collect()
}

fn settings_problem(name: &str, at: Position, message: &str, help: &str) -> Finding {
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
