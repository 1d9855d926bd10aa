//! Checks that `CONTRIBUTING.md` is true: the files it names exist, its commands find tests, and the test that its recipe for a
//! paper names covers every paper.

use std::path::Path;

use crate::common::folders::repository;

fn page() -> String {
    std::fs::read_to_string(repository("CONTRIBUTING.md")).unwrap()
}

/// The texts between backticks.
fn quoted(page: &str) -> Vec<&str> {
    page.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_file_that_a_recipe_names_exists() {
    let page = page();
    let is_path = |word: &&str| word.contains('/') && !word.contains(' ');
    let named: Vec<&str> = quoted(&page).into_iter().filter(is_path).collect();
    assert!(named.len() > 25, "{named:?}");
    let gone: Vec<&&str> = named.iter().filter(|path| !repository(path).exists()).collect();
    assert!(gone.is_empty(), "CONTRIBUTING.md names files that do not exist: {gone:?}");
}

/// A filter names a file of `src`, for the library's tests, or of `tests/it`, for tests like this one.
#[test]
fn every_test_command_of_a_recipe_finds_its_file() {
    let page = page();
    let commands = quoted(&page).into_iter().filter(|word| word.contains("cargo test --"));
    let filters: Vec<&str> = commands.filter_map(|command| command.split(' ').next_back()).collect();
    assert!(filters.len() >= 6, "{filters:?}");
    for filter in filters {
        let path = filter.trim_end_matches("::").replace("::", "/");
        let places = [format!("src/{path}.rs"), format!("src/{path}/mod.rs"), format!("tests/it/{path}.rs")];
        assert!(places.iter().any(|place| repository(place).exists()), "`{filter}` matches no file of tests");
    }
}

/// Every paper that lists keys must be in the test that plants a text in each key.
#[test]
fn every_paper_with_keys_is_in_the_test_that_plants_a_text_in_every_key() {
    let papers = repository("src/reports/papers");
    let tested = std::fs::read_to_string(papers.join("shown_tests.rs")).unwrap();
    let mut found = 0;
    for entry in walkdir::WalkDir::new(&papers) {
        let entry = entry.unwrap();
        if !lists_keys(entry.path()) {
            continue;
        }
        let name = entry.path().file_stem().unwrap().to_str().unwrap();
        assert!(tested.contains(&format!("{name}::KEYS")), "add `{name}` to PAPERS in shown_tests.rs");
        found += 1;
    }
    assert!(found >= 8, "{found}");
}

fn lists_keys(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "rs")
        && std::fs::read_to_string(path).unwrap().contains("pub(crate) const KEYS: PaperKeys")
}
