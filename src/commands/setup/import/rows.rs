//! Reads the rows of a roll one by one.

use std::collections::BTreeSet;
use std::path::Path;

use super::choices::{MapChoices, WordMeaning};
use super::enrolment::Enrolment;
use super::fields::RollField;
use super::headings::{RollHeadings, not_saved};
use super::leavers::{NotOnRoll, rows_without_year_and_class};
use super::merged_rows::one_row_a_pupil;
use super::not_pupils::why_not_a_pupil;
use super::roll_row::RollRow;
use super::row_cells::{RollMistakes, RowProblems};
use super::sen_facts::SenFacts;
use super::sheet_dates::is_no_date;
use crate::failure::Failure;
use crate::model::compared_name::ComparedName;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::records::grid::{Grid, GridRefusal};
use crate::records::grid_cells::GridRow;
use crate::school::School;
use crate::words::list_or;
use crate::writing::roll_checks;

/// How a roll is read, from what was typed.
pub(super) struct RollReading<'r> {
    /// The headings and words that were chosen.
    pub(super) choices: &'r MapChoices,
    /// Whether a text is the id of a record.
    pub(super) is_record: &'r dyn Fn(&str) -> bool,
    /// The school, for its classes.
    pub(super) school: &'r School,
    /// Whether what it says about SEN is read.
    pub(super) sen: bool,
    /// The day of the import. A date with a year of two digits is not later.
    pub(super) today: Day,
}

/// A roll as it was read.
#[derive(Debug)]
pub(super) struct Roll<'g> {
    /// The table itself, for problems that show later.
    pub(super) grid: &'g Grid,
    /// Its headings.
    pub(super) headings: RollHeadings,
    /// The pupils whose rows can be read, each once.
    pub(super) rows: Vec<RollRow>,
    /// The mistakes.
    pub(super) mistakes: RollMistakes,
    /// What a person should know about how the roll was read.
    pub(super) notes: Vec<String>,
}

/// Reads the table of a roll. `sheet` is the sheet of a workbook that was asked for.
pub(super) fn read_grid(path: &Path, file: &str, sheet: Option<&str>) -> anyhow::Result<Grid> {
    Grid::read_table(path, file, sheet).map_err(|refusal| match refusal {
        GridRefusal::Faulty(findings) => anyhow::Error::from(not_saved(findings)),
        GridRefusal::SheetNeeded { message, help } => Failure::usage(message, help),
    })
}

/// Reads the rows of a roll.
pub(super) fn read_roll<'g>(grid: &'g Grid, reading: &RollReading<'_>) -> anyhow::Result<Roll<'g>> {
    let file = grid.file();
    let headings = RollHeadings::find(grid, reading.choices, reading.sen, reading.is_record)?;
    if reading.sen && !headings.has_field(RollField::SenStatus) {
        return Err(Failure::stopped(
            format!("{file} has no column with the SEN status"),
            "name its heading with `--map sen_status=HEADING`; without it nobody knows who is on the register",
        ));
    }
    let mut notes = grid.notes.clone();
    notes.extend(headings.notes.iter().cloned());
    let mut mistakes = RollMistakes::default();
    let mut rows = Vec::new();
    let leavers = rows_without_year_and_class(grid, &headings);
    for line in grid.rows.iter().skip(headings.index + 1) {
        let mut problems = RowProblems { grid, headings: &headings, line: line.number, mistakes: &mut mistakes };
        rows.extend(problems.read_row(line, &leavers, reading));
    }
    if rows.is_empty() && mistakes.found.is_empty() {
        return Err(Failure::stopped(
            format!("{file} has headings but no pupils below them"),
            "export the roll again, with its pupils",
        ));
    }
    notes.extend(no_date_notes(grid, &headings));
    let (rows, repeats) = one_row_a_pupil(rows);
    notes.extend(repeats_note(grid, &repeats));
    Ok(Roll { grid, headings, rows, mistakes, notes })
}

/// Says that some rows are about a pupil of an earlier row. Each has its number and that of the first row.
fn repeats_note(grid: &Grid, repeats: &[(usize, usize)]) -> Option<String> {
    let (row, first) = repeats.first()?;
    let (row, first) = (grid.row_in_words(*row), grid.row_in_words(*first));
    Some(match repeats.len() {
        1 => format!("{row} is about the pupil of {first}: each pupil counts once"),
        several => format!(
            "{several} rows are about a pupil of an earlier row, such as {row} about the one of {first}: each pupil counts once"
        ),
    })
}

/// Lists the cells of dates that say that there is no date.
fn no_date_notes(grid: &Grid, headings: &RollHeadings) -> Vec<String> {
    let below = grid.rows.iter().skip(headings.index + 1);
    let notes = below.flat_map(|row| {
        let fields = RollField::DATES.into_iter();
        let cells = fields.flat_map(|field| headings.columns_of_field(field).map(move |column| (field, column)));
        cells.filter_map(|(field, column)| {
            let said = row.text_at(column).filter(|said| is_no_date(said))?;
            let (fact, place) = (field.in_words(), grid.row_in_words(row.number));
            Some(format!("{fact} in {place} is `{said}`, which counts as empty"))
        })
    });
    notes.collect()
}

impl RowProblems<'_> {
    /// Reads a row, unless it is not a pupil or has a mistake. `leavers` are the rows without a year and a class.
    fn read_row(&mut self, line: &GridRow, leavers: &BTreeSet<usize>, reading: &RollReading<'_>) -> Option<RollRow> {
        let before = self.mistakes.found.len();
        if let Some((message, help)) = why_not_a_pupil(self.grid, line, self.headings) {
            self.push("", message, help);
            return None;
        }
        if let Some(column) = cell_beyond_headings(self.grid, self.headings, line) {
            let message = format!("there are more cells than headings, from `{column}` on");
            let help = "put quotation marks around a value that has the separator in it, or give its column a heading";
            self.push("", message, help);
            return None;
        }
        let enrolment = self.enrolment(line, reading.choices);
        let (from, to) = (self.day(line, RollField::From, reading.today), self.day(line, RollField::To, reading.today));
        if let Some((from, to)) = from.zip(to).filter(|(from, to)| from > to) {
            let message = format!("the first day on roll, {from}, is after the last, {to}");
            self.push("to", message, "correct the wrong day; if the pupil came back, empty the last day");
        }
        let not_on_roll = match (to.filter(|to| *to < reading.today), &enrolment) {
            (Some(left), _) => Some(NotOnRoll::Left(left)),
            (None, Some((Enrolment::Leaver, typed))) => Some(NotOnRoll::Status((*typed).to_owned())),
            (None, _) => leavers.contains(&line.number).then_some(NotOnRoll::NoYearNorClass),
        };
        // The class of a pupil who has left may be one that the school no longer has.
        let class = if not_on_roll.is_none() { self.class(line, reading.school) } else { None };
        let (upn, former_upn) = (self.upn(line, RollField::Upn), self.upn(line, RollField::FormerUpn));
        let date_of_birth = self.day(line, RollField::DateOfBirth, reading.today);
        let id = self.cell(line, RollField::Id).map(str::to_owned);
        let mis_number = self.cell(line, RollField::MisNumber).map(str::to_owned);
        let sen = if reading.sen && not_on_roll.is_none() {
            self.sen_facts(line, reading.choices, reading.today)
        } else {
            SenFacts::default()
        };
        let name = self.name(line)?;
        let row = RollRow {
            line: line.number,
            id,
            mis_number,
            compared: ComparedName::of_name(name.as_str()),
            name,
            upn,
            former_upn,
            date_of_birth,
            class,
            from,
            to: to.filter(|to| *to >= reading.today),
            enrolment: enrolment.map(|(status, _)| status),
            not_on_roll,
            sen,
        };
        (self.mistakes.found.len() == before).then_some(row)
    }

    fn upn(&mut self, line: &GridRow, field: RollField) -> Option<Upn> {
        let typed = self.cell(line, field)?;
        self.value_or_slip(field.key(), roll_checks::upn_typed(typed))
    }

    fn class(&mut self, line: &GridRow, school: &School) -> Option<Text> {
        let typed = self.cell(line, RollField::Class)?;
        if !school.has_class(typed) {
            self.mistakes.classes.insert(typed.to_owned());
        }
        self.value_or_slip(RollField::Class.key(), roll_checks::class_typed(typed, school))
    }

    /// Returns the enrolment status, and how it is written. Adds a mistake if its meaning is not known, because it may be that of a
    /// pupil who has left.
    fn enrolment<'g>(&mut self, line: &'g GridRow, choices: &MapChoices) -> Option<(Enrolment, &'g str)> {
        let field = RollField::Enrolment;
        let typed = self.cell(line, field)?;
        let means = match choices.meaning_of(field, typed) {
            Some(WordMeaning::Enrolment(status)) => Some(status),
            Some(WordMeaning::Status(_) | WordMeaning::Need(_)) | None => Enrolment::of_cell(typed),
        };
        if means.is_none() {
            let known = Enrolment::ALL.map(Enrolment::as_str);
            let help = format!("say what it means with `--map \"enrolment:{typed}=...\"`: {}", list_or(&known));
            self.push(field.key(), format!("found `{typed}`, which is not a known enrolment status"), help);
        }
        Some((means?, typed))
    }
}

/// Returns a value of a CSV file to the right of the last heading. There a value has the separator in it, so that all cells
/// behind it have moved to the wrong column.
fn cell_beyond_headings<'g>(grid: &Grid, headings: &RollHeadings, line: &'g GridRow) -> Option<&'g str> {
    let last = *grid.rows.get(headings.index)?.cells.keys().max()?;
    let (column, _) = line.cells.range(last + 1..).next().filter(|_| grid.is_csv())?;
    line.text_at(*column)
}
