//! The lists of clauses next to the policies, read from the folder. Only `send policy --coverage` and `send check` read them, so
//! a slip in one does not stop any other command.

use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::load::meaning_findings;
use super::pupils::{Folded, foreign_file};
use super::toml_file::toml_position;
use crate::finding::Finding;
use crate::policy::clauses::{Clauses, ClausesFile, file_of_clauses, is_named_as_clauses};
use crate::policy::{Policies, Policy};

impl Folder {
    /// Returns the list of a policy's clauses, `None` if the school has not written one.
    pub(crate) fn clauses_of(&self, policy: &Policy) -> Result<Option<Clauses>, Vec<Finding>> {
        let mut lists = self.lists_of_clauses().into_iter();
        lists.find(|path| self.belongs_to(path, policy)).map(|path| self.load_clauses(&path)).transpose()
    }

    /// Returns every list of clauses in the folder. A list that does not belong to any policy is a stray.
    pub(crate) fn all_clauses(&self, policies: &Policies) -> Folded<Clauses> {
        let mut all = Folded { kept: Vec::new(), unreadable: Vec::new(), strays: Vec::new(), files: Vec::new() };
        for path in self.lists_of_clauses() {
            if !policies.all_policies().any(|policy| self.belongs_to(&path, policy)) {
                all.strays.push(without_policy(&self.name_of(&path), policies));
                continue;
            }
            match self.load_clauses(&path) {
                Ok(clauses) => all.kept.push(clauses),
                Err(problems) => all.unreadable.extend(problems),
            }
        }
        all
    }

    fn lists_of_clauses(&self) -> Vec<PathBuf> {
        let entries = self.right_in("policy").into_iter().map(|entry| entry.path);
        entries
            .filter(|path| path.file_name().is_some_and(|name| is_named_as_clauses(&name.to_string_lossy())))
            .collect()
    }

    /// Whether a list has the name of a policy's list. Windows does not distinguish capitals from small letters in file names.
    fn belongs_to(&self, path: &Path, policy: &Policy) -> bool {
        self.name_of(path).eq_ignore_ascii_case(&file_of_clauses(policy.in_force))
    }

    fn load_clauses(&self, path: &Path) -> Result<Clauses, Vec<Finding>> {
        let name = self.name_of(path);
        let (bytes, written) = self.settings_file::<ClausesFile>(&name)?;
        Clauses::new(&name, written)
            .map_err(|problems| meaning_findings(&name, problems, |field| toml_position(&bytes, field)))
    }
}

/// The finding about a list that does not belong to any policy. The list is not read, so without the finding the school's clauses
/// would be missing unnoticed.
fn without_policy(name: &str, policies: &Policies) -> Finding {
    let lists: Vec<String> =
        policies.all_policies().map(|policy| format!("`{}`", file_of_clauses(policy.in_force))).collect();
    let message = "this list of clauses does not belong to any policy in this folder, so it was not read".to_owned();
    let help = format!(
        "name it after its policy, such as {}; if it is a copy, keep what is right and delete the copy",
        lists.last().map(String::as_str).unwrap_or_default()
    );
    foreign_file(name, message, &help)
}
