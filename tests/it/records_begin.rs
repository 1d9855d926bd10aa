//! Reports about a day before the records of some pupils begin (DESIGN 7.1): they say so, print no totals, and exit with code 3.

use crate::common::program::Ran;
use crate::common::school::School;

/// The day on which the school found its register.
const FOUND: &str = "2025-12-01";
/// A day before.
const BEFORE: &str = "2025-10-01";

fn record(id: &str, facts: &str) -> String {
    format!("format: 1\nid: {id}\nname: Zyxamira Example\ndate_of_birth: 2017-11-03\nclass: 4B\n{facts}\n")
}

/// p001 has been on the register since a known day, p002 since an unknown one; p003 has an EHC plan. p004 joined on the day found,
/// p005 has no SEN, and p006 has always been in these records.
fn school() -> School {
    let school = School::with("\n[[classes]]\nname = \"4B\"\n", "");
    school.give_urn("100001");
    std::fs::remove_file(school.path("pupils/p014.yaml")).unwrap();
    let found = format!("as_found: {{date: {FOUND}, source: SEN register, by: R. Osei, parents_told: yes-all}}");
    let at_c = format!("stage: C\nstages: [{{date: {FOUND}, stage: C}}]");
    let here = "on_roll: [{from: 2022-09-05}]";
    for (id, facts) in [
        ("p001", format!("{found}\n{here}\ncensus: K\n{at_c}\nregister: [{{from: 2024-09-02}}]")),
        ("p002", format!("{found}\n{here}\ncensus: K\n{at_c}\nregister: [{{in_force_on: {FOUND}}}]")),
        (
            "p003",
            format!(
                "{found}\non_roll: [{{in_force_on: {FOUND}}}]\ncensus: E\n{at_c}\nregister: [{{in_force_on: {FOUND}}}]\nehc_plan: [{{in_force_on: {FOUND}}}]"
            ),
        ),
        ("p004", format!("{found}\non_roll: [{{from: {FOUND}}}]\ncensus: K\n{at_c}\nregister: [{{from: {FOUND}}}]")),
        ("p005", format!("{here}\ncensus: N")),
        (
            "p006",
            format!(
                "{here}\ncensus: K\nstage: C\nstages: [{{date: 2025-09-08, stage: C}}]\nregister: [{{from: 2025-09-08}}]"
            ),
        ),
    ] {
        school.write(&format!("pupils/{id}.yaml"), &record(id, &facts));
    }
    school
}

/// Every report over the folder.
const REPORTS: &[&[&str]] = &[
    &["register"],
    &["register", "--all", "--format", "csv"],
    &["register", "--ids-only"],
    &["census"],
    &["overdue"],
    &["overdue", "--within", "500"],
    &["next"],
    &["missing", "notice"],
    &["provision"],
    &["impact"],
    &["summary", "--for", "governors"],
    &["summary", "--for", "report", "--format", "csv"],
    &["sheet", "4B"],
    &["calendar", "-o", "exports/due.ics", "--replace"],
    &["report", "-o", "exports/report", "--replace"],
];

fn asked(school: &School, report: &[&str], day: &str) -> Ran {
    school.send(&[report, &["--as-at", day]].concat())
}

#[test]
fn every_report_about_a_day_before_the_records_begin_says_so() {
    let school = school();
    for report in REPORTS {
        let before = asked(&school, report, BEFORE);
        let said = "error[records-begin-later]: the records of 3 pupils do not reach back to 1 Oct 2025\n";
        assert!(before.code == 3 && before.err.contains(said), "{report:?} {before:?}");
        assert!(before.err.contains("= help: use `--as-at 2025-12-01` or a later day"), "{report:?} {before:?}");
        let last = "the records of 3 pupils do not reach back to 1 Oct 2025, so this answer is incomplete\n";
        assert!(before.err.ends_with(last), "{report:?} {before:?}");
        for day in [FOUND, "2026-01-15"] {
            let after = asked(&school, report, day);
            assert_eq!((after.code, after.err.as_str()), (0, ""), "{report:?} {day} {}", after.out);
        }
    }
    let check = asked(&school, &["check"], BEFORE);
    assert!(check.code == 3 && check.out.contains("error[records-begin-later]: the records of 3 pupils"), "{check:?}");
    assert!(!check.out.contains("6 records"), "{check:?}");
    assert!(asked(&school, &["check"], FOUND).code < 2);
}

#[test]
fn what_is_recorded_about_the_earlier_day_is_shown_and_nothing_is_counted() {
    let school = school();
    let rows = |report: &[&str], day: &str| {
        let json = asked(&school, &[report, &["--format", "json"]].concat(), day).json();
        let ids = json["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned());
        (ids.collect::<Vec<_>>(), json["complete"].as_bool().unwrap(), json.get("summary").is_some())
    };
    let all = ["p001", "p002", "p003", "p004", "p006"].map(str::to_owned).to_vec();
    let known = ["p001", "p006"].map(str::to_owned).to_vec();
    assert_eq!(rows(&["register"], FOUND), (all, true, false));
    assert_eq!(rows(&["register"], BEFORE), (known.clone(), false, false));
    let with_p005 = ["p001", "p005", "p006"].map(str::to_owned).to_vec();
    assert_eq!(rows(&["census"], BEFORE), (with_p005, false, false));
    let json = asked(&school, &["census", "--format", "json"], BEFORE).json();
    assert_eq!(json["unreadable"][0]["message"], "the records of 3 pupils do not reach back to 1 Oct 2025");
    let (_, complete, has_summary) = rows(&["census"], FOUND);
    assert!(complete && has_summary);
    for report in [&["register"][..], &["census"], &["impact"], &["missing", "notice"], &["next"]] {
        let out = asked(&school, report, BEFORE).out;
        assert!(!out.contains("as at 1 Oct 2025") && !out.contains("E 0"), "{report:?} {out}");
    }
}

#[test]
fn papers_about_the_earlier_day_say_that_they_are_incomplete() {
    let school = school();
    for report in [
        &["sheet", "4B"][..],
        &["summary", "--for", "governors"],
        &["provision", "--as", "text"],
        &["impact", "--as", "text"],
    ] {
        let paper = asked(&school, report, BEFORE).out;
        assert!(paper.contains("the records of 3 pupils do not reach back to 1 Oct 2025"), "{report:?} {paper}");
        let complete = asked(&school, report, FOUND).out;
        assert!(!complete.contains("reach back"), "{report:?} {complete}");
    }
}

#[test]
fn a_report_that_does_not_need_a_fact_does_not_miss_it() {
    let school = School::with(
        "",
        &record(
            "p014",
            "on_roll: [{from: 2022-09-05}]\ncensus: K\nstage: C\nstages: [{date: 2024-09-02, stage: C}]\nregister: [{from: 2024-09-02}]\nsspp: [{in_force_on: 2025-12-01}]",
        ),
    );
    let code = |report: &[&str]| asked(&school, report, BEFORE).code;
    assert_eq!((code(&["register"]), code(&["census"]), code(&["retention"])), (3, 0, 0));
    let one = asked(&school, &["register"], BEFORE).err;
    assert!(one.contains("the record of 1 pupil does not reach back to 1 Oct 2025\n"), "{one}");
}
