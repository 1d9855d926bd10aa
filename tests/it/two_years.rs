//! Five schools of different shape through two years, recorded with commands, against tables worked out by hand: see
//! `two_years/README.md`. No table is ever written from what the program prints.

mod folder;

use std::collections::{BTreeMap, BTreeSet};

use folder::{Rows, SchoolFolder, SchoolShape, table};

/// The days on which the duties are asked about, and the lines of each can be seen for the first time.
const DAYS_ASKED: &[&str] = &[
    "2024-09-02",
    "2024-10-07",
    "2025-01-20",
    "2025-02-24",
    "2025-04-27",
    "2025-04-28",
    "2025-06-02",
    "2025-09-04",
    "2025-11-10",
    "2026-04-12",
    "2026-04-13",
    "2026-06-15",
    "2026-09-01",
];

/// The rules about a change of phase or a move to another school.
const RULES: &[&str] = &["phase-transfer-review", "phase-transfer-plan", "transition-planned", "records-to-new-school"];

/// What each pupil is on a census day, as `6 E 6A`, and the counts.
type CellsByName = BTreeMap<String, String>;

/// Lives the two years of a school, asks about each day when it comes and again afterwards, and prints every difference.
fn two_years(shape: &SchoolShape) {
    let school = SchoolFolder::new(shape);
    let expected = table(&shape.file("expected.csv"));
    let census_days: Vec<&String> = expected[0].keys().filter(|heading| heading.starts_with('2')).collect();
    let days: BTreeSet<&str> = census_days.iter().map(|day| day.as_str()).chain(DAYS_ASKED.iter().copied()).collect();
    let mut differences = Vec::new();
    let mut lines = BTreeMap::new();
    let mut commands = shape.commands().into_iter().peekable();
    for day in days {
        while let Some((_, words)) = commands.next_if(|(on, _)| on.as_str() <= day) {
            school.type_in(day, &words);
        }
        if DAYS_ASKED.contains(&day) {
            for line in school.duties(day, RULES) {
                lines.entry(line).or_insert_with(Vec::new).push(day);
            }
        } else {
            compare(
                &mut differences,
                &format!("{day}, asked on the day"),
                &column(&expected, day),
                &census(&school, day),
            );
        }
    }
    assert_eq!(commands.next(), None, "a command after the last day");
    for day in census_days {
        compare(&mut differences, &format!("{day}, asked afterwards"), &column(&expected, day), &census(&school, day));
    }
    compare(&mut differences, "duties: first and last day seen", &expected_lines(shape), &seen(lines));
    assert!(differences.is_empty(), "{}:\n{}", shape.name, differences.join("\n"));
}

/// The rows of a day that are not empty.
fn column(expected: &Rows, day: &str) -> CellsByName {
    expected.iter().map(|row| (row["pupil"].clone(), row[day].clone())).filter(|(_, cell)| !cell.is_empty()).collect()
}

/// The census as at a day, with the class of each pupil and the counts.
fn census(school: &SchoolFolder, day: &str) -> CellsByName {
    let rows = school.census(day, &[]);
    let classes = school.classes(day);
    let mut pupils: CellsByName = rows
        .iter()
        .map(|row| {
            let over_age = if row["problems"].contains("still on roll") { " over-age" } else { "" };
            let class = classes.get(&row["id"]).map_or("none", String::as_str);
            (row["name"].clone(), format!("{} {} {class}{over_age}", row["year"], row["sen_provision"]))
        })
        .collect();
    let count = |code: &str| rows.iter().filter(|row| row["sen_provision"] == code).count();
    let total = format!("{} {} {} {}", count("E"), count("K"), count("N"), rows.len());
    pupils.insert("E K N all".to_owned(), total);
    pupils
}

/// The duties of the school in the table: pupil, rule and day due, with the first and the last day on which they can be seen.
fn expected_lines(shape: &SchoolShape) -> CellsByName {
    let of_school = |row: &&BTreeMap<String, String>| row["school"] == shape.name;
    table(&folder::here("days.expected.csv"))
        .iter()
        .filter(of_school)
        .map(|row| {
            let line = format!("{} {} {}", row["pupil"], row["rule"], row["due"]);
            (line, format!("{} to {}", row["first_seen"], row["last_seen"]))
        })
        .collect()
}

/// The first and the last of the days on which a line was seen, and the days between on which it was not.
fn seen(lines: BTreeMap<String, Vec<&str>>) -> CellsByName {
    lines
        .into_iter()
        .map(|(line, days)| {
            let (first, last) = (days[0], days[days.len() - 1]);
            let between = DAYS_ASKED.iter().filter(|day| (first..=last).contains(*day) && !days.contains(*day));
            let gaps: Vec<String> = between.map(|day| format!(", not on {day}")).collect();
            (line, format!("{first} to {last}{}", gaps.concat()))
        })
        .collect()
}

/// Adds a sentence for each entry that is not the same.
fn compare(differences: &mut Vec<String>, about: &str, expected: &CellsByName, found: &CellsByName) {
    for name in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        let [by_hand, program] = [expected, found].map(|day| day.get(name).map_or("-", String::as_str));
        if by_hand != program {
            differences.push(format!("{about}: {name}: by hand `{by_hand}`, the program says `{program}`"));
        }
    }
}

#[test]
fn a_primary_school() {
    two_years(&SchoolShape { name: "primary", years: ["R", "6"] });
}

#[test]
fn an_infant_school() {
    two_years(&SchoolShape { name: "infant", years: ["R", "2"] });
}

#[test]
fn a_junior_school() {
    two_years(&SchoolShape { name: "junior", years: ["3", "6"] });
}

#[test]
fn a_first_school() {
    two_years(&SchoolShape { name: "first", years: ["R", "4"] });
}

#[test]
fn a_middle_school() {
    two_years(&SchoolShape { name: "middle", years: ["5", "8"] });
}
