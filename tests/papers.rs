//! `docs/papers.md`: every paper of the example school, as text.
//! `TRYCMD=overwrite cargo test --test papers` writes what the program prints into the page: read the diff as code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

#[test]
fn the_page_of_papers_says_what_the_program_prints() {
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let cases = trycmd::TestCases::new();
    for variable in ["SEND_RECORDS", "SEND_AS_AT", "NO_COLOR"] {
        cases.env(variable, "");
    }
    cases.case("docs/papers.md");
    cases.run();
}
