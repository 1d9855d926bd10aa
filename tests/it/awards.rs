//! Awards for an SSPP that follow one another: what the program records, and the support and the census of each day.

use crate::common::school::{P014, School};

const SETTINGS: &str = "\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n";

/// A school with a pupil on the register, and these facts about awards and applications.
fn school(facts: &str) -> School {
    let pupil = format!(
        "format: 1\nid: p014\nname: Amira Example\nupn: Q330999922002\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n\
         census: K\nregister:\n  - from: 2024-09-09\n{facts}"
    );
    School::with(SETTINGS, &pupil)
}

const RUNNING: &str = "sspp:\n  - from: 2025-02-01\n    to: 2026-01-31\n    units: 3\n";
const APPLIED: &str =
    "applications:\n  - for: SSPP\n    requested_by: school\n    sent: 2025-11-03\n    received: 2025-11-04\n";

/// The support of p014 on a day, as the register shows it, and whether the census asks about top-up funding.
fn support_on(school: &School, day: &str) -> (String, bool) {
    let rows = school.send(&["register", "--as-at", day, "--format", "json"]).json();
    let support = rows["rows"][0]["support"].as_str().unwrap().to_owned();
    let census = school.send(&["census", "--as-at", day, "--format", "json"]);
    (support, census.out.contains("1990"))
}

/// The day by which an award must be followed up, as the list for the coming year shows it.
fn renewal(school: &School) -> Option<String> {
    let rows = school.send(&["overdue", "--within", "500d", "--format", "json"]).json();
    let found = rows["rows"].as_array().unwrap().iter().find(|row| row["rule"] == "sspp-renewal")?;
    Some(found["due"].as_str().unwrap().to_owned())
}

/// The awards in the record.
fn awards(school: &School) -> String {
    let text = school.read(P014);
    text[text.find("sspp:").unwrap()..].to_owned()
}

#[test]
fn the_next_award_is_granted_while_the_running_one_runs_and_each_keeps_its_days() {
    let school = school(&format!("{APPLIED}{RUNNING}"));
    assert_eq!(renewal(&school), None, "it has been applied for");
    let (out, new) =
        school.saves(&["decide", "p014", "granted", "--date", "2026-01-12", "--to", "2027-01-31", "--units", "4"], &[]);
    assert!(out.contains("recorded granted of 12 Jan 2026"), "{out}");
    assert!(
        new.ends_with(&["  - from: 2026-02-01".to_owned(), "    to: 2027-01-31".to_owned(), "    units: 4".to_owned()]),
        "{new:?}"
    );
    assert!(awards(&school).contains("  - from: 2025-02-01\n    to: 2026-01-31\n    units: 3\n"));
    for day in ["2026-01-15", "2026-01-31", "2026-02-01", "2027-01-31"] {
        assert_eq!(support_on(&school, day), ("K+SSPP".to_owned(), true), "{day}");
    }
    assert_eq!(support_on(&school, "2025-01-31"), ("K".to_owned(), false));
    assert_eq!(renewal(&school).as_deref(), Some("2027-01-31"), "of the later one, seen ahead");
}

#[test]
fn the_days_between_two_awards_are_k() {
    let school = school(RUNNING);
    let (_, new) = school.saves(&["add", "sspp", "p014", "--from", "2026-03-02", "--to", "2027-03-01"], &[]);
    assert_eq!(new, ["  - from: 2026-03-02", "    to: 2027-03-01"]);
    for (day, support) in [("2026-01-31", "K+SSPP"), ("2026-02-01", "K"), ("2026-03-01", "K"), ("2026-03-02", "K+SSPP")]
    {
        assert_eq!(support_on(&school, day), (support.to_owned(), support != "K"), "{day}");
    }
    assert_eq!(renewal(&school).as_deref(), Some("2027-03-01"));
}

#[test]
fn two_awards_are_never_in_force_on_one_day() {
    let both = school(&format!("{APPLIED}{RUNNING}"));
    let said = both.refuses(&["decide", "p014", "granted", "--date", "2026-01-12", "--from", "2026-01-12"]);
    assert!(said.starts_with("error: p014 has another award at the same time, from 1 Feb 2025\n"), "{said}");
    let open = school(&format!("{APPLIED}{}", RUNNING.replace("    to: 2026-01-31\n", "")));
    let said = open.refuses(&["decide", "p014", "granted", "--date", "2026-01-12"]);
    assert!(said.contains("help: give the last day of the earlier one: `send add sspp p014 --to DATE`"), "{said}");
    open.saves(&["add", "sspp", "p014", "--to", "2026-01-31"], &[]);
    open.saves(&["decide", "p014", "granted", "--date", "2026-01-12"], &[]);
    assert!(awards(&open).contains("  - from: 2026-02-01\n"));
    // The last day of one and the first day of the next are not the same day.
    let said = school(RUNNING).refuses(&["add", "sspp", "p014", "--from", "2026-01-31"]);
    assert!(said.contains("at the same time"), "{said}");
    school(RUNNING).saves(&["add", "sspp", "p014", "--from", "2026-02-01"], &[]);
}

#[test]
fn an_award_is_let_end_by_a_command_with_its_reason() {
    let school = school(RUNNING);
    assert_eq!(renewal(&school).as_deref(), Some("2026-01-31"));
    let said = school.refuses(&["add", "sspp", "p014", "--not-renewed", "2026-01-12"]);
    assert!(said.starts_with("error: the reason for letting the award end is missing\n"), "{said}");
    let early = ["add", "sspp", "p014", "--not-renewed", "2025-01-12", "--because", "reads with the class"];
    assert!(school.refuses(&early).starts_with("error: 12 Jan 2025 is before the award, from 1 Feb 2025\n"));
    let (_, new) =
        school.saves(&["add", "sspp", "p014", "--not-renewed", "2026-01-12", "--because", "reads with the class"], &[]);
    assert_eq!(new[..2], ["    not_renewed:", "      date: 2026-01-12"]);
    assert!(new.contains(&"      because: reads with the class".to_owned()), "{new:?}");
    assert_eq!(renewal(&school), None);
    assert_eq!(support_on(&school, "2026-01-31"), ("K+SSPP".to_owned(), true), "it runs to its last day");
    assert_eq!(support_on(&school, "2026-02-01"), ("K".to_owned(), false));
    let story = school.send(&["timeline", "p014"]);
    assert!(story.out.contains("the funded SSPP is let end: reads with the class"), "{}", story.out);
}

#[test]
fn a_funded_pupil_off_the_register_is_seen() {
    let school = school(RUNNING);
    school.write(P014, &school.read(P014).replace("census: K\nregister:\n  - from: 2024-09-09\n", "census: N\n"));
    let check = school.send(&["check", "--format", "json"]).out;
    for rule in ["register-missing", "census-1990"] {
        assert!(check.contains(&format!("\"{rule}\"")), "{rule}: {check}");
    }
    let census = school.send(&["census", "--as-at", "2026-01-15", "--format", "json"]).out;
    assert!(census.contains("1990"), "{census}");
    assert_eq!(renewal(&school).as_deref(), Some("2026-01-31"));
}
