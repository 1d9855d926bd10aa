//! `docs/papers.md`: every paper of the example school, as text. `TRYCMD=overwrite cargo test --test it papers::` puts what the
//! program prints into the page. Read the diff as carefully as code.

use crate::common::folders::{copy, repository};
use crate::common::page;

#[test]
fn the_page_of_papers_shows_what_the_program_prints() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("papers.in");
    copy(&repository("examples"), &folder.join("examples"));
    page::is_true("docs/papers.md", &folder, &trycmd::TestCases::new());
}
