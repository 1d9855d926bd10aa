//! `send timeline` says so when something was recorded long after it happened, but only if the history can show it.

use crate::common::office::Office;

fn with(contacts: &[&str]) -> String {
    let head = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\ncensus: N\n";
    let entry = |date: &&str| {
        format!("  - date: {date}\n    kind: call\n    about: concern\n    with: parent\n    by: J. Patel\n")
    };
    format!("{head}contacts:\n{}", contacts.iter().map(entry).collect::<String>())
}

impl Office {
    /// Each call in the story, with the day it was recorded; `-` if that is null.
    fn written(&self, options: &[&str]) -> Vec<String> {
        let asked = ["timeline", "p014", "--since", "2025-01-01", "--as-at", "2026-03-01", "--format", "json"];
        let ran = self.send(&[&asked[..], options].concat());
        assert!(ran.code == 0, "{ran:?}");
        let report = ran.json();
        let row = |row: &serde_json::Value| {
            format!("{} {}", row["date"].as_str().unwrap(), row["written"].as_str().unwrap_or("-"))
        };
        report["rows"].as_array().unwrap().iter().map(row).collect()
    }

    fn late_lines(&self, options: &[&str]) -> usize {
        let ran = self.send(&[&["timeline", "p014", "--as-at", "2026-03-01"], options].concat());
        assert!(ran.code == 0, "{ran:?}");
        ran.out.matches("(recorded ").count()
    }
}

/// A record with one call that was recorded in time, and one that was recorded in January.
fn school() -> Option<Office> {
    let school = Office::before_the_term()?;
    school.write("pupils/p014.yaml", &with(&[]).replace("contacts:\n", ""));
    school.commit_on("2022-09-05", "begin");
    school.write("pupils/p014.yaml", &with(&["2025-10-20"]));
    school.commit_on("2025-10-22", "in time");
    school.write("pupils/p014.yaml", &with(&["2025-09-18", "2025-10-20"]));
    school.commit_on("2026-01-05", "late");
    Some(school)
}

const BOTH: &[&str] = &["2025-09-18 2026-01-05", "2025-10-20 2025-10-22"];

#[test]
fn the_line_of_a_late_entry_gives_both_days() {
    let Some(school) = school() else { return };
    assert_eq!(school.written(&[]), BOTH);
    let ran = school.send(&["timeline", "p014", "--as-at", "2026-03-01"]);
    let said = ran.out;
    let late: Vec<&str> = said.lines().filter(|line| line.contains("(recorded ")).collect();
    assert_eq!(late.len(), 1, "{said}");
    assert!(late[0].starts_with("18 Sep 2025 "), "{said}");
    assert!(late[0].contains("call with a parent about a concern (recorded 5 Jan 2026)"), "{said}");
    // Before that commit, the call was not yet recorded.
    assert_eq!(school.written(&["--at", "HEAD~1"]), [BOTH[1]]);
    assert_eq!(school.written(&["--at", "HEAD"]), BOTH);
    // A call that is only on the disk is not in any commit yet.
    school.write("pupils/p014.yaml", &with(&["2025-09-18", "2025-10-20", "2025-11-20"]));
    assert_eq!(school.written(&[]), [BOTH[0], BOTH[1], "2025-11-20 -"]);
}

#[test]
fn a_change_of_folder_or_id_does_not_change_the_day() {
    let Some(school) = school() else { return };
    for folder in ["elmfield", "oakwood"] {
        std::fs::create_dir_all(school.path("pupils").join(folder)).unwrap();
        let from = if folder == "elmfield" { "pupils/p014.yaml" } else { "pupils/elmfield/p014.yaml" };
        std::fs::rename(school.path(from), school.path("pupils").join(folder).join("p014.yaml")).unwrap();
        school.commit_on("2026-02-01", "another folder");
        let _ = std::fs::remove_dir(school.path("pupils/elmfield"));
        assert_eq!(school.written(&[]), BOTH);
    }
    let old = school.read("pupils/oakwood/p014.yaml");
    std::fs::remove_file(school.path("pupils/oakwood/p014.yaml")).unwrap();
    school.write("pupils/p140.yaml", &old.replace("id: p014", "id: p140"));
    school.commit_on("2026-02-02", "another id");
    let ran = school.send(&["timeline", "p140", "--as-at", "2026-03-01"]);
    assert!(!ran.out.contains("(recorded "));
}

#[test]
fn entries_in_the_first_commit_may_be_older_than_the_commit() {
    let Some(school) = Office::before_the_term() else { return };
    school.git(&["update-ref", "-d", "HEAD"]);
    school.write("pupils/p014.yaml", &with(&["2025-09-18"]));
    school.commit_on("2026-01-05", "put under git after years");
    assert_eq!(school.written(&[]), ["2025-09-18 -"]);
    school.write("pupils/p014.yaml", &with(&["2025-09-18", "2025-10-20"]));
    school.commit_on("2026-01-06", "late");
    assert_eq!(school.written(&[]), ["2025-09-18 -", "2025-10-20 2026-01-06"]);
    assert_eq!(school.late_lines(&[]), 1);
}

#[test]
fn a_shallow_copy_gives_no_wrong_day() {
    let Some(school) = school() else { return };
    let from = format!("file://{}", school.root().display());
    for (depth, expected) in [("1", ["2025-09-18 -", "2025-10-20 -"]), ("2", [BOTH[0], "2025-10-20 -"])] {
        let shallow = school.next_to(&format!("shallow-{depth}"));
        school.git(&["clone", "--quiet", "--depth", depth, &from, shallow.to_str().unwrap()]);
        assert_eq!(school.written(&["--records", shallow.to_str().unwrap()]), expected, "{depth}");
    }
}

#[test]
fn after_an_unreadable_version_the_day_is_not_known() {
    let Some(school) = school() else { return };
    let more = with(&["2025-09-18", "2025-10-20", "2025-11-20"]);
    school.write("pupils/p014.yaml", &more.replace("census:", "cencus:"));
    school.commit_on("2025-11-21", "a slip");
    school.write("pupils/p014.yaml", &more);
    school.commit_on("2026-02-20", "put right");
    assert_eq!(school.written(&[]), [BOTH[0], BOTH[1], "2025-11-20 -"]);
}

#[test]
fn without_git_no_day_is_given() {
    let Some(school) = school() else { return };
    std::fs::rename(school.path(".git"), school.next_to("gone")).unwrap();
    assert_eq!(school.written(&[]), ["2025-09-18 -", "2025-10-20 -"]);
    assert_eq!(school.late_lines(&[]), 0);
}
