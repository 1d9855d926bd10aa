//! The console blocks of the front page, the tour and the page about scripts, run as a reader would run them.
//! `TRYCMD=overwrite cargo test --test it readme::` puts what the program prints into these pages. Read the diff as carefully as code.
//! Every link of the documentation leads to a file and a heading that exist.

use std::path::Path;

use crate::common::folders::{copy, repository};
use crate::common::page;

/// The gate must run the README's own test command.
#[test]
fn the_gate_runs_the_command_of_the_readme() {
    let read = |name: &str| std::fs::read_to_string(repository(name)).unwrap();
    assert!(read("README.md").contains("```sh\ncargo test\n```"));
    assert!(read(".ci/run").lines().any(|line| line.starts_with("cargo test")));
}

/// Runs the console blocks of a page on a copy of the example schools, because some of its commands write.
fn is_true(page: &str) {
    let scratch = tempfile::tempdir().unwrap();
    let name = Path::new(page).file_stem().unwrap().to_str().unwrap();
    let folder = scratch.path().join(format!("{name}.in"));
    copy(&repository("examples"), &folder.join("examples"));
    page::is_true(page, &folder, &trycmd::TestCases::new());
}

#[test]
fn every_console_block_of_the_readme_is_true() {
    is_true("README.md");
}

#[test]
fn every_console_block_of_the_tour_is_true() {
    is_true("docs/tour.md");
}

#[test]
fn every_console_block_of_the_page_about_scripts_is_true() {
    is_true("docs/scripts.md");
}

/// A front page is short. What a reader needs later is in `docs/`.
#[test]
fn the_readme_stays_a_front_page() {
    let lines = std::fs::read_to_string(repository("README.md")).unwrap().lines().count();
    assert!(lines <= 140, "{lines} lines: move what is new into docs/");
}

/// The name that a heading has in a link: lower case, without punctuation, with `-` for each space.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter.to_ascii_lowercase() }).collect()
}

/// Whether a page has the heading that a link leads to.
fn has_heading(page: &str, name: &str) -> bool {
    page.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line.trim_start_matches('#')) == name)
}

#[test]
fn every_link_of_a_page_leads_to_a_file_and_a_heading() {
    let mut pages = vec![repository("README.md"), repository("CHANGELOG.md"), repository("SECURITY.md")];
    let docs = std::fs::read_dir(repository("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    let mut links = 0;
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", page.display());
            if !heading.is_empty() {
                let text = std::fs::read_to_string(&target).unwrap();
                assert!(has_heading(&text, heading), "{}: {link} has no such heading", page.display());
            }
            links += 1;
        }
    }
    assert!(links > 50, "{links}");
}
