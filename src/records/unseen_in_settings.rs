//! Characters that cannot be seen in settings and policies that can be read.

use super::encoding;
use super::folder::Folder;
use super::pupils::file_finding;
use super::unseen_places::{UNSEEN, unseen_on};
use crate::finding::{Finding, KeyPath, Severity};
use crate::policy::Policies;

impl Folder {
    /// Returns the characters that cannot be seen in the settings and the policies, as warnings. Each value there is compared with
    /// others; what comes after a `#` is for people.
    pub(crate) fn unseen_in_settings(&self, policies: &Policies) -> Vec<Finding> {
        let policies = policies.all_policies().map(|policy| policy.file.as_str());
        std::iter::once("send.toml").chain(policies).flat_map(|file| self.unseen_in_file(file)).collect()
    }

    fn unseen_in_file(&self, file: &str) -> Vec<Finding> {
        let Ok(bytes) = self.bytes_of(&self.path_of(file)) else { return Vec::new() };
        let Ok(text) = encoding::decode_text(&bytes) else { return Vec::new() };
        let values = (1..).zip(text.split('\n')).map(|(line, text)| (line, text.split('#').next().unwrap_or_default()));
        let found = values.filter_map(|(line, value)| unseen_on(value, line));
        let findings = found.map(|(at, unseen)| {
            let message = format!("found {}, which {}", unseen.in_words(), unseen.looks());
            let finding = file_finding(UNSEEN, file, KeyPath::default(), at, message, unseen.remedy());
            Finding { severity: Severity::Warning, ..finding }
        });
        findings.collect()
    }
}
