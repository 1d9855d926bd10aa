//! `send impact` and `send summary` through the real program: no pupil can be recognised in them in any format, small numbers are
//! hidden below the threshold of the settings, and a record that cannot be read makes them incomplete.

use crate::common::school::School;
use serde_json::Value;

/// A pupil on the register from this day, with one reviewed plan. The pupil's name is in every free text.
fn pupil(number: usize, need: &str, since: &str) -> String {
    let id = format!("p{number:03}");
    format!(
        "format: 1
id: {id}
name: Zyxamira Example
date_of_birth: 2017-11-03
on_roll: [{{from: 2022-09-05}}]
class: 4B
stage: C
census: K
needs: [{{type: {need}, rank: 1, from: {since}}}]
concerns: [{{date: {since}, raised_by: parent, summary: Zyxamira}}]
stages: [{{date: {since}, stage: C, by: Zyxamira}}]
register: [{{from: {since}, reason: Zyxamira}}]
cycles:
  - stage: C
    plan:
      date: {since}
      kind: learning-plan
      review_by: 2025-12-01
      targets: [{{text: Zyxamira reads, outcome: met}}, {{text: Zyxamira writes, outcome: not-met}}]
      provisions: [{{what: Reading with Zyxamira, kind: paired, impact: 1}}]
    review: {{date: 2025-12-01, present: [parent]}}
referrals: [{{date: 2025-10-01, to: Zyxamira's doctor {number}}}]
disagreements: [{{date: 2025-10-03, by: mother of Zyxamira, about: Zyxamira, level: informal}}]
notes: Zyxamira
"
    )
}

/// Seven pupils with speech needs and three with other needs. One of the seven has been on the register for more than a year.
fn school() -> School {
    let school = School::with("\n[[classes]]\nname = \"4B\"\n", "");
    std::fs::remove_file(school.path("pupils/p014.yaml")).unwrap();
    for number in 1..=10 {
        let need = if number <= 7 { "SLCN" } else { "SEMH" };
        let since = if number == 1 { "2024-11-05" } else { "2025-10-01" };
        school.write(&format!("pupils/p{number:03}.yaml"), &pupil(number, need, since));
    }
    school
}

/// The numbers in a section of the summary, as `group measure value`.
fn numbers(school: &School, section: &str, more: &[&str]) -> Vec<String> {
    let ran = school.send(&[&["summary", "--for", "governors", "--format", "json"], more].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let rows = ran.json()["rows"].as_array().unwrap().clone();
    let of_section = rows.iter().filter(|row| row["section"] == section);
    let said = of_section.map(|row| {
        let value = if row["hidden"] == true { "x".to_owned() } else { row["value"].to_string() };
        assert!(row["hidden"] != true || row["value"].is_null());
        format!("{} {} {value}", row["group"].as_str().unwrap(), row["measure"].as_str().unwrap())
    });
    said.collect()
}

#[test]
fn small_numbers_are_hidden_and_so_are_those_that_would_reveal_them() {
    let school = school();
    let area = "communication and interaction";
    let told = numbers(&school, "register-by-area", &[]);
    // Seven out of ten are not shown, because the other three are ten less seven.
    for (place, value) in [("k", "x"), ("e", "0"), ("total", "x"), ("a_year_earlier", "x")] {
        assert!(told.contains(&format!("{area} {place} {value}")), "{told:?}");
    }
    assert!(numbers(&school, "register", &[]).contains(&"Total now 10".to_owned()));
    let told = numbers(&school, "register-by-area", &["--every-number"]);
    for (place, value) in [("k", "7"), ("e", "0"), ("total", "7"), ("a_year_earlier", "1")] {
        assert!(told.contains(&format!("{area} {place} {value}")), "{told:?}");
    }
    let changes = numbers(&school, "register-changes", &["--every-number"]);
    assert_eq!(changes.iter().map(|said| said.rsplit(' ').next().unwrap()).collect::<Vec<_>>(), ["9", "0", "0", "0"]);
}

#[test]
fn the_threshold_is_a_setting() {
    let school = school();
    let settings = school.read("send.toml");
    school.write("send.toml", &settings.replace("threshold = 5", "threshold = 3"));
    let told = numbers(&school, "register-by-area", &[]);
    assert!(told.contains(&"social, emotional and mental health total 3".to_owned()), "{told:?}");
    let said = school.send(&["impact", "--by", "need"]).out;
    assert!(said.contains("social") && !said.contains("under"), "{said}");
    // If the threshold were 2, each hidden number would have to be 1.
    school.write("send.toml", &settings.replace("threshold = 5", "threshold = 2"));
    let said = school.ends_with(3, &["summary", "--for", "governors"]);
    assert!(said.contains("summary.threshold") && said.contains("expected a number from 3 to 100"), "{said}");
}

#[test]
fn no_pupil_can_be_recognised_in_a_summary_or_an_impact_report() {
    let school = school();
    for line in [
        &["impact"][..],
        &["impact", "--by", "provision"],
        &["impact", "--by", "stage"],
        &["impact", "--by", "need", "--as", "text"],
        &["impact", "--by", "class", "--as", "html"],
        &["summary", "--for", "governors"],
        &["summary", "--for", "governors", "--every-number"],
        &["summary", "--for", "governors", "--as", "html"],
        &["summary", "--for", "report", "--as", "markdown"],
        &["summary", "--for", "report", "--format", "csv"],
    ] {
        let ran = school.send(line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line:?}");
        // All ten pupils share one provision, which is shown by its own name.
        let shown = ran.out.replace("Reading with Zyxamira", "");
        assert!(
            !shown.to_lowercase().contains("zyxamira") && !shown.contains("p001") && shown.len() > 100,
            "{}",
            ran.out
        );
    }
}

#[test]
fn a_group_of_under_five_pupils_shows_no_numbers() {
    let school = school();
    let ran = school.send(&["impact", "--by", "need", "--format", "json"]);
    let rows = ran.json()["rows"].as_array().unwrap().clone();
    let said: Vec<_> = rows
        .iter()
        .map(|row| {
            (row["group"].as_str().unwrap(), row["says_nothing"].as_str(), row["pupils"].as_u64(), row["met"].as_u64())
        })
        .collect();
    assert_eq!(
        said,
        [
            ("communication and interaction", Some("hidden to protect a smaller group"), None, None),
            ("social, emotional and mental health", Some("under 5 pupils"), None, None),
            ("all", None, Some(10), Some(10)),
        ],
    );
    assert_eq!((rows[2]["not_met"].as_u64(), rows[2]["impact"].as_f64()), (Some(10), Some(1.0)));
    assert_eq!(rows[0].as_object().unwrap().values().filter(|value| !value.is_null()).count(), 2);
    // Before the reviews there is no impact to report.
    let before = school.send(&["impact", "--as-at", "2025-11-30"]);
    assert_eq!(before.out, "no reviews between 1 Sep 2025 and 30 Nov 2025, as at 30 Nov 2025\n");
    assert!(school.refuses(&["impact", "--by", "needs"]).contains("provision, need, class or stage"));
}

#[test]
fn a_paper_from_which_a_pupil_may_be_missing_says_so() {
    let school = school();
    school.write("pupils/p002.yaml", "format: 1\nid: p002\nname: Zyxamira\n");
    for reader in ["governors", "report"] {
        let ran = school.send(&["summary", "--for", reader]);
        assert_eq!(ran.code, 3);
        assert!(ran.out.contains("\nIncomplete: 1 file could not be read"), "{}", ran.out);
        assert!(ran.err.contains("pupils/p002.yaml") && !ran.err.contains("Zyxamira"), "{}", ran.err);
    }
    let ran = school.send(&["summary", "--for", "governors", "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["complete"]), (3, &Value::Bool(false)));
    let ran = school.send(&["impact"]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("some records could not be read"), "{}", ran.out);
}

#[test]
fn the_website_shows_no_small_number() {
    let school = school();
    let said = school.refuses(&["summary", "--for", "report", "--every-number"]);
    assert!(said.contains("goes on the website"), "{said}");
    let inside = school.send(&["summary", "--for", "governors", "--every-number"]).out;
    assert!(inside.contains("for use within the school only"), "{inside}");
    let report = school.send(&["summary", "--for", "report"]).out;
    let headings = ["1. ", "2. ", "3(a). ", "3(g). ", "4. ", "9. ", "13. ", "Disabled pupils"];
    assert!(headings.iter().all(|heading| report.contains(&format!("\n{heading}"))), "{report}");
    assert!(!report.contains("overdue duties") && !report.contains("Disagreements"), "{report}");
}

#[test]
fn pupils_who_came_and_went_between_the_two_days_are_not_shown_as_none() {
    let school = school();
    // They join the register in October and leave in December.
    for number in 1..=5 {
        let file = format!("pupils/p{number:03}.yaml");
        let left = school.read(&file).replace("from: 2022-09-05}", "from: 2022-09-05, to: 2025-12-19}");
        school.write(&file, &left.replace("2024-11-05", "2025-10-01"));
    }
    let told = numbers(&school, "register-changes", &["--every-number"]);
    assert_eq!(told.iter().map(|said| said.rsplit(' ').next().unwrap()).collect::<Vec<_>>(), ["5", "0", "0", "5"]);
}

#[test]
fn the_website_shows_no_cost_and_no_future_day() {
    let school = school();
    let settings = school.read("send.toml");
    school.write("send.toml", &format!("{settings}\n[published]\naccessibility_plan = 2026-02-01\n"));
    let report = |as_at: &str| school.send(&["summary", "--for", "report", "--as-at", as_at]).out;
    assert!(
        !report("2026-01-15").contains("pounds") && !report("2026-01-15").contains("accessibility plan was renewed")
    );
    assert!(report("2026-02-01").contains("The accessibility plan was renewed on 1 Feb 2026."));
    // The reader is asked to write who the SENCO is and how to reach them, because the settings do not say it.
    assert!(report("2026-01-15").contains("To be written by the school: the SENCO's name"));
}
