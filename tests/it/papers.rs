//! `docs/papers.md`: every paper of the example school, as text.
//! `TRYCMD=overwrite cargo test --test papers` writes what the program prints into the page: read the diff as code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![expect(clippy::disallowed_methods, reason = "a test may be told to bless")]

use std::path::Path;

const PAGE: &str = "papers.md";

#[test]
fn the_page_of_papers_says_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().unwrap();
    let page = scratch.path().join(PAGE);
    std::fs::copy(root.join("docs").join(PAGE), &page).unwrap();
    // The blocks of a page run in the folder that has its name and `.in`.
    copy(&root.join("examples"), &scratch.path().join("papers.in/examples"));
    let cases = trycmd::TestCases::new();
    for variable in ["SEND_RECORDS", "SEND_AS_AT", "NO_COLOR"] {
        cases.env(variable, "");
    }
    cases.case(&page);
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|wish| wish == "overwrite") {
        std::fs::copy(&page, root.join("docs").join(PAGE)).unwrap();
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
