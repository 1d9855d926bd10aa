//! `send calendar`: what another program reads from its output.

use std::collections::BTreeMap;

use crate::common::program::send_about_elmfield;

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
        assert_eq!(found("DTSTART").params, Some(kind), "a day, not a time");
        let day = value("DTSTART");
        let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
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
    let entry = entry(&text, "p011/final-plan/1@send");
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
    assert!(both.iter().all(|uid| second[*uid].2 > first[*uid].2));
    let same = both.iter().filter(|uid| second[**uid].0 == first[**uid].0).count();
    assert!(same > both.len() / 2, "{same}");
}

#[test]
fn names_are_given_if_they_are_asked_for() {
    let text = send(&["calendar", "--names", "--owner", "senco", "--class", "4B", "--as-at", "2026-01-15"]);
    assert!(text.contains("SUMMARY:Amira Example (p014): "), "{text}");
}
