//! The school's own pages (`send report`): an index of pupils, and what is late, planned, moved and given.
//!
//! They are for staff of the school: names stand on all of them, and costs on the provision map.

use std::collections::BTreeSet;

use super::pictures::flow::{self, Stand};
use super::pictures::reviews;
use super::{
    Paper, PaperColumn, Part, Sheets, TableCell, day_text, foot_of_school, parts_with_content, text, text_of_cell,
};
use crate::model::day::Day;
use crate::model::id;
use crate::model::text::Text;
use crate::model::vocabulary::{NeedType, Stage};
use crate::reports::overdue::OverdueRow;
use crate::reports::provision::SchoolYear;
use crate::reports::register::RegisterRow;
use crate::school::School;
use crate::words::{count, date};

/// The name of the index in the folder of a report.
pub(crate) const INDEX: &str = "index.html";

/// What all pages of a report share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'a> {
    /// The school.
    pub(crate) school: &'a School,
    /// The day.
    pub(crate) as_at: Day,
    /// How many files could not be read: a child may be missing then.
    pub(crate) unreadable: usize,
}

/// The index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    /// The title.
    pub(crate) title: Text,
    /// What stands at the head.
    pub(crate) head: Vec<(Text, Text)>,
    /// The pages that are not about one pupil.
    pub(crate) pages: Vec<Link>,
    /// The columns of the table.
    pub(crate) columns: Vec<IndexColumn>,
    /// The rows.
    pub(crate) rows: Vec<Vec<IndexCell>>,
    /// What stands at the foot.
    pub(crate) foot: Text,
}

/// Another page of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// What it is called.
    pub(crate) words: Text,
    /// Its file, in the same folder.
    pub(crate) file: String,
}

/// A column of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexColumn {
    /// Its heading.
    pub(crate) heading: &'static str,
    /// Whether few values stand in it, so that one can be picked from a list.
    pub(crate) has_few: bool,
}

/// A cell of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexCell {
    /// What stands in it.
    pub(crate) words: Text,
    /// By what it is sorted.
    pub(crate) key: Text,
    /// The page of it.
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

/// File names that no two pages share, whatever pupils and classes are called.
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
    /// The index: a row a pupil, with the page of each; the page of each class, where it has one.
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
            head: self.page_head([("Pupils", Some(text(rows.len().to_string())))]),
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
            index_cell_of_day(row.on_register_since),
            index_cell_of_day(row.next_review).marked_late(is_late),
        ]
    }

    /// What is late, and what waits for the authority.
    pub(crate) fn overdue_page(&self, rows: &[OverdueRow]) -> Paper {
        let (waiting, own): (Vec<&OverdueRow>, Vec<&OverdueRow>) =
            rows.iter().partition(|row| row.waits_for_authority());
        let nothing = own.is_empty().then(|| text("Nothing is late."));
        let notes = rows.iter().filter_map(|row| row.note.as_ref()).map(text).collect();
        self.page_of_parts(
            "What is late",
            Sheets::Lying,
            [
                Part::new("Late").words(nothing).columns(LATE, own),
                Part::new("Waiting for the local authority").columns(WAITING, waiting),
                Part::new("What to know beside it").points(notes),
            ],
        )
    }

    /// The next review of every pupil, by month and one by one.
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
                Part::new("By month").picture(reviews::reviews_picture(&days, self.as_at)),
                Part::new("One by one").table(&["By", "Pupil", "Class"], lines.collect()),
                Part::new("Without a day for the next review").points(without.into_iter().map(text).collect()),
            ],
        )
    }

    /// How pupils went between the stages since the start of the school year.
    pub(crate) fn flow_page(&self, moved: &[(Stand, Stand)]) -> Paper {
        let start = SchoolYear::of(self.as_at).from;
        let nobody = moved.is_empty().then(|| text("Nobody was at any stage."));
        let picture = flow::flow_picture(moved, start, self.as_at);
        let said = picture.as_ref().map(|picture| picture.said.clone()).unwrap_or_default();
        self.page_of_parts(
            "Between stages, this school year",
            Sheets::Upright,
            [
                Part::new("How thick a line is says how many").picture(picture).words(nobody),
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

    /// What stands at the head of every page, before what is its own.
    fn page_head<const N: usize>(&self, own: [(&str, Option<Text>); N]) -> Vec<(Text, Text)> {
        let missing = (self.unreadable > 0).then(|| {
            text(format!("{} could not be read: a child may be missing here", count(self.unreadable, "file")))
        });
        let all = [
            ("For", Some(text("the school's own use"))),
            ("As at", Some(text(date(self.as_at)))),
            ("Not complete", missing),
        ];
        all.into_iter().chain(own).filter_map(|(label, said)| Some((text(label), said?))).collect()
    }

    fn page_foot(&self) -> Text {
        text(format!(
            "{} For the school's own use: it names children.",
            foot_of_school(self.school, self.as_at).as_str()
        ))
    }
}

impl IndexCell {
    /// The same, marked where its day has passed.
    fn marked_late(self, is_late: bool) -> Self {
        if is_late { Self { words: text(format!("{}, late", self.words.as_str())), ..self } } else { self }
    }

    fn linked_to(self, file: Option<String>) -> Self {
        Self { file, ..self }
    }
}

/// The school's late duties, in words.
const LATE: &[PaperColumn<OverdueRow>] = &[
    ("Due", due_cell),
    ("Days late", days_late_cell),
    ("Pupil", pupil_cell),
    ("Class", class_cell),
    ("What is asked", summary_cell),
    ("Because", because_cell),
    ("Who", |row| vec![text(row.owner.named())]),
    ("Policy", |row| vec![text(row.clause)]),
];

/// The authority's duties, in words.
const WAITING: &[PaperColumn<OverdueRow>] = &[
    ("Due", due_cell),
    ("Days past", days_late_cell),
    ("Pupil", pupil_cell),
    ("Class", class_cell),
    ("What is asked", summary_cell),
    ("Because", because_cell),
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

/// A cell that is sorted by what stands in it.
fn index_cell(words: impl AsRef<str>) -> IndexCell {
    IndexCell { words: text(&words), key: text(&words), file: None }
}

/// A cell that is sorted by its day.
fn index_cell_of_day(day: Option<Day>) -> IndexCell {
    IndexCell {
        words: text(day.map(date).unwrap_or_default()),
        key: text(day.map(|day| day.to_string()).unwrap_or_default()),
        file: None,
    }
}

/// Nursery before reception before year 1.
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
    fn no_two_pages_have_one_file_and_no_name_leads_out_of_the_folder() {
        let mut names = FileNames::default();
        assert_eq!(names.of_pupil("p014"), "pupil-p014.html");
        assert_eq!(names.of_pupil("p014"), "pupil-p014-2.html");
        assert_eq!(names.of_pupil("../../x"), "pupil.html");
        assert_eq!(names.of_class("4B"), "class-4b.html");
        assert_eq!(names.of_class("4/b"), "class-4b-2.html");
        assert_eq!(names.of_class("../"), "class.html");
    }

    #[test]
    fn years_are_sorted_as_children_grow() {
        let years = ["N1", "N2", "R", "1", "6", "10"].map(order_of_year);
        assert!(years.is_sorted(), "{years:?}");
    }
}
