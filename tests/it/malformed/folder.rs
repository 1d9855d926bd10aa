//! A folder of records for one test, and the real program run in it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the program answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// What it printed.
    pub(crate) out: String,
    /// What it printed on the side.
    pub(crate) err: String,
    /// Its exit code.
    pub(crate) code: Option<i32>,
}

impl Answer {
    /// Not everything could be read, and the program said so in good order.
    pub(crate) fn is_incomplete_without_panic(&self, case: &str) {
        assert!(!self.err.contains("panicked"), "{case}: {}", self.err);
        assert_eq!(self.code, Some(3), "{case}: {}{}", self.out, self.err);
    }
}

/// `send.toml` with what must be there alone.
pub(crate) const SETTINGS: &str = "[school]\nname = \"Elmfield Example Primary\"\ntime_zone = \"Europe/London\"\n";

/// A folder of records that goes when the test does.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with the least of settings, the template's policy and no records.
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("there is room for a folder"));
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("records-template");
        folder.write("send.toml", SETTINGS.as_bytes());
        let policy = fs::read(template.join("policy/2025-09-01.toml")).expect("the template has a policy");
        folder.write("policy/2025-09-01.toml", &policy);
        fs::create_dir(folder.path("pupils")).expect("the folder can be made");
        folder
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folder it lies in.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("its folder can be made");
        fs::write(path, bytes).expect("it can be written");
    }

    /// What `send check` says when this is the only record.
    pub(crate) fn check_record(&self, bytes: &[u8]) -> Answer {
        self.write("pupils/p001.yaml", bytes);
        self.send(&["check"])
    }

    /// Runs the program in the folder, on a day that does not pass.
    #[expect(clippy::disallowed_methods, reason = "a test starts the program itself")]
    pub(crate) fn send(&self, arguments: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_send"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("SEND_AS_AT", "2026-01-15")
            .env_remove("SEND_RECORDS")
            .env_remove("NO_COLOR")
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Answer { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }
}
