//! Programs that a repository's settings put between a file and git.
//!
//! Git has no option against them, and `.git/info/attributes` counts even where all other attributes are switched off
//! (measured with git 2.47). So their names are asked for, and each is switched off by name.

use std::collections::BTreeSet;
use std::io;

use super::git::GitFolder;

/// The tree without files: attributes are read from it, and so none are. Its name depends on how a repository counts.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const EMPTY_TREE_SHA256: &str = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";

/// The settings that matter here: every program for the way in, and how the repository counts.
const SETTINGS: &str = r"^(filter\..*\.(clean|process)|extensions\.objectformat)$";

/// What a repository's settings name.
#[derive(Debug, Default)]
pub(super) struct Filters {
    names: BTreeSet<String>,
    sha256: bool,
}

impl Filters {
    /// Asks git for the settings; starts nothing that they name.
    ///
    /// # Errors
    /// Where git cannot be started.
    pub(super) fn in_settings(git: &GitFolder<'_>) -> io::Result<Self> {
        let answer = git.run_to_end(&[], &["config", "-z", "--get-regexp", SETTINGS], "")?;
        let mut filters = Self::default();
        for entry in answer.out.split(|byte| *byte == 0) {
            let entry = String::from_utf8_lossy(entry);
            let (key, value) = entry.split_once('\n').unwrap_or((&entry, ""));
            let filter = key.strip_prefix("filter.").and_then(|rest| rest.rsplit_once('.'));
            if let Some((name, _)) = filter {
                filters.names.insert(name.to_owned());
            } else if key == "extensions.objectformat" {
                filters.sha256 = value == "sha256";
            }
        }
        Ok(filters)
    }

    /// A name that cannot be switched off, because an option cannot say it.
    pub(super) fn first_unspeakable(&self) -> Option<&str> {
        self.names.iter().find(|name| name.contains(['=', '\n', char::REPLACEMENT_CHARACTER])).map(String::as_str)
    }

    /// The filter that this file is meant to go through, if any.
    ///
    /// # Errors
    /// Where git cannot be started.
    pub(super) fn meant_for(&self, git: &GitFolder<'_>, file: &str) -> io::Result<Option<&str>> {
        if self.names.is_empty() {
            return Ok(None);
        }
        let answer = git.run_to_end(&[], &["check-attr", "-z", "filter", "--", file], "")?;
        let answer = String::from_utf8_lossy(&answer.out);
        let value = answer.split('\0').nth(2);
        Ok(self.names.iter().map(String::as_str).find(|name| Some(*name) == value))
    }

    /// Git with no attributes but those of `.git/info/attributes`, which nothing switches off. Git before 2.41 reads
    /// `.gitattributes` all the same: then line endings may be stored as it says, but still no program is started.
    pub(super) fn without_attributes<'a>(&self, git: &GitFolder<'a>) -> GitFolder<'a> {
        let empty = if self.sha256 { EMPTY_TREE_SHA256 } else { EMPTY_TREE };
        git.with_variable("GIT_ATTR_SOURCE", empty).with_variable("GIT_ATTR_NOSYSTEM", "1")
    }

    /// The settings that switch every filter off, and the attributes of the user.
    pub(super) fn settings_that_switch_off(&self) -> Vec<String> {
        let keys = ["clean=", "process=", "required=false"];
        let off = self.names.iter().flat_map(|name| keys.map(|key| format!("filter.{name}.{key}")));
        off.chain(["core.attributesFile=/dev/null".to_owned()]).collect()
    }
}
