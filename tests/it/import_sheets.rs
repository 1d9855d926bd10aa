//! `send import` with the roll as schools' systems and spreadsheets really save it. Every child is invented.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::program::Ran;
use crate::common::roll::school_of_two;
use crate::common::school::School;
use crate::common::workbook::{SheetParts, workbook};

/// A school with Amira, whom every roll here puts into 5B, and Zoë, for whom every roll agrees with her record.
fn school() -> School {
    school_of_two("Zoë O’Sample", "2018-05-20", Some("W330999925101"))
}

/// What an import of each right roll says in the end.
const CHANGED: &str = "  changed: p014: class 4B -> 5B
1 record changed, 0 new, 1 the same, 0 gone from the roll
nothing was saved
";

/// Writes a roll and tries to import it.
fn import(school: &School, file: &str, bytes: &[u8], more: &[&str]) -> Ran {
    std::fs::write(school.path(file), bytes).unwrap();
    school.send(&[&["import", file, "--dry-run"][..], more].concat())
}

/// A roll that must be read, in whatever shape. Returns what was said before the changes.
fn reads(school: &School, file: &str, bytes: &[u8], more: &[&str]) -> String {
    let ran = import(school, file, bytes, more);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{file} {more:?}\n{}", ran.out);
    ran.out.strip_suffix(CHANGED).unwrap_or_else(|| panic!("{file} {more:?}\n{}", ran.out)).to_owned()
}

/// A roll that must be refused as a whole. Returns what was said.
fn refuses(school: &School, file: &str, bytes: &[u8], more: &[&str]) -> String {
    let before = school.records();
    std::fs::write(school.path(file), bytes).unwrap();
    let ran = school.send(&[&["import", file, "--yes", "--add"][..], more].concat());
    assert!([2, 3].contains(&ran.code) && !ran.out.contains("  changed: "), "{file} {more:?}\n{}{}", ran.out, ran.err);
    assert_eq!(school.records(), before, "{file}");
    assert!(!ran.err.contains("invalid") && ran.err.contains("help: "), "{}", ran.err);
    ran.err
}

/// Refuses a CSV file, with all of this said.
fn refuses_csv(school: &School, text: &str, more: &[&str], said: &[&str]) {
    let err = refuses(school, "roll.csv", text.as_bytes(), more);
    said.iter().for_each(|said| assert!(err.contains(said), "{said}\n{text}\n{err}"));
}

/// Refuses a workbook, with all of this said.
fn refuses_workbook(school: &School, sheets: &[SheetParts<'_>], more: &[&str], said: &[&str]) {
    let err = refuses(school, "roll.xlsx", &workbook(sheets, false), more);
    said.iter().for_each(|said| assert!(err.contains(said), "{said}\n{err}"));
}

#[test]
fn a_csv_file_is_read_as_each_program_saves_it() {
    let school = school();
    let plain = "Name,UPN,Date of birth,Class\nAmira Example,Q330999922002,2017-11-03,5B\nZoë O’Sample,W330999925101,20/05/2018,4B\n";
    for (text, said) in [
        (plain.to_owned(), ""),
        (format!("\u{feff}{}", plain.replace(',', ";").replace('\n', "\r\n")), ""),
        (plain.replace(',', "\t").replace('\n', "\r"), ""),
        (format!("sep=;\r\n{}", plain.replace(',', ";")), ""),
        (format!("Roll of Elmfield\n\n{plain}\n,,,\n"), "line 1 is above the headings and is not read\n"),
        (plain.replace("20/05/2018", "20 May 2018"), ""),
        (plain.replace("20/05/2018", "2018-May-20 00:00:00"), ""),
        (plain.replace("20/05/2018", "20/05/18"), ""),
        (
            plain.replace("Amira Example", "\"Example, Amira\"").replace("UPN", "unique_pupil-number"),
            "the UPN is in `unique_pupil-number` (column 2)\n",
        ),
        (plain.replace("20/05/2018", "TBC"), "the date of birth in line 3 is `TBC`, which counts as empty\n"),
    ] {
        assert_eq!(reads(&school, "roll.csv", text.as_bytes(), &[]), said, "{text}");
    }
}

#[test]
fn windows_1252_is_read_and_named_and_another_code_page_is_refused() {
    let school = school();
    let rest = b"sample,W330999925101,2018-05-20,4B\nAmira Example,Q330999922002,2017-11-03,5B\n";
    let head = b"Name,UPN,DOB,Class\nZo\xeb O\x92S";
    let bytes = [&head[..], &rest[1..]].concat();
    let said = reads(&school, "roll.csv", &bytes, &[]);
    assert!(said.starts_with("roll.csv is read as Windows-1252: compare the letters with accents\n"), "{said}");
    let err = refuses(&school, "roll.csv", b"Name,UPN\nZo\x89 Sample,W330999925101\n", &[]);
    for part in
        ["found letters that are not saved as UTF-8, and that may not be Windows-1252", "roll.csv:2:1", "CSV UTF-8"]
    {
        assert!(err.contains(part), "{err}");
    }
}

#[test]
fn exports_of_sims_and_arbor_are_read_and_their_columns_are_shown() {
    let school = school();
    let sims = "Admission Number,UPN,Legal Surname,Legal Forename,Preferred Forename,Date of Birth,Current NC Year,Class,Date of Admission
000412,Q330999922002,Example,Amira,Mira,03/11/2017,3,5B,05/09/2022
000377,W330999925101,O’Sample,Zoë,,20/05/2018,4,4B,05/09/2022
";
    let said = "the number in the school's own system is in `Admission Number` (column 1)
the forename is in `Legal Forename` (column 4)
the surname is in `Legal Surname` (column 3)
the year group is in `Current NC Year` (column 7)
the first day on roll is in `Date of Admission` (column 9)
the column `Preferred Forename` is ignored
";
    assert_eq!(reads(&school, "roll.csv", sims.as_bytes(), &[]), said);
    let arbor = "UPN,Name,\"Year group(s) this academic year\",\"Registration form(s) this academic year\",\"Date of Birth\",\"Sen Need\",\"SEN Need Ranking\"
Q330999922002,\"Example, Amira\",\"Year 4\",5B,2017-11-03,\"Autistic Spectrum Disorder\",1
Q330999922002,\"Example, Amira\",\"Year 4\",5B,2017-11-03,\"Speech, Language and Communication Needs\",2
W330999925101,\"O’Sample, Zoë\",\"Year 4\",4B,2018-05-20,,
";
    let said = reads(&school, "roll.csv", arbor.as_bytes(), &[]);
    assert!(said.contains("the class is in `Registration form(s) this academic year` (column 4)\n"), "{said}");
    assert!(said.ends_with("line 3 is about the pupil of line 2: each pupil counts once\n"), "{said}");
}

/// 2017-11-03 and 2018-05-20, as days since 1900.
const ROWS: &[&[&str]] = &[
    &["Forename", "Surname", "DOB", "Reg Group", "UPN"],
    &["Amira", "Example", "date:43042", "5B", "Q330999922002"],
    &["Zoë", "O’Sample", "date:43240.5", "4B", "W330999925101"],
];

#[test]
fn a_workbook_is_read_by_the_type_of_its_cells() {
    let school = school();
    let said = "the sheet `Sheet1` is read
the date of birth is in `DOB` (column C)
the class is in `Reg Group` (column D)
";
    assert_eq!(reads(&school, "roll.xlsx", &workbook(&[SheetParts::of_rows("Sheet1", ROWS)], false), &[]), said);
    // The bytes say what a file is, not its name.
    assert_eq!(reads(&school, "roll.csv", &workbook(&[SheetParts::of_rows("Sheet1", ROWS)], false), &[]), said);
    // From 1904 the same days have numbers that are 1,462 smaller.
    let rows = [
        ROWS[0],
        &["Amira", "Example", "date:41580", "5B", "Q330999922002"],
        &["Zoë", "O’Sample", "date:41778", "4B", "W330999925101"],
    ];
    assert_eq!(reads(&school, "roll.xlsx", &workbook(&[SheetParts::of_rows("Sheet1", &rows)], true), &[]), said);
    let err = refuses(&school, "roll.xlsx", &workbook(&[SheetParts::of_rows("Sheet1", &rows)], false), &[]);
    assert!(err.contains("Sheet1!C2: p014 was born on 2017-11-03, but this row has another day"), "{err}");
}

#[test]
fn one_sheet_of_a_workbook_is_chosen_by_name_and_hidden_ones_are_named() {
    let school = school();
    let leavers: &[&[&str]] = &[&["Name", "Left"], &["Anna Gone", "date:45000"]];
    let hidden = SheetParts { is_hidden: true, ..SheetParts::of_rows("Leavers", leavers) };
    let sheets = [SheetParts::of_rows("Roll 2026", ROWS), hidden, SheetParts::of_rows("Sheet3", &[])];
    refuses_workbook(
        &school,
        &sheets,
        &[],
        &[
            "roll.xlsx has 2 sheets: `Roll 2026` and `Leavers`\n",
            "help: choose the roll with `--sheet \"Roll 2026\"` or `--sheet \"Leavers\"`",
        ],
    );
    refuses_workbook(
        &school,
        &sheets,
        &["--sheet", "Rol 2026"],
        &["has no sheet `Rol 2026`", "did you mean `--sheet \"Roll 2026\"`?"],
    );
    let said = reads(&school, "roll.xlsx", &workbook(&sheets, false), &["--sheet", "roll 2026"]);
    assert!(said.starts_with("the sheet `Roll 2026` is read\n"), "{said}");
    let only = [SheetParts { is_hidden: true, ..SheetParts::of_rows("Roll", ROWS) }];
    assert!(
        reads(&school, "roll.xlsx", &workbook(&only, false), &[])
            .starts_with("the sheet `Roll`, which is hidden, is read\n")
    );
    refuses_csv(
        &school,
        "name\nAmira Example\n",
        &["--sheet", "Roll"],
        &["roll.csv is a CSV file, which has no sheets"],
    );
}

#[test]
fn a_hidden_column_is_read_and_named_like_any_other() {
    let school = school();
    let hide_d = "<cols><col min=\"4\" max=\"4\" width=\"9\" hidden=\"1\"/></cols>";
    let hidden = SheetParts { before: hide_d, ..SheetParts::of_rows("Sheet1", ROWS) };
    let said = reads(&school, "roll.xlsx", &workbook(&[hidden], false), &[]);
    assert!(said.contains("the class is in `Reg Group` (column D)\n"), "{said}");
    let twice: &[&[&str]] =
        &[&["Name", "UPN", "Class", "Tutor Group"], &["Amira Example", "Q330999922002", "5B", "4B"]];
    refuses_workbook(
        &school,
        &[SheetParts { before: hide_d, ..SheetParts::of_rows("Sheet1", twice) }],
        &[],
        &[
            "Sheet1!D1: the class is in 2 columns: `Class` (column C) and `Tutor Group` (column D)",
            "choose one, such as `--map class=\"Class\"`",
            "roll.xlsx:1:4  class",
        ],
    );
}

#[test]
fn cells_without_a_usable_value_are_named_by_sheet_column_and_row() {
    let school = school();
    let head: &[&str] = &["Name", "UPN", "Date of birth", "Class"];
    for (cells, said) in [
        (["Amira Example", "Q330999922002", "date:43042", "error:#N/A"], "Sheet1!D2: found the error `#N/A`"),
        (["Amira Example", "Q330999922002", "formula:B9", "5B"], "Sheet1!C2: found a formula without a value"),
        (
            ["Amira Example", "Q330999922002", "number:43042", "5B"],
            "Sheet1!C2: found the number 43042, expected a date",
        ),
        (["Amira Example", "Q330999922002", "date:0.5", "5B"], "Sheet1!C2: found a time without a day"),
        (["Amira Example", "Q330999922002", "31/02/2017", "5B"], "Sheet1!C2: found `31/02/2017`, expected a date"),
        (
            ["Amira Example", "Q330999922002", "date:43042", "date:43042"],
            "Sheet1!D2: found the date 2017-11-03, expected the class",
        ),
        (["", "Q330999922002", "date:43042", "5B"], "Sheet1!A2: the name is missing"),
    ] {
        refuses_workbook(&school, &[SheetParts::of_rows("Sheet1", &[head, &cells])], &[], &[said, "nothing was saved"]);
    }
    // A program other than a spreadsheet may save formulas without any value. Such a row is not blank.
    let formulas: &[&[&str]] = &[
        head,
        &["Amira Example", "Q330999922002", "date:43042", "5B"],
        &["formula:A9", "formula:B9", "formula:C9", "formula:D9"],
    ];
    refuses_workbook(
        &school,
        &[SheetParts::of_rows("Sheet1", formulas)],
        &[],
        &["Sheet1!A3: found a formula without a value"],
    );
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"D2:D3\"/></mergeCells>";
    let rows: &[&[&str]] = &[
        head,
        &["Amira Example", "Q330999922002", "date:43042", "5B"],
        &["Zoë O’Sample", "W330999925101", "date:43240"],
    ];
    let sheet = SheetParts { after: merged, ..SheetParts::of_rows("Year 4", rows) };
    refuses_workbook(
        &school,
        &[sheet],
        &[],
        &["'Year 4'!D3: found a cell that is merged with D2", "unmerge the cells"],
    );
    // A cell of a column that is ignored may have anything.
    let rows: Vec<Vec<&str>> = ROWS.iter().map(|row| [row, &["error:#REF!"][..]].concat()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    reads(&school, "roll.xlsx", &workbook(&[SheetParts::of_rows("Sheet1", &rows)], false), &[]);
}

/// A workbook with one invented pupil and the password `example`. It was made with `soffice --convert-to xlsx roll.csv` from a roll
/// with the columns Name, UPN and Class, and then with `msoffcrypto-tool -e -p example roll.xlsx password.xlsx`.
const PASSWORD: &[u8] = include_bytes!("import_sheets/password.xlsx");

#[test]
fn a_file_that_is_not_a_roll_is_named_for_what_it_is() {
    let school = school();
    // The beginning of a compound file, in which Excel 2003 kept its workbooks.
    let old_workbook =
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 504], b"W\0o\0r\0k\0b\0o\0o\0k\0"].concat();
    for (bytes, said) in [
        (Vec::new(), "the file is blank"),
        (b"\xef\xbb\xbf\r\n\r\n".to_vec(), "the file is blank"),
        (workbook(&[SheetParts::of_rows("Sheet1", &[])], false), "the workbook has no values"),
        (PASSWORD.to_vec(), "the workbook has a password"),
        (old_workbook, "found an old Excel workbook (.xls)"),
        (b"PK\x03\x04 and nothing more".to_vec(), "found a workbook that cannot be read"),
        (b"<html><table><tr><td>Name</td></tr></table></html>".to_vec(), "found a web page"),
        (b"\xff\xfeN\0a\0m\0e\0".to_vec(), "found text in UTF-16"),
        (b"name,class\n".to_vec(), "roll has headings but no pupils below them"),
        (b"Sex,Ethnicity\nF,WBRI\n".to_vec(), "roll has no column `name`: line 1 has `Sex` and `Ethnicity`"),
        (b"Surname,UPN\nExample,Q330999922002\n".to_vec(), "roll has no column `name`: line 1 has `Surname` and `UPN`"),
    ] {
        let err = refuses(&school, "roll", &bytes, &[]);
        assert!(err.contains(said), "{said}\n{err}");
    }
}

#[test]
fn two_columns_with_one_meaning_need_a_choice() {
    let school = school();
    let rows = "Amira,Example,Q330999922002,5B,5B,A. Example\nZoë,O’Sample,W330999925101,4B,5B,Z. Sample\n";
    let roll = format!("Forename,Surname,UPN,Class,Form,Name\n{rows}");
    refuses_csv(
        &school,
        &roll,
        &[],
        &[
            "the class is in 2 columns: `Class` (column 4) and `Form` (column 5)",
            "the name is in `Name`, and also in `Forename` and `Surname`",
            "`--map forename=\"Forename\" --map surname=\"Surname\"`",
        ],
    );
    let maps = ["--map", "class=class", "--map", "forename=Forename", "--map", "surname=SURNAME"];
    assert_eq!(reads(&school, "roll.csv", roll.as_bytes(), &maps), "the columns `Form` and `Name` are ignored\n");
    // Some systems call the forename the name.
    refuses_csv(&school, "Surname,Name\nExample,Amira\n", &["--sheet", ""], &["has no sheets"]);
    refuses_csv(&school, "Surname,Name\nExample,Amira\n", &[], &["the name is in `Name`, and also in `Surname`"]);
    let roll = "Surname,Name,UPN,Kurs\nExample,Amira,Q330999922002,5B\nO’Sample,Zoë,W330999925101,4B\n";
    reads(&school, "roll.csv", roll.as_bytes(), &["--map", "forename=Name", "--map", "class=kurs"]);
}

#[test]
fn a_map_that_cannot_be_meant_is_refused() {
    let school = school();
    let roll = "Pupil,UPN\nAmira Example,Q330999922002\n";
    for (maps, said) in [
        (&["--map", "name=Pupils"][..], &["the roll has no heading `Pupils`", "did you mean `Pupil`?"][..]),
        (&["--map", "naem=Pupil"], &["`naem` is not a field of the roll", "did you mean `--map name=Pupil`?"]),
        (&["--map", "name"], &["`name` does not name a field and a heading"]),
        (&["--map", "name=Pupil", "--map", "Name=UPN"], &["--map names the name twice"]),
    ] {
        refuses_csv(&school, roll, maps, said);
    }
}

#[test]
fn rows_that_are_not_pupils_are_named_and_never_become_children() {
    let school = school();
    let amira = "Amira Example,Q330999922002,2017-11-03,5B\n";
    let head = "Name,UPN,Date of birth,Class\n";
    for (roll, said) in [
        (
            format!("Pupil,,Dates,\n{head}{amira}"),
            &["this looks like a second row of headings, above those in line 2", "roll.csv:1:1"][..],
        ),
        (
            format!("{head}Full name,,dd/mm/yyyy,\n{amira}"),
            &["this row has headings again: the first are in line 1", "roll.csv:2:1"],
        ),
        (format!("{head}{amira}{head}"), &["this row has headings again", "roll.csv:3:1"]),
        (
            format!("{head}{amira}Total,,,1\n"),
            &["this looks like a line of totals, not a pupil", "roll.csv:3:1", "delete this row"],
        ),
        (format!("{head}{amira}Total,45,,\n"), &["this looks like a line of totals"]),
        (format!("{head}{amira},Number of pupils: 45,,\n"), &["this looks like a line of totals"]),
        (format!("{head}{amira}Printed on 12/01/2026,,,\n"), &["this looks like a note, not a pupil"]),
        (
            format!("{head}{amira}Example, Tamsin,D330999921011,2017-03-14,4B\n"),
            &["there are more cells than headings, from `4B` on", "quotation marks"],
        ),
    ] {
        refuses_csv(&school, &roll, &[], said);
    }
    let total: &[&[&str]] = &[ROWS[0], ROWS[1], &["", "", "", "Total", "number:1"]];
    refuses_workbook(
        &school,
        &[SheetParts::of_rows("Sheet1", total)],
        &[],
        &["Sheet1, row 3: this looks like a line of totals"],
    );
}

#[test]
fn a_pupil_with_rows_that_differ_is_refused_by_row() {
    let school = school();
    let roll = "Name,UPN,Class\nAmira Example,Q330999922002,5B\nAmira Example,Q330999922002,4B\n";
    refuses_csv(
        &school,
        roll,
        &[],
        &[
            "this is p014, who already has a row, in line 2",
            "keep the row that is right: the two differ in the class",
            "roll.csv:3:1  name",
        ],
    );
    let roll = "Name,DOB,From,Class\nNew Kid,2018-05-20,2025-09-01,4B\nNew Kid,2018-05-20,2025-09-01,5B\n";
    refuses_csv(&school, roll, &[], &["this pupil already has a row, in line 2", "the two differ in the class"]);
}

#[test]
fn dates_and_names_that_may_mean_something_else_are_refused() {
    let school = school();
    for (roll, said) in [
        ("Name,DOB\nAmira Example,11/13/2017\n", "found `11/13/2017`, expected a date"),
        ("Name,DOB\nAmira Example,43042\n", "found `43042`, expected a date"),
        ("Name,DOB\nAmira Example,3/11\n", "found `3/11`, expected a date"),
        (
            "Surname Forename,DOB\nExample Amira,2017-11-03\n",
            "found `Example Amira`, which does not show where the surname ends",
        ),
        ("Name,DOB\n\"Example, Amira, Ms\",2017-11-03\n", "does not show where the surname ends"),
        ("Forename,Surname\nAmira,\n", "the surname is missing"),
        ("Name,UPN\n\"Amira\nExample\",Q330999922002\n", "found a line break in the cell"),
    ] {
        refuses_csv(&school, roll, &[], &[said, "roll.csv:2:1", "nothing was saved: correct the roll first"]);
    }
}

#[test]
fn a_workbook_adds_pupils_as_the_sheet_has_them() {
    let school = school();
    let rows: &[&[&str]] = &[
        &["Surname", "Forename", "DOB", "Reg", "Date of Admission"],
        &["Example", "Tamsin", "date:42808", "4B", "date:44445"],
    ];
    std::fs::write(school.path("roll.xlsx"), workbook(&[SheetParts::of_rows("Roll", rows)], false)).unwrap();
    let ran = school.send(&["import", "roll.xlsx", "--add", "--yes"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let made = school.read("pupils/p016.yaml");
    assert!(
        made.contains("name: Tamsin Example\ndate_of_birth: 2017-03-14\non_roll:\n  - from: 2021-09-06\nclass: 4B\n"),
        "{made}"
    );
}

/// How many seconds the spreadsheet may take, even on a busy computer.
const SPREADSHEET_SECONDS: u64 = 180;

/// Saves a CSV file as a workbook with LibreOffice. `None`, with a message, if it is not installed.
fn saved_by_libreoffice(school: &School, csv: &str) -> Option<Vec<u8>> {
    let program =
        ["soffice", "libreoffice"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    let Some(program) = program else {
        eprintln!("SKIPPED: LibreOffice is not installed");
        return None;
    };
    std::fs::write(school.path("typed.csv"), csv).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", school.path("profile").display());
    let mut command = Command::new(program);
    // Comma, double quotation mark, UTF-8, from line 1, no column formats, English (UK): so 3/11/2017 becomes a date, in November.
    command.args([
        "--headless",
        &profile,
        "--infilter=CSV:44,34,76,1,,2057,false,true",
        "--convert-to",
        "xlsx",
        "--outdir",
    ]);
    command.arg(school.path("saved")).arg(school.path("typed.csv"));
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while running.try_wait().unwrap().is_none() {
        assert!(started.elapsed().as_secs() < SPREADSHEET_SECONDS, "the spreadsheet did not end");
        std::thread::sleep(Duration::from_millis(50));
    }
    let saved = std::fs::read(school.path("saved/typed.xlsx")).ok();
    if saved.is_none() {
        eprintln!("SKIPPED: LibreOffice cannot save a workbook here, because its Calc is not installed");
    }
    saved
}

#[test]
fn a_workbook_of_libreoffice_is_read_with_its_dates_and_formulas() {
    let school = school();
    let csv = "Forename,Surname,DOB,Reg Group,UPN\nAmira,Example,3/11/2017,=\"5\"&\"B\",Q330999922002\nZoë,O’Sample,20/05/2018,4B,W330999925101\n";
    let Some(bytes) = saved_by_libreoffice(&school, csv) else { return };
    let said = reads(&school, "roll.xlsx", &bytes, &[]);
    assert!(said.starts_with("the sheet `typed` is read\n"), "{said}");
    let Some(bytes) = saved_by_libreoffice(&school, &csv.replace("=\"5\"&\"B\"", "=NA()")) else { return };
    let err = refuses(&school, "roll.xlsx", &bytes, &[]);
    assert!(err.contains("typed!D2: found the error `#N/A`"), "{err}");
}
