//! Programs that a repository's settings put between a file and git.
//!
//! Git has no option to switch them all off. So this module asks for their names, and switches each off by name. All other
//! attributes apply, as they do for `git add`: otherwise git would see a change in every file that it rewrites when storing it
//! (RELIABILITY 10.9).

use std::collections::BTreeSet;
use std::io;

use super::git::{GitFolder, GitInput};
use super::objects::LIMIT;

/// The settings that matter here: every program that processes stored files, and hooks that newer versions of git read from the
/// settings (`git help config`, `hook.<friendly-name>.command`), which `core.hooksPath` does not switch off.
const SETTINGS: &str = r"^(filter\..*\.(clean|process)|hook\..*\.(command|event|enabled))$";

/// The filters and hooks that a repository's settings name.
#[derive(Debug, Default)]
pub(super) struct Filters {
    names: BTreeSet<String>,
    hooks: BTreeSet<String>,
}

impl Filters {
    /// Reads the settings through git, without starting a program that they name.
    ///
    /// # Errors
    /// Git cannot be started.
    pub(super) fn in_settings(git: &GitFolder<'_>) -> io::Result<Self> {
        let answer = git.run_within(LIMIT, &[], &["config", "-z", "--get-regexp", SETTINGS], GitInput::Nothing)?;
        let mut filters = Self::default();
        for entry in answer.out.split(|byte| *byte == 0) {
            let entry = String::from_utf8_lossy(entry);
            let key = entry.split('\n').next().unwrap_or_default();
            let Some((program, _)) = key.rsplit_once('.') else { continue };
            if let Some(name) = program.strip_prefix("filter.") {
                filters.names.insert(name.to_owned());
            } else if let Some(name) = program.strip_prefix("hook.") {
                filters.hooks.insert(name.to_owned());
            }
        }
        Ok(filters)
    }

    /// A name that cannot be switched off, because it cannot be part of an option.
    pub(super) fn first_unspeakable(&self) -> Option<&str> {
        let mut all = self.names.iter().chain(&self.hooks);
        all.find(|name| name.contains(['=', '\n', char::REPLACEMENT_CHARACTER])).map(String::as_str)
    }

    /// The filter that this file must go through, if any.
    ///
    /// # Errors
    /// Git cannot be started.
    pub(super) fn meant_for(&self, git: &GitFolder<'_>, file: &str) -> io::Result<Option<&str>> {
        if self.names.is_empty() {
            return Ok(None);
        }
        let answer = git.run_within(LIMIT, &[], &["check-attr", "-z", "filter", "--", file], GitInput::Nothing)?;
        let answer = String::from_utf8_lossy(&answer.out);
        let value = answer.split('\0').nth(2);
        Ok(self.names.iter().map(String::as_str).find(|name| Some(*name) == value))
    }

    /// The settings that switch off every filter and every hook in the repository's settings.
    pub(super) fn settings_that_switch_off(&self) -> Vec<String> {
        let keys = ["clean=", "process=", "required=false"];
        let off = self.names.iter().flat_map(|name| keys.map(|key| format!("filter.{name}.{key}")));
        off.chain(self.hooks.iter().map(|name| format!("hook.{name}.enabled=false"))).collect()
    }
}
