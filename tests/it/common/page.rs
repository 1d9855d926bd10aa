//! Runs the console blocks of documentation pages as a reader would.

use std::path::Path;

use super::folders::repository;

/// Runs the console blocks of a page in a folder that has the name of the page and ends in `.in`, and checks that the page shows
/// what the program prints. `TRYCMD=overwrite` updates the page.
pub(crate) fn is_true(page: &str, folder: &Path, cases: &trycmd::TestCases) {
    let (page, copy) = (repository(page), folder.with_extension("md"));
    assert_eq!(folder.extension().and_then(|ending| ending.to_str()), Some("in"));
    assert_eq!(page.file_name(), copy.file_name(), "the blocks would run in another folder");
    std::fs::copy(&page, &copy).unwrap();
    for variable in ["SEND_RECORDS", "SEND_AS_AT", "NO_COLOR"] {
        cases.env(variable, "");
    }
    cases.case(&copy);
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|wish| wish == "overwrite") {
        std::fs::copy(&copy, &page).unwrap();
    }
}
