//! `docs/clocks.md`: the worked examples of the law's clocks (DOMAIN 5), run only with commands. `TRYCMD=overwrite cargo test
//! --test it clocks::` puts what the program prints into the page. Read the diff as carefully as code.

use crate::common::folders::repository;
use crate::common::page;

const PAGE: &str = "docs/clocks.md";

#[test]
fn the_worked_examples_of_the_law_come_out_of_the_commands() {
    let scratch = tempfile::tempdir().unwrap();
    let school = scratch.path().join("clocks.in");
    std::fs::create_dir_all(school.join("policy")).unwrap();
    std::fs::create_dir_all(school.join("pupils")).unwrap();
    std::fs::copy(repository("tests/it/clocks/send.toml"), school.join("send.toml")).unwrap();
    let policy = "policy/2025-09-01.toml";
    std::fs::copy(repository("records-template").join(policy), school.join(policy)).unwrap();
    page::is_true(PAGE, &school, &trycmd::TestCases::new());
}

/// The days of the page, worked out elsewhere (DOMAIN 5.1 to 5.3), so that a regenerated page cannot bless a wrong one.
#[test]
fn the_page_has_the_days_that_were_worked_out_elsewhere() {
    let page = std::fs::read_to_string(repository(PAGE)).unwrap();
    let due = |rule: &str, day: &str| {
        let is_it = |line: &str| line.starts_with(day) && line.contains(&format!(" {rule} "));
        assert!(page.lines().any(is_it), "no line of {rule} for {day}");
    };
    for (rule, day) in [
        ("decision-to-assess", "16 Feb 2026"),
        ("decision-to-issue", "27 Apr 2026"),
        ("final-plan", "25 May 2026"),
        ("decision-to-assess", "12 Nov 2026"),
        ("decision-to-issue", "21 Jan 2027"),
        ("final-plan", "18 Feb 2027"),
        ("annual-review-meeting", "22 Dec 2026"),
        ("annual-review-invitations", "29 Oct 2026"),
        ("annual-review-papers", "29 Oct 2026"),
        ("annual-review-report", "26 Nov 2026"),
        ("annual-review-decision", "10 Dec 2026"),
        ("amended-plan", "4 Feb 2027"),
    ] {
        due(rule, day);
    }
    // Two months from 24 June, ending in August.
    assert!(
        page.contains(
            "the family may appeal up to and including 1 Sep 2026 against the refusal to assess of 24 Jun 2026"
        )
    );
}
