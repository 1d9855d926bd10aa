//! Sheets that meet records which are already there, or which hold more or fewer children than the register.

use super::folder::{DAY_FOUND, FreshFolder};
use super::sheets::REGISTER;

/// A child of the register who already has a record, at K since an earlier day and with another need than the sheet says.
const HUGO: &str = "format: 1
id: p900
name: Hugo Demo
upn: Z330999923101
date_of_birth: 2018-09-09
on_roll:
  - from: 2025-09-08
class: 3A
stage: C
census: K
arrived:
  from: Hillside Example School
  with: K
needs:
  - type: SEMH
    rank: 1
    from: 2025-09-08
stages:
  - date: 2025-09-08
    stage: C
    because: came with support
    by: R. Osei
register:
  - from: 2025-09-08
    by: R. Osei
contacts:
  - date: 2025-09-08
    kind: notice
    about: register
    with: parent
    by: R. Osei
";

#[test]
fn a_record_that_is_there_keeps_its_facts_and_the_difference_is_listed() {
    let folder = FreshFolder::new();
    std::fs::write(folder.path("pupils/p900.yaml"), HUGO).unwrap();
    let others = folder.files().len();
    let ran = folder.import("register.csv", REGISTER.as_bytes(), &[]);
    assert!(ran.said().contains("p900"), "{}", ran.said());
    assert_eq!(std::fs::read_to_string(folder.path("pupils/p900.yaml")).unwrap(), HUGO, "{}", ran.said());
    // All of the other 44 are there, or none.
    let made = folder.files().len() - others;
    assert!(made == 44 || (made == 0 && ran.code != 0), "{made} records\n{}", ran.said());
}

#[test]
fn twins_whose_upns_are_exchanged_are_refused() {
    let folder = FreshFolder::new();
    folder.imports("register.csv", REGISTER.as_bytes(), &[]);
    let (iris, ivo) = ("R330999924105", "F330999924106");
    let exchanged = REGISTER.replace(iris, "IRIS").replace(ivo, iris).replace("IRIS", ivo);
    folder.refuses("register.csv", exchanged.as_bytes(), &[], &["register.csv:16", "register.csv:17"]);
}

#[test]
fn a_child_is_found_again_without_case_accents_hyphens_or_the_kind_of_apostrophe() {
    let folder = FreshFolder::new();
    folder.imports("register.csv", REGISTER.as_bytes(), &[]);
    let before = folder.files();
    // The same children without UPNs, so that only the name and the date of birth are left.
    let other = REGISTER
        .lines()
        .map(|line| {
            line.split(',').enumerate().map(|(n, cell)| if n == 2 { "" } else { cell }).collect::<Vec<_>>().join(",")
        })
        .collect::<Vec<_>>()
        .join("\n")
        .replacen("Forename,,DOB", "Forename,UPN,DOB", 1)
        .replace("O'Sample,Séamus", "O’SAMPLE,Seamus")
        .replace("Example-Sample", "example sample")
        .replace("Specimen,Björn", "Specimen,Bjorn");
    let ran = folder.import("register.csv", other.as_bytes(), &[]);
    assert_eq!(folder.files().len(), before.len(), "a child has two records\n{}", ran.said());
    assert_eq!(folder.rows(DAY_FOUND, &["census"]).len(), 45);
}

#[test]
fn a_leaver_in_the_export_does_not_get_on_to_the_census() {
    // Arbor's report keeps leavers, with the year and the form empty.
    let headings = super::sheets::ARBOR;
    let text = format!(
        "{headings}
N330999922101,\"Example, Rosa\",Year 4,4A,2018-03-08,White - British,SEN Support,Moderate learning difficulty,,1,,,K
K330999925102,\"Gone, Anna\",,,2015-01-20,White - British,SEN Support,Moderate learning difficulty,,1,16 Dec 2025,,K
"
    );
    let folder = FreshFolder::new();
    let ran = folder.import("arbor.csv", text.as_bytes(), &[]);
    assert!(ran.said().contains("arbor.csv:3") || ran.said().contains("line 3"), "{}", ran.said());
    let census = folder.rows(DAY_FOUND, &["census"]);
    assert!(census.iter().all(|row| row["name"] != "Anna Gone"), "{census:?}\n{}", ran.said());
}

/// A sheet of this many children at K.
fn sheet_of_many(children: usize) -> String {
    let mut text = "Surname,Forename,DOB,SEN Status,Need 1\n".to_owned();
    for number in 0..children {
        let letters: String = [number / 676, number / 26 % 26, number % 26]
            .iter()
            .map(|one| char::from(b'a' + (*one as u8) % 26))
            .collect();
        // The first 588 have a birthday each, so that none is taken for another.
        let (day, month, year) = (number % 28 + 1, number % 12 + 1, 2015 + number / 84 % 7);
        text += &format!("Example,Child{letters},{day:02}/{month:02}/{year},K,SLCN\n");
    }
    text
}

/// How many records the folder has.
fn count_records(folder: &FreshFolder) -> usize {
    std::fs::read_dir(folder.path("pupils")).map_or(0, Iterator::count)
}

/// Without a history too: `send init` was run without `--git`.
#[test]
fn an_import_that_is_killed_halfway_is_reported_and_can_be_finished() {
    const CHILDREN: usize = 500;
    let folder = FreshFolder::new();
    let before = count_records(&folder);
    let sheet = folder.put_sheet("many.csv", sheet_of_many(CHILDREN).as_bytes());
    let mut import = folder.starts(&["import", &sheet, "--as-found", DAY_FOUND, "--yes", "--by", "R. Osei"]);
    while count_records(&folder) < before + 5 && import.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    import.kill().unwrap();
    import.wait().unwrap();
    if count_records(&folder) >= before + CHILDREN {
        eprintln!("SKIPPED: the import ended before it could be killed");
        return;
    }
    let census = folder.send(&["census", "--format", "json"]);
    assert_eq!(census.code, 3, "{}", census.said());
    assert!(census.err.contains("of the 500 records of one change are not saved yet"), "{}", census.err);
    folder.send(&["doctor", "--fix"]);
    assert_eq!(count_records(&folder), before + CHILDREN);
    assert_eq!(folder.send(&["census", "--format", "json"]).code, 0);
    let again = folder.send(&["import", &sheet, "--as-found", DAY_FOUND, "--yes", "--by", "R. Osei"]);
    assert!(again.said().contains("500 the same") && again.said().contains("nothing was saved"), "{}", again.said());
}

#[test]
fn ten_thousand_rows_are_previewed_and_nothing_is_saved() {
    let folder = FreshFolder::new();
    let sheet = folder.put_sheet("large.csv", sheet_of_many(10_000).as_bytes());
    let before = folder.files();
    let ran = folder.send(&["import", &sheet, "--as-found", DAY_FOUND, "--dry-run", "--by", "R. Osei"]);
    assert!([0, 3].contains(&ran.code) && ran.said().contains("nothing was saved"), "{}", ran.code);
    assert!(ran.said().contains("10,000") || ran.said().contains("10000"), "{:.2000}", ran.said());
    assert_eq!(folder.files(), before);
}
