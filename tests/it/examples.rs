//! The example school and the template, through the real program: what they must print. The same records must always give the
//! same bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::folders::{elmfield, repository};
use crate::common::program::{Ran, send_in};
#[cfg(unix)]
use crate::common::program::{SEND, program_in};

/// Runs `send` in a folder.
fn send(folder: &Path, arguments: &[&str]) -> Ran {
    Ran::of(&mut send_in(folder, arguments))
}

/// The answer of a command. It must print no message to stderr.
fn stdout(ran: &Ran) -> String {
    assert!(ran.err.is_empty(), "{}", ran.err);
    ran.out.clone()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&stdout(&send(folder, arguments))).unwrap()
}

#[test]
fn the_census_of_the_example_school_is_the_one_worked_out_by_hand() {
    let folder = elmfield();
    let census = json(&folder, &["census", "--as-at", "2026-01-15", "--format", "json"]);
    let mut by_hand = csv::Reader::from_path(folder.join("expected-census-2026-01-15.csv")).unwrap();
    let expected: Vec<Vec<String>> =
        by_hand.records().map(|row| row.unwrap().iter().take(5).map(str::to_owned).collect()).collect();
    let keys = ["id", "sen_provision", "primary_sen_type", "secondary_sen_type", "year"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows: Vec<Vec<String>> =
        census["rows"].as_array().unwrap().iter().map(|row| keys.iter().map(|key| text(&row[key])).collect()).collect();
    assert_eq!(rows, expected);
    let count = |code: &str| expected.iter().filter(|row| row[1] == code).count();
    assert_eq!(census["summary"]["E"], count("E"));
    assert_eq!(census["summary"]["K"], count("K"));
    assert_eq!(census["summary"]["total"], 208);
    assert_eq!(census["summary"]["N"], 208 - count("E") - count("K"));
    assert_eq!(census["complete"], true);
}

#[test]
fn a_plan_counts_from_the_day_it_is_final() {
    let folder = elmfield();
    let code = |pupil: &str, day: &str| {
        let census = json(&folder, &["census", "--as-at", day, "--format", "json"]);
        let row = census["rows"].as_array().unwrap().iter().find(|row| row["id"] == pupil).unwrap().clone();
        row["sen_provision"].as_str().unwrap().to_owned()
    };
    // p036's plan became final on the day before census day, p032's on the day after.
    assert_eq!(code("p036", "2026-01-13"), "K");
    assert_eq!(code("p036", "2026-01-14"), "E");
    assert_eq!(code("p032", "2026-01-15"), "K");
    assert_eq!(code("p032", "2026-01-16"), "E");
}

#[test]
fn the_example_school_and_the_template_are_clean() {
    for folder in ["examples/elmfield", "records-template"] {
        for day in ["2026-01-15", "2026-02-13"] {
            let output = send(&repository(folder), &["check", "--strict", "--as-at", day]);
            assert_eq!(stdout(&output), "", "{folder} on {day}");
            assert_eq!(output.code, 0);
        }
    }
}

#[test]
fn a_fresh_folder_is_quiet_on_any_day_and_refuses_to_be_written_twice() {
    let scratch = tempfile::tempdir().unwrap();
    assert_eq!(send(scratch.path(), &["init", "demo"]).code, 0);
    let demo = scratch.path().join("demo");
    for day in ["2025-09-01", "2026-01-15", "2026-09-30", "2026-10-01", "2031-02-28"] {
        for command in ["check", "overdue"] {
            let output = send(&demo, &[command, "--as-at", day]);
            assert_eq!((stdout(&output).as_str(), output.code), ("", 0), "{command} on {day}");
        }
    }
    let again = send(scratch.path(), &["init", "demo"]);
    assert_eq!(again.code, 3);
    assert!(again.err.contains("is not empty"));
}

#[test]
fn the_same_records_in_another_folder_order_give_the_same_bytes() {
    let school = elmfield();
    let scratch = tempfile::tempdir().unwrap();
    for name in ["send.toml", "school.yaml"] {
        std::fs::copy(school.join(name), scratch.path().join(name)).unwrap();
    }
    for folder in ["policy", "pupils", "documents/p001", "documents/p014"] {
        std::fs::create_dir_all(scratch.path().join(folder)).unwrap();
        // The last file first, so that the folder lists its files in another order.
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(school.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files.iter().rev().filter(|file| file.is_file()) {
            std::fs::copy(file, scratch.path().join(folder).join(file.file_name().unwrap())).unwrap();
        }
    }
    for command in ["overdue", "register", "census", "check", "provision", "provision --by adult", "impact --by need"] {
        for format in ["table", "csv", "json", "ndjson"] {
            let options = ["--format", format, "--as-at", "2026-01-15"];
            let arguments: Vec<&str> = command.split(' ').chain(options).collect();
            let first = stdout(&send(&school, &arguments));
            assert_eq!(stdout(&send(scratch.path(), &arguments)), first, "{command} {format}");
            assert_eq!(stdout(&send(&school, &arguments)), first, "{command} {format} again");
        }
    }
}

#[test]
fn an_unreadable_record_hides_no_one_and_removes_the_totals() {
    let folder = repository("examples/elmfield-broken");
    let output = send(&folder, &["census", "--as-at", "2026-01-15", "--format", "json"]);
    assert_eq!(output.code, 3);
    let census: Value = output.json();
    assert_eq!(census["complete"], false);
    assert_eq!(census.get("summary"), None);
    let unreadable: Vec<&str> =
        census["unreadable"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(unreadable, ["pupils/p003-OFFICE-PC.yaml", "pupils/p005.yaml", "pupils/p006.yaml", "pupils/p007.yaml"]);
    assert!(census["rows"].as_array().unwrap().len() >= 8);
    let said = output.err;
    assert!(said.contains("pupils/p005.yaml:12:1") && said.contains("4 files could not be read"), "{said}");
    for command in ["overdue", "register", "check", "provision", "impact"] {
        assert_eq!(send(&folder, &[command, "--as-at", "2026-01-15"]).code, 3, "{command}");
    }
}

#[test]
fn ids_only_prints_nothing_that_identifies_a_pupil() {
    let folder = elmfield();
    let register = json(&folder, &["register", "--all", "--as-at", "2026-01-15", "--format", "json"]);
    let private: Vec<String> = register["rows"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| ["name", "upn", "date_of_birth"].map(|key| row[key].as_str().unwrap_or("no UPN").to_owned()))
        .collect();
    assert!(private.len() > 150);
    for command in ["overdue", "next", "register", "census", "missing outcome", "provision --by pupil"] {
        let words: Vec<&str> = command.split(' ').collect();
        for format in ["table", "csv", "json", "ndjson"] {
            let options = ["--ids-only", "--as-at", "2026-01-15", "--format", format];
            let text = stdout(&send(&folder, &[&words[..], &options].concat()));
            let told: Vec<&String> = private.iter().filter(|value| text.contains(value.as_str())).collect();
            assert!(told.is_empty(), "{command} {format} tells {told:?}");
        }
    }
}

#[test]
fn overdue_exits_with_1_only_if_asked_to_and_something_is_late() {
    let folder = elmfield();
    let code = |arguments: &[&str]| send(&folder, arguments).code;
    assert_eq!(code(&["overdue", "--as-at", "2026-01-15"]), 0);
    assert_eq!(code(&["overdue", "--as-at", "2026-01-15", "--exit-code"]), 1);
    assert_eq!(code(&["overdue", "--as-at", "2026-01-15", "--exit-code", "--owner", "governors"]), 1);
    assert_eq!(code(&["overdue", "--as-at", "2026-01-15", "--exit-code", "--owner", "headteacher"]), 0);
    // A duty that waits for the authority does not count as late for the school.
    assert_eq!(code(&["overdue", "--as-at", "2026-01-15", "--exit-code", "--owner", "local-authority"]), 0);
    assert_eq!(code(&["overdue", "--as-at", "2026-01-15", "--class", "9Z"]), 2);
    assert_eq!(code(&["overdue", "--as-at", "soon"]), 2);
}

#[test]
fn what_waits_for_the_authority_is_listed_below_and_not_counted_as_late() {
    let folder = elmfield();
    let table = stdout(&send(&folder, &["overdue", "--as-at", "2026-01-15"]));
    let (own, authority) = table.split_once("waiting for the local authority; ask it from the day shown:\n").unwrap();
    assert!(!own.contains("final-plan") && own.contains("annual-review-meeting"));
    // The summer was within the twenty weeks: an exception, not a breach.
    assert!(authority.contains("5 Dec 2025  exception     p011"), "{authority}");
    assert!(
        authority
            .ends_with("17 late, for 14 pupils and the school; 1 waiting for the local authority, as at 15 Jan 2026\n")
    );
    let asked = ["overdue", "--as-at", "2026-01-15", "--owner", "local-authority", "--format", "json"];
    let rows = json(&folder, &asked)["rows"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!((&rows[0]["id"], &rows[0]["due"]), (&"p011".into(), &"2025-12-05".into()));
    let keys: Vec<&str> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    let published = ["id", "name", "class", "rule", "due", "days_late", "owner", "source"];
    assert_eq!(keys, [&published[..], &["because", "exception", "chase_from"]].concat());
}

/// Every row of a CSV answer, by its headings.
fn csv_rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// On this day p011's final plan is 41 days late, but the summer was within the twenty weeks.
#[test]
fn a_clock_that_may_run_longer_for_the_authority_has_no_days_late_in_any_answer() {
    let folder = elmfield();
    let said = |arguments: &[&str]| {
        let day = ["--as-at", "2026-01-15", "--owner", "local-authority"];
        stdout(&send(&folder, &[arguments, &day].concat()))
    };
    const SUMMER: &str =
        "the school was closed from 22 Jul 2025 to 31 Aug 2025, so the law may allow the authority longer";
    for verb in ["overdue", "next"] {
        let table = said(&[verb]);
        let line = table.lines().find(|line| line.contains("p011")).unwrap();
        assert!(line.contains("exception") && !line.contains("41"), "{line}");
        let whole: Value = serde_json::from_str(&said(&[verb, "--format", "json"])).unwrap();
        let first: Value = serde_json::from_str(said(&[verb, "--format", "ndjson"]).lines().next().unwrap()).unwrap();
        for row in [&whole["rows"][0], &first] {
            assert_eq!((&row["id"], &row["days_late"]), (&"p011".into(), &Value::Null), "{row}");
            assert_eq!(row["because"], "received 18 Jul 2025");
            assert_eq!((&row["exception"], &row["chase_from"]), (&SUMMER.into(), &"2025-12-06".into()));
        }
        let rows = csv_rows(&said(&[verb, "--format", "csv"]));
        let of = |key: &str| rows[0][key].as_str();
        assert_eq!((of("id"), of("days_late")), ("p011", ""));
        assert_eq!((of("because"), of("exception"), of("chase_from")), ("received 18 Jul 2025", SUMMER, "2025-12-06"));
    }
    // The school's own duties have neither, but they say why they are late.
    let own = csv_rows(&stdout(&send(&folder, &["overdue", "--as-at", "2026-01-15", "--format", "csv"])));
    let own: Vec<_> = own.iter().filter(|row| row["owner"] != "local-authority").collect();
    assert_eq!(own.len(), 17);
    assert!(own.iter().all(|row| row["days_late"].parse::<u32>().is_ok() && !row["because"].is_empty()), "{own:?}");
    assert!(own.iter().all(|row| row["exception"].is_empty() && row["chase_from"].is_empty()), "{own:?}");
}

/// The verbs that print rows, with the options used here.
const LISTS: &[&str] = &[
    "overdue",
    "overdue --within 400d --by owner",
    "next",
    "register --all",
    "census",
    "check",
    "missing contact",
    "provision --all",
    "impact --by need",
    "ready p014",
    "timeline p014",
    "sheet 4B",
    "summary --for governors",
    "policy",
    "policy --coverage",
    "retention --as-at 2060-01-15",
];

#[test]
fn csv_and_ndjson_have_the_same_rows_and_keys_as_json() {
    let folder = elmfield();
    for list in LISTS {
        let words: Vec<&str> = list.split(' ').collect();
        let day: &[&str] = if words.contains(&"--as-at") { &[] } else { &["--as-at", "2026-01-15"] };
        let said = |format: &str| stdout(&send(&folder, &[&words, day, &["--format", format]].concat()));
        let whole: Value = serde_json::from_str(&said("json")).unwrap();
        let rows = whole["rows"].as_array().unwrap();
        let text = said("ndjson");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(&lines, rows, "{list}");
        assert!(text.is_empty() || text.ends_with('\n'), "{list}");
        let csv = said("csv");
        let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let headings: Vec<String> =
            reader.headers().unwrap().iter().map(|heading| heading.replace("_pounds", "_pence")).collect();
        assert_eq!(reader.records().count(), rows.len(), "{list}");
        for row in rows {
            let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
            assert_eq!(keys, headings.iter().collect::<Vec<_>>(), "{list}");
        }
    }
}

#[test]
fn ndjson_has_only_rows_and_a_command_without_rows_refuses_it() {
    let broken =
        send(&repository("examples/elmfield-broken"), &["census", "--as-at", "2026-01-15", "--format", "ndjson"]);
    assert_eq!(broken.code, 3, "an incomplete list is reported as for CSV");
    let text = &broken.out;
    assert!(text.lines().count() >= 8);
    assert!(
        text.lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["sen_provision"].is_string()),
        "{text}"
    );
    assert!(broken.err.contains("4 files could not be read"));
    let folder = elmfield();
    let silent = send(&folder, &["overdue", "--as-at", "2026-01-15", "--owner", "headteacher", "--format", "ndjson"]);
    assert_eq!((silent.code, stdout(&silent).as_str()), (0, ""));
    for verb in ["show p014", "sar p014", "print p014", "calendar", "report -o pages"] {
        let words: Vec<&str> = verb.split(' ').collect();
        let ran = send(&folder, &[&words[..], &["--as-at", "2026-01-15", "--format", "ndjson"]].concat());
        assert_eq!((ran.code, ran.out.is_empty()), (2, true), "{verb}");
    }
}

#[test]
fn csv_and_json_have_everything_that_a_table_or_a_note_says() {
    let folder = elmfield();
    let rows = |arguments: &[&str]| {
        let options = ["--as-at", "2026-01-15", "--format", "json"];
        json(&folder, &[arguments, &options].concat())["rows"].as_array().unwrap().clone()
    };
    // The notes name what ended early, a table says `never began`, and a sheet says `concern`.
    let map = rows(&["provision", "--all"]);
    let flag = |key: &str| map.iter().filter(|row| row[key].as_bool().unwrap()).count();
    let notes =
        json(&folder, &["provision", "--all", "--as-at", "2026-01-15", "--format", "json"])["notes"].to_string();
    let cut = map.iter().filter(|row| row["cut_short"] == true);
    let named =
        cut.filter(|row| notes.contains(&format!("{} {}", row["id"].as_str().unwrap(), row["what"].as_str().unwrap())));
    assert_eq!(named.count(), flag("cut_short"));
    let never = stdout(&send(&folder, &["provision", "--all", "--as-at", "2026-01-15"])).matches("never began").count();
    assert_eq!(flag("never_began"), never);
    assert!(flag("cut_short") > 0, "{notes}");
    let sheet = rows(&["sheet", "4B"]);
    assert!(
        sheet.iter().all(|row| row["has_concern"].is_boolean()) && sheet.iter().any(|row| row["has_concern"] == true)
    );
    // `check` shows the clause and the law below each finding.
    let broken = json(&repository("examples/elmfield-broken"), &["check", "--as-at", "2026-01-15", "--format", "json"]);
    let found = broken["rows"].as_array().unwrap();
    let table = stdout(&send(&repository("examples/elmfield-broken"), &["check", "--as-at", "2026-01-15"]));
    let sources: Vec<&str> = found.iter().filter_map(|row| row["source"].as_str()).collect();
    assert!(
        !sources.is_empty() && sources.iter().all(|source| table.contains(&format!("   = {source}\n"))),
        "{sources:?}"
    );
}

/// The worked dates of the domain reference, asked for as a school would.
#[test]
fn the_worked_dates_of_the_law_come_out_of_the_weekly_list() {
    let scratch = tempfile::tempdir().unwrap();
    assert_eq!(send(scratch.path(), &["init", "demo"]).code, 0);
    let demo = scratch.path().join("demo");
    let due = |id: &str, facts: &str, on: &str, rule: &str| -> String {
        let header = format!("format: 1\nid: {id}\nname: Amira Example\ndate_of_birth: 2017-11-03\n");
        let text = format!("{header}on_roll: [{{from: 2022-09-05}}]\ncensus: N\n{facts}\n");
        std::fs::write(demo.join(format!("pupils/{id}.yaml")), text).unwrap();
        let overdue = json(&demo, &["overdue", "--as-at", on, "--within", "400d", "--format", "json"]);
        let rows = overdue["rows"].as_array().unwrap().clone();
        let mut found = rows.iter().filter(|row| row["id"] == id && row["rule"] == rule);
        found.next().unwrap()["due"].as_str().unwrap().to_owned()
    };
    for (received, six, sixteen, twenty) in [
        ("2026-10-01", "2026-11-12", "2027-01-21", "2027-02-18"),
        ("2026-01-05", "2026-02-16", "2026-04-27", "2026-05-25"),
    ] {
        let facts = format!("applications: [{{for: EHCP, received: {received}}}]");
        assert_eq!(due("p900", &facts, received, "decision-to-assess"), six);
        assert_eq!(due("p900", &facts, received, "decision-to-issue"), sixteen);
        assert_eq!(due("p900", &facts, received, "final-plan"), twenty);
    }
    let plan = |review: &str| format!("ehc_plan: [{{final: 2026-01-20, reviews: [{review}]}}]");
    assert_eq!(due("p901", &plan(""), "2026-01-20", "annual-review-meeting"), "2026-12-22");
    let booked = plan("{kind: annual, booked: 2026-11-12}");
    assert_eq!(due("p901", &booked, "2026-09-01", "annual-review-invitations"), "2026-10-29");
    assert_eq!(due("p901", &booked, "2026-09-01", "annual-review-papers"), "2026-10-29");
    let held = plan("{kind: annual, meeting: 2026-11-12}");
    assert_eq!(due("p901", &held, "2026-11-12", "annual-review-report"), "2026-11-26");
    assert_eq!(due("p901", &held, "2026-11-12", "annual-review-decision"), "2026-12-10");
    let amend =
        plan("{kind: annual, meeting: 2026-11-12, decision: 2026-12-10, outcome: amend, amendment_notice: 2026-12-10}");
    assert_eq!(due("p901", &amend, "2026-12-10", "amended-plan"), "2027-02-04");
}

#[test]
fn duties_of_the_school_have_no_pupil_and_a_filter_on_pupils_hides_them() {
    let folder = elmfield();
    let own = |day: &str, more: &[&str]| -> Vec<(String, String)> {
        let overdue = json(&folder, &[&["overdue", "--as-at", day, "--format", "json"], more].concat());
        let rows = overdue["rows"].as_array().unwrap().clone();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        rows.iter().filter(|row| row["id"].is_null()).map(|row| (text(&row["rule"]), text(&row["class"]))).collect()
    };
    let named = |rule: &str, class: &str| (rule.to_owned(), class.to_owned());
    assert_eq!(own("2026-01-15", &[]), [named("policy-ratification", "")]);
    assert_eq!(own("2026-01-15", &["--year", "4"]), []);
    assert_eq!(own("2025-09-24", &[]), []);
    assert_eq!(own("2025-09-23", &[]), [named("competencies-assessed", "")]);
    assert_eq!(own("2026-10-01", &["--class", "4B"]), [named("sheets-read", "4B")]);
}

#[test]
fn without_records_the_message_says_what_to_do() {
    let scratch = tempfile::tempdir().unwrap();
    let output = send(scratch.path(), &["overdue"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("send init"));
}

/// A reader who goes away, as `head` does, is not a failure and causes no message.
#[test]
#[cfg(unix)]
fn a_closed_pipe_ends_quietly() {
    let line = format!("'{SEND}' census --as-at 2026-01-15 | head -1; echo \"${{PIPESTATUS[0]}}\"");
    let output = Ran::of(program_in(&elmfield(), "bash").args(["-c", &line]));
    assert_eq!(output.err, "");
    assert!(output.out.ends_with("\n0\n"), "{}", output.out);
}

#[test]
fn ready_says_what_is_met_and_what_is_missing_and_exits_with_0_either_way() {
    let folder = elmfield();
    let rows = |arguments: &[&str]| {
        let ready = json(&folder, arguments);
        assert_eq!(ready["complete"], true);
        ready["rows"].as_array().unwrap().clone()
    };
    // p014 moved to C on 1 December. No requirement is missing on the day before its consultation, or on the day itself without
    // the move.
    let held = rows(&["ready", "p014", "--to", "C", "--as-at", "2025-11-30", "--format", "json"]);
    assert_eq!(held.len(), 5);
    assert!(held.iter().all(|row| row["met"] == true));
    let keys: Vec<&String> = held[0].as_object().unwrap().keys().collect();
    let mut sorted = vec!["requirement", "met", "detail", "clause", "waivable"];
    sorted.sort_unstable();
    let mut keys: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, sorted);
    // The day before the parents were informed.
    let early = rows(&["ready", "p014", "--to", "c", "--as-at", "2025-11-26", "--format", "json"]);
    let missing: Vec<&str> =
        early.iter().filter(|row| row["met"] == false).map(|row| row["requirement"].as_str().unwrap()).collect();
    assert_eq!(missing, ["parents-notified"]);
    let notified = early.iter().find(|row| row["requirement"] == "parents-notified").unwrap();
    assert_eq!(notified["waivable"], false);
    for to in ["A", "B", "C", "D", "closed", "register", "remove"] {
        assert_eq!(send(&folder, &["ready", "p014", "--to", to, "--as-at", "2026-01-15"]).code, 0, "{to}");
    }
    assert_eq!(send(&folder, &["ready", "p014", "--to", "E"]).code, 2);
    assert_eq!(send(&folder, &["ready", "nobody-like-this"]).code, 2);
    let at_d = stdout(&send(&folder, &["ready", "p028", "--as-at", "2026-01-15"]));
    assert_eq!(at_d, "p028 is at D, the last stage: name another move with `--to`\n");
}

#[test]
fn an_unreadable_record_is_not_judged() {
    let output = send(&repository("examples/elmfield-broken"), &["ready", "p005", "--as-at", "2026-01-15"]);
    assert_eq!((output.code, output.out.is_empty()), (3, true));
}

#[test]
fn missing_lists_pupils_and_says_out_of_how_many() {
    let folder = elmfield();
    let missing = |arguments: &[&str]| {
        let all: Vec<&str> = ["missing"].iter().chain(arguments).chain(&["--as-at", "2026-01-15"]).copied().collect();
        send(&folder, &all)
    };
    let rows = json(&folder, &["missing", "parent-voice", "--as-at", "2026-01-15", "--format", "json"]);
    let keys: Vec<&str> = rows["rows"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["id", "name", "class", "stage", "what", "last"]);
    for what in ["parent-voice", "pupil-voice", "notice", "consent", "review", "outcome", "contact"] {
        let ever = stdout(&missing(&[what])).lines().count();
        let lately = stdout(&missing(&[what, "--since", "2026-01-14"]));
        assert!(lately.lines().count() >= ever, "{what}");
        assert!(lately.contains(&format!("no {what} since 14 Jan 2026, as at 15 Jan 2026")), "{lately}");
    }
    assert_eq!(missing(&["voice"]).code, 2);
    assert_eq!(missing(&["review", "--since", "soon"]).code, 2);
    let hidden = stdout(&missing(&["review", "--class", "4B"]));
    assert!(hidden.contains("not shown because of the filter"), "{hidden}");
}

#[test]
fn a_changed_policy_can_be_tried_and_changes_nothing() {
    let school = elmfield();
    let scratch = tempfile::tempdir().unwrap();
    let policy = std::fs::read_to_string(school.join("policy/2025-09-01.toml")).unwrap();
    // The file may have any name, and the first day in it does not matter.
    let eight = policy.replace("weeks = 6", "weeks = 8").replace("in_force = 2025-09-01", "in_force = 2026-09-01");
    let eight = eight.replace("\nratified = false", "\nratified = 2025-12-10");
    std::fs::write(scratch.path().join("eight.toml"), eight).unwrap();
    std::fs::write(scratch.path().join("same.toml"), &policy).unwrap();
    std::fs::write(scratch.path().join("broken.toml"), "title = 7\n").unwrap();
    let records = school.to_str().unwrap().to_owned();
    let tried =
        |file: &str| send(scratch.path(), &["check", "--policy", file, "--records", &records, "--as-at", "2026-01-15"]);
    let text = stdout(&tried("eight.toml"));
    assert!(text.contains("stages.A.weeks: 8 weeks instead of 6 weeks\n"), "{text}");
    assert!(text.contains("\nstage-a-review is due later for "), "{text}");
    assert!(
        text.trim_end()
            .ends_with("if this policy had been in force from 1 Sep 2025, as at 15 Jan 2026; nothing has been changed")
    );
    // The duties of the school as a whole are included.
    assert!(text.contains("policy-ratification disappears for the school\n"), "{text}");
    let same = stdout(&tried("same.toml"));
    assert!(same.starts_with("0 changes if "), "{same}");
    assert_eq!(tried("nowhere.toml").code, 2);
    let broken = tried("broken.toml");
    assert_eq!(broken.code, 3);
    assert!(broken.err.contains("--> broken.toml:"));
}

#[test]
fn the_weekly_list_can_be_grouped_and_the_short_one_has_ten_lines() {
    let folder = elmfield();
    let listed = |arguments: &[&str]| {
        let day = ["--as-at", "2026-01-15"];
        stdout(&send(&folder, &[arguments, &day].concat()))
    };
    let ids = |text: &str| serde_json::from_str::<Value>(text).unwrap()["rows"].as_array().unwrap().clone();
    let all = ids(&listed(&["overdue", "--format", "json"]));
    let by_owner = ids(&listed(&["overdue", "--by", "owner", "--format", "json"]));
    let mut owners: Vec<&str> = by_owner.iter().map(|row| row["owner"].as_str().unwrap()).collect();
    assert_eq!(by_owner.len(), all.len());
    owners.dedup();
    assert_eq!(owners, ["class-teacher", "senco", "governors", "local-authority"]);
    let table = listed(&["overdue", "--by", "class"]);
    let headings: Vec<&str> = table.lines().filter(|line| line.contains(": ") && line.ends_with("line")).collect();
    assert!(headings.contains(&"1A: 1 line"), "{table}");
    assert!(
        table.contains("late, for 14 pupils and the school; 1 waiting for the local authority, as at 15 Jan 2026"),
        "{table}"
    );
    let next = ids(&listed(&["next", "--format", "json"]));
    assert_eq!(next.len(), 10);
    // Duties from law or guidance come before duties from only the policy, however late those are. The authority is left out.
    let is_of_law = |row: &Value| row["source"].as_str().unwrap().contains("; ");
    assert!(
        next.iter().is_sorted_by_key(|row| !is_of_law(row)) && is_of_law(&next[0]) && !is_of_law(&next[9]),
        "{next:?}"
    );
    assert!(next.iter().all(|row| row["owner"] != "local-authority"));
    let mine = listed(&["overdue", "--owner", "class teacher", "--class", "4B", "--format", "json"]);
    assert_eq!(ids(&mine).iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), ["p016"]);
    assert_eq!(send(&folder, &["overdue", "--by", "stage"]).code, 2);
}

#[test]
fn explain_knows_rules_settings_and_codes_and_suggests_the_nearest() {
    let explained = |name: &str| stdout(&send(&repository(""), &["explain", name]));
    assert!(explained("termly-review").starts_with("termly-review (duty, error)\n"));
    let plan = explained("within.plan");
    assert!(plan.starts_with("within.plan (setting of a policy file)\nDays allowed to make a plan"), "{plan}");
    assert!(plan.ends_with("Source: the school's own choice; the written policy does not say\n"), "{plan}");
    assert!(explained("waivers.by").contains("\n    senco               The SENCO.\n"));
    assert!(
        explained("slcn").starts_with("SLCN (a code for `needs.type`)\nSpeech, language and communication needs.\n")
    );
    let unknown = send(&repository(""), &["explain", "within.plans"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean `within.plan`?"));
}

#[test]
fn the_policy_is_printed_as_at_a_day_and_its_coverage_counts_what_it_lists() {
    let template = repository("records-template");
    let policy = json(&template, &["policy", "--as-at", "2026-10-01", "--format", "json"]);
    assert_eq!(policy["summary"]["review_by"], "2026-09-30");
    assert_eq!(policy["summary"]["ratified"], Value::Null);
    let table = stdout(&send(&template, &["policy", "--as-at", "2026-10-01"]));
    assert!(table.contains("not ratified yet, its review was due by 30 Sep 2026, as at 1 Oct 2026"), "{table}");
    let coverage = json(&template, &["policy", "--coverage", "--format", "json"]);
    let rows = coverage["rows"].as_array().unwrap();
    let named: Vec<&Value> = rows.iter().filter(|row| row["names"] != "none").collect();
    let by_rule = named.iter().filter(|row| row["carried_by"] == "rule").count();
    assert_eq!(coverage["summary"]["named"]["clauses"], named.len());
    assert_eq!(coverage["summary"]["named"]["rule"], by_rule);
    assert_eq!(coverage["summary"]["all"]["clauses"], rows.len());
    assert!(by_rule * 10 >= named.len() * 9);
    let csv = stdout(&send(&template, &["policy", "--coverage", "--format", "csv"]));
    assert_eq!(csv.lines().count(), rows.len() + 1);
    assert_eq!(send(&template, &["policy", "--counts"]).code, 2);
}

/// A person may type a remedy as it is shown, so it must not name another pupil.
#[test]
fn a_remedy_to_type_names_the_pupil_it_is_about() {
    let mut seen = 0;
    for (school, on) in [("elmfield", "2026-10-01"), ("elmfield-broken", "2026-01-15")] {
        let folder = repository(&format!("examples/{school}"));
        let checked = send(&folder, &["check", "--as-at", on, "--format", "json"]).json();
        for row in checked["rows"].as_array().unwrap() {
            let (id, help) = (row["id"].as_str().unwrap_or_default(), row["help"].as_str().unwrap());
            assert!(!help.contains("PUPIL"), "{row:#}");
            for command in help.split('`').filter(|quoted| quoted.starts_with("send ")) {
                let named = command.split(' ').filter(|word| word.len() == 4 && word.starts_with('p'));
                let named: Vec<&str> = named.filter(|word| word[1..].chars().all(|c| c.is_ascii_digit())).collect();
                assert!(named.iter().all(|pupil| *pupil == id), "{row:#}");
                seen += named.len();
            }
        }
    }
    assert!(seen > 3, "{seen}");
}
