//! For tests: a records folder as `send init` writes it, and a way to run the program in it and keep its answers.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::context::Environment;
use crate::records::template;

/// A records folder in a temporary place, without git.
#[derive(Debug)]
pub(crate) struct TestFolder {
    folder: tempfile::TempDir,
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Its exit code.
    pub(crate) code: u8,
    /// The text on out.
    pub(crate) out: String,
    /// The text on err.
    pub(crate) err: String,
}

impl TestFolder {
    /// Makes a new folder, with a SENCO who may set requirements aside and one record, `p014`.
    pub(crate) fn with(record: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        template::write_template(folder.path()).unwrap();
        let settings = folder.path().join("send.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(settings, text + "\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n").unwrap();
        let new = Self { folder };
        std::fs::write(new.file(), record).unwrap();
        new
    }

    /// Returns the path of the record.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("pupils").join("p014.yaml")
    }

    /// Returns the text of the record.
    pub(crate) fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    /// Runs a command line on a day.
    pub(crate) fn run(&self, on: &str, arguments: &[&str]) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let environment = Environment {
            as_at: Some(on.into()),
            folder: self.folder.path().to_path_buf(),
            ..Environment::for_tests(&mut out, &mut err)
        };
        let arguments = std::iter::once("send").chain(arguments.iter().copied()).map(OsString::from);
        let code = crate::run(arguments, environment);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code, out: text(out), err: text(err) }
    }
}
