//! The lists of clauses next to the policies, read from the folder. Only `send policy --coverage` and `send check` read them, so
//! a slip in one does not stop any other command.

use std::path::{Path, PathBuf};

use super::copies::{copy_finding, days_in};
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
        self.list_of(policy).map(|path| self.load_clauses(&path)).transpose()
    }

    /// Returns the file of a policy's list, first the one whose name has no capitals.
    fn list_of(&self, policy: &Policy) -> Option<PathBuf> {
        let lists = self.lists_of_clauses().into_iter().filter(|path| self.belongs_to(path, policy));
        lists.min_by_key(|path| self.name_of(path) != file_of_clauses(policy.in_force))
    }

    /// Returns every list of clauses in the folder. A list that does not belong to any policy is a stray.
    pub(crate) fn all_clauses(&self, policies: &Policies) -> Folded<Clauses> {
        let mut all = Folded { kept: Vec::new(), unreadable: Vec::new(), strays: Vec::new(), files: Vec::new() };
        for path in self.lists_of_clauses() {
            let Some(policy) = policies.all_policies().find(|policy| self.belongs_to(&path, policy)) else {
                all.strays.push(self.stray_list(&self.name_of(&path), policies));
                continue;
            };
            // Of two lists that differ only in capitals, one is the other's copy.
            if let Some(list) = self.list_of(policy).filter(|list| *list != path) {
                all.strays.push(copy_finding(&self.name_of(&path), &self.name_of(&list)));
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

    /// The finding about a list that no policy's list is named like: a copy of one, or a list without its policy.
    fn stray_list(&self, name: &str, policies: &Policies) -> Finding {
        let mut its_own = policies.all_policies().filter(|policy| days_in(name).any(|day| day == policy.in_force));
        match its_own.find_map(|policy| self.list_of(policy)) {
            Some(list) => copy_finding(name, &self.name_of(&list)),
            None => without_policy(name, policies),
        }
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
