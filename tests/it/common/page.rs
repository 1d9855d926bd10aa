//! Pages of the documentation whose console blocks are run as a reader would run them.

use std::path::Path;

use super::folders::repository;

/// Runs the console blocks of a page in a folder that has the name of the page and the ending `.in`: the page holds what the
/// program prints. With `TRYCMD=overwrite` the page is written anew.
pub(crate) fn is_true(page: &str, folder: &Path, cases: &trycmd::TestCases) {
    let (page, copy) = (repository(page), folder.with_extension("md"));
    assert_eq!(folder.extension().and_then(|ending| ending.to_str()), Some("in"));
    assert_eq!(page.file_name(), copy.file_name(), "the blocks would run elsewhere");
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
