//! Faulty settings, events and policies. Each gives one clear error on stderr, the command gives no answer, and the exit code is
//! 3.

use std::fs;

use super::folder::{Folder, SETTINGS};

/// The expected error: its place with the key, its message and its help.
type Said = (&'static str, &'static str, &'static str);

fn tell(name: &str, folder: &Folder, (place, message, help): Said) {
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic(name);
    assert_eq!(answer.out, "", "{name}");
    let expected = format!("error[unreadable]: {message}\n  --> {place}\n   = help: {help}\n\n");
    assert_eq!(answer.err, expected, "{name}");
}

const TERM: &str = "[[terms]]\nname = \"Autumn 2025\"\nfrom = 2025-09-01\nto = 2025-12-19\n";

#[test]
fn a_send_toml_that_is_not_toml_is_reported_with_its_line() {
    let folder = Folder::new();
    for (name, old, new, said) in broken_toml() {
        assert!(SETTINGS.contains(old), "{name}");
        folder.write("send.toml", SETTINGS.replacen(old, new, 1).as_bytes());
        tell(name, &folder, said);
    }
}

/// The name of a case, part of the settings, what replaces it, and the expected error.
fn broken_toml() -> Vec<(&'static str, &'static str, &'static str, Said)> {
    let value = "found no value that can be read, expected text in quotation marks, a date, a number, true or false";
    let write =
        "write text as \"...\" with straight quotation marks, a date as 2025-09-01, and true or false in small letters";
    let equals = "found words without a `=`, expected `key = value`";
    let put = "put a `=` between the key and its value; a comment starts with `#`";
    let twice = "found a key or a heading a second time, expected each only once";
    let keep = "keep the right one and delete the other; if there are several entries, each starts with `[[name]]`";
    vec![
        ("no quotes", "\"Elmfield Example Primary\"", "Elmfield", ("send.toml:2:8", value, write)),
        ("curly quotes", "\"Elmfield Example Primary\"", "\u{201c}Elm\u{201d}", ("send.toml:2:8", value, write)),
        ("no value", "\"Elmfield Example Primary\"", "", ("send.toml:2:8", value, write)),
        ("a colon", "name =", "name:", ("send.toml:2:7", equals, put)),
        ("words alone", "name =", "# x\nhello there\nname =", ("send.toml:3:7", equals, put)),
        (
            "an open quote",
            "Primary\"",
            "Primary",
            (
                "send.toml:2:33",
                "found text without a closing quotation mark on its line, expected one at its end",
                "close it with `\"`",
            ),
        ),
        (
            "an open heading",
            "[school]",
            "[school",
            ("send.toml:1:8", "found a heading that is not closed, expected `]`", "write it as `[name]`"),
        ),
        ("a key twice", "time_zone", "name = \"Elm\"\ntime_zone", ("send.toml:3:1", twice, keep)),
        (
            "a code without quotes",
            "time_zone",
            "estab = 0123\ntime_zone",
            (
                "send.toml:3:9",
                "found a number that starts with 0, expected one that does not",
                "if it is a code, not a number, put it in quotation marks",
            ),
        ),
        (
            "two on a line",
            "time_zone",
            "la = \"330\", time_zone",
            (
                "send.toml:3:11",
                "found more text after the value, expected the end of the line",
                "put each `key = value` on its own line; a comment starts with `#`",
            ),
        ),
        (
            "a backslash",
            "Elmfield Example",
            "C:\\Elmfield",
            (
                "send.toml:2:12",
                "found a backslash that has no meaning in double quotation marks",
                "use single quotation marks, or write two backslashes",
            ),
        ),
        (
            "a merge",
            "name = \"Elmfield Example Primary\"\n",
            "<<<<<<< HEAD\nname = \"Elmfield\"\n=======\nname = \"Elm\"\n>>>>>>> office\n",
            (
                "send.toml:2:1",
                "lines 2 to 6 hold two versions that git did not merge",
                "in a record, run `send resolve` with its id to choose between them; or keep what is right in each, delete the lines that start with <<<<<<<, |||||||, ======= and >>>>>>>, and save",
            ),
        ),
    ]
}

#[test]
fn a_fault_in_send_toml_is_reported_with_its_key() {
    let folder = Folder::new();
    for (name, tail, said) in wrong_settings() {
        folder.write("send.toml", format!("{SETTINGS}{tail}").as_bytes());
        tell(name, &folder, said);
    }
}

/// The name of a case, what follows the shortest settings, and the expected error.
fn wrong_settings() -> Vec<(&'static str, String, Said)> {
    vec![
        (
            "a misspelt table",
            "[peopel.senco]\nname = \"S. Sample\"\n".to_owned(),
            ("send.toml:4:2  peopel", "`peopel` is not a key of this file", "did you mean `people`?"),
        ),
        (
            "a misspelt key",
            "[people.senco]\nname = \"S. Sample\"\nappointd = 2025-09-01\n".to_owned(),
            ("send.toml:6:1  people.senco.appointd", "`appointd` is not a key of `senco`", "did you mean `appointed`?"),
        ),
        (
            "an unknown key",
            "weather = \"fine\"\n".to_owned(),
            (
                "send.toml:4:1  school.weather",
                "`weather` is not a key of `school`",
                "the keys here are name, urn, la, estab, years, moves_on and time_zone; if this line belongs to another [table], move it there",
            ),
        ),
        (
            "text for true or false",
            "[git]\ncommit = \"yes\"\n".to_owned(),
            (
                "send.toml:5:1  git.commit",
                "found `yes`, expected true or false",
                "write true or false, without quotation marks",
            ),
        ),
        (
            "text for a date",
            TERM.replace("2025-12-19", "\"19/12/2025\""),
            (
                "send.toml:7:1  terms[0].to",
                "found `19/12/2025`, expected a date such as 2025-09-15",
                "write it as 2025-12-19",
            ),
        ),
        (
            "a key that is missing",
            TERM.replace("to = 2025-12-19\n", ""),
            (
                "send.toml:4:1  terms[0]",
                "`to` is missing from this entry of `terms`",
                "add a line `to = ...` with a date such as 2025-09-15",
            ),
        ),
        (
            "one pair of brackets",
            "[classes]\nname = \"4B\"\n".to_owned(),
            (
                "send.toml:4:2  classes",
                "found the key `name` with its own value, expected a list",
                "write `[[classes]]`, with two brackets on each side, above each entry, or delete the line",
            ),
        ),
        (
            "digits",
            "urn = 12345\n".to_owned(),
            (
                "send.toml:4:1  school.urn",
                "found `12345`, expected 6 digits",
                "correct it, or leave the line out until you know it",
            ),
        ),
        (
            "years the wrong way round",
            "years = [\"6\", \"R\"]\n".to_owned(),
            (
                "send.toml:4:1  school.years",
                "found a list, expected two year groups, the youngest and the oldest, such as [\"R\", \"6\"]",
                "correct the value, or delete the line",
            ),
        ),
        (
            "a year group that does not exist",
            "moves_on = [\"6\", \"Year 2\"]\n".to_owned(),
            (
                "send.toml:4:18  school.moves_on[1]",
                "found `Year 2`, expected a year group such as R, 4 or N2",
                "write R, N1, N2 or a number from 1 to 13, or delete the entry",
            ),
        ),
        (
            "terms that overlap",
            format!("{TERM}{}", TERM.replace("2025-09-01", "2025-12-01").replace("2025-12-19", "2026-03-27")),
            (
                "send.toml:10:1  terms[1].from",
                "the term begins before the one above it has ended",
                "list the terms oldest first, each after the one before",
            ),
        ),
        (
            "a half term outside its term",
            format!("{TERM}half_term = {{ from = 2025-12-15, to = 2025-12-24 }}\n"),
            (
                "send.toml:8:1  terms[0].half_term",
                "the half term of `Autumn 2025` does not lie within the term",
                "correct one of its two days",
            ),
        ),
        (
            "a term that ends before it begins",
            TERM.replace("2025-12-19", "2024-12-19"),
            (
                "send.toml:7:1  terms[0].to",
                "the term `Autumn 2025` ends before it begins",
                "correct one of the two days",
            ),
        ),
    ]
}

#[test]
fn all_faults_in_settings_and_policy_are_reported_at_once() {
    let folder = Folder::new();
    folder.write("send.toml", SETTINGS.replace("name", "nmae").replace("time_zone", "timezone").as_bytes());
    change_policy(&folder, "title =", "titel =");
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic("all at once");
    let places: Vec<&str> = answer.err.lines().filter(|line| line.starts_with("  --> ")).collect();
    assert_eq!(places.len(), 3, "{}", answer.err);
    assert!(places[0].ends_with("send.toml:2:1  school.nmae"), "{}", answer.err);
    assert!(places[1].ends_with("send.toml:3:1  school.timezone"), "{}", answer.err);
    assert!(places[2].ends_with("titel"), "{}", answer.err);
}

#[test]
fn an_empty_send_toml_is_reported() {
    let folder = Folder::new();
    folder.write("send.toml", b"# nothing yet\n");
    let help = "add a table `[school]` with its keys";
    tell("only comments", &folder, ("send.toml:1:1", "`school` is missing from this file", help));
    folder.write("send.toml", b"");
    let help = "restore its contents from git or a backup, or delete the file";
    tell("empty", &folder, ("send.toml:1:1", "the file is blank, expected text", help));
}

#[test]
fn a_folder_without_send_toml_is_not_a_records_folder() {
    let folder = Folder::new();
    fs::remove_file(folder.path("send.toml")).expect("it was there");
    let answer = folder.send(&["check", "--records", "."]);
    assert_eq!((answer.code, answer.out.as_str()), (3, ""), "{}", answer.err);
    assert!(answer.err.contains("it has no `send.toml`"), "{}", answer.err);
}

#[test]
fn a_fault_in_school_yaml_is_reported() {
    let folder = Folder::new();
    folder.write("send.toml", format!("{SETTINGS}[[classes]]\nname = \"4B\"\n").as_bytes());
    for (name, text, said) in wrong_events() {
        folder.write("school.yaml", text.as_bytes());
        tell(name, &folder, said);
    }
}

fn wrong_events() -> Vec<(&'static str, &'static str, Said)> {
    vec![
        (
            "a misspelt key",
            "events:\n  - date: 2025-09-03\n    knid: training\n",
            (
                "school.yaml:3:5  events[0].knid",
                "`knid` is not a key of this entry of `events`",
                "did you mean `kind`?",
            ),
        ),
        (
            "a wrong kind",
            "events:\n  - date: 2025-09-03\n    kind: party\n",
            (
                "school.yaml:3:5  events[0].kind",
                "found `party`, expected policy-communicated, policy-reviewed, information-report, competencies-assessed, training, progress-meeting, governor-report, sheet-read or correction-accepted",
                "use one of these words",
            ),
        ),
        (
            "an event left empty",
            "events:\n",
            ("school.yaml:1:1  events", "`events` is empty, expected a value", "give a value, or delete the line"),
        ),
        (
            "a list of no events",
            "- date: 2025-09-03\n",
            (
                "school.yaml:1:1",
                "found a list, expected keys with their own values (`key: value`)",
                "write lines of `key: value`; compare the file with an earlier version of it, or with a similar file",
            ),
        ),
        (
            "a sheet without its class",
            "events:\n  - date: 2025-09-03\n    kind: sheet-read\n",
            (
                "school.yaml:2:3  events[0]",
                "a `sheet-read` needs the class whose sheet was read",
                "add a line `class: ...`",
            ),
        ),
        (
            "a class that there is not",
            "events:\n  - date: 2025-09-03\n    kind: sheet-read\n    class: 4C\n",
            (
                "school.yaml:4:5  events[0].class",
                "`4C` is not a class in send.toml",
                "correct the name, or add the class to send.toml",
            ),
        ),
        (
            "no YAML",
            "events:\n  - date: 2025-09-03\n   kind: training\n",
            (
                "school.yaml:3:4",
                "this line does not line up with the lines it belongs to, expected the same spaces before it",
                "correct the spaces: keys that belong together start in the same column",
            ),
        ),
    ]
}

#[test]
fn a_school_yaml_with_only_comments_counts_as_missing() {
    let folder = Folder::new();
    folder.write("school.yaml", b"# no events yet\n");
    let answer = folder.send(&["check"]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{}", answer.out);
}

const POLICY: &str = "policy/2025-09-01.toml";

fn change_policy(folder: &Folder, old: &str, new: &str) {
    let policy = fs::read_to_string(folder.path(POLICY)).expect("the policy can be read");
    assert!(policy.contains(old), "{old}");
    folder.write(POLICY, policy.replacen(old, new, 1).as_bytes());
}

/// Returns the line of the policy that starts with these words.
fn line_of(folder: &Folder, start: &str) -> usize {
    let policy = fs::read_to_string(folder.path(POLICY)).expect("the policy can be read");
    1 + policy.lines().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no line {start}"))
}

#[test]
fn a_fault_in_a_policy_is_reported() {
    for (name, old, new, (start, column_and_key, message, help)) in wrong_policies() {
        let folder = Folder::new();
        change_policy(&folder, old, new);
        let place = format!("{POLICY}:{}:{column_and_key}", line_of(&folder, start));
        let answer = folder.send(&["check"]);
        answer.is_incomplete_without_panic(name);
        assert_eq!(answer.out, "", "{name}");
        let expected = format!("error[unreadable]: {message}\n  --> {place}\n   = help: {help}\n\n");
        assert_eq!(answer.err, expected, "{name}");
    }
}

type SaidOfPolicy = (&'static str, &'static str, &'static str, &'static str);

fn wrong_policies() -> Vec<(&'static str, &'static str, &'static str, SaidOfPolicy)> {
    vec![
        (
            "a misspelt key",
            "in_force =",
            "inforce =",
            ("inforce", "1  inforce", "`inforce` is not a key of this file", "did you mean `in_force`?"),
        ),
        (
            "a stage that there is not",
            "[stages.D]",
            "[stages.E]",
            (
                "[stages.E]",
                "9  stages.E",
                "`E` is not a key of `stages`",
                "the keys here are A, B, C, D and closed; if this line belongs to another [table], move it there",
            ),
        ),
        (
            "a move that is misspelt",
            "\n[moves.register]",
            "\n[moves.regster]",
            ("[moves.regster]", "8  moves.regster", "`regster` is not a key of `moves`", "did you mean `register`?"),
        ),
        (
            "weeks in words",
            "weeks = 6",
            "weeks = \"six\"",
            (
                "weeks",
                "1  stages.A.weeks",
                "found `six`, expected a whole number",
                "write only digits, such as 2, or delete the line",
            ),
        ),
        (
            "days below nothing",
            "plan = 14",
            "plan = -14",
            ("plan", "1  within.plan", "found `-14`, expected a whole number", "write only digits, such as 2"),
        ),
        (
            "a wrong way to count",
            "count = \"school\"",
            "count = \"holidays\"",
            (
                "count",
                "1  stages.A.count",
                "found `holidays`, expected school or calendar",
                "use one of these words, or delete the line",
            ),
        ),
        (
            "ratified in words",
            "ratified = false",
            "ratified = true",
            (
                "ratified",
                "1  ratified",
                "found `true`, expected false, or the date of ratification",
                "write false, or a date such as 2025-09-15, without quotation marks",
            ),
        ),
        (
            "money with a sign",
            "rate = 14.50",
            "rate = \"\u{a3}14.50\"",
            (
                "rate",
                "1  costs.rate",
                "found `\u{a3}14.50`, expected pounds such as 14.50",
                "write pounds with a decimal point, without a pound or minus sign, such as 14.50",
            ),
        ),
        (
            "another day than its name says",
            "in_force = 2025-09-01",
            "in_force = 2025-09-02",
            (
                "in_force",
                "1  in_force",
                "the policy is in force from 2025-09-02, but its file has another name",
                "name the file `2025-09-02.toml`, or correct `in_force`",
            ),
        ),
        (
            "no TOML",
            "ratified = false",
            "ratified = no",
            (
                "ratified",
                "12",
                "found no value that can be read, expected text in quotation marks, a date, a number, true or false",
                "write text as \"...\" with straight quotation marks, a date as 2025-09-01, and true or false in small letters",
            ),
        ),
    ]
}

#[test]
fn a_folder_without_a_policy_is_reported() {
    let folder = Folder::new();
    fs::remove_file(folder.path(POLICY)).expect("it was there");
    let help = "put the school's policy there, named after its first day, such as `policy/2025-09-01.toml`; `send init` in an empty folder writes one to start from";
    tell("no policy", &folder, ("policy:1:1", "there is no policy in `policy/`", help));
}

#[test]
fn a_policy_that_is_not_named_after_its_day_is_reported() {
    let folder = Folder::new();
    fs::rename(folder.path(POLICY), folder.path("policy/send.toml")).expect("it was there");
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic("another name");
    assert!(answer.err.contains("but its file has another name\n  --> policy/send.toml:"), "{}", answer.err);
}
