//! `send changes`: what is different in the whole school at the end of a period. It compares what git keeps of both ends.

use crate::common::office::Office;
use crate::common::program::Ran;

const AMIRA: &str = "format: 1
id: p014
name: Amira Example
date_of_birth: 2017-11-03
on_roll:
  - from: 2022-09-05
class: 4B
stage: A
census: N
stages:
  - date: 2025-09-15
    stage: A
    by: J. Patel
";

/// The record after a teacher's changes in October.
const ADVANCED: &str = "stage: B
census: N
stages:
  - date: 2025-09-15
    stage: A
    by: J. Patel
  - date: 2025-10-20
    stage: B
    by: R. Osei
contacts:
  - date: 2025-10-17
    kind: consent
    about: inclusion-referral
    with: parent
    answer: given
    by: J. Patel
";

fn of(id: &str, name: &str) -> String {
    format!("format: 1\nid: {id}\nname: {name}\ndate_of_birth: 2016-05-14\non_roll:\n  - from: 2021-09-06\ncensus: N\n")
}

/// A school. Its records were changed on a few days in one autumn.
fn school() -> Option<Office> {
    let school = Office::before_the_term()?;
    // Otherwise the history would begin today.
    school.git(&["update-ref", "-d", "HEAD"]);
    school.write("pupils/p014.yaml", AMIRA);
    school.write("pupils/p015.yaml", &of("p015", "Ben Sample"));
    school.write("pupils/p016.yaml", &of("p016", "Cem Placeholder"));
    school.commit_on("2025-09-15", "begin");
    let written = AMIRA.split("stage: A\n").next().unwrap().to_owned() + ADVANCED;
    school.write("pupils/p014.yaml", &written.replace("class: 4B", "class: 3A"));
    school.commit_on("2025-10-20", "advance");
    school.write("pupils/p014.yaml", &written);
    std::fs::create_dir_all(school.path("pupils/elmfield")).unwrap();
    std::fs::rename(school.path("pupils/p016.yaml"), school.path("pupils/elmfield/p016.yaml")).unwrap();
    school.write("pupils/p017.yaml", &of("p017", "Dana Invented"));
    school.commit_on("2025-11-03", "more");
    std::fs::remove_file(school.path("pupils/p015.yaml")).unwrap();
    school.write("send.toml", &school.read("send.toml").replace("R. Osei", "S. Newcomer"));
    let policy = school.read("policy/2024-09-01.toml");
    school.write("policy/2025-09-01.toml", &policy.replace("in_force = 2024-09-01", "in_force = 2025-09-01"));
    school.write("school.yaml", "events: []\n");
    school.commit_on("2025-11-24", "delete");
    Some(school)
}

impl Office {
    fn changes(&self, options: &[&str]) -> Ran {
        self.send(&[&["changes", "--as-at", "2025-12-01"], options].concat())
    }

    /// Each row as `id what`, and the exit code.
    fn changed(&self, options: &[&str]) -> (Vec<String>, i32) {
        let ran = self.changes(&[options, &["--format", "json"]].concat());
        let report = ran.json();
        let row = |row: &serde_json::Value| {
            format!("{} {}", row["id"].as_str().unwrap_or("-"), row["what"].as_str().unwrap())
        };
        assert_eq!(report["complete"].as_bool().unwrap(), ran.code == 0);
        (report["rows"].as_array().unwrap().iter().map(row).collect(), ran.code)
    }
}

/// Everything that changed on or after 16 September.
const AUTUMN: &[&str] = &[
    "p014 advanced A to B on 20 Oct 2025",
    "p014 consent about inclusion-referral of 17 Oct 2025 recorded: given",
    "p015 deleted the record",
    "p016 moved the record to pupils/elmfield/p016.yaml",
    "p017 created the record",
    "- added the policy in force from 1 Sep 2025 (policy/2025-09-01.toml)",
    "- added the school's own dated events (school.yaml)",
    "- changed the settings (send.toml)",
];

#[test]
fn each_pupil_is_listed_once_with_what_is_different_at_the_end() {
    let Some(school) = school() else { return };
    assert_eq!(school.changed(&["--since", "2025-09-16"]), (AUTUMN.iter().map(|line| (*line).to_owned()).collect(), 0));
    let ran = school.changes(&["--since", "2025-09-16"]);
    let said = ran.out;
    assert_eq!(said.matches("Amira Example").count(), 1, "{said}");
    assert!(
        said.lines().any(|line| line.starts_with("p015 ") && line.ends_with("Ben Sample       deleted the record")),
        "{said}"
    );
    assert_eq!(said.lines().filter(|line| line.starts_with("(school) ")).count(), 3, "{said}");
    assert!(said.ends_with("8 changes (4 pupils) from 16 Sep 2025 to 1 Dec 2025\n"), "{said}");
    let hidden = school.changes(&["--since", "2025-09-16", "--ids-only"]);
    for name in ["Amira", "Ben", "Cem", "Dana"] {
        assert!(!hidden.out.contains(name), "{hidden:?}");
    }
    let csv = school.changes(&["--since", "2025-09-16", "--format", "csv"]).out;
    assert!(csv.contains("p014,Amira Example,pupils/p014.yaml,consent about"), "{csv}");
}

#[test]
fn the_period_includes_both_days_and_nothing_outside() {
    let Some(school) = school() else { return };
    // Only on 20 October was the class a different one.
    let october = ["p014 changed class", AUTUMN[0], AUTUMN[1]].map(str::to_owned).to_vec();
    for (since, until) in [("2025-10-20", "2025-10-20"), ("2025-09-16", "2025-11-02")] {
        assert_eq!(school.changed(&["--since", since, "--until", until]), (october.clone(), 0), "{since} {until}");
    }
    let november = ["p014 changed class", AUTUMN[3], AUTUMN[4]].map(str::to_owned).to_vec();
    assert_eq!(school.changed(&["--since", "2025-10-21", "--until", "2025-11-03"]), (november, 0));
    for (since, until) in [("2025-10-21", "2025-11-02"), ("2024-01-01", "2025-09-14"), ("2025-11-25", "2025-12-01")] {
        assert_eq!(school.changed(&["--since", since, "--until", until]), (Vec::new(), 0), "{since} {until}");
    }
    let whole = school.changed(&["--since", "2025-09-15", "--until", "2025-09-30"]).0;
    assert_eq!(whole[..3], ["p014 created the record, at A", "p015 created the record", "p016 created the record"]);
    let ran = school.changes(&["--since", "2025-11-24", "--until", "2025-11-03"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("before it begins on 24 Nov 2025"), "{ran:?}");
}

#[test]
fn the_two_commits_are_named_for_programs() {
    let Some(school) = school() else { return };
    let ran = school.changes(&["--since", "2025-10-21", "--until", "2025-11-10", "--format", "json"]);
    let report = ran.json();
    let named = |key: &str| report["summary"][key].as_str().unwrap().to_owned();
    assert_eq!(named("from_commit"), school.git(&["rev-parse", "HEAD~2"]));
    assert_eq!(named("to_commit"), school.git(&["rev-parse", "HEAD~1"]));
    assert_eq!((named("since"), named("until")), ("2025-10-21".to_owned(), "2025-11-10".to_owned()));
}

#[test]
fn changes_from_another_copy_count_from_the_day_they_arrived_here() {
    let Some(school) = school() else { return };
    school.git(&["checkout", "--quiet", "-b", "other", "HEAD~1"]);
    school.write("pupils/p014.yaml", &school.read("pupils/p014.yaml").replace("Amira Example", "Amira Other"));
    school.commit_on("2025-11-10", "elsewhere");
    school.git(&["checkout", "--quiet", "main"]);
    let noon = [("GIT_AUTHOR_DATE", "2025-11-28T12:00:00Z"), ("GIT_COMMITTER_DATE", "2025-11-28T12:00:00Z")];
    school.git_with(&noon, &["merge", "--quiet", "--no-edit", "other"]);
    assert_eq!(school.changed(&["--since", "2025-11-25"]), (vec!["p014 changed name".to_owned()], 0));
    let november = school.changed(&["--since", "2025-11-04", "--until", "2025-11-24"]).0;
    assert_eq!(november, [AUTUMN[2], AUTUMN[5], AUTUMN[6], AUTUMN[7]]);
}

#[test]
fn uncommitted_changes_are_left_out_and_the_note_says_so() {
    let Some(school) = school() else { return };
    let note = |options: &[&str]| {
        let ran = school.send(&[&["changes", "--since", "2025-09-16"], options].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.out.lines().find(|line| line.starts_with("not committed")).map(str::to_owned)
    };
    assert_eq!(note(&[]), None);
    // A change of line endings does not count.
    school.write("send.toml", &school.read("send.toml").replace('\n', "\r\n"));
    assert_eq!(note(&[]), None);
    school.write("pupils/p014.yaml", &school.read("pupils/p014.yaml").replace("class: 4B", "class: 2A"));
    school.write("pupils/p018.yaml", &of("p018", "Ema Fictional"));
    std::fs::remove_file(school.path("pupils/p017.yaml")).unwrap();
    school.write("school.yaml", "events: [] # none\n");
    let said = "not committed yet, so not in this list: changes to p014, p017, p018 and school.yaml";
    assert_eq!(note(&[]).as_deref(), Some(said));
    assert_eq!(note(&["--until", "2025-11-30"]), None, "what is on the disk now was not there then");
    assert!(!school.changed(&["--since", "2025-09-16"]).0.iter().any(|line| line.contains("p018")));
}

#[test]
fn a_record_that_cannot_be_compared_gets_a_line_and_makes_the_list_incomplete() {
    let Some(school) = school() else { return };
    school.write("pupils/p014.yaml", &school.read("pupils/p014.yaml").replace("class:", "clazz:"));
    school.commit_on("2025-11-26", "a slip");
    school.write("pupils/p014.yaml", &school.read("pupils/p014.yaml").replace("clazz:", "class:"));
    let (rows, code) = school.changed(&["--since", "2025-11-25"]);
    assert_eq!((rows.len(), code), (1, 3), "{rows:?}");
    assert!(
        rows[0].starts_with("p014 cannot be compared: at the end this version cannot be read: line 7: "),
        "{rows:?}"
    );
}

#[test]
fn a_shallow_copy_is_incomplete_and_invents_no_new_records() {
    let Some(school) = school() else { return };
    let shallow = school.next_to("shallow");
    let from = format!("file://{}", school.root().display());
    school.git(&["clone", "--quiet", "--depth=2", &from, shallow.to_str().unwrap()]);
    let records = ["--records", shallow.to_str().unwrap()];
    let last = [AUTUMN[2], AUTUMN[5], AUTUMN[6], AUTUMN[7]].map(str::to_owned).to_vec();
    assert_eq!(school.changed(&[&records[..], &["--since", "2025-09-16"]].concat()), (last.clone(), 3));
    let said = school.changes(&[&records[..], &["--since", "2025-09-16"]].concat()).out;
    assert!(said.contains("the earliest changes are missing: ") && said.contains("git fetch --unshallow"), "{said}");
    // The log lists only the change that it has both versions of, and does not say that anyone began a record.
    let log = school.send(&[&records[..], &["log", "--format", "json"]].concat());
    let report = log.json();
    assert_eq!((log.code, &report["complete"]), (3, &false.into()));
    let told = report["rows"].as_array().unwrap();
    assert!(!told.is_empty() && told.iter().all(|row| !row["what"].as_str().unwrap().contains("created")), "{told:?}");
    // The period that is asked for is all there.
    assert_eq!(school.changed(&[&records[..], &["--since", "2025-11-10"]].concat()), (last, 0));
    assert_eq!(
        school.changed(&[&records[..], &["--since", "2025-09-16", "--until", "2025-10-01"]].concat()),
        (vec![], 3)
    );
}

/// A list with one clause.
fn list(says: &str) -> String {
    format!("[[section]]\ntitle = \"1\"\nclauses = [{{ names = \"none\", says = \"{says}\", people = \"talk\" }}]\n")
}

#[test]
fn a_list_of_clauses_belongs_to_the_school_and_does_not_affect_any_move() {
    let Some(school) = school() else { return };
    let file = "policy/2024-09-01.clauses.toml";
    let before = school.git(&["rev-parse", "HEAD"]);
    school.write(file, &list("old words"));
    let first = school.commit_on("2025-11-25", "list");
    school.write(file, &list("new words"));
    school.commit_on("2025-11-26", "words");
    let named = |verb: &str| format!("- {verb} the list of clauses of the policy in force from 1 Sep 2024 ({file})");
    assert_eq!(school.changed(&["--since", "2025-11-26"]), (vec![named("changed")], 0));
    assert_eq!(school.changed(&["--since", "2025-11-25", "--until", "2025-11-25"]), (vec![named("added")], 0));
    let audit = school.audit(&[]);
    assert!(!audit.findings.iter().any(|told| told.path == file), "{audit:?}");
    let coverage = |commit: &str| {
        school.send(&["policy", "--coverage", "--format", "csv", "--at", commit, "--as-at", "2025-01-15"])
    };
    assert!(coverage(&first).out.contains("\n1,old words,none,people,talk\r\n"), "{:?}", coverage(&first));
    let without = coverage(&before);
    assert_eq!(without.code, 3);
    assert!(without.err.contains("has no list of clauses at this commit\nhelp: give a later commit"));
    // The hook checks the list as it is staged, whatever is on the disk.
    school.write(file, &list("new words").replace("says", "sayz"));
    school.git(&["add", file]);
    school.write(file, &list("new words"));
    let staged = school.send(&["check", "--staged"]);
    assert_eq!(staged.code, 1, "{staged:?}");
    assert!(staged.err.contains(&format!("--> {file}:3:30  section[0].clauses[0].sayz")), "{staged:?}");
}
