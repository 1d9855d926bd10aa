//! The school's own pages (`send report`): an index of pupils, and pages for overdue duties, reviews, moves between stages and
//! provision.
//!
//! They are for staff of the school: all of them show names, and the provision map shows costs.

use std::collections::BTreeSet;

use super::pictures::flow::{self, Stand};
use super::pictures::reviews;
use super::{
    Paper, PaperColumn, Part, Sheets, TableCell, day_text, foot_of_school, parts_with_content, text, text_of_cell,
};
use crate::model::day::Day;
use crate::model::id;
use crate::model::since::HeldSince;
use crate::model::text::Text;
use crate::model::vocabulary::{NeedType, Stage};
use crate::reports::Lacks;
use crate::reports::overdue::OverdueRow;
use crate::reports::provision::SchoolYear;
use crate::reports::register::RegisterRow;
use crate::school::School;
use crate::words::{date, first_day};

/// The file name of the index in the folder of a report.
pub(crate) const INDEX: &str = "index.html";

/// The facts that all pages of a report share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'a> {
    /// The school.
    pub(crate) school: &'a School,
    /// The date of the report.
    pub(crate) as_at: Day,
    /// What the report lacks. Pupils may be missing if files could not be read.
    pub(crate) lacks: &'a Lacks,
}

/// The index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    /// The title.
    pub(crate) title: Text,
    /// The lines at the head.
    pub(crate) head: Vec<(Text, Text)>,
    /// The pages that are not about one pupil.
    pub(crate) pages: Vec<Link>,
    /// The columns of the table.
    pub(crate) columns: Vec<IndexColumn>,
    /// The rows.
    pub(crate) rows: Vec<Vec<IndexCell>>,
    /// The foot.
    pub(crate) foot: Text,
}

/// Another page of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// The text of the link.
    pub(crate) words: Text,
    /// The file name of the page, in the same folder.
    pub(crate) file: String,
}

/// A column of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexColumn {
    /// Its heading.
    pub(crate) heading: &'static str,
    /// Whether it has few different values, so that the page can offer them as a list to filter by.
    pub(crate) has_few: bool,
}

/// A cell of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexCell {
    /// The text in the cell.
    pub(crate) words: Text,
    /// The text that the column is sorted by.
    pub(crate) key: Text,
    /// The page that the cell links to.
    pub(crate) file: Option<String>,
}

const COLUMNS: &[(&str, bool)] = &[
    ("Name", false),
    ("Year", true),
    ("Class", true),
    ("Stage", true),
    ("Support", true),
    ("Need", true),
    ("On register since", false),
    ("Next review", false),
];

/// Gives every page its own file name, whatever pupils and classes are called.
#[derive(Debug, Default)]
pub(crate) struct FileNames(BTreeSet<String>);

impl FileNames {
    /// The file of a pupil's page.
    pub(crate) fn of_pupil(&mut self, pupil: &str) -> String {
        let stem = if id::id_problem(pupil).is_none() { pupil } else { "" };
        self.free_name("pupil", stem)
    }

    /// The file of a class's sheet.
    pub(crate) fn of_class(&mut self, class: &str) -> String {
        let stem: String = class.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        self.free_name("class", &stem)
    }

    fn free_name(&mut self, kind: &str, stem: &str) -> String {
        let stem = if stem.is_empty() { kind.to_owned() } else { format!("{kind}-{stem}") };
        let numbered = (2u32..).map(|number| format!("{stem}-{number}.html"));
        let mut names = std::iter::once(format!("{stem}.html")).chain(numbered);
        let free = names.find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

impl Of<'_> {
    /// The index: a row for each pupil, with links to the pupil's page and to the class's page if it has one.
    pub(crate) fn index_page(
        &self,
        rows: &[(RegisterRow, String)],
        pages: Vec<Link>,
        page_of_class: impl Fn(&str) -> Option<String>,
    ) -> Index {
        let mut cells = Vec::new();
        for (row, file) in rows {
            let page_of_class = row.class.as_deref().and_then(&page_of_class);
            cells.push(self.index_row(row, file.clone(), page_of_class));
        }
        Index {
            title: text(format!("{}: special educational needs", self.school.settings.school.name.as_str())),
            head: self.page_head([("Pupils", self.lacks.total(text(rows.len().to_string())))]),
            pages,
            columns: COLUMNS.iter().map(|(heading, has_few)| IndexColumn { heading, has_few: *has_few }).collect(),
            rows: cells,
            foot: self.page_foot(),
        }
    }

    /// The row of a pupil, linked to the pupil's page and to the page of the class if it has one.
    fn index_row(&self, row: &RegisterRow, page: String, page_of_class: Option<String>) -> Vec<IndexCell> {
        let key_of_year = text(order_of_year(&row.year.to_string()).to_string());
        let is_late = row.next_review.is_some_and(|day| day < self.as_at);
        vec![
            index_cell(row.name.as_deref().unwrap_or_default()).linked_to(Some(page)),
            IndexCell { key: key_of_year, ..index_cell(row.year.to_string()) },
            index_cell(row.class.as_deref().unwrap_or_default()).linked_to(page_of_class),
            index_cell(row.stage.map_or("", Stage::as_str)),
            index_cell(row.support.as_str()),
            index_cell(row.primary_need.map_or("", NeedType::as_str)),
            index_cell_of_first_day(row.on_register_since),
            index_cell_of_day(row.next_review).marked_late(is_late),
        ]
    }

    /// The duties that are overdue for the school, and the duties waiting for the authority.
    pub(crate) fn overdue_page(&self, rows: &[OverdueRow]) -> Paper {
        let (waiting, own): (Vec<&OverdueRow>, Vec<&OverdueRow>) =
            rows.iter().partition(|row| row.waits_for_authority());
        let nothing = (own.is_empty() && self.lacks.begin_later.is_none()).then(|| text("Nothing is overdue."));
        let notes = rows.iter().filter_map(|row| row.note.as_ref()).map(text).collect();
        self.page_of_parts(
            "What is overdue",
            Sheets::Lying,
            [
                Part::new("Overdue").words(nothing).columns(LATE, own),
                Part::new("Waiting for the local authority").columns(WAITING, waiting),
                Part::new("Notes").points(notes),
            ],
        )
    }

    /// The next review of every pupil: the number by month, and a list by date.
    pub(crate) fn reviews_page(&self, rows: &[RegisterRow]) -> Paper {
        let mut planned: Vec<(Day, &RegisterRow)> =
            rows.iter().filter_map(|row| Some((row.next_review?, row))).collect();
        planned.sort_by(|one, other| (one.0, &one.1.name, &one.1.id).cmp(&(other.0, &other.1.name, &other.1.id)));
        let days: Vec<Day> = planned.iter().map(|(day, _)| *day).collect();
        let lines = planned
            .iter()
            .map(|(day, row)| vec![Some(day_text(*day)), row.name.as_ref().map(text), row.class.as_ref().map(text)]);
        let without = rows.iter().filter(|row| row.next_review.is_none());
        let mut without: Vec<&str> = without.filter_map(|row| row.name.as_deref()).collect();
        without.sort_unstable();
        self.page_of_parts(
            "Reviews, by month",
            Sheets::Upright,
            [
                Part::new("By month").picture(self.lacks.total(reviews::reviews_picture(&days, self.as_at)).flatten()),
                Part::new("In order of date").table(&["By", "Pupil", "Class"], lines.collect()),
                Part::new("Pupils with no date for the next review").points(without.into_iter().map(text).collect()),
            ],
        )
    }

    /// How pupils have moved between the stages since the start of the school year.
    pub(crate) fn flow_page(&self, moved: &[(Stand, Stand)]) -> Paper {
        let start = SchoolYear::of(self.as_at).from;
        let is_known = self.lacks.begin_later.is_none();
        let moved = if is_known { moved } else { &[] };
        let nobody = (moved.is_empty() && is_known).then(|| text("No pupil was at any stage."));
        let picture = flow::flow_picture(moved, start, self.as_at);
        let said = picture.as_ref().map(|picture| picture.said.clone()).unwrap_or_default();
        self.page_of_parts(
            "Moves between stages this school year",
            Sheets::Upright,
            [
                Part::new("The thicker the line, the more pupils").picture(picture).words(nobody),
                Part::new("In numbers").points(said),
            ],
        )
    }

    /// A page with these parts.
    pub(super) fn page_of_parts(&self, title: &str, sheets: Sheets, all: impl IntoIterator<Item = Part>) -> Paper {
        Paper {
            title: text(title),
            sheets,
            head: self.page_head([]),
            parts: parts_with_content(all),
            foot: self.page_foot(),
        }
    }

    /// The head of every page, followed by the page's own lines.
    fn page_head<const N: usize>(&self, own: [(&str, Option<Text>); N]) -> Vec<(Text, Text)> {
        let missing = self.lacks.in_words(": a pupil may be missing here").map(text);
        let all = [
            ("For", Some(text("the school's own use"))),
            ("As at", Some(text(date(self.as_at)))),
            ("Incomplete", missing),
        ];
        all.into_iter().chain(own).filter_map(|(label, said)| Some((text(label), said?))).collect()
    }

    fn page_foot(&self) -> Text {
        text(format!("{} For the school's own use: it names pupils.", foot_of_school(self.school, self.as_at).as_str()))
    }
}

impl IndexCell {
    /// The same cell, marked if its day has passed.
    fn marked_late(self, is_late: bool) -> Self {
        if is_late { Self { words: text(format!("{}, late", self.words.as_str())), ..self } } else { self }
    }

    fn linked_to(self, file: Option<String>) -> Self {
        Self { file, ..self }
    }
}

/// The columns for the school's overdue duties.
const LATE: &[PaperColumn<OverdueRow>] = &[
    ("Due", due_cell),
    ("Days late", days_late_cell),
    ("Pupil", pupil_cell),
    ("Class", class_cell),
    ("What is due", summary_cell),
    ("Why", because_cell),
    ("Who", |row| vec![text(row.owner.named())]),
    ("Policy", |row| vec![text(row.clause)]),
];

/// The columns for the authority's overdue duties.
const WAITING: &[PaperColumn<OverdueRow>] = &[
    ("Due", due_cell),
    ("Days overdue", days_late_cell),
    ("Pupil", pupil_cell),
    ("Class", class_cell),
    ("What is due", summary_cell),
    ("Why", because_cell),
    ("Chase from", |row| row.chase_from().map(day_text).into_iter().collect()),
    ("Law", |row| vec![text(row.law)]),
];

fn due_cell(row: &OverdueRow) -> TableCell {
    vec![day_text(row.due)]
}

fn days_late_cell(row: &OverdueRow) -> TableCell {
    text_of_cell(&row.days_late_said()).into_iter().collect()
}

fn pupil_cell(row: &OverdueRow) -> TableCell {
    vec![row.name.as_ref().map_or_else(|| text("the school"), text)]
}

fn class_cell(row: &OverdueRow) -> TableCell {
    row.class.as_ref().map(text).into_iter().collect()
}

fn summary_cell(row: &OverdueRow) -> TableCell {
    vec![text(row.summary)]
}

fn because_cell(row: &OverdueRow) -> TableCell {
    vec![text(&row.because)]
}

/// A cell that is sorted by its text.
fn index_cell(words: impl AsRef<str>) -> IndexCell {
    IndexCell { words: text(&words), key: text(&words), file: None }
}

/// A cell that is sorted by date.
fn index_cell_of_first_day(first: Option<HeldSince>) -> IndexCell {
    let words = first.map_or_else(|| text(""), |first| text(first_day(first)));
    IndexCell { words, ..index_cell_of_day(first.map(HeldSince::day)) }
}

fn index_cell_of_day(day: Option<Day>) -> IndexCell {
    IndexCell {
        words: text(day.map(date).unwrap_or_default()),
        key: text(day.map(|day| day.to_string()).unwrap_or_default()),
        file: None,
    }
}

/// The order of year groups: nursery, reception, year 1 and so on.
fn order_of_year(year: &str) -> u32 {
    match year {
        "N1" => 0,
        "N2" => 1,
        "R" => 2,
        other => other.parse().map_or(u32::MAX, |number: u32| number + 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_own_file_inside_the_folder() {
        let mut names = FileNames::default();
        assert_eq!(names.of_pupil("p014"), "pupil-p014.html");
        assert_eq!(names.of_pupil("p014"), "pupil-p014-2.html");
        assert_eq!(names.of_pupil("../../x"), "pupil.html");
        assert_eq!(names.of_class("4B"), "class-4b.html");
        assert_eq!(names.of_class("4/b"), "class-4b-2.html");
        assert_eq!(names.of_class("../"), "class.html");
    }

    #[test]
    fn year_groups_are_sorted_by_age() {
        let years = ["N1", "N2", "R", "1", "6", "10"].map(order_of_year);
        assert!(years.is_sorted(), "{years:?}");
    }
}
