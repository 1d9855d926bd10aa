//! The columns of a report: one list for each type of row. The table, CSV, JSON and the tables of papers use this list.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Names;
use crate::model::day::Day;
use crate::model::money::Pence;
use crate::model::text::Text;
use crate::words;

/// A row of a report.
pub(crate) trait ReportRow: Sized + 'static {
    /// Its columns, in the order of CSV and JSON. Scripts read these, so a new column comes last.
    const COLUMNS: &'static [Column<Self>];
}

/// One fact of a row: its name for people and for programs, and the function that reads it from the row.
#[derive(Debug)]
pub(crate) struct Column<R: 'static> {
    /// Its key in JSON and CSV. A key for money ends in `_pence`; CSV shows pounds and ends the key in `_pounds`.
    pub(crate) key: &'static str,
    /// Its heading in a table; `None` if only programs see it.
    pub(crate) heading: Option<&'static str>,
    /// Whether it shows more than the id of who a pupil is.
    is_private: bool,
    /// Its place in the table, from 1, if the table has a different order.
    place: u8,
    cell: fn(&R) -> Cell<'_>,
    said: Option<fn(&R) -> Cell<'_>>,
}

/// A column that everyone may see.
pub(crate) const fn column<R>(key: &'static str, heading: &'static str, cell: fn(&R) -> Cell<'_>) -> Column<R> {
    Column { heading: Some(heading), ..fact(key, cell) }
}

/// A column that shows who a pupil is. When names are hidden it is left out of tables, and empty for programs.
pub(crate) const fn private<R>(key: &'static str, heading: &'static str, cell: fn(&R) -> Cell<'_>) -> Column<R> {
    Column { heading: Some(heading), ..private_fact(key, cell) }
}

/// A column for programs only.
pub(crate) const fn fact<R>(key: &'static str, cell: fn(&R) -> Cell<'_>) -> Column<R> {
    Column { key, heading: None, is_private: false, place: 0, cell, said: None }
}

/// A column for programs only that shows who a pupil is.
pub(crate) const fn private_fact<R>(key: &'static str, cell: fn(&R) -> Cell<'_>) -> Column<R> {
    Column { is_private: true, ..fact(key, cell) }
}

impl<R> Column<R> {
    /// The same column, with different words in tables.
    pub(crate) const fn in_tables_as(self, said: fn(&R) -> Cell<'_>) -> Self {
        Self { said: Some(said), ..self }
    }

    /// The same column at this place in the table, counted from 1.
    pub(crate) const fn at_place(self, place: u8) -> Self {
        Self { place, ..self }
    }

    /// The cell for a program. It is empty if names are hidden and the column is private.
    pub(crate) fn cell<'r>(&self, row: &'r R, names: Names) -> Cell<'r> {
        if self.is_hidden(names) { Cell::Empty } else { (self.cell)(row) }
    }

    /// The cell of a table.
    pub(crate) fn cell_of_table<'r>(&self, row: &'r R) -> Cell<'r> {
        self.said.unwrap_or(self.cell)(row)
    }

    fn is_hidden(&self, names: Names) -> bool {
        self.is_private && names == Names::Hidden
    }
}

/// The columns of the table in order, each with its heading.
pub(crate) fn columns_of_table<R: ReportRow>(names: Names) -> Vec<(&'static str, &'static Column<R>)> {
    let shown = R::COLUMNS.iter().filter(|column| !column.is_hidden(names));
    let mut shown: Vec<_> = shown.filter_map(|column| Some((column.heading?, column))).collect();
    shown.sort_by_key(|(_, column)| column.place);
    shown
}

/// A row as a JSON object: each key with its cell.
#[derive(Debug)]
pub(crate) struct ByKey<'r, R>(pub(crate) &'r R, pub(crate) Names);

impl<R: ReportRow> Serialize for ByKey<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(R::COLUMNS.iter().map(|column| (column.key, column.cell(self.0, self.1))))
    }
}

/// A cell. Its kind decides how each format writes it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'r> {
    /// Empty: `null` in JSON.
    Empty,
    /// Text from a record, or in the program's own words.
    Text(Cow<'r, str>),
    /// A day: `5 Nov 2025` for people, `2025-11-05` for programs.
    Day(Day),
    /// A whole number.
    Number(i64),
    /// A number with a decimal point: one decimal place for people.
    Decimal(f64),
    /// Money: whole pence in JSON, pounds in other formats.
    Money(Pence),
    /// Yes or no: for people, `yes` or an empty cell.
    Flag(bool),
    /// Texts: a list in JSON, joined by `; ` in other formats.
    List(Vec<&'r str>),
    /// Entries with their own keys: objects in JSON, their messages joined by `; ` in other formats.
    Entries(Vec<CellEntry<'r>>),
}

/// An entry of a list in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CellEntry<'r> {
    /// Its keys, in order.
    pub(crate) facts: Vec<(&'static str, Cell<'r>)>,
    /// The entry in words. In JSON it comes last.
    pub(crate) message: &'r str,
}

impl Cell<'_> {
    /// The cell in words for a table or a paper; `None` if it is empty.
    pub(crate) fn in_words(&self) -> Option<String> {
        Some(match self {
            Self::Empty => return None,
            Self::Text(text) => text.clone().into_owned(),
            Self::Day(day) => words::date(*day),
            Self::Number(number) => number.to_string(),
            Self::Decimal(number) => format!("{number:.1}"),
            Self::Money(amount) => amount.to_string(),
            Self::Flag(is_so) => if *is_so { "yes" } else { "" }.to_owned(),
            Self::List(texts) => texts.join("; "),
            Self::Entries(entries) => messages(entries),
        })
    }
}

/// The messages of entries in one text.
pub(crate) fn messages(entries: &[CellEntry<'_>]) -> String {
    entries.iter().map(|entry| entry.message).collect::<Vec<_>>().join("; ")
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Day(day) => day.serialize(serializer),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Decimal(number) => serializer.serialize_f64(*number),
            Self::Money(amount) => serializer.serialize_u64(amount.pence()),
            Self::Flag(is_so) => serializer.serialize_bool(*is_so),
            Self::List(texts) => serializer.collect_seq(texts),
            Self::Entries(entries) => serializer.collect_seq(entries),
        }
    }
}

impl Serialize for CellEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.facts.len() + 1))?;
        for (key, cell) in &self.facts {
            map.serialize_entry(key, cell)?;
        }
        map.serialize_entry("message", self.message)?;
        map.end()
    }
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'r> From<&'r String> for Cell<'r> {
    fn from(text: &'r String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'r> From<&'r Text> for Cell<'r> {
    fn from(text: &'r Text) -> Self {
        Self::Text(Cow::Borrowed(text.as_str()))
    }
}

impl<'r> From<&'r Vec<Text>> for Cell<'r> {
    fn from(texts: &'r Vec<Text>) -> Self {
        Self::List(texts.iter().map(Text::as_str).collect())
    }
}

impl From<Day> for Cell<'_> {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u16> for Cell<'_> {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Decimal(number)
    }
}

impl From<Pence> for Cell<'_> {
    fn from(amount: Pence) -> Self {
        Self::Money(amount)
    }
}

impl From<bool> for Cell<'_> {
    fn from(is_so: bool) -> Self {
        Self::Flag(is_so)
    }
}

impl<'r, T: Into<Self>> From<Option<T>> for Cell<'r> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl<'r> From<&'r Option<String>> for Cell<'r> {
    fn from(text: &'r Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl<'r> From<&'r Option<Text>> for Cell<'r> {
    fn from(text: &'r Option<Text>) -> Self {
        text.as_ref().into()
    }
}

/// The table cell of the column with this key.
#[cfg(test)]
pub(crate) fn said_of<'r, R: ReportRow>(row: &'r R, key: &str) -> Cell<'r> {
    let column = R::COLUMNS.iter().find(|column| column.key == key);
    column.map_or(Cell::Empty, |column| column.cell_of_table(row))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::reports::census::CensusRow;
    use crate::reports::check::CheckRow;
    use crate::reports::history::changes::ChangesRow;
    use crate::reports::history::log::LogRow;
    use crate::reports::impact::ImpactRow;
    use crate::reports::missing::MissingRow;
    use crate::reports::overdue::{OverdueRow, WaitingRow};
    use crate::reports::papers::sheet::SheetRow;
    use crate::reports::policy::{ClauseRow, SettingRow};
    use crate::reports::provision::ProvisionRow;
    use crate::reports::provision::totals::PupilRow;
    use crate::reports::ready::ReadyRow;
    use crate::reports::register::RegisterRow;
    use crate::reports::retention::RetentionRow;
    use crate::reports::summary::SummaryRow;
    use crate::reports::timeline::TimelineRow;
    use crate::reports::trial::TrialRow;

    /// A column without the type of its row.
    struct Named {
        key: &'static str,
        heading: Option<&'static str>,
        is_private: bool,
    }

    fn columns_of<R: ReportRow>() -> Vec<Named> {
        let columns = R::COLUMNS.iter();
        columns
            .map(|column| Named { key: column.key, heading: column.heading, is_private: column.is_private })
            .collect()
    }

    /// Each type of row with its columns.
    macro_rules! rows {
        ($($row:ident)+) => { [$((stringify!($row), columns_of::<$row>())),+] };
    }

    fn all() -> Vec<(&'static str, Vec<Named>)> {
        let all = rows! {
            CensusRow ChangesRow CheckRow ClauseRow ImpactRow LogRow MissingRow OverdueRow ProvisionRow PupilRow ReadyRow
            RegisterRow RetentionRow SettingRow SheetRow SummaryRow TimelineRow TrialRow WaitingRow
        };
        all.into_iter().collect()
    }

    fn rows_in(folder: &std::path::Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rows_in(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let rows = text.lines().filter_map(|line| line.strip_prefix("impl ReportRow for ")?.strip_suffix(" {"));
                found.extend(rows.map(str::to_owned));
            }
        }
    }

    #[test]
    fn these_tests_cover_every_type_of_row() {
        let mut found = BTreeSet::new();
        rows_in(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert_eq!(found, all().iter().map(|(row, _)| (*row).to_owned()).collect());
    }

    #[test]
    fn keys_and_headings_are_unique_and_keys_are_snake_case() {
        let is_plain = |key: &str| {
            let letters = key.starts_with(|first: char| first.is_ascii_lowercase());
            letters && key.chars().all(|one| one.is_ascii_lowercase() || one == '_') && !key.contains("__")
        };
        for (row, columns) in all() {
            let keys: BTreeSet<&str> = columns.iter().map(|column| column.key).collect();
            assert_eq!(keys.len(), columns.len(), "{row}: a key twice");
            assert!(keys.iter().all(|key| is_plain(key) && !key.ends_with('_')), "{row}: {keys:?}");
            let shown: Vec<&str> = columns.iter().filter_map(|column| column.heading).collect();
            let headings: BTreeSet<&str> = shown.iter().copied().collect();
            assert_eq!(headings.len(), shown.len(), "{row}: a heading twice");
            assert!(!headings.contains(""), "{row}: a column without a heading");
        }
    }

    #[test]
    fn columns_that_show_who_a_pupil_is_are_private() {
        for (row, columns) in all() {
            for column in columns {
                let shows = ["name", "known_as", "upn", "date_of_birth", "keep_until"].contains(&column.key);
                assert_eq!(column.is_private, shows, "{row}: {}", column.key);
            }
        }
    }

    /// A row that does not leave out the name itself.
    #[derive(Debug)]
    struct Careless(String);

    impl ReportRow for Careless {
        const COLUMNS: &'static [Column<Self>] = &[
            column("second", "Second", |_: &Self| 2u32.into()).at_place(2),
            private("name", "Name", |row: &Self| Cell::from(&row.0)).at_place(1),
            fact("flag", |_| true.into()),
            column("third", "Third", |_: &Self| false.into()).in_tables_as(|_| "no".into()).at_place(3),
        ];
    }

    #[test]
    fn a_private_column_is_empty_when_names_are_hidden() {
        let row = Careless("Amira Example".to_owned());
        let json = |names| serde_json::to_string(&ByKey(&row, names)).unwrap();
        assert_eq!(json(Names::Shown), r#"{"second":2,"name":"Amira Example","flag":true,"third":false}"#);
        assert_eq!(json(Names::Hidden), r#"{"second":2,"name":null,"flag":true,"third":false}"#);
        let table = |names| {
            let columns = columns_of_table::<Careless>(names);
            columns.iter().map(|(heading, column)| (*heading, column.cell_of_table(&row))).collect::<Vec<_>>()
        };
        let (name, second, third) = (("Name", Cell::from(&row.0)), ("Second", 2u32.into()), ("Third", "no".into()));
        assert_eq!(table(Names::Shown), [name, second.clone(), third.clone()]);
        assert_eq!(table(Names::Hidden), [second, third]);
    }
}
