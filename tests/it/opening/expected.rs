//! What the 45 children of `register.csv` must come to, read from `expected.csv`, and the comparison with what the program says.

use std::collections::BTreeSet;

use super::folder::{DAY_FOUND, FreshFolder, NEARLY_A_YEAR, NamedCells, TO_THE_END_OF_SPRING, csv_rows};

const EXPECTED: &str = include_str!("expected.csv");

/// The duties whose days the design settles for a child as found. Each is a column of `expected.csv`.
const JUDGED: [&str; 9] = [
    "current-plan",
    "parents-informed",
    "termly-review",
    "cycle-review",
    "transition-planned",
    "annual-report",
    "plan-date",
    "annual-review-date",
    "annual-review-meeting",
];

/// The duties that are silent for each of the 45: their own fact is on or before the day found, or there is no such fact. None of
/// the four plans is of a child in Year 6, so no phase ends for it.
const SILENT: [&str; 23] = [
    "agency-chased",
    "annual-review-report",
    "application-sent",
    "arrival-information",
    "arrival-support",
    "concern-answered",
    "consent-asked",
    "decision-acted-on",
    "disagreement-advice",
    "further-steps",
    "learning-plan",
    "next-plan",
    "phase-transfer-plan",
    "phase-transfer-review",
    "plan-discussed",
    "provision-told",
    "receipt-confirmed",
    "referral-answered",
    "refusal-followed",
    "sspp-renewal",
    "stage-a-meeting",
    "stage-a-review",
    "transfer-notice",
];

/// A fact that one shape of sheet has and another has not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetFact {
    Upn,
    Class,
    FirstNeed,
    SecondNeed,
    Placed,
    ReviewDate,
    PlanFinal,
}

/// The facts of the columns of `register.csv`.
pub(super) const ALL_FACTS: &[SheetFact] = &[
    SheetFact::Upn,
    SheetFact::Class,
    SheetFact::FirstNeed,
    SheetFact::SecondNeed,
    SheetFact::Placed,
    SheetFact::ReviewDate,
    SheetFact::PlanFinal,
];

/// One child: the row of `expected.csv`.
#[derive(Clone)]
pub(super) struct ExpectedChild(NamedCells);

impl ExpectedChild {
    /// The cell in this column.
    pub(super) fn get(&self, column: &str) -> &str {
        &self.0[column]
    }

    /// Whether the child has K or E.
    pub(super) fn has_support(&self) -> bool {
        self.get("census") != "N"
    }

    fn set(&mut self, column: &str, value: &str) {
        assert!(self.0.contains_key(column), "{column}");
        self.0.insert(column.to_owned(), value.to_owned());
    }

    /// The same child from a sheet that has only these facts, besides the name, the date of birth, the year and the status.
    fn held_in(mut self, facts: &[SheetFact]) -> Self {
        for (fact, columns) in [
            (SheetFact::Upn, &["upn"][..]),
            (SheetFact::Class, &["class"]),
            (SheetFact::FirstNeed, &["primary_need"]),
            (SheetFact::SecondNeed, &["secondary_need"]),
            (SheetFact::Placed, &["placed"]),
            (SheetFact::ReviewDate, &["review_coming", "review_past", "cycle-review"]),
            (SheetFact::PlanFinal, &["plan_final"]),
        ] {
            if !facts.contains(&fact) {
                columns.iter().for_each(|column| self.set(column, ""));
            }
        }
        // A plan whose first day is not known asks for that day and for its last annual review. Its year is counted from the day
        // found.
        if !facts.contains(&SheetFact::PlanFinal) && self.get("census") == "E" {
            self.set("plan-date", "2026-12-14");
            self.set("annual-review-date", "2026-12-14");
            self.set("annual-review-meeting", "2027-11-01");
        }
        self
    }
}

/// The 45 children in the order of the sheet, as a sheet with these facts has them.
pub(super) fn children(facts: &[SheetFact]) -> Vec<ExpectedChild> {
    csv_rows(EXPECTED).into_iter().map(|row| ExpectedChild(row).held_in(facts)).collect()
}

/// Asserts that the register, the census and the next days are those of the 45.
pub(super) fn assert_opened(folder: &FreshFolder, facts: &[SheetFact], what: &str) {
    let children = children(facts);
    let mut differences = Vec::new();
    let on_it: Vec<&ExpectedChild> = children.iter().filter(|child| child.has_support()).collect();
    let register = folder.rows(DAY_FOUND, &["register"]);
    compare_rows(&register, &on_it, &[("next_review", "review_coming")], &mut differences);
    for day in [DAY_FOUND, "2026-12-01", "2027-01-21"] {
        let register = folder.rows(day, &["register"]);
        compare_register(&register, &children, &mut differences);
        compare_census(&folder.rows(day, &["census"]), &children, &mut differences);
    }
    let late = folder.rows(DAY_FOUND, &["overdue"]);
    differences.extend(late.iter().map(|row| format!("late: {row:?}")));
    for within in [TO_THE_END_OF_SPRING, NEARLY_A_YEAR] {
        compare_days(&folder.rows(DAY_FOUND, &["overdue", "--within", within]), &children, within, &mut differences);
    }
    assert!(differences.is_empty(), "{what}:\n{}", differences.join("\n"));
}

/// Compares the columns of one report, child by child.
fn compare_rows(
    rows: &[NamedCells],
    expected: &[&ExpectedChild],
    columns: &[(&str, &str)],
    differences: &mut Vec<String>,
) {
    let names = |found: Vec<&str>| found.into_iter().map(str::to_owned).collect::<BTreeSet<String>>();
    let found = names(rows.iter().map(|row| row["name"].as_str()).collect());
    let wanted = names(expected.iter().map(|child| child.get("name")).collect());
    differences.extend(wanted.difference(&found).map(|name| format!("{name} has no row")));
    differences.extend(found.difference(&wanted).map(|name| format!("{name} has a row")));
    if rows.len() != expected.len() {
        differences.push(format!("{} rows, expected {}", rows.len(), expected.len()));
    }
    for child in expected {
        for row in rows.iter().filter(|row| row["name"] == child.get("name")) {
            for (column, wanted) in columns {
                if row[*column] != child.get(wanted) {
                    let name = child.get("name");
                    differences.push(format!("{name}: {column} `{}`, expected `{}`", row[*column], child.get(wanted)));
                }
            }
        }
    }
}

fn compare_register(rows: &[NamedCells], children: &[ExpectedChild], differences: &mut Vec<String>) {
    let on_it: Vec<&ExpectedChild> = children.iter().filter(|child| child.has_support()).collect();
    let columns = [
        ("name", "name"),
        ("upn", "upn"),
        ("date_of_birth", "date_of_birth"),
        ("year", "year"),
        ("class", "class"),
        ("stage", "stage"),
        ("census", "census"),
        ("support", "census"),
        ("primary_need", "primary_need"),
        ("secondary_need", "secondary_need"),
    ];
    compare_rows(rows, &on_it, &columns, differences);
    // A child whose first day on the register is not known has a cell that the design does not settle.
    for child in on_it.iter().filter(|child| !child.get("placed").is_empty()) {
        for row in rows.iter().filter(|row| row["name"] == child.get("name")) {
            if row["on_register_since"] != child.get("placed") {
                differences.push(format!("{}: on the register since {}", child.get("name"), row["on_register_since"]));
            }
        }
    }
}

fn compare_census(rows: &[NamedCells], children: &[ExpectedChild], differences: &mut Vec<String>) {
    let columns = [
        ("name", "name"),
        ("upn", "upn"),
        ("date_of_birth", "date_of_birth"),
        ("year", "year"),
        ("sen_provision", "census"),
        ("primary_sen_type", "primary_need"),
        ("secondary_sen_type", "secondary_need"),
    ];
    compare_rows(rows, &children.iter().collect::<Vec<_>>(), &columns, differences);
    for (code, expected) in [("E", 4), ("K", 34), ("N", 7)] {
        let found = rows.iter().filter(|row| row["sen_provision"] == code).count();
        if found != expected {
            differences.push(format!("{code} {found}, expected {expected}"));
        }
    }
}

/// Compares the days of the duties that are judged, finds any that must be silent, and any child in care without a day.
fn compare_days(rows: &[NamedCells], children: &[ExpectedChild], within: &str, differences: &mut Vec<String>) {
    let last = last_day(within);
    let of_pupils: Vec<&NamedCells> = rows.iter().filter(|row| !row["id"].is_empty()).collect();
    let listed = |row: &NamedCells| format!("{} {} due {}", row["name"], row["rule"], row["due"]);
    let judged = of_pupils.iter().filter(|row| JUDGED.contains(&row["rule"].as_str()));
    let found: BTreeSet<String> = judged.clone().map(|row| listed(row)).collect();
    if judged.count() != found.len() {
        differences.push("a line is listed twice".to_owned());
    }
    let mut wanted = BTreeSet::new();
    for child in children {
        for rule in JUDGED {
            let due = child.get(rule);
            if !due.is_empty() && due <= last {
                wanted.insert(format!("{} {rule} due {due}", child.get("name")));
            }
        }
    }
    differences.extend(wanted.difference(&found).map(|line| format!("within {within}, missing: {line}")));
    differences.extend(found.difference(&wanted).map(|line| format!("within {within}, not expected: {line}")));
    for row in &of_pupils {
        let child = children.iter().find(|child| child.get("name") == row["name"]);
        if SILENT.contains(&row["rule"].as_str()) || child.is_none_or(|child| !child.has_support()) {
            differences.push(format!("within {within}, must be silent: {}", listed(row)));
        }
    }
    for child in children.iter().filter(|child| child.has_support()) {
        if !of_pupils.iter().any(|row| row["name"] == child.get("name")) {
            differences.push(format!("within {within}, {} has no next day", child.get("name")));
        }
    }
}

/// The last day of the two lists.
fn last_day(within: &str) -> &'static str {
    match within {
        TO_THE_END_OF_SPRING => "2027-03-25",
        NEARLY_A_YEAR => "2027-11-05",
        _ => panic!("{within}"),
    }
}
