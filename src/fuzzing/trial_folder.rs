//! A records folder in a temporary place, and the whole program run in it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::context::Environment;
use crate::records::template;

/// A folder as `send init` writes it, with two more records.
#[derive(Debug)]
pub(super) struct TrialFolder(tempfile::TempDir);

/// The program's answer.
#[derive(Debug)]
pub(super) struct TrialAnswer {
    /// Its exit code.
    pub(super) code: u8,
    /// Its stdout.
    pub(super) out: String,
    /// Its stderr: errors and warnings.
    pub(super) err: String,
}

/// The records: invented children, one with SEND facts.
const RECORDS: &[(&str, &str)] = &[
    (
        "p014",
        "format: 1\nid: p014\nname: Amira Example # invented\nupn: Q330999922002\ndate_of_birth: 2017-11-03\non_roll:\n  \
         - from: 2022-09-05\nclass: 4B\nhome_language: Urdu\nstage: A\ncensus: N\nconcerns:\n  - date: 2025-09-15\n    raised_by: parent\nstages:\n  \
         - date: 2025-09-15\n    stage: A\n",
    ),
    (
        "p015",
        "format: 1\nid: p015\nname: Bo Sample\ndate_of_birth: 2018-03-01\non_roll:\n  - from: 2022-09-05\nclass:\n  \
         - from: 2022-09-05\n    class: 2A\ncensus: N\n",
    ),
];

impl TrialFolder {
    /// Makes a new folder.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(super) fn new() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        template::write_template(folder.path()).map_err(|wrong| io::Error::other(format!("{wrong:?}")))?;
        for (id, record) in RECORDS {
            std::fs::write(folder.path().join(format!("pupils/{id}.yaml")), record)?;
        }
        Ok(Self(folder))
    }

    /// Returns the path of a file in the folder.
    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// Returns the records by their paths.
    ///
    /// # Errors
    /// They cannot be read.
    pub(super) fn records(&self) -> io::Result<BTreeMap<PathBuf, Vec<u8>>> {
        let entries = std::fs::read_dir(self.path("pupils"))?;
        entries
            .map(|entry| entry.map(|entry| entry.path()).and_then(|path| Ok((path.clone(), bytes_of(&path)?))))
            .collect()
    }

    /// Runs a command, and checks that the answer is text without control characters and that a failure says why.
    pub(super) fn run(&self, arguments: &[&str]) -> TrialAnswer {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let folder = self.0.path().to_path_buf();
        // Without git, which would take most of the time.
        let path = Some(OsString::new());
        let environment = Environment { folder, path, ..Environment::for_tests(&mut out, &mut err) };
        let arguments = std::iter::once("send").chain(arguments.iter().copied()).map(OsString::from);
        let code = crate::run(arguments, environment);
        let [out, err] = [out, err].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let answer = TrialAnswer { code, out, err };
        let is_live = |sign: char| sign.is_control() && sign != '\n';
        assert!(!answer.out.contains(is_live) && !answer.err.contains(is_live), "a control character: {answer:?}");
        // A panic prints no reason here, and gives 3 or 4.
        assert!(code <= 3 && (code <= 1 || !answer.err.is_empty()), "{answer:?}");
        answer
    }
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}
