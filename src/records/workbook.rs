//! One sheet of an Excel workbook (.xlsx): its cells by their type. A cell without a usable value says why.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::csv_text::clean_cell;
use super::grid_cells::{GridCell, GridRow, column_letters};
use super::table_bytes::{TableRefusal, damaged_workbook, password_refusal};
use crate::model::day::Day;
use crate::words::{did_you_mean, list_or, list_quoted};

/// The cells of a sheet by row and column, both from 0.
type CellsByRow = BTreeMap<u32, BTreeMap<usize, GridCell>>;

/// A sheet as it was read.
#[derive(Debug)]
pub(super) struct WorkbookSheet {
    /// Its name.
    pub(super) name: String,
    /// Whether Excel does not show it.
    pub(super) is_hidden: bool,
    /// Its rows that have a value.
    pub(super) rows: Vec<GridRow>,
}

/// Why a workbook is not read.
#[derive(Debug)]
pub(super) enum WorkbookRefusal {
    /// The file cannot be read.
    Unread(TableRefusal),
    /// A person must choose a sheet.
    Choose {
        /// The problem, to follow the name of the file.
        message: String,
        /// What to type.
        help: String,
    },
}

impl From<XlsxError> for WorkbookRefusal {
    fn from(error: XlsxError) -> Self {
        Self::Unread(if matches!(error, XlsxError::Password) { password_refusal() } else { damaged_workbook() })
    }
}

/// Reads the sheet that was asked for, or the only one that has values.
pub(super) fn read_sheet(bytes: &[u8], wanted: Option<&str>) -> Result<WorkbookSheet, WorkbookRefusal> {
    let mut workbook = Xlsx::new(Cursor::new(bytes))?;
    let mut filled = Vec::new();
    for sheet in workbook.sheets_metadata().to_vec() {
        if sheet.typ == SheetType::WorkSheet {
            let rows = cells_of(&mut workbook, &sheet.name)?;
            if !rows.is_empty() {
                let is_hidden = sheet.visible != SheetVisible::Visible;
                filled.push(WorkbookSheet { name: sheet.name, is_hidden, rows: rows_from_one(rows) });
            }
        }
    }
    choose_sheet(filled, wanted)
}

/// Chooses among the sheets that have values.
fn choose_sheet(mut filled: Vec<WorkbookSheet>, wanted: Option<&str>) -> Result<WorkbookSheet, WorkbookRefusal> {
    let names: Vec<String> = filled.iter().map(|sheet| sheet.name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if let Some(wanted) = wanted {
        let found = filled.iter().position(|sheet| sheet.name.to_lowercase() == wanted.trim().to_lowercase());
        return found.map(|index| filled.swap_remove(index)).ok_or_else(|| no_such_sheet(wanted, &names));
    }
    match (filled.pop(), filled.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => {
            let message = "the workbook has no values".to_owned();
            Err(WorkbookRefusal::Unread((message, "save the table again, with its headings in the first row")))
        }
        (Some(_), false) => {
            let flags: Vec<String> = names.iter().map(|name| format!("`--sheet \"{name}\"`")).collect();
            let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
            let (message, help) =
                (list_quoted(names.iter().copied()), format!("choose the roll with {}", list_or(&flags)));
            Err(WorkbookRefusal::Choose { message: format!("has {} sheets: {message}", names.len()), help })
        }
    }
}

fn no_such_sheet(wanted: &str, names: &[&str]) -> WorkbookRefusal {
    let help = did_you_mean(wanted, names.iter().copied())
        .map_or_else(|| "use one of these names".to_owned(), |near| format!("did you mean `--sheet \"{near}\"`?"));
    let message = format!("has no sheet `{wanted}` with values, only {}", list_quoted(names.iter().copied()));
    WorkbookRefusal::Choose { message, help }
}

/// Counts rows from 1, as spreadsheets do.
fn rows_from_one(rows: CellsByRow) -> Vec<GridRow> {
    let numbered = rows.into_iter().map(|(row, cells)| (usize::try_from(row).unwrap_or(usize::MAX - 1) + 1, cells));
    numbered.map(|(number, cells)| GridRow { number, cells }).collect()
}

/// Reads the cells of a sheet that are not blank. Hidden rows and columns are read like any other.
fn cells_of(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<CellsByRow, XlsxError> {
    let merged = workbook.merge_cells_by_sheet_name(name)?;
    let mut rows = CellsByRow::new();
    let mut cells = workbook.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let (row, column) = cell.pos;
        if let Some(kept) = cell_value(&cell.value, cell.formula.is_some()) {
            rows.entry(row).or_default().insert(usize::try_from(column).unwrap_or(usize::MAX), kept);
        }
    }
    for area in &merged {
        mark_merged(&mut rows, *area);
    }
    Ok(rows)
}

/// Marks the cells of a merged area that have no value of their own: only the first cell has one.
fn mark_merged(rows: &mut CellsByRow, area: Dimensions) {
    let (first_row, first_column) = area.start;
    let (Ok(from), Ok(to)) = (usize::try_from(first_column), usize::try_from(area.end.1)) else { return };
    let first = format!("{}{}", column_letters(from), first_row + 1);
    for (row, cells) in rows.range_mut(first_row..=area.end.0) {
        for column in from..=to {
            if (*row, column) != (first_row, from) {
                let found = format!("a cell that is merged with {first}");
                cells.entry(column).or_insert(trouble(&found, "unmerge the cells, and write the value in each"));
            }
        }
    }
}

/// Returns what a cell has, `None` if it is blank.
fn cell_value(value: &DataRef<'_>, has_formula: bool) -> Option<GridCell> {
    match value {
        DataRef::Empty if has_formula => {
            Some(trouble("a formula without a value", "open the workbook in Excel and save it again"))
        }
        DataRef::Empty => None,
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Bool(is_true) => text_cell(if *is_true { "TRUE" } else { "FALSE" }),
        DataRef::Int(number) => Some(GridCell::Number(number.to_string())),
        DataRef::Float(number) => Some(GridCell::Number(number.to_string())),
        DataRef::DateTime(moment) => date_cell(moment),
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(Day::parse) {
            Some(day) => Some(GridCell::Date(day)),
            None => text_cell(text),
        },
        DataRef::Error(error) => {
            Some(trouble(&format!("the error `{error}`"), "correct the formula, or write the value in its place"))
        }
    }
}

/// Makes a cell without a usable value, with what was found and what to do.
fn trouble(found: &str, help: &str) -> GridCell {
    GridCell::Trouble { found: found.to_owned(), help: help.to_owned() }
}

fn text_cell(text: &str) -> Option<GridCell> {
    let text = clean_cell(text);
    (!text.is_empty()).then_some(GridCell::Text(text))
}

/// Returns the day of a cell that is formatted as a date. The workbook says whether its days count from 1900 or from 1904.
fn date_cell(moment: &ExcelDateTime) -> Option<GridCell> {
    let (year, month, of_month, ..) = moment.to_ymd_hms_milli();
    let day = Day::new(i32::from(year), u32::from(month), u32::from(of_month));
    let is_a_day = moment.is_datetime() && moment.as_f64() >= 1.0;
    Some(match day.filter(|_| is_a_day) {
        Some(day) => GridCell::Date(day),
        None => trouble("a time without a day", "write the day, such as 2017-11-03"),
    })
}
