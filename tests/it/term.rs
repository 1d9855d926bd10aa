//! `docs/a-term-in-a-school.md`, run as a SENCO would type it: three pupils, recorded only with commands, in a folder under git.
//! `TRYCMD=overwrite cargo test --test it term::` puts what the program prints into the page. Read the diff as carefully as code.

use std::path::PathBuf;

use crate::common::office::Office;
use crate::common::page;
use crate::common::program::on_the_path;

#[test]
fn a_term_in_a_school() {
    let Some(office) = Office::before_the_term_in("a-term-in-a-school.in") else { return };
    let cases = trycmd::TestCases::new();
    for name in ["git", "cat"] {
        cases.register_bin(name, on_the_path(name).unwrap_or_else(|| PathBuf::from(name)));
    }
    for (name, value) in office.variables() {
        cases.env(name, value);
    }
    page::is_true("docs/a-term-in-a-school.md", office.root(), &cases);
}
