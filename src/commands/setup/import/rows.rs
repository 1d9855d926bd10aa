//! Reads the rows of a roll one by one. Every mistake is reported with its line and column.

use std::path::Path;

use crate::dates::{self, DateDirection};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::records::csv_table::{CsvRow, CsvTable};
use crate::school::School;
use crate::writing::roll_checks;

/// The columns that a roll may have.
const COLUMNS: [&str; 6] = ["id", "name", "upn", "date_of_birth", "class", "from"];

/// A roll as it was read.
pub(super) struct Roll {
    /// The table itself, for problems that show later.
    pub(super) sheet: CsvTable,
    /// Its rows; `None` for a row with a mistake.
    pub(super) rows: Vec<Option<RollRow>>,
    /// The mistakes.
    pub(super) problems: Vec<Finding>,
    /// Columns that are ignored.
    pub(super) unknown: Vec<String>,
}

/// A pupil on the roll.
#[derive(Debug, Clone)]
pub(super) struct RollRow {
    /// Its line in the file.
    pub(super) line: usize,
    /// The id of the record, if the school's own system has it.
    pub(super) id: Option<String>,
    /// The name.
    pub(super) name: Text,
    /// The unique pupil number.
    pub(super) upn: Option<Upn>,
    /// The date of birth.
    pub(super) date_of_birth: Option<Day>,
    /// The class.
    pub(super) class: Option<Text>,
    /// The first day on roll.
    pub(super) from: Option<Day>,
}

impl RollRow {
    /// Whether both rows are about one child. Neither has a record yet.
    pub(super) fn is_of_the_same_child_as(&self, other: &Self) -> bool {
        let has_its_number = self.upn.is_some() && self.upn == other.upn || self.id.is_some() && self.id == other.id;
        let is_born_then = self.date_of_birth.is_some() && self.date_of_birth == other.date_of_birth;
        has_its_number || is_born_then && roll_checks::is_same_name(self.name.as_str(), other.name.as_str())
    }
}

/// Reads a roll.
pub(super) fn read_roll(path: &Path, file: &str, school: &School) -> anyhow::Result<Roll> {
    let sheet = CsvTable::read_csv(path, file).map_err(not_saved)?;
    if !sheet.columns.iter().any(|column| column == "name") {
        return Err(Failure::stopped(
            format!("{file} has no column `name`"),
            format!("name the columns in the first line: {}", COLUMNS.join(", ")),
        ));
    }
    let is_known = |column: &&String| COLUMNS.contains(&column.as_str());
    let unknown = sheet.columns.iter().filter(|column| !column.is_empty() && !is_known(column)).cloned().collect();
    let mut problems = Vec::new();
    let rows = sheet.rows.iter().map(|line| read_row(&sheet, line, school, &mut problems)).collect();
    Ok(Roll { rows, problems, unknown, sheet })
}

/// The table has mistakes in it, so it is not saved.
pub(super) fn not_saved(findings: Vec<Finding>) -> Failure {
    Failure::Unsaved { because: "correct the roll first".to_owned(), findings }
}

fn read_row(sheet: &CsvTable, line: &CsvRow, school: &School, problems: &mut Vec<Finding>) -> Option<RollRow> {
    let before = problems.len();
    let mut slips = RowProblems { sheet, line, problems };
    let (date_of_birth, from) = (slips.day("date_of_birth"), slips.day("from"));
    let name = slips.cell("name").map(Text::from);
    if name.is_none() {
        slips.push("name", "the name is missing", "give it, or remove the row");
    }
    let upn = slips.cell("upn").and_then(|typed| slips.value_or_slip("upn", roll_checks::upn_typed(typed)));
    let class =
        slips.cell("class").and_then(|typed| slips.value_or_slip("class", roll_checks::class_typed(typed, school)));
    let id = slips.cell("id").map(str::to_owned);
    let row = RollRow { line: line.number, id, name: name?, upn, date_of_birth, class, from };
    (problems.len() == before).then_some(row)
}

/// The mistakes in one row, each with its line and column.
pub(super) struct RowProblems<'s> {
    /// The table that the row is in.
    pub(super) sheet: &'s CsvTable,
    /// The row.
    pub(super) line: &'s CsvRow,
    /// The mistakes in the whole table.
    pub(super) problems: &'s mut Vec<Finding>,
}

impl<'s> RowProblems<'s> {
    /// Adds a mistake in a column, and what to do about it.
    pub(super) fn push(&mut self, column: &str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(self.sheet.row_problem(self.line, column, message, help));
    }

    /// Returns the cell in a column, if anything is in it.
    fn cell(&self, column: &str) -> Option<&'s str> {
        self.sheet.cell_of(self.line, column)
    }

    /// Returns the date in a column. Adds a mistake if the cell has something else.
    fn day(&mut self, column: &str) -> Option<Day> {
        let typed = self.cell(column)?;
        let read = date_with_year(typed);
        if read.is_none() {
            let message = format!("found `{typed}`, expected a date");
            self.push(column, message, "write it like 2017-11-03 or 3/11/2017");
        }
        read
    }

    /// Returns a value that was read from a column. Adds a mistake if it could not be read.
    fn value_or_slip<T>(&mut self, column: &str, read: Result<T, roll_checks::TypedProblem>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err((message, help)) => {
                self.push(column, message, help);
                None
            }
        }
    }
}

/// Parses a date that has a year. Without one, it could be in any year.
fn date_with_year(typed: &str) -> Option<Day> {
    let has_year = typed.chars().filter(char::is_ascii_digit).count() >= 5;
    dates::parse(typed, Day::LAST, DateDirection::Past).filter(|_| has_year)
}
