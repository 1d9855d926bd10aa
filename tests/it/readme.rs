//! The README's console blocks, run as a reader would run them. `TRYCMD=overwrite cargo test --test it readme::` writes what the
//! program prints into the README: read the diff as code.

use crate::common::folders::{copy, repository};
use crate::common::page;

/// The gate runs the README's own test command.
#[test]
fn the_gate_runs_the_command_of_the_readme() {
    let read = |name: &str| std::fs::read_to_string(repository(name)).unwrap();
    assert!(read("README.md").contains("```sh\ncargo test\n```"));
    assert!(read(".ci/run").lines().any(|line| line.starts_with("cargo test")));
}

#[test]
fn every_console_block_of_the_readme_is_true() {
    // On a copy of the example school, because `send init` writes.
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("README.in");
    copy(&repository("examples"), &folder.join("examples"));
    page::is_true("README.md", &folder, &trycmd::TestCases::new());
}
