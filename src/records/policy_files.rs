//! Which files in `policy/` are the school's policies, and which are copies of one.
//!
//! A policy is named after its first day. A file with another name is a copy if the policy of its first day is there as well.
//! If not, it may be the only one, so no question can be answered without it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::copies::{copy_alone, copy_finding, days_in};
use super::file::unreachable_file;
use super::folder::Folder;
use super::load::{FIRST, settings_problem, structural_findings};
use super::problem::Problem;
use super::toml_file::toml_position;
use crate::finding::{Finding, key_path};
use crate::model::day::Day;
use crate::policy::clauses::is_named_as_clauses;
use crate::policy::{Policies, Policy};

/// What was found in `policy/`.
#[derive(Debug, Default)]
struct PolicyFolder {
    /// The file that is named after each day.
    by_day: BTreeMap<Day, String>,
    /// The policies, each named after its first day.
    policies: Vec<Policy>,
    /// Findings that stop every command.
    refused: Vec<Finding>,
    /// Findings about copies, which stop nothing.
    copies: Vec<Finding>,
}

impl Folder {
    /// Loads the policies: every `policy/*.toml` that is named after its first day. The lists of clauses next to them are not
    /// read, nor are copies of a policy.
    pub(crate) fn load_policies(&self) -> Result<Policies, Vec<Finding>> {
        self.refuse_link(&self.root().join("policy")).map_err(|error| {
            let (message, help) = unreachable_file(&error);
            vec![settings_problem("policy", FIRST, &message, help)]
        })?;
        let PolicyFolder { policies, refused, .. } = self.read_policies();
        if !refused.is_empty() {
            return Err(refused);
        }
        Policies::new(policies).ok_or_else(|| {
            vec![settings_problem("policy", FIRST, "there is no policy in `policy/`", "put the school's policy there, named after its first day, such as `policy/2025-09-01.toml`; `send init` in an empty folder writes one to start from")]
        })
    }

    /// Returns the copies of policies.
    pub(super) fn copies_of_policies(&self) -> Vec<Finding> {
        self.read_policies().copies
    }

    fn read_policies(&self) -> PolicyFolder {
        let mut found = PolicyFolder::default();
        let mut others = Vec::new();
        for (name, day) in self.policy_names() {
            match day {
                Some(day) => match found.by_day.get(&day) {
                    Some(first) => found.copies.push(copy_finding(&name, first)),
                    None => drop(found.by_day.insert(day, name)),
                },
                None => others.push(name),
            }
        }
        for (day, name) in found.by_day.clone() {
            self.read_named_after_a_day(day, &name, &mut found);
        }
        for name in others {
            self.read_with_another_name(&name, &mut found);
        }
        found
    }

    /// Returns the files that are named like a policy, with the day that each is named after. Of two that differ only in capitals,
    /// the one in small letters comes first.
    fn policy_names(&self) -> Vec<(String, Option<Day>)> {
        let entries = self.right_in("policy").into_iter();
        let files: Vec<PathBuf> = entries.map(|entry| entry.path).filter(|path| is_policy(path)).collect();
        let mut names: Vec<_> = files
            .iter()
            .map(|path| (self.name_of(path), path.file_stem().and_then(|stem| Day::parse(&stem.to_string_lossy()))))
            .collect();
        names.sort_by_key(|(name, day)| (*day, !name.ends_with(".toml")));
        names
    }

    fn read_named_after_a_day(&self, day: Day, name: &str, found: &mut PolicyFolder) {
        let (bytes, policy) = match self.settings_file::<Policy>(name) {
            Ok(read) => read,
            Err(findings) => {
                found.refused.extend(findings);
                return;
            }
        };
        if policy.in_force == day {
            found.policies.push(Policy { file: name.to_owned(), ..policy });
            return;
        }
        let in_force = policy.in_force;
        match found.by_day.get(&in_force) {
            // The same policy twice decides nothing, whatever the name of the second.
            Some(original) if self.has_bytes(original, &bytes) => found.copies.push(copy_finding(name, original)),
            Some(original) => {
                let message = format!(
                    "the policy is in force from {in_force}, as `{original}` is, but its file is named after {day}"
                );
                let help = format!(
                    "if it is a new policy, write `in_force = {day}`; if it is a copy, compare the two, keep what is right in \
                     `{original}`, and delete the copy"
                );
                found.refused.extend(about_first_day(name, &bytes, message, help));
            }
            None => found.refused.extend(misnamed(name, &bytes, in_force)),
        }
    }

    /// Reads a file that is not named after any day. A copy need not be readable.
    fn read_with_another_name(&self, name: &str, found: &mut PolicyFolder) {
        let is_copy_of = days_in(name).find_map(|day| found.by_day.get(&day)).cloned();
        match (self.settings_file::<Policy>(name), is_copy_of) {
            (Ok((bytes, policy)), _) => match found.by_day.get(&policy.in_force) {
                Some(original) => found.copies.push(copy_finding(name, original)),
                None if days_in(name).any(|day| day == policy.in_force) => {
                    found.refused.push(copy_alone(name, &format!("policy/{}.toml", policy.in_force)));
                }
                None => found.refused.extend(misnamed(name, &bytes, policy.in_force)),
            },
            (Err(_), Some(original)) => found.copies.push(copy_finding(name, &original)),
            (Err(findings), None) => found.refused.extend(findings),
        }
    }

    fn has_bytes(&self, name: &str, bytes: &[u8]) -> bool {
        self.bytes_of(&self.path_of(name)).is_ok_and(|other| other == bytes)
    }
}

/// The finding about the only policy of a day, whose file has another name. No file has the name that it should have.
fn misnamed(name: &str, bytes: &[u8], in_force: Day) -> Vec<Finding> {
    let message = format!("the policy is in force from {in_force}, but its file has another name");
    about_first_day(name, bytes, message, format!("name the file `{in_force}.toml`, or correct `in_force`"))
}

fn about_first_day(name: &str, bytes: &[u8], message: String, help: String) -> Vec<Finding> {
    let field = key_path!["in_force"];
    structural_findings(name, vec![Problem { at: toml_position(bytes, &field), field, message, help }])
}

fn is_policy(path: &std::path::Path) -> bool {
    let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    is_toml && !path.file_name().is_some_and(|name| is_named_as_clauses(&name.to_string_lossy()))
}
