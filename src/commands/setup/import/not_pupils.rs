//! Rows below the headings that are not pupils: a second row of headings, a line of totals, a note. They must not become
//! children, and a person removes them, because a row may be wrong in another way.

use super::fields::{RollField, plain_heading};
use super::headings::RollHeadings;
use crate::records::grid::Grid;
use crate::records::grid_cells::{GridCell, GridRow};

/// The number of characters of a UPN.
const UPN_LENGTH: usize = 13;

/// The words of a line of totals, as `plain_heading` writes them, without a number.
const TOTALS: [&str; 12] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "count",
    "average",
    "mean",
    "total pupils",
    "number of pupils",
    "pupils",
    "students",
];

/// Returns why a row is not a pupil, and what to do, if it is not.
pub(super) fn why_not_a_pupil(grid: &Grid, row: &GridRow, headings: &RollHeadings) -> Option<(String, &'static str)> {
    let top = grid.rows.get(headings.index).map_or(0, |row| row.number);
    if repeats_headings(row, headings) {
        let top = grid.row_in_words(top);
        return Some((format!("this row has headings again: the first are in {top}"), "delete this row"));
    }
    if has_number_of_a_pupil(row, headings) {
        return None;
    }
    is_totals(row).then(|| ("this looks like a line of totals, not a pupil".to_owned(), "delete this row")).or_else(
        || is_note(row, headings).then(|| ("this looks like a note, not a pupil".to_owned(), "delete this row")),
    )
}

/// Whether a cell of the name, or any two cells, are headings.
fn repeats_headings(row: &GridRow, headings: &RollHeadings) -> bool {
    let is_heading = |column: usize| row.text_at(column).and_then(RollField::of_heading).is_some();
    let names = [RollField::Name, RollField::Forename, RollField::Surname];
    let names: Vec<usize> = names.iter().flat_map(|field| headings.columns_of_field(*field)).collect();
    let is_split = !headings.has_field(RollField::Name);
    let in_names = names.iter().filter(|column| is_heading(**column)).count();
    row.cells.keys().filter(|column| is_heading(**column)).count() > 1 || !is_split && in_names == 1
}

/// Whether a row has a UPN or a date of birth, as only a pupil has. Neither has to be right.
fn has_number_of_a_pupil(row: &GridRow, headings: &RollHeadings) -> bool {
    let cells = |field| headings.columns_of_field(field).filter_map(|column| row.cells.get(&column));
    let is_upn = |cell: &GridCell| matches!(cell, GridCell::Text(text) if text.chars().count() == UPN_LENGTH);
    cells(RollField::Upn).any(is_upn) || cells(RollField::DateOfBirth).any(is_meant_as_date)
}

/// Whether a cell has a date, or text that was meant as one.
fn is_meant_as_date(cell: &GridCell) -> bool {
    match cell {
        GridCell::Date(_) => true,
        GridCell::Text(text) => text.parse::<f64>().is_err() && text.starts_with(|one: char| one.is_ascii_digit()),
        GridCell::Number(_) | GridCell::Trouble { .. } => false,
    }
}

/// Whether the first text of a row is a word for a total, with or without a number: `Total: 45`, `45 pupils`.
fn is_totals(row: &GridRow) -> bool {
    let texts = row.cells.values().filter_map(|cell| match cell {
        GridCell::Text(text) => Some(text),
        GridCell::Date(_) | GridCell::Number(_) | GridCell::Trouble { .. } => None,
    });
    texts.take(1).any(|text| {
        let words = plain_heading(text).replace([':', '='], " ");
        let words: Vec<&str> =
            words.split(' ').filter(|word| !word.is_empty() && !word.chars().all(|one| one.is_ascii_digit())).collect();
        TOTALS.contains(&words.join(" ").as_str())
    })
}

/// Whether the name has a digit, as a note has: `Printed on 12/01/2026`.
fn is_note(row: &GridRow, headings: &RollHeadings) -> bool {
    let names = [RollField::Name, RollField::Forename, RollField::Surname];
    let columns = names.iter().flat_map(|field| headings.columns_of_field(*field));
    let mut names = columns.filter_map(|column| row.text_at(column));
    names.any(|name| name.chars().any(|one| one.is_ascii_digit()))
}
