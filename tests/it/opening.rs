//! A school's first day: the register of 45 invented children comes into a fresh folder with one command.
//!
//! `opening/register.csv` is the sheet as a school keeps it. `opening/expected.csv` says what must come of it: each child's
//! register entry and census code, and the next days of each duty. Both were written by hand before the command was, from the
//! design and the law, so that they judge the program and do not repeat it. `opening/README.md` says how each day was counted,
//! and how the workbooks were made. `opening/sheets.rs` puts the same children into the shapes that schools' systems export.

mod bad_sheets;
mod expected;
mod folder;
mod other_children;
mod sheets;

use expected::{ALL_FACTS, SheetFact, assert_opened, children};
use folder::{DAY_FOUND, FreshFolder};
use sheets::{REGISTER, bromcom_template, cem_list, joining_day, shapes};

/// A folder into which the school's own sheet was imported, with what was said.
fn opened() -> (FreshFolder, String) {
    let folder = FreshFolder::new();
    let said = folder.imports("register.csv", REGISTER.as_bytes(), &[]);
    (folder, said)
}

#[test]
fn every_shape_of_the_register_gives_the_same_children_and_days() {
    for shape in shapes() {
        let folder = FreshFolder::new();
        folder.imports(shape.file, &shape.bytes, &[]);
        assert_opened(&folder, shape.facts, shape.file);
        // A sheet without UPNs or needs leaves the census something to ask for, and nothing else is an error.
        let has = |fact| shape.facts.contains(&fact);
        let mut errors = folder.errors();
        errors.retain(|rule| rule != "census-1500" || has(SheetFact::Upn));
        errors.retain(|rule| rule != "census-2170" || has(SheetFact::FirstNeed));
        assert!(errors.is_empty(), "{}: {errors:?}", shape.file);
        for child in children(ALL_FACTS) {
            let record = folder.record_of(child.get("name"));
            let since = if shape.has_joining_day {
                format!("on_roll:\n  - from: {}\n", joining_day(child.get("year")))
            } else {
                format!("on_roll:\n  - in_force_on: {DAY_FOUND}\n")
            };
            assert!(record.contains(&since), "{}: {since}\n{record}", shape.file);
        }
    }
}

#[test]
fn the_census_has_no_problem_and_counts_four_thirty_four_and_seven() {
    let (folder, _) = opened();
    for day in [DAY_FOUND, "2027-01-21"] {
        let ran = folder.send(&["census", "--format", "json", "--as-at", day]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        let report = ran.json();
        assert_eq!((&report["summary"]["E"], &report["summary"]["K"]), (&4.into(), &34.into()), "{day}");
        let problems = |row: &serde_json::Value| row["problems"].as_array().unwrap().clone();
        let found: Vec<_> = report["rows"].as_array().unwrap().iter().flat_map(problems).collect();
        assert!(found.is_empty(), "{day}: {found:?}");
    }
    let register = folder.send(&["register"]);
    assert!(register.out.contains("38 pupils: 4 E, 34 K, as at 30 Nov 2026"), "{}", register.out);
}

#[test]
fn nothing_is_late_and_check_finds_no_error() {
    let (folder, _) = opened();
    let overdue = folder.send(&["overdue", "--exit-code"]);
    assert_eq!((overdue.code, overdue.out.as_str()), (0, ""), "{}", overdue.said());
    let check = folder.send(&["check"]);
    assert!(check.code == 0 && !check.out.contains("error["), "{}", check.said());
}

#[test]
fn the_records_hold_only_what_the_sheet_has() {
    let (folder, _) = opened();
    let invented =
        ["applications", "arrived", "concerns", "consents", "contacts", "diagnoses", "documents", "referrals"];
    for child in children(ALL_FACTS) {
        let (name, record) = (child.get("name"), folder.record_of(child.get("name")));
        for key in invented.iter().chain(&["sspp", "transitions", "taught_with", "year"]) {
            assert!(!record.lines().any(|line| line.starts_with(&format!("{key}:"))), "{name} has {key}\n{record}");
        }
        assert!(!record.contains("review:\n") && !record.contains("waived"), "{record}");
        let has = |text: &str| record.contains(text);
        // Whether a child with N has the entry too makes no difference to anybody.
        assert!(!child.has_support() || has("as_found:\n  date: 2026-11-30\n"), "{record}");
        assert_eq!(has("ehc_plan:\n"), child.get("census") == "E", "{record}");
        assert_eq!(has("register:\n"), child.has_support(), "{record}");
        assert_eq!(has("cycles:\n"), !child.get("review_coming").is_empty(), "{record}");
        for (column, key) in [("placed", "  - from: "), ("plan_final", "  - final: "), ("review_coming", "review_by: ")]
        {
            let day = child.get(column);
            assert!(day.is_empty() || has(&format!("{key}{day}\n")), "{name}: {key}{day}\n{record}");
        }
        // A review that is past was held by somebody, and the sheet does not say what came of it.
        let past = child.get("review_past");
        assert!(past.is_empty() || !has(past), "{name}: {past}\n{record}");
        if child.has_support() && child.get("placed").is_empty() {
            assert!(has("register:\n  - in_force_on: 2026-11-30\n"), "{name}\n{record}");
        }
        if child.get("census") == "E" && child.get("plan_final").is_empty() {
            assert!(has("ehc_plan:\n  - in_force_on: 2026-11-30\n"), "{name}\n{record}");
        }
    }
}

#[test]
fn the_ids_go_in_the_order_of_the_sheet_after_the_example_of_the_template() {
    let (folder, _) = opened();
    let rows = folder.rows(DAY_FOUND, &["census"]);
    let found: Vec<(&str, &str)> = rows.iter().map(|row| (row["id"].as_str(), row["name"].as_str())).collect();
    let ids: Vec<String> = (2..=46).map(|number| format!("p{number:03}")).collect();
    let children = children(ALL_FACTS);
    let expected: Vec<(&str, &str)> =
        ids.iter().map(String::as_str).zip(children.iter().map(|child| child.get("name"))).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_preview_says_what_the_sheet_does_not() {
    let (_, said) = opened();
    for part in ["34 at K", "stage C", "--stages", "delete the sheet"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    // A review that is past is shown, because it is not written.
    for (past, in_words) in [("2026-10-07", "7 Oct 2026"), ("2026-11-25", "25 Nov 2026"), ("2026-07-14", "14 Jul 2026")]
    {
        assert!(said.contains(past) || said.contains(in_words), "{past}\n{said}");
    }
    let preview = FreshFolder::new();
    let before = preview.files();
    let sheet = preview.put_sheet("register.csv", REGISTER.as_bytes());
    for more in [&["--dry-run"][..], &[]] {
        // Without `--yes` and without a terminal there is nobody to say yes.
        let ran = preview.send(&[&["import", &sheet, "--as-found", DAY_FOUND, "--by", "R. Osei"], more].concat());
        assert!(ran.said().contains("34 at K"), "{}", ran.said());
        assert_eq!(preview.files(), before);
    }
}

#[test]
fn a_report_of_a_day_before_the_records_begin_says_so_and_has_no_totals() {
    let (folder, _) = opened();
    for verb in ["census", "register"] {
        for day in ["2026-10-01", "2026-11-29"] {
            let ran = folder.send(&[verb, "--as-at", day]);
            assert_eq!(ran.code, 3, "{verb} {day}\n{}", ran.said());
            assert!(ran.said().contains("reach back") && ran.said().contains("45"), "{verb} {day}\n{}", ran.said());
            for total in ["E 0", "K 0", "N 0", "0 pupils"] {
                assert!(!ran.out.contains(total), "{total}\n{}", ran.out);
            }
        }
    }
    let ran = folder.send(&["census", "--as-at", "2026-10-01", "--format", "json"]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.json()["summary"].is_null(), "{}", ran.out);
}

#[test]
fn the_same_sheet_again_changes_nothing() {
    let (folder, _) = opened();
    for shape in shapes() {
        let before = folder.files();
        let ran = folder.import(shape.file, &shape.bytes, &[]);
        // A sheet with the first day on roll brings the joining day. The others change nothing.
        if !shape.has_joining_day {
            assert_eq!(ran.code, 0, "{}\n{}", shape.file, ran.said());
            assert_eq!(folder.files(), before, "{}\n{}", shape.file, ran.said());
        }
    }
    assert_opened(&folder, ALL_FACTS, "after the others");
}

#[test]
fn a_list_without_the_date_of_birth_or_the_status_cannot_open_a_register() {
    let folder = FreshFolder::new();
    folder.refuses("bromcom.csv", &bromcom_template(), &[], &["bromcom.csv"]);
    folder.refuses("cem.csv", &cem_list(), &[], &["cem.csv"]);
}

#[test]
fn other_stages_are_taken_from_the_command_line() {
    let folder = FreshFolder::new();
    folder.imports("register.csv", REGISTER.as_bytes(), &["--stages", "K=B,E=C"]);
    for row in folder.rows(DAY_FOUND, &["register"]) {
        let stage = if row["census"] == "E" { "C" } else { "B" };
        assert_eq!(row["stage"], stage, "{row:?}");
    }
    assert!(folder.rows(DAY_FOUND, &["overdue"]).is_empty());
    let fresh = FreshFolder::new();
    for stages in ["K=Q", "K", "Z=C", "K=C,K=B"] {
        fresh.refuses("register.csv", REGISTER.as_bytes(), &["--stages", stages], &["--stages"]);
    }
}
