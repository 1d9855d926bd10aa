//! `send import --as-found`: what is asked, remembered and compared. Every child is invented. `opening.rs` has a whole school.

use crate::common::folders::{copy, elmfield};
use crate::common::program::{Ran, send_in};
use crate::common::roll::school_of_amira;
use crate::common::school::School;

const DAY: &str = "2026-11-30";

/// A school that lists one class.
fn school() -> School {
    school_of_amira("\n[[classes]]\nname = \"4B\"\n")
}

/// Imports a sheet that lies next to the records.
fn import(school: &School, sheet: &str, more: &[&str]) -> Ran {
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("sheet.csv");
    std::fs::write(&path, sheet).unwrap();
    let typed = ["import", path.to_str().unwrap(), "--as-found", DAY, "--yes", "--by", "R. Osei", "--as-at", DAY];
    school.send(&[&typed[..], more].concat())
}

fn imports(school: &School, sheet: &str, more: &[&str]) -> String {
    let ran = import(school, sheet, more);
    assert_eq!(ran.code, 0, "{sheet}\n{}", ran.said());
    ran.said()
}

/// The keys that a record got, from the line of the first one on.
fn has(record: &str, lines: &str) {
    assert!(record.contains(lines), "{lines}\n{record}");
}

#[test]
fn a_record_with_nothing_but_the_roll_begins_as_found() {
    let school = school();
    let sheet = "UPN,Name,Date of Birth,SEN Status,SEN Need,Start Date\nQ330999922002,\"Example, Amira\",03/11/2017,K,\"SLCN, MLD\",08/01/2024\n";
    let said = imports(&school, sheet, &["--parents-told", "yes-all"]);
    assert!(said.contains("p014") && said.contains("1 at K: stage C"), "{said}");
    let record = school.read("pupils/p014.yaml");
    has(
        &record,
        "as_found:\n  date: 2026-11-30\n  source: SEN register, sheet.csv\n  by: R. Osei\n  parents_told: yes-all\n",
    );
    has(&record, "on_roll:\n  - from: 2022-09-05\n");
    has(&record, "register:\n  - from: 2024-01-08\n");
    has(&record, "  - type: SLCN\n    rank: 1\n");
    has(&record, "  - type: MLD\n    rank: 2\n");
    has(&record, "stages:\n  - date: 2026-11-30\n    stage: C\n");
    let before = school.records();
    assert!(imports(&school, sheet, &[]).contains("nothing was saved"));
    assert_eq!(school.records(), before);
}

#[test]
fn a_word_of_the_schools_own_is_given_a_meaning_and_remembered() {
    let school = school();
    let sheet = "Name,DOB,SEN Status,Need 1\nAmira Example,03/11/2017,Targeted,Dyslexia\n";
    let ran = import(&school, sheet, &[]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.err.contains("`Targeted`") && ran.err.contains("--map \"sen_status:Targeted=...\""), "{}", ran.err);
    let maps = ["--map", "sen_status:Targeted=K", "--map", "need:Dyslexia=SPLD", "--remember", "--dry-run"];
    assert!(imports(&school, sheet, &maps).contains("1 at K"));
    imports(&school, sheet, &maps[..5]);
    has(&school.read("pupils/p014.yaml"), "  - type: SPLD\n    rank: 1\n");
    has(&school.read("send.toml"), "\"sen_status:Targeted=K\"");
    // The second sheet needs no `--map`.
    let other = sheet.replace("Amira Example,03/11/2017", "Ben Sample,04/12/2017");
    assert!(imports(&school, &other, &[]).contains("1 at K"));
    // A yes says nothing of K or E, whatever is typed.
    let yes = import(&school, &other.replace("Targeted", "Yes"), &["--map", "sen_status:Yes=K"]);
    assert!(yes.code == 3 && yes.err.contains("`Yes`"), "{}", yes.said());
}

#[test]
fn a_word_for_a_need_that_is_not_known_is_listed_and_not_written() {
    let school = school();
    let said = imports(&school, "Name,DOB,SEN Status,Need 1,Need 2\nAmira Example,03/11/2017,K,Dyslexia,SLCN\n", &[]);
    assert!(said.contains("`Dyslexia` is not a known need") && said.contains("Amira Example"), "{said}");
    let record = school.read("pupils/p014.yaml");
    // The second need is not made the first.
    has(&record, "needs:\n  - type: SLCN\n    rank: 2\n");
}

/// What is not in the records is lost with the sheet.
#[test]
fn a_sheet_is_kept_until_all_of_it_is_in_the_records() {
    let head = "Name,DOB,SEN Status,Need 1\n";
    let good = "Ben Sample,04/12/2017,K,SLCN\n";
    for (rest, exit) in [
        // Left out, not added, different from the record, and without one of its needs.
        ("Cy Sample,05/12/2017,Yes,SLCN\n", 3),
        ("Amira Exampel,03/11/2017,K,SLCN\n", 0),
        ("Di Sample,06/12/2017,K,Dyslexia\n", 0),
    ] {
        let school = school();
        let ran = import(&school, &format!("{head}{good}{rest}"), &["--skip-bad"]);
        assert_eq!(ran.code, exit, "{}", ran.said());
        assert!(ran.out.contains("p015: made the record"), "{}", ran.out);
        assert!(ran.out.contains("next: correct what is listed above; keep the sheet "), "{}", ran.out);
        assert!(!ran.out.contains("delete the sheet") && !ran.out.contains("listed as gone"), "{}", ran.out);
    }
    let school = school();
    assert!(imports(&school, &format!("{head}{good}"), &[]).contains("next: delete the sheet "));
    let differs = format!("{head}{}Ed Sample,07/12/2017,K,SLCN\n", good.replace(",K,", ",E,"));
    assert!(imports(&school, &differs, &[]).contains("keep the sheet "));
}

#[test]
fn classes_are_added_to_the_settings_if_asked() {
    let school = school();
    let sheet = "Name,DOB,Class,SEN Status\nAmira Example,03/11/2017,4B,N\nBen Sample,04/12/2017,5C,K\n";
    let before = school.records();
    let ran = import(&school, sheet, &[]);
    assert!(ran.code == 3 && ran.said().contains("--add-classes"), "{}", ran.said());
    assert_eq!(school.records(), before);
    let said = imports(&school, sheet, &["--add-classes"]);
    assert!(said.contains("new in send.toml: the class 5C") && !said.contains("error[class"), "{said}");
    has(&school.read("send.toml"), "\n[[classes]]\nname = \"5C\"\n");
}

#[test]
fn what_says_less_than_it_seems_is_not_written() {
    let school = school();
    let sheet = "Name,DOB,SEN Status,Start Date,Next Annual Review,Review date
Amira Example,03/11/2017,E,,01/09/2026,02/10/2026
Ben Sample,04/12/2017,N,03/09/2024,,
";
    let said = imports(&school, sheet, &[]);
    let record = school.read("pupils/p014.yaml");
    // A review under `Next` that is past was not held, as far as anybody knows.
    assert!(!record.contains("2026-09-01") && !record.contains("2026-10-02"), "{record}");
    assert!(said.contains("1 Sep 2026") && said.contains("2 Oct 2026"), "{said}");
    assert!(said.contains("Ben Sample is at N: not written: the first day on the register"), "{said}");
    assert!(!school.read("pupils/p015.yaml").contains("register:"));
}

#[test]
fn a_stage_may_be_in_a_column_and_the_choice_of_sen_needs_a_day_found() {
    let school = school();
    let sheet = "Name,DOB,SEN Status,SEND level\nAmira Example,03/11/2017,K,B\n";
    let said = imports(&school, sheet, &["--map", "stage=SEND level"]);
    assert!(said.contains("1 at K: stage B, as the sheet says"), "{said}");
    has(&school.read("pupils/p014.yaml"), "stages:\n  - date: 2026-11-30\n    stage: B\n");
    school.write("roll.csv", "Name,DOB,SEN Status\nAmira Example,03/11/2017,K\n");
    let said = school.refuses(&["import", "roll.csv", "--map", "sen_status=SEN Status"]);
    assert!(said.contains("--as-found"), "{said}");
}

#[test]
fn elmfields_own_register_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("records");
    copy(&elmfield(), &records);
    let send = |arguments: &[&str]| Ran::of(send_in(&records, arguments).env("SEND_AS_AT", "2026-01-15"));
    for all in [&["--all"][..], &[]] {
        let exported = send(&[&["register", "--format", "csv"], all].concat());
        assert_eq!(exported.code, 0, "{}", exported.said());
        std::fs::write(folder.path().join("register.csv"), &exported.out).unwrap();
        for found in [&["--as-found", "2026-01-15"][..], &[]] {
            let ran = send(&[&["import", "../register.csv", "--yes", "--by", "R. Osei"], found].concat());
            assert!(ran.code == 0 && ran.out.contains("nothing was saved"), "{found:?}\n{}", ran.said());
            for more in ["new: ", "changed: ", "differs", "alike: "] {
                assert!(!ran.out.contains(more), "{found:?}\n{}", ran.said());
            }
        }
    }
}
