//! Reads the rows of a roll one by one. Every mistake is reported with its line and column.

use std::collections::BTreeMap;
use std::path::Path;

use super::fields::RollField;
use super::headings::{HeadingChoice, RollHeadings, not_saved};
use super::not_pupils::why_not_a_pupil;
use super::sheet_dates::{WRITE_LIKE, is_no_date, parse_sheet_date};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::records::grid::{Grid, GridRefusal};
use crate::records::grid_cells::{GridCell, GridRow};
use crate::school::School;
use crate::words::count;
use crate::writing::roll_checks;

/// How a roll is read, from what was typed.
#[derive(Debug)]
pub(super) struct RollReading<'r> {
    /// The sheet of a workbook.
    pub(super) sheet: Option<&'r str>,
    /// The headings that were chosen.
    pub(super) choices: &'r [HeadingChoice],
    /// The school, for its classes.
    pub(super) school: &'r School,
    /// The day of the import. A date with a year of two digits is not later.
    pub(super) today: Day,
}

/// A roll as it was read.
#[derive(Debug)]
pub(super) struct Roll {
    /// The table itself, for problems that show later.
    pub(super) grid: Grid,
    /// Its headings.
    pub(super) headings: RollHeadings,
    /// The rows of pupils that can be read.
    pub(super) rows: Vec<RollRow>,
    /// The mistakes.
    pub(super) problems: Vec<Finding>,
    /// What a person should know about how the roll was read.
    pub(super) notes: Vec<String>,
}

/// A pupil on the roll.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RollRow {
    /// Its line in a CSV file, or its row in a sheet.
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
    /// Returns the facts in which two rows differ, in words.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let differs = [
            (RollField::Id, self.id != other.id),
            (RollField::Name, self.name != other.name),
            (RollField::Upn, self.upn != other.upn),
            (RollField::DateOfBirth, self.date_of_birth != other.date_of_birth),
            (RollField::Class, self.class != other.class),
            (RollField::From, self.from != other.from),
        ];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field.in_words()).collect()
    }

    /// Whether both rows are about one child. Neither has a record yet.
    pub(super) fn is_of_the_same_child_as(&self, other: &Self) -> bool {
        let has_its_number = self.upn.is_some() && self.upn == other.upn || self.id.is_some() && self.id == other.id;
        let is_born_then = self.date_of_birth.is_some() && self.date_of_birth == other.date_of_birth;
        has_its_number || is_born_then && roll_checks::is_same_name(self.name.as_str(), other.name.as_str())
    }
}

/// Reads a roll.
pub(super) fn read_roll(path: &Path, file: &str, reading: &RollReading<'_>) -> anyhow::Result<Roll> {
    let grid = Grid::read_table(path, file, reading.sheet).map_err(|refusal| match refusal {
        GridRefusal::Faulty(findings) => anyhow::Error::from(not_saved(findings)),
        GridRefusal::SheetNeeded { message, help } => Failure::usage(message, help),
    })?;
    let headings = RollHeadings::find(&grid, reading.choices)?;
    let mut notes = grid.notes.clone();
    notes.extend(headings.notes.iter().cloned());
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for line in grid.rows.iter().skip(headings.index + 1) {
        rows.extend(read_row(&grid, &headings, line, reading, &mut problems));
    }
    if rows.is_empty() && problems.is_empty() {
        return Err(Failure::stopped(
            format!("{file} has headings but no pupils below them"),
            "export the roll again, with its pupils",
        ));
    }
    notes.extend(no_date_notes(&grid, &headings));
    let read = rows.len();
    let rows = without_repeats(rows);
    if rows.len() < read {
        notes.push(format!(
            "{} repeated without a difference: each pupil counts once",
            rows_in_words(read - rows.len())
        ));
    }
    Ok(Roll { grid, headings, rows, problems, notes })
}

fn rows_in_words(number: usize) -> String {
    format!("{} {}", count(number, "row"), if number == 1 { "is" } else { "are" })
}

/// Removes each row that has the same facts as an earlier one. Exports have a row for each need of a pupil.
fn without_repeats(rows: Vec<RollRow>) -> Vec<RollRow> {
    let mut firsts: BTreeMap<String, Vec<RollRow>> = BTreeMap::new();
    let mut kept = Vec::new();
    for row in rows {
        let namesakes = firsts.entry(row.name.as_str().to_owned()).or_default();
        if !namesakes.iter().any(|first| first.differences(&row).is_empty()) {
            namesakes.push(row.clone());
            kept.push(row);
        }
    }
    kept
}

/// Lists the cells of dates that say that there is no date.
fn no_date_notes(grid: &Grid, headings: &RollHeadings) -> Vec<String> {
    let below = grid.rows.iter().skip(headings.index + 1);
    let notes = below.flat_map(|row| {
        [RollField::DateOfBirth, RollField::From].into_iter().filter_map(|field| {
            let said = row.text_at(headings.columns.get(&field)?.column).filter(|said| is_no_date(said))?;
            let (fact, place) = (field.in_words(), grid.row_in_words(row.number));
            Some(format!("{fact} in {place} is `{said}`, which counts as empty"))
        })
    });
    notes.collect()
}

fn read_row(
    grid: &Grid,
    headings: &RollHeadings,
    line: &GridRow,
    reading: &RollReading<'_>,
    problems: &mut Vec<Finding>,
) -> Option<RollRow> {
    let before = problems.len();
    let mut slips = RowProblems { grid, headings, line: line.number, problems };
    if let Some((message, help)) = why_not_a_pupil(grid, line, headings) {
        slips.push("", message, help);
        return None;
    }
    if let Some(column) = cell_beyond_headings(grid, headings, line) {
        let message = format!("there are more cells than headings, from `{column}` on");
        slips.push(
            "",
            message,
            "put quotation marks around a value that has the separator in it, or give its column a heading",
        );
        return None;
    }
    let (date_of_birth, from) =
        (slips.day(line, RollField::DateOfBirth, reading.today), slips.day(line, RollField::From, reading.today));
    let name = slips.name(line);
    let upn =
        slips.cell(line, RollField::Upn).and_then(|typed| slips.value_or_slip("upn", roll_checks::upn_typed(typed)));
    let class = slips
        .cell(line, RollField::Class)
        .and_then(|typed| slips.value_or_slip("class", roll_checks::class_typed(typed, reading.school)));
    let id = slips.cell(line, RollField::Id).map(str::to_owned);
    let row = RollRow { line: line.number, id, name: name?, upn, date_of_birth, class, from };
    (problems.len() == before).then_some(row)
}

/// Returns a value of a CSV file to the right of the last heading. There a value has the separator in it, so that all cells
/// behind it have moved to the wrong column.
fn cell_beyond_headings<'g>(grid: &Grid, headings: &RollHeadings, line: &'g GridRow) -> Option<&'g str> {
    let last = *grid.rows.get(headings.index)?.cells.keys().max()?;
    let (column, _) = line.cells.range(last + 1..).next().filter(|_| grid.is_csv())?;
    line.text_at(*column)
}

/// The mistakes in one row, each with its line and column.
pub(super) struct RowProblems<'s> {
    /// The table that the row is in.
    pub(super) grid: &'s Grid,
    /// Its headings.
    pub(super) headings: &'s RollHeadings,
    /// The number of the row.
    pub(super) line: usize,
    /// The mistakes in the whole table.
    pub(super) problems: &'s mut Vec<Finding>,
}

impl RowProblems<'_> {
    /// Adds a mistake in a fact, and what to do about it.
    pub(super) fn push(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let column = self.headings.column_of_key(key);
        self.problems.push(self.grid.problem_at(self.line, column, key, &message.into(), help));
    }

    /// Names a row of the table.
    pub(super) fn row_in_words(&self, number: usize) -> String {
        self.grid.row_in_words(number)
    }

    /// Returns what a row has in the column of a field, if the roll has the column and the cell is not blank.
    fn value<'g>(&self, line: &'g GridRow, field: RollField) -> Option<&'g GridCell> {
        line.cells.get(&self.headings.columns.get(&field)?.column)
    }

    /// Returns the text in the column of a field. Adds a mistake if the cell has something else.
    fn cell<'g>(&mut self, line: &'g GridRow, field: RollField) -> Option<&'g str> {
        match self.value(line, field)? {
            GridCell::Text(text) if text.contains('\n') => {
                let help = "remove it, and look for a quotation mark that is not closed";
                self.push(field.key(), "found a line break in the cell", help);
                None
            }
            GridCell::Text(text) | GridCell::Number(text) => Some(text),
            GridCell::Date(day) => {
                let message = format!("found the date {day}, expected {}", field.in_words());
                self.push(field.key(), message, "format the column as text, and write the value again");
                None
            }
            GridCell::Trouble { found, help } => {
                self.push(field.key(), format!("found {found}"), help.as_str());
                None
            }
        }
    }

    /// Returns the date in the column of a field. Adds a mistake if the cell has something else.
    fn day(&mut self, line: &GridRow, field: RollField, today: Day) -> Option<Day> {
        if let Some(GridCell::Date(day)) = self.value(line, field) {
            return Some(*day);
        }
        let is_number = matches!(self.value(line, field), Some(GridCell::Number(_)));
        let typed = self.cell(line, field)?;
        if is_no_date(typed) {
            return None;
        }
        let read = parse_sheet_date(typed, today).filter(|_| !is_number);
        if is_number {
            let message = format!("found the number {typed}, expected a date");
            self.push(
                field.key(),
                message,
                "format the column as a date in the spreadsheet, look at the dates, and save it",
            );
        } else if read.is_none() {
            self.push(field.key(), format!("found `{typed}`, expected a date"), WRITE_LIKE);
        }
        read
    }

    /// Returns the name as the records have it, with the forename first.
    fn name(&mut self, line: &GridRow) -> Option<Text> {
        if self.headings.columns.contains_key(&RollField::Name) {
            return self.whole_name(line);
        }
        let before = self.problems.len();
        let (forename, surname) = (self.cell(line, RollField::Forename), self.cell(line, RollField::Surname));
        match (forename, surname) {
            (Some(forename), Some(surname)) => return Some(Text::from(format!("{forename} {surname}").as_str())),
            _ if self.problems.len() > before => {}
            (None, None) => self.push("name", "the name is missing", "give it, or remove the row"),
            (None, Some(_)) => self.push("forename", "the forename is missing", "give it"),
            (Some(_), None) => self.push("surname", "the surname is missing", "give it"),
        }
        None
    }

    /// Returns the name from its one column. Only a comma says surely which part is the surname.
    fn whole_name(&mut self, line: &GridRow) -> Option<Text> {
        let before = self.problems.len();
        let Some(typed) = self.cell(line, RollField::Name) else {
            if self.problems.len() == before {
                self.push("name", "the name is missing", "give it, or remove the row");
            }
            return None;
        };
        let parts: Vec<&str> = typed.split(',').map(str::trim).collect();
        match parts.as_slice() {
            [name] if !self.headings.has_surname_first() => Some(Text::from(*name)),
            [surname, forename] if !surname.is_empty() && !forename.is_empty() => {
                Some(Text::from(format!("{forename} {surname}").as_str()))
            }
            _ => {
                let message = format!("found `{typed}`, which does not show where the surname ends");
                self.push("name", message, "write `Surname, Forename` with one comma, or use two columns");
                None
            }
        }
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
