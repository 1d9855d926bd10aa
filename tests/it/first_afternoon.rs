//! `docs/first-afternoon.md`, run as a SENCO would do it: a fresh records folder, the terms of the year, the register of 45
//! invented children with one command, and the four weeks after it. `opening.rs` compares what comes of the sheet with what was
//! worked out by hand; this page shows it.
//!
//! The program refuses a day that is still to come. The page therefore begins on 2 November 2026 and ends four weeks later.
//! `TRYCMD=overwrite cargo test --test it first_afternoon::` puts what the program prints into the page. Read the diff as
//! carefully as code.

use crate::common::folders::repository;
use crate::common::office::Office;
use crate::common::page;

const PAGE: &str = "docs/first-afternoon.md";

/// The lines of the first block of the page in this language, without the fences.
fn block(page: &str, language: &str) -> String {
    let (_, rest) = page.split_once(&format!("\n```{language}\n")).unwrap();
    rest.split_once("```\n").unwrap().0.to_owned()
}

/// The commands of the page that import the register and save it.
fn imports(page: &str) -> Vec<&str> {
    let commands = page.lines().filter_map(|line| line.strip_prefix("$ "));
    commands.filter(|line| line.starts_with("send import ") && line.ends_with("--yes")).collect()
}

#[test]
fn a_first_afternoon_with_forty_children() {
    let Some(office) = Office::empty("first-afternoon.in") else { return };
    let page = std::fs::read_to_string(repository(PAGE)).unwrap();
    assert_eq!(block(&page, "sh"), "send init --git\n");
    office.saves(&["init", "--git"]);
    // What a person does in a text editor.
    office.write("send.toml", &(office.read("send.toml") + &block(&page, "toml")));
    office.commit_all("fill in the terms");
    std::fs::copy(repository("tests/it/opening/register.xlsx"), office.next_to("register.xlsx")).unwrap();
    let cases = trycmd::TestCases::new();
    for (name, value) in office.variables() {
        cases.env(name, value);
    }
    page::is_true(PAGE, office.root(), &cases);
}

#[test]
fn one_command_of_under_a_hundred_keystrokes_brings_the_register_in() {
    let page = std::fs::read_to_string(repository(PAGE)).unwrap();
    let imports = imports(&page);
    assert_eq!(imports.len(), 1, "{imports:?}");
    // The last keystroke is Enter.
    let keystrokes = imports[0].chars().count() + 1;
    assert!(keystrokes < 100, "{keystrokes}");
    assert!(page.contains(&format!("{keystrokes} keystrokes")), "the page does not say {keystrokes}");
}
