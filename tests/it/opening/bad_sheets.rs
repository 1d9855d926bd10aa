//! Sheets with a mistake. Each must be refused with its row, what was found and what to do, and no record may be saved: half a
//! register is worse than none.

use super::expected::{ALL_FACTS, assert_opened};
use super::folder::{DAY_FOUND, FreshFolder};
use super::sheets::{ARBOR, REGISTER, windows_1252};
use crate::common::workbook::{SheetParts, workbook};

/// The headings of the register.
const HEADINGS: [&str; 12] = [
    "Surname",
    "Forename",
    "UPN",
    "DOB",
    "Year",
    "Reg Group",
    "SEN Status",
    "Need 1",
    "Need 2",
    "Date placed on register",
    "Review date",
    "EHCP date",
];

/// A child of the register without a mistake.
const NOAH: [&str; 12] =
    ["Example", "Noah", "K330999925102", "17/05/2021", "1", "1A", "K", "SLCN", "SEMH", "02/03/2026", "03/02/2027", ""];

/// Another.
const HUGO: [&str; 12] =
    ["Demo", "Hugo", "Z330999923101", "09/09/2018", "3", "3A", "K", "MLD", "SLCN", "09/09/2024", "02/02/2027", ""];

/// A child with a plan, whose second need has a comma in its name.
const ROSA: [&str; 12] = [
    "Example",
    "Rosa",
    "N330999922101",
    "08/03/2018",
    "4",
    "4A",
    "E",
    "ASD",
    "Speech, language and communication needs",
    "13/09/2022",
    "09/03/2027",
    "14/06/2022",
];

/// A row of CSV.
fn line(cells: &[&str]) -> String {
    let quoted: Vec<String> =
        cells.iter().map(|cell| if cell.contains(',') { format!("\"{cell}\"") } else { (*cell).to_owned() }).collect();
    quoted.join(",") + "\n"
}

/// The headings, then these rows.
fn sheet(rows: &[&[&str]]) -> String {
    line(&HEADINGS) + &rows.iter().map(|row| line(row)).collect::<String>()
}

/// Hugo with other cells in these columns.
fn hugo_with<'c>(cells: &[(&str, &'c str)]) -> [&'c str; 12] {
    let mut row: [&str; 12] = HUGO;
    for (heading, cell) in cells {
        let column = HEADINGS.iter().position(|one| one == heading).unwrap();
        row[column] = cell;
    }
    row
}

/// Noah in line 2 and Hugo, with a mistake in one column, in line 3.
fn with_mistake(heading: &str, cell: &str) -> String {
    sheet(&[&NOAH, &hugo_with(&[(heading, cell)])])
}

#[test]
fn the_children_without_a_mistake_are_read() {
    let folder = FreshFolder::new();
    folder.imports("good.csv", sheet(&[&NOAH, &HUGO, &ROSA]).as_bytes(), &[]);
    assert_eq!(folder.rows(DAY_FOUND, &["register"]).len(), 3);
}

#[test]
fn a_status_that_does_not_say_k_e_or_n_is_refused() {
    let folder = FreshFolder::new();
    for status in [
        // The school's own words. Each may mean K, or nothing.
        "T",
        "K+",
        "KSS",
        "Targeted",
        "SEN Register",
        "Wave 2",
        // A yes says nothing of K or E.
        "Y",
        "Yes",
        "TRUE",
        "1",
        // Statements ended in 2018.
        "S",
        "Statement",
        // Ended in 2014. K is not a new name for them.
        "A",
        "P",
        "SA+",
        "School Action Plus",
        "EYAP",
        // A need in the wrong column.
        "SLCN",
        "Dyslexia",
        "Autistic spectrum disorder",
    ] {
        folder.refuses(
            "bad.csv",
            with_mistake("SEN Status", status).as_bytes(),
            &[],
            &["bad.csv:3", &format!("`{status}`")],
        );
    }
}

#[test]
fn a_date_that_is_none_is_refused() {
    let folder = FreshFolder::new();
    for (heading, day) in [
        ("Date placed on register", "31/02/2026"),
        ("Date placed on register", "11/13/2024"),
        ("Date placed on register", "45544"),
        ("Date placed on register", "soon"),
        ("Review date", "32/01/2027"),
        ("EHCP date", "29/02/2025"),
        ("DOB", "31/11/2018"),
        ("DOB", "11/13/2018"),
    ] {
        folder.refuses("bad.csv", with_mistake(heading, day).as_bytes(), &[], &["bad.csv:3", &format!("`{day}`")]);
    }
}

#[test]
fn a_row_that_cannot_be_true_is_refused() {
    let folder = FreshFolder::new();
    for (heading, cell) in [
        // Placed before the child was born.
        ("Date placed on register", "09/09/2017"),
        // A child with a plan is E. Either the code is wrong, or the day is of something else.
        ("EHCP date", "14/06/2022"),
        // Not born yet, and thirty-eight years old in Year 3.
        ("DOB", "09/09/2028"),
        ("DOB", "09/09/1988"),
        // The check letter of the UPN is not this one, and a figure is missing.
        ("UPN", "A330999923101"),
        ("UPN", "Z33099992310"),
        // The name, or the day by which a child is known again, is missing.
        ("Surname", ""),
        ("DOB", ""),
    ] {
        folder.refuses("bad.csv", with_mistake(heading, cell).as_bytes(), &[], &["bad.csv:3"]);
    }
}

#[test]
fn a_day_of_placing_before_joining_is_refused() {
    let text =
        "Legal Surname,Legal Forename,UPN,Date of Birth,Date of Admission,SEN Status,SEN Need,Date placed on register
Demo,Hugo,Z330999923101,09/09/2018,05/09/2023,K,Moderate learning difficulty,12/09/2022
";
    let folder = FreshFolder::new();
    folder.refuses("bad.csv", text.as_bytes(), &[], &["bad.csv:2"]);
    // The same child, placed after joining.
    folder.imports("good.csv", text.replace("12/09/2022", "12/09/2023").as_bytes(), &[]);
}

#[test]
fn the_same_child_twice_counts_once_if_the_rows_agree_and_is_refused_if_not() {
    let folder = FreshFolder::new();
    for cells in [
        &[("SEN Status", "E")][..],
        &[("SEN Status", "N")],
        &[("Need 1", "ASD")],
        &[("Date placed on register", "16/09/2024")],
        &[("Reg Group", "4A")],
        &[("UPN", ""), ("SEN Status", "E")],
        // Another child with the same UPN.
        &[("Surname", "Pretend"), ("Forename", "Iris"), ("DOB", "06/01/2020")],
    ] {
        let text = sheet(&[&NOAH, &HUGO, &hugo_with(cells)]);
        folder.refuses("bad.csv", text.as_bytes(), &[], &["bad.csv:4"]);
    }
    folder.imports("good.csv", sheet(&[&NOAH, &HUGO, &HUGO]).as_bytes(), &[]);
    assert_eq!(folder.rows(DAY_FOUND, &["census"]).len(), 2);
}

#[test]
fn a_need_that_is_not_a_type_is_never_stored_as_one() {
    for word in ["Dyslexia", "PLD", "NSA*", "BESD", "Behaviour", "Vision", "Hearing impairment in child", "AUT"] {
        let folder = FreshFolder::new();
        let ran = folder.import("bad.csv", with_mistake("Need 1", word).as_bytes(), &[]);
        assert!(ran.said().contains(word), "{word}\n{}", ran.said());
        // It may be refused, or Hugo may have a record without this need. He never has a need that the sheet does not name.
        for row in folder.rows(DAY_FOUND, &["register"]).iter().filter(|row| row["name"] == "Hugo Demo") {
            assert!(["", "SLCN"].contains(&row["primary_need"].as_str()), "{word} {row:?}\n{}", ran.said());
        }
    }
}

#[test]
fn rows_that_are_not_children_are_refused() {
    let folder = FreshFolder::new();
    let good = sheet(&[&NOAH]);
    for (text, place) in [
        (format!("Name,,,Dates,,,SEN,,,,,\n{good}"), "bad.csv:"),
        (format!("{good}Family name,First name,,dd/mm/yyyy,,,K/E/N,,,,,\n"), "bad.csv:3"),
        (format!("{good}{good}"), "bad.csv:3"),
        (format!("{good}Total,45,,,,,,,,,,\n"), "bad.csv:3"),
        (format!("{good},,,,,Total,38,,,,,\n"), "bad.csv:3"),
        (format!("{good}Printed on 27/11/2026,,,,,,,,,,,\n"), "bad.csv:3"),
        // The commas of a need's name without quotation marks move the days to the right.
        (format!("{good}{}", line(&ROSA).replace('"', "")), "bad.csv:3"),
    ] {
        folder.refuses("bad.csv", text.as_bytes(), &[], &[place]);
    }
}

#[test]
fn lines_above_the_headings_and_words_for_no_date_are_read_and_named() {
    let folder = FreshFolder::new();
    let text = format!("SEND register of an invented school,,,,,,,,,,,\n,,,,,,,,,,,\n{REGISTER},,,,,,,,,,,\n");
    folder.imports("titled.csv", text.as_bytes(), &[]);
    assert_opened(&folder, ALL_FACTS, "lines above the headings");
    for word in ["Ongoing", "N/A", "TBC", "-"] {
        let folder = FreshFolder::new();
        let said = folder.imports("words.csv", with_mistake("Date placed on register", word).as_bytes(), &[]);
        assert!(said.contains(word), "{said}");
        let record = folder.record_of("Hugo Demo");
        assert!(record.contains("register:\n  - in_force_on: 2026-11-30\n"), "{record}");
    }
}

#[test]
fn a_child_with_a_plan_without_a_day_is_read() {
    let folder = FreshFolder::new();
    folder.imports("plan.csv", with_mistake("SEN Status", "E").as_bytes(), &[]);
    let due = |rule: &str| {
        let rows = folder.rows(DAY_FOUND, &["overdue", "--within", "30d"]);
        rows.iter().find(|row| row["rule"] == rule).map(|row| row["due"].clone())
    };
    assert_eq!(due("plan-date").as_deref(), Some("2026-12-14"));
    assert_eq!(due("annual-review-date").as_deref(), Some("2026-12-14"));
}

#[test]
fn a_class_that_the_settings_do_not_name_is_offered_and_never_breaks_a_record() {
    let folder = FreshFolder::with_settings("\n[[classes]]\nname = \"1A\"\n");
    let before = folder.files();
    let ran = folder.import("class.csv", sheet(&[&NOAH, &HUGO]).as_bytes(), &[]);
    assert!(ran.said().contains("3A") && ran.said().contains("send.toml"), "{}", ran.said());
    if ran.code == 0 {
        assert_eq!(folder.errors(), [""; 0]);
        assert_eq!(folder.rows(DAY_FOUND, &["census"]).len(), 2);
    } else {
        assert_eq!(folder.files(), before, "{}", ran.said());
    }
}

#[test]
fn a_sheet_inside_the_records_folder_is_refused() {
    let folder = FreshFolder::new();
    for place in ["register.csv", "pupils/register.csv"] {
        std::fs::write(folder.path(place), REGISTER).unwrap();
        let before = folder.files();
        let ran = folder.send(&["import", place, "--as-found", DAY_FOUND, "--yes", "--by", "R. Osei"]);
        assert!([2, 3].contains(&ran.code) && ran.err.contains("help: "), "{}", ran.said());
        assert!(ran.err.contains("register.csv"), "the sheet is not named\n{}", ran.said());
        assert_eq!(folder.files(), before, "{}", ran.said());
        std::fs::remove_file(folder.path(place)).unwrap();
    }
    folder.imports("register.csv", REGISTER.as_bytes(), &[]);
}

#[test]
fn bytes_that_are_not_a_sheet_are_refused() {
    let folder = FreshFolder::new();
    // CP850, as `CSV (MS-DOS)` saves it: in Windows-1252 the bytes of Zoë, Séamus and Björn are other letters.
    let cp850: Vec<u8> = windows_1252(REGISTER)
        .into_iter()
        .map(|byte| match byte {
            0xeb => 0x89,
            0xe9 => 0x82,
            0xf6 => 0x94,
            other => other,
        })
        .collect();
    let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain(REGISTER.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let cut = &include_bytes!("register.xlsx")[..4000];
    for (name, bytes, said) in [
        ("empty.csv", Vec::new(), "empty.csv"),
        ("blank.csv", b"\xef\xbb\xbf\r\n\r\n".to_vec(), "blank.csv"),
        ("headings.csv", line(&HEADINGS).into_bytes(), "headings.csv"),
        ("dos.csv", cp850, "dos.csv"),
        ("wide.csv", utf16, "UTF-16"),
        ("page.xls", b"<html><table><tr><td>Surname</td></tr></table></html>".to_vec(), "web page"),
        ("old.xls", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 504]].concat(), "old.xls"),
        ("password.xlsx", include_bytes!("password.xlsx").to_vec(), "password"),
        ("cut.xlsx", cut.to_vec(), "cut.xlsx"),
        ("empty.xlsx", workbook(&[SheetParts::of_rows("Sheet1", &[])], false), "empty.xlsx"),
    ] {
        folder.refuses(name, &bytes, &[], &[said]);
    }
}

#[test]
fn a_workbook_with_merged_cells_is_refused_at_the_first_cell_that_is_empty_by_merging() {
    let folder = FreshFolder::new();
    folder.refuses("merged.xlsx", include_bytes!("merged.xlsx"), &[], &["register!F3", "merged"]);
}

/// Noah and Hugo as cells of a workbook. The days are typed: 2021-05-17 is 44333, 2018-09-09 is 43352.
const CELLS: [&[&str]; 3] = [
    &["Surname", "Forename", "DOB", "SEN Status", "Need 1"],
    &["Example", "Noah", "date:44333", "K", "SLCN"],
    &["Demo", "Hugo", "date:43352", "K", "MLD"],
];

#[test]
fn a_cell_without_a_value_is_named_by_sheet_column_and_row() {
    let folder = FreshFolder::new();
    folder.imports("good.xlsx", &workbook(&[SheetParts::of_rows("Year 3", &CELLS)], false), &[]);
    let folder = FreshFolder::new();
    for (row, said) in [
        (["Demo", "Hugo", "date:43352", "error:#N/A", "MLD"], ["'Year 3'!D3", "#N/A"]),
        (["Demo", "Hugo", "date:43352", "formula:A1", "MLD"], ["'Year 3'!D3", "formula"]),
        (["Demo", "Hugo", "error:#REF!", "K", "MLD"], ["'Year 3'!C3", "#REF!"]),
        (["Demo", "Hugo", "number:43352", "K", "MLD"], ["'Year 3'!C3", "43352"]),
        (["Demo", "Hugo", "date:43352", "date:43352", "MLD"], ["'Year 3'!D3", "2018-09-09"]),
        (["Demo", "Hugo", "date:43352", "number:1", "MLD"], ["'Year 3'!D3", "1"]),
    ] {
        let rows: [&[&str]; 3] = [CELLS[0], CELLS[1], &row];
        folder.refuses("bad.xlsx", &workbook(&[SheetParts::of_rows("Year 3", &rows)], false), &[], &said);
    }
}

#[test]
fn one_of_two_sheets_is_chosen_and_a_hidden_column_is_named() {
    let folder = FreshFolder::new();
    let leavers: &[&[&str]] = &[CELLS[0], &["Gone", "Anna", "date:42000", "K", "MLD"]];
    let hidden = SheetParts { is_hidden: true, ..SheetParts::of_rows("Leavers", leavers) };
    let both = workbook(&[SheetParts::of_rows("Register", &CELLS), hidden], false);
    folder.refuses("two.xlsx", &both, &[], &["Register", "Leavers", "--sheet"]);
    folder.imports("two.xlsx", &both, &["--sheet", "Register"]);
    let census = folder.rows(DAY_FOUND, &["census"]);
    assert!(census.len() == 2 && census.iter().all(|row| row["name"] != "Anna Gone"), "{census:?}");

    let folder = FreshFolder::new();
    let before = "<cols><col min=\"4\" max=\"4\" width=\"9\" hidden=\"1\"/></cols>";
    let rows: [&[&str]; 3] = [&["Surname", "Forename", "DOB", "SEND Status", "Need 1"], CELLS[1], CELLS[2]];
    let hidden_status = SheetParts { before, ..SheetParts::of_rows("Register", &rows) };
    let said = folder.imports("hidden.xlsx", &workbook(&[hidden_status], false), &[]);
    assert!(said.contains("SEND Status"), "the column of the status is not named\n{said}");
    assert_eq!(folder.rows(DAY_FOUND, &["register"]).len(), 2);
}

/// A child of Arbor's report with this status, need, rank and status again.
fn arbor_row(status: &str, need: &str, rank: &str, code: &str) -> String {
    format!(
        "Z330999923101,\"Demo, Hugo\",Year 3,3A,2018-09-09,White - British,\"{status}\",\"{need}\",,{rank},,,{code}\n"
    )
}

#[test]
fn rows_of_one_child_that_disagree_are_refused() {
    let folder = FreshFolder::new();
    let (k, slcn) = ("SEN Support", "Speech, language and communication needs");
    let (e, asd) = ("Education, Health and Care Plan", "Autistic spectrum disorder");
    for rows in [
        // Two statuses in two rows, and in one.
        [arbor_row(k, slcn, "1", "K"), arbor_row(e, asd, "2", "E")],
        [arbor_row(k, slcn, "1", "K"), arbor_row(k, asd, "2", "E")],
        // Two needs of one rank.
        [arbor_row(k, slcn, "1", "K"), arbor_row(k, asd, "1", "K")],
    ] {
        folder.refuses("arbor.csv", format!("{ARBOR}\n{}", rows.concat()).as_bytes(), &[], &["arbor.csv:"]);
    }
    let good = [arbor_row(k, asd, "2", "K"), arbor_row(k, slcn, "1", "K")].concat();
    folder.imports("arbor.csv", format!("{ARBOR}\n{good}").as_bytes(), &[]);
    let rows = folder.rows(DAY_FOUND, &["register"]);
    assert_eq!((rows[0]["primary_need"].as_str(), rows[0]["secondary_need"].as_str()), ("SLCN", "ASD"));
}

#[test]
fn a_day_found_that_cannot_be_is_refused() {
    let folder = FreshFolder::new();
    let sheet = folder.put_sheet("register.csv", REGISTER.as_bytes());
    let before = folder.files();
    // In the future, not a day, and before any of the children was born.
    for (day, said) in [("2126-11-30", "2126"), ("2026-11-31", "2026-11-31"), ("2015-01-01", "2015")] {
        let ran = folder.send(&["import", &sheet, "--as-found", day, "--yes", "--by", "R. Osei"]);
        assert!([2, 3].contains(&ran.code) && ran.err.contains("help: "), "{day}\n{}", ran.said());
        assert!(ran.err.contains(said), "{day}\n{}", ran.said());
        assert_eq!(folder.files(), before, "{day}");
    }
    folder.imports("register.csv", REGISTER.as_bytes(), &[]);
}

#[test]
fn a_heading_that_says_annual_is_not_about_the_plan_of_the_school() {
    for heading in ["Annual Review Date", "Next Annual Review", "EHCP Review Date"] {
        let folder = FreshFolder::new();
        let text = sheet(&[&ROSA]).replacen("Review date", heading, 1);
        let said = folder.imports("annual.csv", text.as_bytes(), &[]);
        assert!(said.contains(heading), "{said}");
        let record = folder.record_of("Rosa Example");
        assert!(!record.contains("cycles:"), "{heading}\n{record}");
    }
}

#[test]
fn a_row_with_a_mistake_can_be_left_out_and_is_named() {
    let folder = FreshFolder::new();
    let text = with_mistake("SEN Status", "Y");
    let ran = folder.import("bad.csv", text.as_bytes(), &["--skip-bad"]);
    assert!(ran.said().contains("bad.csv:3"), "{}", ran.said());
    let names: Vec<String> = folder.rows(DAY_FOUND, &["census"]).into_iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["Noah Example"], "{}", ran.said());
}
