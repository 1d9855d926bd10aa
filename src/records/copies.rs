//! Files that look like copies of those the program reads: what a synchronising program, an editor or a merge leaves next to
//! `send.toml`, `school.yaml`, a policy or a list of clauses.
//!
//! The rightly named file is read. A copy of it is named, and stops no command. A copy is never read in place of a file that is
//! missing, because no one has decided that what is in it is right.

use super::decode::decode_yaml;
use super::folder::Folder;
use super::pupils::foreign_file;
use super::write::is_temporary;
use crate::finding::{Finding, Severity};
use crate::model::day::Day;
use crate::school::SchoolFile;

/// The files right in the folder, each as its name without the ending, and the endings that a copy may have.
const AT_THE_ROOT: &[(&str, &str, &[&str])] =
    &[("send.toml", "send", &[".toml"]), ("school.yaml", "school", &[".yaml", ".yml"])];

impl Folder {
    /// Returns the copies of settings, events and policies, each as a warning of `foreign-file`.
    pub(crate) fn copies_of_own_files(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (original, ..) in AT_THE_ROOT {
            if self.is_there(&self.path_of(original)) {
                found.extend(self.copies_at_root(original).iter().map(|copy| copy_finding(copy, original)));
            }
        }
        found.extend(self.copies_of_policies());
        found.extend(self.left_by_policies());
        found
    }

    /// Returns the names of the files right in the folder that look like copies of this one, which may be missing.
    pub(crate) fn copies_at_root(&self, original: &str) -> Vec<String> {
        let Some((_, stem, endings)) = AT_THE_ROOT.iter().find(|(name, ..)| *name == original) else {
            return Vec::new();
        };
        let files = self.right_in("").into_iter().filter(|entry| !entry.is_folder);
        let names: Vec<String> = files.map(|entry| self.name_of(&entry.path)).collect();
        // Windows finds `Send.toml` as `send.toml`, and then it is the file itself.
        let is_found_in_capitals = !names.iter().any(|name| name == original) && self.is_there(&self.path_of(original));
        let is_original = |name: &str| name == original || is_found_in_capitals && name.eq_ignore_ascii_case(original);
        let copies = names.into_iter().filter(|name| !is_original(name) && !is_temporary(name));
        copies.filter(|name| is_like(name, stem, endings)).collect()
    }

    /// Refuses a folder without `school.yaml` that has a copy of it: without its events, the school's own duties would seem not to
    /// be done.
    pub(super) fn refuse_copy_alone_of_events(&self) -> Result<(), Vec<Finding>> {
        let copies = self.copies_at_root("school.yaml");
        let of_events = copies.into_iter().filter(|copy| {
            let bytes = self.bytes_of(&self.path_of(copy));
            bytes.is_ok_and(|bytes| decode_yaml::<SchoolFile>(&bytes).is_ok())
        });
        let findings: Vec<Finding> = of_events.map(|copy| copy_alone(&copy, "school.yaml")).collect();
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Files in `policy/` that an editor or a merge left, such as `2025-09-01.toml.orig`. They do not end in `.toml`, so nothing
    /// reads them.
    fn left_by_policies(&self) -> Vec<Finding> {
        let files = self.right_in("policy").into_iter().filter(|entry| !entry.is_folder);
        let names = files.map(|entry| self.name_of(&entry.path));
        let left = names.filter(|name| {
            let file_name = name.rsplit('/').next().unwrap_or(name);
            let lower = file_name.to_lowercase();
            !is_temporary(file_name) && lower.contains(".toml") && !lower.ends_with(".toml")
        });
        left.map(|name| left_behind(&name)).collect()
    }
}

/// Whether a file name has this word in it, and one of these endings, in capitals or small letters.
fn is_like(file_name: &str, word: &str, endings: &[&str]) -> bool {
    let lower = file_name.to_lowercase();
    endings.iter().any(|ending| lower.contains(ending)) && has_word(&lower, word)
}

/// Whether a text has this word in it, with no letter or digit right before or after it.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// The days that a file name has in it: `2025-09-01` for `Copy of 2025-09-01 (1).toml`.
pub(super) fn days_in(file_name: &str) -> impl Iterator<Item = Day> {
    let starts = file_name.char_indices().map(|(at, _)| at);
    starts.filter_map(|at| {
        let written = file_name.get(at..at + 10)?;
        has_word(file_name, written).then(|| Day::parse(written)).flatten()
    })
}

/// The finding about a copy next to the file itself.
pub(super) fn copy_finding(copy: &str, original: &str) -> Finding {
    let message = format!("this looks like a copy of `{original}`, so it was not read");
    let help = format!("compare the two, keep what is right in `{original}`, and delete the copy");
    Finding { severity: Severity::Warning, ..foreign_file(copy, message, &help) }
}

/// The finding about a copy of a file that is missing.
pub(super) fn copy_alone(copy: &str, original: &str) -> Finding {
    let message = format!("`{original}` is missing, and this looks like a copy of it, so it was not read");
    let name = original.rsplit('/').next().unwrap_or(original);
    let help = format!("restore `{original}` from git or a backup; if what is in this copy is right, name it `{name}`");
    foreign_file(copy, message, &help)
}

fn left_behind(name: &str) -> Finding {
    let message = "this is not a policy: a program left it here, so it was not read".to_owned();
    let help = "compare it with the policy, keep what is right there, and delete this file";
    Finding { severity: Severity::Warning, ..foreign_file(name, message, help) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_known_by_the_name_that_it_has_in_it() {
        for copy in [
            "send-OFFICE-PC.toml",
            "send (Kopie).toml",
            "send - Copy.toml",
            "Copy of send.toml",
            "Kopie von send.toml",
            "Send.toml",
            "send.TOML",
            "send.toml.orig",
            "send.toml~",
            ".send.toml.swp",
            "send_LOCAL_1234.toml",
            "send.sync-conflict-20260101-120000-ABCDEFG.toml",
            "send (OFFICE-PC's conflicted copy 2026-01-01).toml",
        ] {
            assert!(is_like(copy, "send", &[".toml"]), "{copy}");
        }
        for other in ["sender.toml", "resend.toml", "send.yaml", "SENDCO.toml", "library.toml", "send"] {
            assert!(!is_like(other, "send", &[".toml"]), "{other}");
        }
    }

    #[test]
    fn the_days_of_a_file_name_are_found_wherever_they_are() {
        let days = |name: &str| days_in(name).map(|day| day.to_string()).collect::<Vec<_>>();
        assert_eq!(days("2025-09-01-OFFICE-PC.toml"), ["2025-09-01"]);
        assert_eq!(days("Kopie von 2025-09-01 (2026-01-02).toml"), ["2025-09-01", "2026-01-02"]);
        assert_eq!(days("2025-09-01.sync-conflict-20260101-120000-ABCDEFG.toml"), ["2025-09-01"]);
        assert!(days("2025-09-011.toml").is_empty() && days("é2025-09-01.toml").is_empty());
        assert!(days("draft – neu.toml").is_empty());
    }
}
