//! The 45 children in the shapes in which schools' systems export them. Each function makes the bytes of one shape from
//! `register.csv` and `expected.csv`, and says which facts that shape cannot hold.
//!
//! The headings and values are those that an official source, or the source of a program that writes or reads the file, shows.
//! Columns that `send` does not read are there too, because the real files have them.

use super::expected::{ALL_FACTS, ExpectedChild, SheetFact, children};
use super::folder::{NamedCells, csv_rows};

/// The register as a school keeps it, in UTF-8 with commas.
pub(super) const REGISTER: &str = include_str!("register.csv");

/// A sheet and what it can hold.
pub(super) struct Shape {
    /// The name of the file.
    pub(super) file: &'static str,
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// The facts that it has, besides the name, the date of birth and the status.
    pub(super) facts: &'static [SheetFact],
    /// Whether it has the first day on roll.
    pub(super) has_joining_day: bool,
}

impl Shape {
    fn of_register(file: &'static str, bytes: Vec<u8>) -> Self {
        Self { file, bytes, facts: ALL_FACTS, has_joining_day: false }
    }
}

/// Every shape that is certain.
pub(super) fn shapes() -> Vec<Shape> {
    let mut all = registers();
    all.extend([
        sims_list(),
        arbor_report(),
        scholarpack_list(),
        collect_table(),
        giap_download("giap.csv", ","),
        giap_download("giap.txt", "\t"),
        nfer_list(),
        hodder_list(),
    ]);
    all
}

/// The school's own sheet, saved in each way in which a spreadsheet saves it.
pub(super) fn registers() -> Vec<Shape> {
    vec![
        Shape::of_register("register.csv", REGISTER.as_bytes().to_vec()),
        Shape::of_register("bom.csv", format!("\u{feff}{}", REGISTER.replace('\n', "\r\n")).into_bytes()),
        Shape::of_register("windows-1252.csv", windows_1252(&REGISTER.replace('\n', "\r\n"))),
        Shape::of_register("semicolons.csv", separated_by(REGISTER, b';')),
        Shape::of_register("sep.csv", [b"sep=;\r\n".to_vec(), separated_by(REGISTER, b';')].concat()),
        Shape::of_register("tabs.txt", separated_by(REGISTER, b'\t')),
        Shape::of_register("register.xlsx", include_bytes!("register.xlsx").to_vec()),
        Shape::of_register("register-1904.xlsx", include_bytes!("register-1904.xlsx").to_vec()),
        Shape::of_register("formulas.xlsx", include_bytes!("formulas.xlsx").to_vec()),
    ]
}

/// A text in Windows-1252. The children's names have no letter for which that differs from Latin-1.
pub(super) fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect()
}

/// A CSV text with another separator.
fn separated_by(text: &str, separator: u8) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(separator).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for record in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records() {
        writer.write_record(&record.unwrap()).unwrap();
    }
    writer.into_inner().unwrap()
}

/// The DfE's name for a type of need.
fn need_name(code: &str) -> &'static str {
    match code {
        "" => "",
        "SPLD" => "Specific learning difficulty",
        "MLD" => "Moderate learning difficulty",
        "SLD" => "Severe learning difficulty",
        "SEMH" => "Social, emotional and mental health",
        "SLCN" => "Speech, language and communication needs",
        "HI" => "Hearing impairment",
        "VI" => "Vision impairment",
        "PD" => "Physical disability",
        "ASD" => "Autistic spectrum disorder",
        "DS" => "Down syndrome",
        "OTH" => "Other difficulty/disability",
        "NSA" => "SEN support but no specialist assessment of type of need",
        _ => panic!("{code}"),
    }
}

/// The DfE's words for a census code.
fn code_in_words(code: &str) -> &'static str {
    match code {
        "E" => "Education, Health and Care Plan",
        "K" => "SEN Support",
        "N" => "No Special Educational Need",
        _ => panic!("{code}"),
    }
}

/// The day on which a child of this year joined Reception, in the sheets that have it.
pub(super) fn joining_day(year: &str) -> &'static str {
    match year {
        "R" => "2026-09-02",
        "1" => "2025-09-03",
        "2" => "2024-09-04",
        "3" => "2023-09-05",
        "4" => "2022-09-05",
        "5" => "2021-09-06",
        "6" => "2020-09-07",
        _ => panic!("{year}"),
    }
}

/// 2026-11-30 as 30/11/2026.
fn slashed(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').rev().collect();
    parts.join("/")
}

/// The name of a month, shortened.
fn month_name(iso: &str) -> &'static str {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    months[iso[5..7].parse::<usize>().unwrap() - 1]
}

/// 2026-11-30 as 30 Nov 2026, as Arbor writes it. Nothing stays nothing.
fn spaced(iso: &str) -> String {
    if iso.is_empty() { String::new() } else { format!("{} {} {}", &iso[8..], month_name(iso), &iso[..4]) }
}

/// 2026-11-30 as 2026-Nov-30 00:00:00, as COLLECT writes it.
fn with_midnight(iso: &str) -> String {
    format!("{}-{}-{} 00:00:00", &iso[..4], month_name(iso), &iso[8..])
}

/// Each child with the row of the register, which has the forename and the surname.
fn children_and_rows() -> Vec<(ExpectedChild, NamedCells)> {
    children(ALL_FACTS).into_iter().zip(csv_rows(REGISTER)).collect()
}

/// A comma-separated sheet with these headings, and a row of cells for each child, or several.
fn sheet_of(headings: &str, cells: impl Fn(&ExpectedChild, &NamedCells) -> Vec<Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(false).from_writer(Vec::new());
    let heading_row = csv::ReaderBuilder::new().has_headers(false).from_reader(headings.as_bytes()).records().next();
    writer.write_record(&heading_row.unwrap().unwrap()).unwrap();
    for (child, row) in children_and_rows() {
        for one in cells(&child, &row) {
            writer.write_record(one).unwrap();
        }
    }
    writer.into_inner().unwrap()
}

fn texts(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// A list of SIMS. It has one cell for needs: here the first only, because how a school joins several is not certain. It has no day
/// of placing, review or plan.
fn sims_list() -> Shape {
    let headings = "Admission Number,UPN,Legal Surname,Legal Forename,Preferred Forename,Date of Birth,Current NC Year,Reg Group,Date of \
                    Admission,SEN Status,SEN Need,Looked After (LAC),Pupil Premium Indicator";
    let bytes = sheet_of(headings, |child, row| {
        let (born, joined) = (slashed(child.get("date_of_birth")), slashed(joining_day(child.get("year"))));
        vec![texts(&[
            &format!("0{}", &child.get("upn")[8..]),
            child.get("upn"),
            &row["Surname"],
            &row["Forename"],
            "",
            &born,
            child.get("year"),
            child.get("class"),
            &joined,
            child.get("census"),
            need_name(child.get("primary_need")),
            "F",
            "",
        ])]
    });
    let facts = &[SheetFact::Upn, SheetFact::Class, SheetFact::FirstNeed];
    Shape { file: "sims.csv", bytes, facts, has_joining_day: true }
}

/// The headings of Arbor's report of needs. `SEN status` is there twice: in words, then as a code.
pub(super) const ARBOR: &str = "UPN,Name,Year group(s) this academic year,Registration form(s) this academic year,Date of \
                                Birth,Ethnicity,SEN status,Sen Need,SEN Description,SEN Need Ranking,Start Date,Funded Hours,SEN status";

/// Arbor's report of needs: a row for each need. For every second child with two needs, the second need comes first. The start of
/// the status is the day of placing.
fn arbor_report() -> Shape {
    let bytes = sheet_of(ARBOR, |child, row| {
        let name = format!("{}, {}", row["Surname"], row["Forename"]);
        let year =
            if child.get("year") == "R" { "Reception".to_owned() } else { format!("Year {}", child.get("year")) };
        let (primary, secondary) = (child.get("primary_need"), child.get("secondary_need"));
        let start = spaced(child.get("placed"));
        let mut ranked = vec![(primary, if primary.is_empty() { "" } else { "1" })];
        if !secondary.is_empty() {
            ranked.push((secondary, "2"));
        }
        if row["UPN"].ends_with(['2', '6']) {
            ranked.reverse();
        }
        let rows = ranked.into_iter().map(|(need, rank)| {
            texts(&[
                child.get("upn"),
                &name,
                &year,
                child.get("class"),
                child.get("date_of_birth"),
                "White - British",
                code_in_words(child.get("census")),
                need_name(need),
                "",
                rank,
                &start,
                "",
                child.get("census"),
            ])
        });
        rows.collect()
    });
    let facts = &[SheetFact::Upn, SheetFact::Class, SheetFact::FirstNeed, SheetFact::SecondNeed, SheetFact::Placed];
    Shape { file: "arbor.csv", bytes, facts, has_joining_day: false }
}

/// ScholarPack's fields: the DfE's wording, and a primary and a secondary need. No days.
fn scholarpack_list() -> Shape {
    let headings = "UPN,Surname,Forename,DOB,Year Group,Class,SEN Provision,Primary Need,Secondary Need";
    let bytes = sheet_of(headings, |child, row| {
        vec![texts(&[
            child.get("upn"),
            &row["Surname"],
            &row["Forename"],
            &slashed(child.get("date_of_birth")),
            child.get("year"),
            child.get("class"),
            code_in_words(child.get("census")),
            need_name(child.get("primary_need")),
            need_name(child.get("secondary_need")),
        ])]
    });
    let facts = &[SheetFact::Upn, SheetFact::Class, SheetFact::FirstNeed, SheetFact::SecondNeed];
    Shape { file: "scholarpack.csv", bytes, facts, has_joining_day: false }
}

/// The table `pupilonroll` of COLLECT. The needs are in another table, `senneeds`, which has no child's name. No class.
fn collect_table() -> Shape {
    let headings = "pupilonrolltableid,NativeId,upn,formerupn,surname,forename,middlenames,preferredsurname,dob,sex,entrydate,enrolstatus,\
                    classtype,ncyearactual,senprovision,senunitindicator,resourcedprovisionindicator,topupfunding,language";
    let bytes = sheet_of(headings, |child, row| {
        vec![texts(&[
            &child.get("upn")[8..],
            &child.get("upn")[8..],
            child.get("upn"),
            "",
            &row["Surname"],
            &row["Forename"],
            "",
            "",
            &with_midnight(child.get("date_of_birth")),
            "F",
            &with_midnight(joining_day(child.get("year"))),
            "C",
            "O",
            child.get("year"),
            child.get("census"),
            "False",
            "False",
            "False",
            "ENG",
        ])]
    });
    Shape { file: "pupilonroll.csv", bytes, facts: &[SheetFact::Upn], has_joining_day: true }
}

/// The DfE's download "Get information about pupils": values without quotation marks. No class, day of placing, review or plan.
fn giap_download(file: &'static str, separator: &str) -> Shape {
    let headings = "PupilMatchingRef,AcademicYear,CensusTerm,LA,Estab,LAEstab,URN,PHASE,UPN,FormerUPN,Surname,Forename,MiddleNames,\
                    PreferredSurname,FormerSurname,Sex,DOB,EnrolStatus,EntryDate,NCyearActual,SENProvision,PrimarySENeedsType,\
                    SecondarySENType";
    let mut text = headings.replace(',', separator) + "\r\n";
    for (child, row) in children_and_rows() {
        let (born, joined) = (slashed(child.get("date_of_birth")), slashed(joining_day(child.get("year"))));
        let cells = [
            "INVENTED",
            "2026/2027",
            "Autumn",
            "330",
            "9999",
            "3309999",
            "100000",
            "PS",
            child.get("upn"),
            "",
            &row["Surname"],
            &row["Forename"],
            "",
            "",
            "",
            "F",
            &born,
            "C",
            &joined,
            child.get("year"),
            child.get("census"),
            child.get("primary_need"),
            child.get("secondary_need"),
        ];
        text += &(cells.join(separator) + "\r\n");
    }
    let facts = &[SheetFact::Upn, SheetFact::FirstNeed, SheetFact::SecondNeed];
    Shape { file, bytes: text.into_bytes(), facts, has_joining_day: true }
}

/// NFER's list. No needs, no year, no days.
fn nfer_list() -> Shape {
    let bytes = sheet_of("UPN,Forename,Surname,DOB,Gender,SEN,FSM,Ethnicity,Class", |child, row| {
        let born = slashed(child.get("date_of_birth"));
        let (upn, class) = (child.get("upn"), child.get("class"));
        vec![texts(&[upn, &row["Forename"], &row["Surname"], &born, "F", child.get("census"), "N", "WBRI", class])]
    });
    Shape { file: "nfer.csv", bytes, facts: &[SheetFact::Upn, SheetFact::Class], has_joining_day: false }
}

/// Hodder's list. No UPN, no needs, no days.
fn hodder_list() -> Shape {
    let bytes = sheet_of("First name,Last name,Year group,Class,Date of birth,SEN Status", |child, row| {
        let born = slashed(child.get("date_of_birth"));
        let (year, class) = (child.get("year"), child.get("class"));
        vec![texts(&[&row["Forename"], &row["Surname"], year, class, &born, child.get("census")])]
    });
    Shape { file: "hodder.csv", bytes, facts: &[SheetFact::Class], has_joining_day: false }
}

/// Bromcom's template. It has neither the date of birth nor the status, so no record can be made from it.
pub(super) fn bromcom_template() -> Vec<u8> {
    sheet_of("Last Name,First Name,Admission Number,UPN,Gender,Year Group,Tutor Group", |child, row| {
        let (upn, year, class) = (child.get("upn"), child.get("year"), child.get("class"));
        vec![texts(&[&row["Surname"], &row["Forename"], &format!("0{}", &upn[8..]), upn, "Female", year, class])]
    })
}

/// CEM's list. It does not have the status, so nobody knows from it who is on the register.
pub(super) fn cem_list() -> Vec<u8> {
    sheet_of("First name,Surname,Date Of Birth,Sex,UPN", |child, row| {
        let born = slashed(child.get("date_of_birth"));
        vec![texts(&[&row["Forename"], &row["Surname"], &born, "F", child.get("upn")])]
    })
}
