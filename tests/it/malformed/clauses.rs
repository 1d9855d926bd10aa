//! The list of clauses next to a policy: the program reads and reports a school's own list, and gives each mistake in it its
//! place.

use std::fs;

use super::folder::Folder;
use crate::common::folders::repository;
use crate::common::program::Ran;

const LIST: &str = "policy/2025-09-01.clauses.toml";

/// A school with three clauses of its own.
const OWN: &str = r#"# Three clauses, invented for this test.
[[section]]
title = "2 Welcome"
clauses = [
  { names = "notice", says = "parents hear about provision", rules = ["provision-told", "parents-informed"] },
  { names = "none", says = "doors are open", people = "daily life" },
]

[[section]]
title = "3 Lists"
clauses = [
  { names = "record", says = "the register can be looked up", commands = ["register", "overdue --owner senco"] },
]
"#;

/// The rows of `send policy --coverage` for it.
const OWN_ROWS: &str = "section,says,names,carried_by,how\n\
    2 Welcome,parents hear about provision,notice,rule,\"provision-told, parents-informed\"\n\
    2 Welcome,doors are open,none,people,daily life\n\
    3 Lists,the register can be looked up,record,command,\"send register, send overdue --owner senco\"\n";

const COVERAGE: &[&str] = &["policy", "--coverage", "--format", "csv"];

fn with(list: &str) -> Folder {
    let folder = Folder::new();
    folder.write(LIST, list.as_bytes());
    folder
}

fn done(out: &str) -> Ran {
    Ran { out: out.to_owned(), err: String::new(), code: 0 }
}

/// The same for these rows as a spreadsheet gets them, with a byte-order mark and Windows line endings.
fn rows(csv: &str) -> Ran {
    done(&format!("\u{feff}{}", csv.replace('\n', "\r\n")))
}

/// Returns the line and column of a word, as messages write them.
fn place(text: &str, word: &str) -> String {
    let (index, line) = text.lines().enumerate().find(|(_, line)| line.contains(word)).expect("the word is there");
    format!("{LIST}:{}:{}", index + 1, line.find(word).expect("the word is in the line") + 1)
}

#[test]
fn a_school_with_other_clauses_gets_a_report_on_them() {
    let folder = with(OWN);
    assert_eq!(folder.send(COVERAGE), rows(OWN_ROWS));
    assert_eq!(folder.send(&["check"]), done(""));
    let counts = folder.send(&["policy", "--coverage", "--counts"]);
    assert!(
        counts.out.contains("\nall: 3 clauses, 1 carried out by a rule, 1 by a command, 1 by people only\n"),
        "{}",
        counts.out
    );
}

#[test]
fn each_policy_has_its_own_list() {
    let folder = with(OWN);
    let policy = fs::read_to_string(folder.path("policy/2025-09-01.toml")).expect("the policy is there");
    let next = policy.replace("in_force = 2025-09-01", "in_force = 2026-01-01");
    folder.write("policy/2026-01-01.toml", next.as_bytes());
    let section = "[[section]]\ntitle = \"1\"\nclauses = [{ names = \"none\", says = \"new\", people = \"talk\" }]\n";
    folder.write("policy/2026-01-01.clauses.toml", section.as_bytes());
    let new = "section,says,names,carried_by,how\n1,new,none,people,talk\n";
    assert_eq!(folder.send(COVERAGE), rows(new));
    assert_eq!(folder.send(&[COVERAGE, &["--as-at", "2025-12-31"]].concat()), rows(OWN_ROWS));
    assert_eq!(folder.send(&["check"]), done(""));
}

#[test]
fn windows_line_ends_a_byte_order_mark_and_capitals_in_the_name_are_read() {
    let folder = with(&format!("\u{feff}{}", OWN.replace('\n', "\r\n")));
    assert_eq!(folder.send(COVERAGE), rows(OWN_ROWS));
    let capitals = "policy/2025-09-01.Clauses.TOML";
    fs::rename(folder.path(LIST), folder.path(capitals)).expect("it was there");
    assert_eq!(folder.send(COVERAGE), rows(OWN_ROWS));
    assert_eq!(folder.send(&["check"]), done(""));
    folder.write(capitals, OWN.replace("provision-told", "provision-tolt").as_bytes());
    let check = folder.send(&["check"]);
    assert!(check.out.contains(&format!("--> {capitals}:5:")), "{}", check.out);
}

#[test]
fn a_mistake_in_the_list_stops_only_the_two_commands_that_read_it() {
    for (old, new, word, key, message, help) in [
        (
            "says = \"doors",
            "say = \"doors",
            "say = \"doors",
            "section[0].clauses[1].say",
            "`say` is not a key of this entry of `clauses`",
            "did you mean `says`?",
        ),
        (
            "\"notice\"",
            "\"notise\"",
            "names = \"notise",
            "section[0].clauses[0].names",
            "found `notise`, expected date, consent, notice, record, decision or none",
            "did you mean `notice`?",
        ),
        (
            ", people = \"daily life\"",
            "",
            "{ names = \"none",
            "section[0].clauses[1]",
            "this clause does not say what carries it out",
            "add one of these: `rules = [\"...\"]`, `commands = [\"...\"]` or `people = \"...\"`",
        ),
        (
            "people = ",
            "commands = [\"show\"], people = ",
            "{ names = \"none",
            "section[0].clauses[1]",
            "a clause needs only one of `rules`, `commands` and `people`, but this one has `commands` and `people`",
            "keep the one that does most, and delete the others",
        ),
        (
            "[\"provision-told\", \"parents-informed\"]",
            "[]",
            "rules = []",
            "section[0].clauses[0].rules",
            "this list is empty, expected at least one name",
            "put a name between the brackets, or replace the list with `people = \"...\"`",
        ),
    ] {
        assert!(OWN.contains(old), "{old}");
        let text = OWN.replacen(old, new, 1);
        let folder = with(&text);
        let said = format!("error[unreadable]: {message}\n  --> {}  {key}\n   = help: {help}\n\n", place(&text, word));
        let coverage = folder.send(COVERAGE);
        assert_eq!(coverage, Ran { out: String::new(), err: said.clone(), code: 3 }, "{new}");
        let check = folder.send(&["check"]);
        assert_eq!((check.code, check.out), (3, said + "1 error, 0 warnings in 0 records\n"), "{new}");
        for other in [&["register"][..], &["overdue"], &["policy"]] {
            assert_eq!(folder.send(other).code, 0, "{new}: {other:?}");
        }
    }
}

#[test]
fn a_rule_or_command_that_does_not_exist_carries_no_clause_and_is_reported() {
    for (old, new, at, key, message, help) in [
        (
            "\"provision-told\"",
            "\"provision-tolt\"",
            "\"provision-tolt\"",
            "section[0].clauses[0].rules[0]",
            "there is no rule `provision-tolt`",
            "did you mean `provision-told`?",
        ),
        (
            "\"register\"",
            "\"regster\"",
            "\"regster\"",
            "section[1].clauses[0].commands[0]",
            "there is no command `send regster`",
            "run `send --help` for every command, and `send overdue --help` for the options of one",
        ),
        (
            "--owner senco",
            "--ownr senco",
            "\"overdue --ownr",
            "section[1].clauses[0].commands[1]",
            "there is no command `send overdue --ownr senco`",
            "run `send --help` for every command, and `send overdue --help` for the options of one",
        ),
    ] {
        let text = OWN.replacen(old, new, 1);
        let folder = with(&text);
        let said = format!("error[rule-unknown]: {message}\n  --> {}  {key}\n   = help: {help}\n\n", place(&text, at));
        let check = folder.send(&["check"]);
        assert_eq!(
            check,
            Ran { out: said.clone() + "1 error, 0 warnings in 0 records\n", err: String::new(), code: 1 }
        );
        let coverage = folder.send(COVERAGE);
        assert_eq!((coverage.code, coverage.err), (1, said), "{new}");
    }
    let none = with(&OWN.replace("[\"provision-told\", \"parents-informed\"]", "[\"provision-tolt\"]"));
    let row = "2 Welcome,parents hear about provision,notice,people,provision-tolt (unknown)\r\n";
    assert!(none.send(COVERAGE).out.contains(row), "{}", none.send(COVERAGE).out);
}

#[test]
fn a_list_without_its_policy_is_reported() {
    for name in ["2025-09-02.clauses.toml", "2025-09-01.clauses (1).toml", "2025-09-01.clauses-OFFICE-PC.toml"] {
        let folder = with(OWN);
        fs::rename(folder.path(LIST), folder.path("policy").join(name)).expect("it was there");
        let said = format!(
            "error[foreign-file]: this list of clauses does not belong to any policy in this folder, so it was not read\n  \
             --> policy/{name}:1:1\n   = help: name it after its policy, such as `policy/2025-09-01.clauses.toml`; if it is a copy, \
             keep what is right and delete the copy\n\n1 error, 0 warnings in 0 records\n"
        );
        assert_eq!(folder.send(&["check"]), Ran { out: said, err: String::new(), code: 1 });
        assert_eq!(folder.send(&["register"]).code, 0);
        assert_eq!(folder.send(COVERAGE).code, 3);
    }
}

#[test]
fn a_missing_list_is_reported_only_when_the_coverage_is_asked_for() {
    let folder = Folder::new();
    assert_eq!(folder.send(&["check"]), done(""));
    assert_eq!(folder.send(&["policy"]).code, 0);
    let err = "error: the policy in force from 1 Sep 2025 has no list of clauses\n\
        help: put one at policy/2025-09-01.clauses.toml; `send init` in an empty folder writes one to start from\n";
    for format in ["table", "csv", "json"] {
        let answer = folder.send(&["policy", "--coverage", "--format", format]);
        assert_eq!(answer, Ran { out: String::new(), err: err.to_owned(), code: 3 });
    }
}

#[test]
fn what_init_writes_can_be_reported_at_once() {
    let folder = Folder::new();
    assert_eq!(folder.send(&["init", "fresh"]).code, 0);
    let template = repository("records-template").join(LIST);
    assert_eq!(
        fs::read(folder.path("fresh").join(LIST)).expect("it was written"),
        fs::read(template).expect("it is there")
    );
    let answer = folder.send(&["policy", "--coverage", "--counts", "--records", "fresh"]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
}

#[test]
fn a_list_is_not_tried_as_a_policy() {
    let folder = with(OWN);
    let answer = folder.send(&["check", "--policy", LIST]);
    let err = format!(
        "error: `{LIST}` is a list of clauses, not a policy\nhelp: give the policy itself: a copy of policy/2025-09-01.toml with your changes\n"
    );
    assert_eq!(answer, Ran { out: String::new(), err, code: 2 });
}
