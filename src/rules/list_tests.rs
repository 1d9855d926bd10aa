//! `docs/rules.md`: every rule in one table, made from [`RULES`]. A test compares the copy in the repository with them.

use super::RULES;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");

fn table() -> String {
    let mut text = "# Every rule\n\n\
        Made from the rules themselves: `BLESS=1 cargo test --lib rules::list_tests` writes it again. `send explain ID` says\n\
                 why a rule exists and what to do. \"Policy\" is the clause of the school's written policy. A rule with neither a clause\n\
                 nor a law keeps the records complete and consistent, or is the school's own choice.\n\n"
        .to_owned();
    text.push_str(
        "| rule | kind | severity | who | policy | law or guidance | summary |\n|---|---|---|---|---|---|---|\n",
    );
    for rule in RULES {
        let id = format!("`{}`", rule.id);
        let cells = [
            id.as_str(),
            rule.kind.as_str(),
            rule.severity.as_str(),
            rule.kind.owes().map_or("", |owes| owes.as_str()),
            rule.clause,
            rule.law,
            rule.summary,
        ];
        text.push_str(&format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | ")));
    }
    let of = |kind: &str| RULES.iter().filter(|rule| rule.kind.as_str().starts_with(kind)).count();
    let counts = ["requirement", "duty", "check"].map(of);
    text.push_str(&format!(
        "\n{} rules: {} requirements, {} duties, {} checks.\n",
        RULES.len(),
        counts[0],
        counts[1],
        counts[2]
    ));
    text
}

/// Run with `BLESS=1` to write the file again after a rule has changed.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test may read BLESS from the environment")]
fn the_table_in_the_repository_agrees_with_the_rules() {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, table()).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap().replace("\r\n", "\n");
    assert!(written == table(), "docs/rules.md is stale: `BLESS=1 cargo test --lib rules::list_tests` writes it again");
}
