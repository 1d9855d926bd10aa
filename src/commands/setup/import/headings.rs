//! Finds the headings of a roll, and which columns hold which fact. A heading is compared whole. If two headings mean the same
//! fact, a person must choose with `--map`; the same heading twice is kept apart, and each row may fill either column.

use std::collections::BTreeMap;

use super::choices::{ChosenMeaning, MapChoices};
use super::fields::{RollField, is_surname_first, may_be_the_records_id, plain_heading};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::records::grid::Grid;
use crate::records::grid_cells::GridRow;
use crate::words::{did_you_mean, list_and, list_quoted};

/// In how many rows at the top of the file the headings are looked for. Exports have a title, the school or a date above them.
const TOP_ROWS: usize = 10;

/// The table has mistakes in it, so it is not saved.
pub(super) fn not_saved(findings: Vec<Finding>) -> Failure {
    Failure::Unsaved { because: "correct the roll first".to_owned(), findings }
}

/// A column that holds a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldColumn {
    /// The column, from 0.
    pub(super) column: usize,
    /// The heading, as it is written in the file.
    pub(super) heading: String,
}

/// The headings of a roll.
#[derive(Debug)]
pub(super) struct RollHeadings {
    /// The index of their row among the rows of the table.
    pub(super) index: usize,
    /// The columns of each fact that the roll has, at least one: several have the same heading, or each a number of its own.
    columns: BTreeMap<RollField, Vec<FieldColumn>>,
    /// What a person should know: titles, columns under another name, columns that are ignored.
    pub(super) notes: Vec<String>,
}

impl RollHeadings {
    /// Finds the headings. `sen` says whether those about SEN are read, `is_record` whether a text is the id of a record.
    ///
    /// # Errors
    /// There are none, they have no name, two of them mean the same fact, or a heading that was chosen is not there.
    pub(super) fn find(
        grid: &Grid,
        choices: &MapChoices,
        sen: bool,
        is_record: &dyn Fn(&str) -> bool,
    ) -> anyhow::Result<Self> {
        let top = grid.rows.iter().take(TOP_ROWS);
        let Some((index, row)) = top.enumerate().find(|(_, row)| names_pupils(row, choices)) else {
            return Err(no_headings(grid, choices, sen));
        };
        if let Some(missing) = missing_choice(row, choices) {
            return Err(no_such_heading(missing, row));
        }
        let mut problems = rows_above(grid, index);
        let mut columns = BTreeMap::new();
        for field in RollField::read_with(sen) {
            match columns_of(field, row, choices).as_slice() {
                [] => {}
                [first, others @ ..] if !field.may_have_several_headings() && !are_alike(first, others) => {
                    problems.push(same_fact(grid, row, field, first, others));
                }
                found => {
                    columns.insert(field, found.to_vec());
                }
            }
        }
        problems.extend(name_twice(grid, row, &mut columns, choices));
        if !problems.is_empty() {
            return Err(not_saved(problems).into());
        }
        let mut notes: Vec<String> = grid.rows.iter().take(index).map(|above| title_note(grid, above)).collect();
        let id_note = id_of_records(grid, index, &mut columns, choices, is_record);
        let each = columns.iter().flat_map(|(field, all)| all.iter().map(|column| (*field, column)));
        notes.extend(each.filter_map(|(field, column)| renamed_note(grid, field, column)));
        notes.extend(id_note);
        notes.extend(ignored_note(row, &columns));
        Ok(Self { index, columns, notes })
    }

    /// Returns the column that a problem with a key is about.
    pub(super) fn column_of_key(&self, key: &str) -> Option<usize> {
        let field = RollField::of_key(key)?;
        // The name may be in two columns.
        let found = self.columns_of_field(field).next();
        found.or_else(|| self.columns_of_field(RollField::Surname).next().filter(|_| field == RollField::Name))
    }

    /// Returns the columns of a field, none if the roll does not have it.
    pub(super) fn columns_of_field(&self, field: RollField) -> impl Iterator<Item = usize> + '_ {
        self.columns.get(&field).into_iter().flatten().map(|found| found.column)
    }

    /// The heading of the first column of a field, as it is written in the file.
    pub(super) fn heading_of(&self, field: RollField) -> Option<&str> {
        Some(self.columns.get(&field)?.first()?.heading.as_str())
    }

    /// Whether the roll has a field.
    pub(super) fn has_field(&self, field: RollField) -> bool {
        self.columns.contains_key(&field)
    }

    /// Whether the column of the name says that the surname comes first.
    pub(super) fn has_surname_first(&self) -> bool {
        self.columns.get(&RollField::Name).into_iter().flatten().any(|name| is_surname_first(&name.heading))
    }
}

/// Returns the first heading that was typed and is not in the row. One that is kept in `send.toml` may be of another export.
fn missing_choice<'c>(row: &GridRow, choices: &'c MapChoices) -> Option<&'c str> {
    let mut typed = choices.headings().filter(|(choice, _)| !choice.is_kept).map(|(_, heading)| heading);
    typed.find(|heading| column_of(row, heading).next().is_none())
}

/// Whether other columns have the same heading as the first.
fn are_alike(first: &FieldColumn, others: &[FieldColumn]) -> bool {
    others.iter().all(|other| plain_heading(&other.heading) == plain_heading(&first.heading))
}

/// Takes the column `ID` as the id of the records if every value in it is one. In exports it is a number of the school's own system,
/// so otherwise this returns a note that says what it is taken for.
fn id_of_records(
    grid: &Grid,
    index: usize,
    columns: &mut BTreeMap<RollField, Vec<FieldColumn>>,
    choices: &MapChoices,
    is_record: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let is_chosen = [RollField::Id, RollField::MisNumber].into_iter().any(|field| choices.heading_of(field).is_some());
    let numbers = columns.get_mut(&RollField::MisNumber).filter(|_| !is_chosen)?;
    let found = numbers.iter().find(|number| may_be_the_records_id(&number.heading))?.clone();
    let filled = grid.rows.iter().skip(index + 1).filter(|row| row.cells.contains_key(&found.column));
    let are_records: Vec<bool> = filled.map(|row| row.text_at(found.column).is_some_and(is_record)).collect();
    if are_records.is_empty() {
        return None;
    }
    if are_records.contains(&false) {
        return Some(format!("if `{0}` is the id of the records, add `--map id=\"{0}\"`", found.heading));
    }
    numbers.retain(|number| *number != found);
    if numbers.is_empty() {
        columns.remove(&RollField::MisNumber);
    }
    columns.insert(RollField::Id, vec![found]);
    None
}

/// The columns of a row with this heading.
fn column_of<'a>(row: &'a GridRow, heading: &'a str) -> impl Iterator<Item = FieldColumn> + 'a {
    let plain = plain_heading(heading);
    row.cells.keys().filter_map(move |column| {
        let found = row.text_at(*column).filter(|found| plain_heading(found) == plain)?;
        Some(FieldColumn { column: *column, heading: found.to_owned() })
    })
}

/// Returns the columns that hold a fact: those that were chosen, otherwise those whose heading means it.
fn columns_of(field: RollField, row: &GridRow, choices: &MapChoices) -> Vec<FieldColumn> {
    if let Some(choice) = choices.heading_of(field) {
        let found = match &choice.what {
            ChosenMeaning::Heading(heading) => column_of(row, heading).collect(),
            ChosenMeaning::NotRead | ChosenMeaning::Word { .. } => Vec::new(),
        };
        // A heading that `send.toml` keeps may be of another export.
        if !found.is_empty() || !choice.is_kept || choice.what == ChosenMeaning::NotRead {
            return found;
        }
    }
    let is_chosen =
        |heading: &str| choices.headings().any(|(_, chosen)| plain_heading(chosen) == plain_heading(heading));
    let headings = row.cells.keys().filter_map(|column| Some((*column, row.text_at(*column)?)));
    headings
        .filter(|(_, heading)| RollField::of_heading(heading) == Some(field) && !is_chosen(heading))
        .map(|(column, heading)| FieldColumn { column, heading: heading.to_owned() })
        .collect()
}

/// Whether a row has the headings under which a roll names its pupils.
fn names_pupils(row: &GridRow, choices: &MapChoices) -> bool {
    let has = |field| !columns_of(field, row, choices).is_empty();
    has(RollField::Name) || has(RollField::Forename) && has(RollField::Surname)
}

/// Returns the problem if the name is in one column and in two others as well. A choice decides it: then the columns that were
/// not chosen are removed.
fn name_twice(
    grid: &Grid,
    row: &GridRow,
    columns: &mut BTreeMap<RollField, Vec<FieldColumn>>,
    choices: &MapChoices,
) -> Option<Finding> {
    let parts = [RollField::Forename, RollField::Surname];
    let is_chosen = |field: &RollField| choices.heading_of(*field).is_some();
    let whole = columns.get(&RollField::Name)?.first().cloned()?;
    let split: Vec<FieldColumn> = parts.iter().filter_map(|part| columns.get(part)?.first().cloned()).collect();
    if is_chosen(&RollField::Name) || split.is_empty() {
        columns.retain(|field, _| !parts.contains(field));
        return None;
    }
    if split.len() == parts.len() && parts.iter().any(is_chosen) {
        columns.remove(&RollField::Name);
        return None;
    }
    let headings: Vec<&str> = split.iter().map(|part| part.heading.as_str()).collect();
    let message = format!("the name is in `{}`, and also in `{}`", whole.heading, headings.join("` and `"));
    let help = match headings.as_slice() {
        [forename, surname] => format!("`--map forename=\"{forename}\" --map surname=\"{surname}\"`"),
        _ => "`--map forename=HEADING --map surname=HEADING`".to_owned(),
    };
    let help = format!("choose with `--map name=\"{}\"`, or with {help}", whole.heading);
    Some(grid.problem_at(row.number, Some(whole.column), RollField::Name.key(), &message, help))
}

/// The problem that several columns mean the same fact.
fn same_fact(grid: &Grid, row: &GridRow, field: RollField, first: &FieldColumn, others: &[FieldColumn]) -> Finding {
    let all: Vec<&FieldColumn> = std::iter::once(first).chain(others).collect();
    let places: Vec<String> =
        all.iter().map(|it| format!("`{}` ({})", it.heading, grid.column_in_words(it.column))).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let message = format!("{} is in {} columns: {}", field.in_words(), all.len(), list_and(&places));
    let help = format!("choose one, such as `--map {}=\"{}\"`", field.key(), first.heading);
    let last = others.last().unwrap_or(first);
    grid.problem_at(row.number, Some(last.column), field.key(), &message, help)
}

/// The problems with the rows above the headings: a row with one value is a title, one with several is a second row of headings.
fn rows_above(grid: &Grid, index: usize) -> Vec<Finding> {
    let number = grid.rows.get(index).map_or(0, |row| row.number);
    let above = grid.rows.iter().take(index).filter(|row| row.value_count() > 1);
    let help = "delete this row, or all rows above the headings";
    let message = format!("this looks like a second row of headings, above those in {}", grid.row_in_words(number));
    above.map(|row| grid.problem_at(row.number, None, "", &message, help)).collect()
}

/// The failure if no row has the headings of a roll.
fn no_headings(grid: &Grid, choices: &MapChoices, sen: bool) -> anyhow::Error {
    let known =
        |row: &GridRow| RollField::read_with(sen).map(|field| columns_of(field, row, choices).len()).sum::<usize>();
    let best = grid.rows.iter().take(TOP_ROWS).max_by_key(|row| (known(row), std::cmp::Reverse(row.number)));
    let (file, fields) = (grid.file(), RollField::read_with(sen).map(RollField::key).collect::<Vec<_>>().join(", "));
    let Some(row) = best else {
        return Failure::stopped(format!("{file} is blank"), format!("name the columns in the first line: {fields}"));
    };
    if let Some(missing) = missing_choice(row, choices) {
        return no_such_heading(missing, row);
    }
    let headings = headings_in_words(row);
    Failure::stopped(
        format!("{file} has no column `name`: {} has {headings}", grid.row_in_words(row.number)),
        format!(
            "name the columns {fields} (not all are needed), or say which heading is the name: `--map name=HEADING`"
        ),
    )
}

fn no_such_heading(heading: &str, row: &GridRow) -> anyhow::Error {
    let headings: Vec<&str> = row.cells.keys().filter_map(|column| row.text_at(*column)).collect();
    let help = did_you_mean(heading, headings.iter().copied())
        .map_or_else(|| format!("the roll has {}", headings_in_words(row)), |near| format!("did you mean `{near}`?"));
    Failure::usage(format!("the roll has no heading `{heading}`"), help)
}

fn headings_in_words(row: &GridRow) -> String {
    list_quoted(row.cells.keys().filter_map(|column| row.text_at(*column)))
}

fn title_note(grid: &Grid, above: &GridRow) -> String {
    format!("{} is above the headings and is not read", grid.row_in_words(above.number))
}

/// Says which heading holds a fact, unless the heading is the name of the fact.
fn renamed_note(grid: &Grid, field: RollField, found: &FieldColumn) -> Option<String> {
    let is_renamed = plain_heading(&found.heading) != plain_heading(field.key());
    let (fact, place) = (field.in_words(), grid.column_in_words(found.column));
    is_renamed.then(|| format!("{fact} is in `{}` ({place})", found.heading))
}

/// Lists the columns that are ignored.
fn ignored_note(row: &GridRow, columns: &BTreeMap<RollField, Vec<FieldColumn>>) -> Option<String> {
    let is_used = |column: usize| columns.values().flatten().any(|used| used.column == column);
    let ignored = row.cells.keys().filter(|column| !is_used(**column)).filter_map(|column| row.text_at(*column));
    let ignored: Vec<&str> = ignored.collect();
    match ignored.len() {
        0 => None,
        1 => Some(format!("the column {} is ignored", list_quoted(ignored))),
        _ => Some(format!("the columns {} are ignored", list_quoted(ignored))),
    }
}
