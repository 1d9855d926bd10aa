//! The README's console blocks, run as a reader would run them. `TRYCMD=overwrite cargo test --test readme` writes what the
//! program prints into the README: read the diff as code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![expect(clippy::disallowed_methods, reason = "a test may be told to bless")]

use std::path::Path;

/// The gate runs the README's own test command.
#[test]
fn the_gate_runs_the_command_of_the_readme() {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert!(read("README.md").contains("```sh\ncargo test\n```"));
    assert!(read(".ci/run").lines().any(|line| line.starts_with("cargo test")));
}

#[test]
fn every_console_block_of_the_readme_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // In a folder of its own, because `send init` writes: the blocks of a page run in the folder that has its name and `.in`.
    let scratch = tempfile::tempdir().unwrap();
    let readme = scratch.path().join("README.md");
    std::fs::copy(root.join("README.md"), &readme).unwrap();
    copy(&root.join("examples"), &scratch.path().join("README.in/examples"));
    let cases = trycmd::TestCases::new();
    for variable in ["SEND_RECORDS", "SEND_AS_AT", "NO_COLOR"] {
        cases.env(variable, "");
    }
    cases.case(&readme);
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|wish| wish == "overwrite") {
        std::fs::copy(&readme, root.join("README.md")).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
