//! `send calendar`: what another program reads from its output.

use std::collections::BTreeMap;

use crate::common::office::Office;
use crate::common::program::send_about_elmfield;
use crate::common::school::{P014, School};

fn send(arguments: &[&str]) -> String {
    let ran = send_about_elmfield(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    ran.out
}

/// The entries as another program reads them: for each UID the day, the title and the sequence number.
fn read(text: &str) -> BTreeMap<String, (String, String, i64)> {
    let calendars: Vec<_> = ical::IcalParser::new(text.as_bytes()).map(Result::unwrap).collect();
    let [calendar] = &calendars[..] else { panic!("{} calendars", calendars.len()) };
    let mut read = BTreeMap::new();
    for event in &calendar.events {
        let found = |key: &str| event.properties.iter().find(|property| property.name == key).unwrap();
        let value = |key: &str| found(key).value.clone().unwrap();
        let kind = vec![("VALUE".to_owned(), vec!["DATE".to_owned()])];
        let [day, end] = ["DTSTART", "DTEND"].map(|key| {
            assert_eq!(found(key).params, Some(kind.clone()), "{key} is a day, not a time");
            let day = value(key);
            format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])
        });
        let day_after = chrono::NaiveDate::parse_from_str(&day, "%Y-%m-%d").unwrap().succ_opt().unwrap();
        assert_eq!(end, day_after.to_string(), "a whole day ends before the next one begins");
        read.insert(value("UID"), (day, value("SUMMARY"), value("SEQUENCE").parse().unwrap()));
    }
    assert_eq!(read.len(), calendar.events.len(), "every entry has a different UID");
    read
}

#[test]
fn another_program_reads_every_duty_on_its_day_and_no_names() {
    let text = send(&["calendar", "--as-at", "2026-01-15"]);
    let entries = read(&text);
    let rows = send(&["overdue", "--within", "366d", "--as-at", "2026-01-15", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
    let rows = rows["rows"].as_array().unwrap();
    let mut due: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row["due"].as_str().unwrap(), row["rule"].as_str().unwrap())).collect();
    let mut read: Vec<String> =
        entries.values().map(|(day, title, _)| format!("{day} {}", title.rsplit(' ').next().unwrap())).collect();
    due.sort();
    read.sort();
    assert!(due.len() > 20, "{}", due.len());
    assert_eq!(read, due);
    for row in rows {
        let name = row["name"].as_str().unwrap_or("no name");
        assert!(!text.contains(name), "{name}");
    }
    assert!(text.lines().all(|line| line.len() <= 75) && text.matches('\n').count() == text.matches("\r\n").count());
    assert!(text.contains("CLASS:PRIVATE"));
    assert_eq!(text, send(&["calendar", "--as-at", "2026-01-15"]), "the same bytes");
}

/// The entry with this UID, with its folded lines joined.
fn entry(text: &str, uid: &str) -> String {
    let whole = text.replace("\r\n ", "");
    let found = whole.split("BEGIN:VEVENT").find(|event| event.contains(&format!("UID:{uid}\r\n")));
    found.unwrap().to_owned()
}

#[test]
fn an_entry_says_that_the_law_may_allow_the_authority_longer_and_counts_no_days() {
    let text = send(&["calendar", "--as-at", "2026-01-15"]);
    let entry = entry(&text, "p011/final-plan/applications/2025-07-16/EHCP@100000.send");
    let summer = "the school was closed from 22 Jul 2025 to 31 Aug 2025\\, so the law may allow the authority longer";
    assert!(entry.contains(summer), "{entry}");
    assert!(entry.contains("DTSTART;VALUE=DATE:20251205") && !entry.contains("41"), "{entry}");
    assert_eq!(text.matches("the school was closed").count(), 1);
}

#[test]
fn a_second_import_moves_the_entries_it_knows() {
    let (first, second) =
        (read(&send(&["calendar", "--as-at", "2026-01-15"])), read(&send(&["calendar", "--as-at", "2026-01-22"])));
    let both: Vec<&String> = first.keys().filter(|uid| second.contains_key(*uid)).collect();
    assert!(both.len() > 20, "{}", both.len());
    assert!(both.iter().all(|uid| second[*uid].2 > first[*uid].2), "the number rises, so that each entry is replaced");
    let same = both.iter().filter(|uid| second[**uid].0 == first[**uid].0).count();
    assert!(same > both.len() / 2, "{same}");
}

#[test]
fn names_are_given_if_they_are_asked_for() {
    let text = send(&["calendar", "--names", "--owner", "senco", "--class", "4B", "--as-at", "2026-01-15"]);
    assert!(text.contains("SUMMARY:Amira Example (p014): "), "{text}");
}

const SETTINGS: &str = "\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n";

/// A school with this URN, or without one, and the actions that were agreed about p014.
fn school_with(urn: Option<&str>, actions: &str) -> School {
    let pupil = format!(
        "format: 1\nid: p014\nname: Amira Example\nupn: Q330999922002\ndate_of_birth: 2017-11-03\non_roll: [{{from: 2022-09-05}}]\n\
         census: K\nstage: C\nstages: [{{date: 2025-09-15, stage: C, by: R. Osei}}]\nregister:\n  - from: 2025-09-15\n\
         cycles:\n  - stage: C\n    review:\n      date: 2025-12-10\n      decision: adapt\n      actions:\n{actions}"
    );
    let school = School::with(SETTINGS, &pupil);
    if let Some(urn) = urn {
        school.give_urn(urn);
    }
    school
}

const ACTIONS: &str = "        - what: laminated strips\n          by: 2025-12-19\n        - what: ring the clinic\n          by: 2026-01-30\n        \
                       - what: order a slope\n          by: 2026-02-20\n";

fn calendar_of(school: &School, more: &[&str]) -> String {
    let ran = school.send(&[&["calendar"], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// The day of each action by its identity.
fn actions_of(school: &School) -> BTreeMap<String, String> {
    let entries = read(&calendar_of(school, &[]));
    entries.into_iter().filter(|(uid, _)| uid.contains("/action/")).map(|(uid, (day, ..))| (uid, day)).collect()
}

#[test]
fn what_is_done_takes_its_own_entry_away_and_leaves_the_others_where_they_were() {
    let school = school_with(Some("100001"), ACTIONS);
    let before = actions_of(&school);
    assert_eq!(before.len(), 3, "{before:?}");
    let (_, new) = school.saves(&["done", "p014", "laminated", "--date", "2026-01-12"], &[]);
    assert_eq!(new, ["          done: 2026-01-12"]);
    let after = actions_of(&school);
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|(uid, day)| before.get(uid) == Some(day)), "{before:?} {after:?}");
    // A new day moves the entry.
    school.write(P014, &school.read(P014).replace("by: 2026-01-30", "by: 2026-02-06"));
    let moved = actions_of(&school);
    assert_eq!(moved.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert_ne!(moved, after);
}

#[test]
fn two_schools_never_share_an_entry_and_one_without_a_urn_is_asked_for_it() {
    let [one, two] = ["100001", "100002"].map(|urn| school_with(Some(urn), ACTIONS));
    let [one, two] = [one, two].map(|school| read(&calendar_of(&school, &[])));
    assert!(one.len() > 5 && one.len() == two.len(), "{} {}", one.len(), two.len());
    assert!(one.keys().all(|uid| uid.ends_with("@100001.send") && !two.contains_key(uid)));
    let nameless = school_with(None, ACTIONS);
    assert_eq!(
        nameless.refuses(&["calendar"]),
        "error: `send.toml` does not give the school's `urn`, which keeps the entries of two schools apart\n\
         help: add it to `[school]` in `send.toml`, such as `urn = \"100000\"`\n"
    );
}

#[test]
fn a_filter_or_another_horizon_changes_no_identity() {
    let all = read(&send(&["calendar"]));
    for more in [&["--within", "30d"][..], &["--owner", "senco"], &["--class", "4B"], &["--names"]] {
        let some = read(&send(&[&["calendar"], more].concat()));
        assert!(!some.is_empty() && some.keys().all(|uid| all.contains_key(uid)), "{more:?}");
    }
}

#[test]
fn no_identity_has_a_name_or_a_word_of_a_record_in_it() {
    let entries = read(&send(&["calendar", "--names"]));
    let names = send(&["register", "--format", "json"]);
    let names: serde_json::Value = serde_json::from_str(&names).unwrap();
    for row in names["rows"].as_array().unwrap() {
        for word in row["name"].as_str().unwrap().to_lowercase().split(' ') {
            let has_it = |uid: &String| {
                uid.to_lowercase().split(|letter: char| !letter.is_alphabetic()).any(|part| part == word)
            };
            assert!(!entries.keys().any(has_it), "{word}");
        }
    }
}

#[test]
fn lines_are_folded_in_bytes_and_what_means_something_is_escaped() {
    let name = "Zo\u{eb}, O'Brien; N\u{fa}\u{f1}ez \\ ".to_owned() + &"\u{1f600}\u{4e2d}".repeat(20);
    let school = school_with(Some("100001"), ACTIONS);
    school.write(
        P014,
        &school.read(P014).replace("name: Amira Example", &format!("name: '{}'", name.replace('\'', "''"))),
    );
    let text = calendar_of(&school, &["--names"]);
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "a line has at most 75 bytes");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let whole = text.replace("\r\n ", "");
    assert!(whole.contains("SUMMARY:Zo\u{eb}\\, O'Brien\\; N\u{fa}\u{f1}ez \\\\ \u{1f600}\u{4e2d}"), "{whole}");
    assert_eq!(read(&text).len(), read(&calendar_of(&school, &[])).len());
}

/// The sequence numbers and the times of the last change, each once.
fn revisions(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with("SEQUENCE:") || line.starts_with("DTSTAMP:"))
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

#[test]
fn the_number_is_that_of_the_last_commit_and_never_falls() {
    let Some(office) = Office::under_git() else { return };
    let calendar = || {
        let ran = office.send(&["calendar", "--class", "4B"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let commit_at = |time: &str| {
        let day = [("GIT_COMMITTER_DATE", time), ("GIT_AUTHOR_DATE", time)];
        office.git_with(&day, &["commit", "--quiet", "--no-verify", "--allow-empty", "-m", "a change"]);
    };
    // A commit after the day of the report: the end of that day.
    assert_eq!(revisions(&calendar()), ["DTSTAMP:20260115T235959Z", "SEQUENCE:29475359"]);
    for (time, stamp, sequence) in [
        ("2026-01-12T09:00:00Z", "DTSTAMP:20260115T000000Z", "SEQUENCE:29473920"),
        ("2026-01-15T08:30:00Z", "DTSTAMP:20260115T083000Z", "SEQUENCE:29474430"),
        ("2026-01-15T15:45:10Z", "DTSTAMP:20260115T154510Z", "SEQUENCE:29474865"),
    ] {
        commit_at(time);
        let text = calendar();
        assert_eq!(revisions(&text), [stamp, sequence]);
        assert_eq!(text, calendar(), "the same records give the same bytes");
    }
    // A change that is not committed may have been made just now.
    office.write("pupils/p014.yaml", &(office.read("pupils/p014.yaml") + "\n# A remark.\n"));
    assert_eq!(revisions(&calendar()), ["DTSTAMP:20260115T235959Z", "SEQUENCE:29475359"]);
}
