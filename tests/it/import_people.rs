//! `send import`: who a row of the roll is about, and who has left. Every child is invented.

use crate::common::program::Ran;
use crate::common::roll::{add_pupil, school_of_two};
use crate::common::school::School;

/// A school with Amira, and with Zoë, who has no UPN yet.
fn school() -> School {
    school_of_two("Zoë O'Brien-Núñez", "2018-03-03", None)
}

fn import(school: &School, roll: &str, more: &[&str]) -> Ran {
    school.write("roll.csv", roll);
    school.send(&[&["import", "roll.csv"][..], more].concat())
}

/// Imports a roll for good, and returns what was said.
fn imports(school: &School, roll: &str, more: &[&str]) -> String {
    let ran = import(school, roll, &[&["--add", "--yes"][..], more].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{roll}\n{}", ran.out);
    ran.out
}

/// A roll that must be refused as a whole. Returns what was said.
fn refuses(school: &School, roll: &str, more: &[&str]) -> String {
    let before = school.records();
    let ran = import(school, roll, &[&["--add", "--yes"][..], more].concat());
    assert_eq!(ran.code, 3, "{roll}\n{}{}", ran.out, ran.err);
    assert_eq!(school.records(), before, "{roll}");
    ran.err
}

#[test]
fn a_name_that_is_written_in_another_way_finds_its_pupil_and_stays_as_it_is() {
    let school = school();
    let before = school.records();
    for name in [
        "Zoë O’Brien-Núñez",
        "Zoë  O'Brien-Núñez",
        "Zoe\u{308} O'Brien-Nu\u{301}n\u{303}ez",
        "Zoe O'Brien-Nunez",
        "Zoë O'Brien Núñez",
        "\u{200b}Zoë O'Brien-Núñez",
        "\"O'Brien-Núñez, Zoë\"",
        "ZOE OBRIEN NUNEZ",
        "\"OBRIENNUNEZ, ZOE\"",
    ] {
        let roll = format!(
            "name,date_of_birth,class,from\nAmira Example,2017-11-03,4B,2022-09-05\n{name},2018-03-03,4B,2022-09-05\n"
        );
        let said = imports(&school, &roll, &[]);
        assert!(
            said.contains("0 records changed, 0 new, 2 the same, 0 gone from the roll\nnothing was saved\n"),
            "{said}"
        );
        assert_eq!(school.records(), before, "{name}");
        let is_kept = said.contains(
            "1 name written in another way on the roll, and kept: p015 (to change one, use `send set p015 name=...`)",
        );
        // A character that cannot be seen is left out of the cell, so it is not another way to write the name.
        assert_eq!(is_kept, !["\"O'Brien-Núñez, Zoë\"", "\u{200b}Zoë O'Brien-Núñez"].contains(&name), "{said}");
    }
}

#[test]
fn a_like_name_with_the_same_birthday_is_listed_and_never_added() {
    let school = school();
    let before = school.records();
    for name in ["Zoey O'Brien-Núñez", "Zoë O'Brien", "Zoë Maria O'Brien-Núñez", "Zoë Sample", "Zoë O'Brian-Núñez"]
    {
        let roll = format!(
            "name,date_of_birth,class,from\nAmira Example,2017-11-03,4B,2022-09-05\n{name},2018-03-03,4B,2022-09-05\n"
        );
        let said = imports(&school, &roll, &[]);
        let line = format!("  alike: {name} (line 3) may be p015 Zoë O'Brien-Núñez (not added: ");
        assert!(said.contains(&line) && said.contains("0 gone from the roll, 1 alike\nnothing was saved\n"), "{said}");
        assert_eq!(school.records(), before, "{name}");
    }
    // Her sister has another name and her own UPN. Two new children with like names need UPNs too.
    let head = "name,upn,date_of_birth,from\n";
    let said =
        imports(&school, &format!("{head}Zoey O'Brien-Núñez,W330999925101,2018-03-03,2025-09-01\n"), &["--dry-run"]);
    assert!(said.contains("  alike: Zoey"), "only one of the two has a UPN: {said}");
    let twins = "Amir New,,2019-01-02,2025-09-01\nAmira New,,2019-01-02,2025-09-01\nIda New,,2019-01-02,2025-09-01\n";
    let said = imports(&school, &format!("{head}{twins}"), &["--dry-run"]);
    assert!(
        said.contains(
            "  new: Amir New\n  new: Ida New\n  alike: Amira New (line 3) may be Amir New in line 2 (not added"
        ),
        "{said}"
    );
    let twins = "Amir New,Y330999924030,2019-01-02,2025-09-01\nAmira New,K330999923017,2019-01-02,2025-09-01\n";
    let said = imports(&school, &format!("{head}{twins}"), &["--dry-run"]);
    assert!(said.contains("0 records changed, 2 new"), "{said}");
}

#[test]
fn children_called_null_and_n_a_are_children_of_that_name() {
    let school = school();
    let names = ["Null Example", "Null", "NULL", "None Given", "Nil"];
    let rows: String =
        names.iter().zip(11..).map(|(name, day)| format!("{name},2018-05-{day},4B,2022-09-05\n")).collect();
    let roll = format!(
        "name,date_of_birth,class,from\nAmira Example,2017-11-03,4B,2022-09-05\nZo\u{eb} O'Brien-N\u{fa}\u{f1}ez,2018-03-03,4B,2022-09-05\n{rows}"
    );
    let said = imports(&school, &roll, &[]);
    assert!(said.contains("5 new"), "{said}");
    let records: Vec<String> =
        school.records().into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
    for (name, day) in names.iter().zip(11..) {
        let record = records.iter().find(|text| text.contains(&format!("date_of_birth: 2018-05-{day}"))).unwrap();
        assert!(
            record.contains(&format!("name: {name}\n")) || record.contains(&format!("name: \"{name}\"\n")),
            "{record}"
        );
    }
    let checked = school.send(&["check"]);
    assert!(!checked.out.contains("counts as empty"), "{}", checked.out);
    assert!(imports(&school, &roll, &[]).contains("0 new, 7 the same"));
}

#[test]
fn exchanged_upns_are_refused_however_the_names_are_written() {
    let school = school();
    add_pupil(&school, "t1", "Adá Twin", "2016-11-03", Some("Y330999924030"));
    add_pupil(&school, "t2", "Ida Twin", "2016-11-03", Some("K330999923017"));
    let roll =
        "Surname,Forename,UPN,DOB,Class\nTWIN,ADA,K330999923017,3/11/2016,5B\nTWIN,IDA,Y330999924030,3/11/2016,4B\n";
    let err = refuses(&school, roll, &[]);
    for said in [
        "the UPN belongs to t2, but the name and date of birth belong to t1\n  --> roll.csv:2:1  upn",
        "the UPN belongs to t1, but the name and date of birth belong to t2\n  --> roll.csv:3:1  upn",
    ] {
        assert!(err.contains(said), "{err}");
    }
}

/// The wrong number must not win because the name has a slip too.
#[test]
fn exchanged_upns_are_refused_although_a_name_has_a_slip() {
    let school = school();
    add_pupil(&school, "t1", "Adá Twin", "2016-11-03", Some("Y330999924030"));
    add_pupil(&school, "t2", "Bo Twin", "2016-11-03", Some("K330999923017"));
    let head = "Surname,Forename,UPN,DOB,Class\n";
    for (row, said) in [
        (
            "TWIN,ADDA,K330999923017,3/11/2016,5B",
            "the UPN belongs to t2, but the date of birth and a name like this one belong to t1",
        ),
        (
            "TWINN,ADA,K330999923017,3/11/2016,5B",
            "the UPN belongs to t2, but the date of birth and a name like this one belong to t1",
        ),
        (
            "TWIN,BOO,Y330999924030,3/11/2016,5B",
            "the UPN belongs to t1, but the date of birth and a name like this one belong to t2",
        ),
        (
            "NEWNAME,BO,Y330999924030,3/11/2016,5B",
            "the UPN belongs to t1, but the date of birth and a name like this one belong to t2",
        ),
        ("TWIN,BO,K330999923017,4/11/2016,5B", "t2 was born on"),
    ] {
        let err = refuses(&school, &format!("{head}{row}\n"), &[]);
        assert!(err.contains(said), "{row}: {err}");
    }
    // A slip in the right row, and a new surname, are no contradiction.
    for row in ["TWIN,ADDA,Y330999924030,3/11/2016,5B", "NEWNAME,BO,K330999923017,3/11/2016,5B"] {
        assert!(imports(&school, &format!("{head}{row}\n"), &["--dry-run"]).contains("changed: t"), "{row}");
    }
}

#[test]
fn a_former_upn_finds_the_record_and_a_new_record_keeps_it() {
    let school = school();
    let roll = "Name,UPN,Former UPN,DOB,Date of Admission\nAmira Newname,W330999925101,Q330999922002,2017-11-03,2022-09-05\n\
                Bo New,Y330999924030,H33099992501A,2018-05-20,2025-09-01\n";
    let said = imports(&school, roll, &[]);
    assert!(said.contains("  changed: p014: name Amira Example -> Amira Newname\n"), "{said}");
    assert!(said.contains("p014 has another UPN on the roll"), "{said}");
    assert!(school.read("pupils/p016.yaml").contains("upn: Y330999924030\nformer_upn: H33099992501A\n"));
    assert!(school.read("pupils/p014.yaml").contains("upn: Q330999922002\n"));
}

#[test]
fn an_id_of_the_schools_own_system_is_not_the_id_of_the_record() {
    let school = school();
    let before = school.records();
    // Every value has the form of an id, and one of them is the id of another pupil.
    let roll = "ID,Name,DOB,Class\np015,Amira Example,2017-11-03,4B\n412,Zoë O'Brien-Núñez,2018-03-03,4B\n";
    let said = imports(&school, roll, &[]);
    assert!(said.contains("the number in the school's own system is in `ID` (column 1)\n"), "{said}");
    assert!(said.contains("if `ID` is the id of the records, add `--map id=\"ID\"`\n"), "{said}");
    assert!(said.contains("0 records changed, 0 new, 2 the same"), "{said}");
    assert_eq!(school.records(), before);
    let err = refuses(&school, roll, &["--map", "id=ID"]);
    assert!(err.contains("the id belongs to p015, but the name and date of birth belong to p014"), "{err}");
    // In our own register every value is the id of a record.
    let own = "ID,Name,Class\np014,Amira Sample,5B\n,Bo New,\np015,Zoë O'Brien-Núñez,4B\n";
    let said = import(&school, own, &["--dry-run"]).out;
    assert!(said.contains("  changed: p014: name Amira Example -> Amira Sample; class 4B -> 5B\n"), "{said}");
    for heading in ["Admission Number", "Student ID", "Arbor Student ID", "adno"] {
        let said = import(&school, &own.replace("ID,", &format!("{heading},")), &["--dry-run"]).out;
        assert!(said.contains("  new: Amira Sample"), "{heading}: {said}");
    }
}

#[test]
fn several_rows_of_a_pupil_are_one_and_may_leave_out_what_another_one_has() {
    let school = school();
    let roll = "Admission Number,Name,UPN,DOB,Class,Date of Admission,SEN Need\n\
                000412,New Kid,Y330999924030,2018-05-20,4B,2025-09-01,Autistic spectrum disorder\n\
                000412,\"Kid, New\",,,,,Speech\n\
                ,NEW KID,,2018-05-20,,,Hearing impairment\n";
    let before = school.records().len();
    let said = imports(&school, roll, &[]);
    assert!(
        said.contains("2 rows are about a pupil of an earlier row, such as line 3 about the one of line 2: each pupil"),
        "{said}"
    );
    assert!(said.contains("0 records changed, 1 new"), "{said}");
    assert_eq!(school.records().len(), before + 1);
    let roll = roll.replace("\"Kid, New\",,,,", "\"Kid, New\",,2018-05-20,5B,");
    let err = refuses(&school, &roll, &[]);
    assert!(err.contains("this is p016, who already has a row, in line 2"), "{err}");
    assert!(err.contains("the two differ in the class"), "{err}");
}

#[test]
fn the_same_heading_twice_is_kept_apart_and_a_row_in_which_they_differ_is_named() {
    let school = school();
    let roll =
        "Name,UPN,Class,upn\nAmira Example,Q330999922002,5B,\nZoë O'Brien-Núñez,,4B,\nBo New,,4B,Y330999924030\n";
    let said = import(&school, roll, &["--dry-run"]).out;
    assert!(said.contains("  changed: p014: class 4B -> 5B\n"), "{said}");
    let err = refuses(&school, &roll.replace("5B,\n", "5B,K330999923017\n"), &[]);
    assert!(err.contains("the UPN in column 2 and in column 4 is not the same\n  --> roll.csv:2:1  upn"), "{err}");
    assert!(import(&school, &roll.replace("5B,\n", "5B,Q330999922002\n"), &["--dry-run"]).code == 0);
}

#[test]
fn a_pupil_who_has_left_is_never_added_and_is_named_by_row() {
    let school = school();
    let before = school.records();
    let head = "Name,UPN,DOB,Year,Class,Date of Admission,Leaving Date,Enrolment Status\n";
    let zoe = "Zoë O'Brien-Núñez,,2018-03-03,3,4B,2022-09-05,,C\n";
    let amira = "Amira Example,Q330999922002,2017-11-03,4,4B,2022-09-05,,C\n";
    for (row, why) in [
        ("Anna Gone,,2016-01-20,,Old class,2020-09-01,17/07/2025,C\n", "left on 17 Jul 2025"),
        ("Anna Gone,,2016-01-20,5,5B,2020-09-01,,Leaver\n", "the enrolment status is `Leaver`"),
        ("Anna Gone,,2016-01-20,,,2020-09-01,,\n", "has neither a year nor a class, as a pupil who has left"),
    ] {
        let said = imports(&school, &format!("{head}{amira}{zoe}{row}"), &[]);
        assert!(said.contains(&format!("  not on roll, not added: Anna Gone (line 4: {why})\n")), "{said}");
        assert!(said.contains("0 records changed, 0 new, 2 the same, 0 gone from the roll, 1 not on roll\n"), "{said}");
        assert_eq!(school.records(), before, "{row}");
    }
    // Amira is on roll in the records. Her class is not brought up to date with a row about someone who has left.
    let left = amira.replace("4B,2022-09-05,,C", "5B,2022-09-05,2025-12-19,C");
    let said = imports(&school, &format!("{head}{left}{zoe}"), &[]);
    let line = "  gone from the roll: p014 Amira Example (line 2: left on 19 Dec 2025; record it with `send leave p014 --date 2025-12-19`)\n";
    assert!(said.contains(line) && said.contains("1 the same, 1 gone from the roll\n"), "{said}");
    assert_eq!(school.send(&["leave", "p014", "--date", "2025-12-19", "--to-school", "Oak"]).code, 0);
    let said = imports(&school, &format!("{head}{left}{zoe}"), &[]);
    assert!(said.contains("0 records changed, 0 new, 2 the same, 0 gone"), "{said}");
    // A last day that is still to come is only named, and today is still a day on roll.
    for day in ["2026-01-15", "2026-02-13"] {
        let later = zoe.replace(",,C", &format!(",{day},C"));
        let said = imports(&school, &format!("{head}{left}{later}"), &[]);
        assert!(
            said.contains("record it with `send leave p015 --date 2026-0") && said.contains("2 the same, 0 gone"),
            "{said}"
        );
    }
    // A blank class alone, without a year column, is no sign that a pupil has left.
    let said =
        imports(&school, "Name,DOB,Class,From\nZoë O'Brien-Núñez,2018-03-03,4B,\nBo New,2018-05-20,,2025-09-01\n", &[]);
    assert!(said.contains("0 records changed, 1 new"), "{said}");
}

#[test]
fn an_enrolment_that_is_not_the_main_one_is_named_and_an_unknown_word_is_asked() {
    let school = school();
    let head = "Name,DOB,From,EnrolStatus\n";
    let roll = format!(
        "{head}Sam Subsidiary,2018-05-20,2025-09-01,S\nGus Guest,2018-05-21,2025-09-01,Guest\nAmira Example,2017-11-03,,M\n"
    );
    let said = import(&school, &roll, &["--add", "--dry-run"]).out;
    assert!(
        said.contains("  Sam Subsidiary (line 2) is a subsidiary enrolment: another school is the main one\n"),
        "{said}"
    );
    assert!(said.contains("  Gus Guest (line 3) is a guest: on roll at another school\n"), "{said}");
    assert!(said.contains("0 records changed, 2 new, 1 the same"), "{said}");
    let roll = format!("{head}Amira Example,2017-11-03,,On books\n");
    let err = refuses(&school, &roll, &[]);
    assert!(
        err.contains("found `On books`, which is not a known enrolment status\n  --> roll.csv:2:1  enrolment"),
        "{err}"
    );
    assert!(err.contains("help: say what it means with `--map \"enrolment:On books=...\"`: current, main, "), "{err}");
    for (meaning, counts) in [("current", "1 the same, 1 gone"), ("leaver", "0 the same, 2 gone")] {
        let said = import(&school, &roll, &["--dry-run", "--map", &format!("enrolment:on BOOKS={meaning}")]).out;
        assert!(said.contains(counts), "{said}");
    }
    assert_eq!(import(&school, &roll, &["--dry-run", "--map", "enrolment=-"]).code, 0);
    let err = refuses(&school, "Name,DOB,From,Leaving Date\nBo New,2018-05-20,2025-09-01,2024-07-19\n", &[]);
    assert!(err.contains("the first day on roll, 2025-09-01, is after the last, 2024-07-19"), "{err}");
}
