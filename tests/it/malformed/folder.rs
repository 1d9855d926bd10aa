//! A records folder for one test, in which the real program is run.

use std::fs;

use crate::common::folders::repository;
use crate::common::program::{Ran, TODAY, send_in};

impl Ran {
    /// Checks that some file could not be read, and that the program reported this without a panic.
    pub(crate) fn is_incomplete_without_panic(&self, case: &str) {
        assert!(!self.err.contains("panicked"), "{case}: {}", self.err);
        assert_eq!(self.code, 3, "{case}: {}", self.said());
    }
}

/// A `send.toml` with only what is required.
pub(crate) const SETTINGS: &str = "[school]\nname = \"Elmfield Example Primary\"\ntime_zone = \"Europe/London\"\n";

/// A records folder that is deleted at the end of the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// Makes a folder with the shortest settings, the template's policy and no records.
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("there is room for a folder"));
        let template = repository("records-template");
        folder.write("send.toml", SETTINGS.as_bytes());
        let policy = fs::read(template.join("policy/2025-09-01.toml")).expect("the template has a policy");
        folder.write("policy/2025-09-01.toml", &policy);
        fs::create_dir(folder.path("pupils")).expect("the folder can be made");
        folder
    }

    /// Returns a path in the folder.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and makes its folder.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("its folder can be made");
        fs::write(path, bytes).expect("it can be written");
    }

    /// Runs `send check` with this as the only record.
    pub(crate) fn check_record(&self, bytes: &[u8]) -> Ran {
        self.write("pupils/p001.yaml", bytes);
        self.send(&["check"])
    }

    /// Runs the program in the folder, always as at the same day.
    pub(crate) fn send(&self, arguments: &[&str]) -> Ran {
        Ran::of(send_in(self.0.path(), arguments).env("SEND_AS_AT", TODAY))
    }
}
