//! `docs/a-term-in-a-school.md`, run as a SENCO would type it: three pupils, by commands alone, in a folder that git follows.
//! `TRYCMD=overwrite cargo test --test term` writes what the program prints into the page: read the diff as code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test may be told to bless, starts git, and says when it is left out"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

const PAGE: &str = "a-term-in-a-school.md";

#[test]
fn a_term_in_a_school() {
    let Some(git) = find("git") else {
        eprintln!("SKIPPED: there is no git on this computer, and the page shows the history that it keeps");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().unwrap();
    // The blocks of a page run in the folder that has its name and `.in`.
    let school = scratch.path().join("a-term-in-a-school.in");
    set_up(root, &school, &git);
    let page = scratch.path().join(PAGE);
    std::fs::copy(root.join("docs").join(PAGE), &page).unwrap();
    let cases = trycmd::TestCases::new();
    cases.register_bin("git", git.as_path());
    cases.register_bin("cat", find("cat").as_deref().unwrap_or(Path::new("cat")));
    for variable in ["SEND_RECORDS", "SEND_AS_AT", "NO_COLOR"] {
        cases.env(variable, "");
    }
    cases.case(&page);
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|wish| wish == "overwrite") {
        std::fs::copy(&page, root.join("docs").join(PAGE)).unwrap();
    }
}

/// An empty school of before the year 2024/25, with the template's policy in force, under git.
fn set_up(root: &Path, school: &Path, git: &Path) {
    std::fs::create_dir_all(school.join("policy")).unwrap();
    std::fs::create_dir_all(school.join("pupils")).unwrap();
    std::fs::copy(root.join("tests/it/term/send.toml"), school.join("send.toml")).unwrap();
    let template = root.join("records-template");
    for name in [".gitignore", ".gitattributes"] {
        std::fs::copy(template.join(name), school.join(name)).unwrap();
    }
    let policy = std::fs::read_to_string(template.join("policy/2025-09-01.toml")).unwrap();
    let earlier = policy.replace("in_force = 2025-09-01", "in_force = 2024-09-01");
    assert_ne!(policy, earlier, "the template's policy is in force from another day");
    std::fs::write(school.join("policy/2024-09-01.toml"), earlier).unwrap();
    let steps: [&[&str]; 5] = [
        &["init", "--quiet"],
        &["config", "user.name", "R. Osei"],
        &["config", "user.email", "senco@elmfield.example"],
        &["add", "."],
        &["commit", "--quiet", "-m", "start the records"],
    ];
    for arguments in steps {
        assert!(Command::new(git).args(arguments).current_dir(school).status().unwrap().success(), "git {arguments:?}");
    }
}

/// A program on the path.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = [name.to_owned(), format!("{name}.exe")];
    std::env::split_paths(&path)
        .flat_map(|folder| names.each_ref().map(|name| folder.join(name)))
        .find(|file| file.is_file())
}
