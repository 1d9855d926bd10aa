//! Papers that people hand over: finished text in order, the same for every format.
//!
//! Each paper lists the keys of a record that it shows and the keys that it only uses to decide what to show. The record is cut to
//! both (`model/listed_keys.rs`) before a word is written. `shown_tests.rs` puts a text in every key and finds exactly the shown ones.

pub(crate) mod governors;
pub(crate) mod impact;
pub(crate) mod information_report;
pub(crate) mod letter;
pub(crate) mod pack;
pub(crate) mod parent;
pub(crate) mod pictures;
pub(crate) mod provision_map;
pub(crate) mod provision_of_pupil;
pub(crate) mod report;
pub(crate) mod sheet;
#[cfg(test)]
mod shown_tests;
pub(crate) mod story;
pub(crate) mod teacher;

use super::columns::{Cell, ReportRow, columns_of_table};
use super::{AtCommit, Names};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::{Plan, Provision, Target, Voice};
use crate::model::day::Day;
use crate::model::record::{Need, Outcome, Profile};
use crate::model::text::Text;
use crate::model::vocabulary::{NeedType, Stage, Support, Word};
use crate::school::School;
use crate::words::{count, date, list_and, since_in_words};
use pictures::Picture;

/// A paper. All its words are [`Text`], which can be printed only by an output that makes them safe for its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    /// The title, with the pupil's name.
    pub(crate) title: Text,
    /// Portrait or landscape.
    pub(crate) sheets: Sheets,
    /// The lines at the head: a label and its value.
    pub(crate) head: Vec<(Text, Text)>,
    /// The parts, which are never empty.
    pub(crate) parts: Vec<Part>,
    /// The foot: whose paper it is, and its date.
    pub(crate) foot: Text,
}

/// The orientation of the sheets of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheets {
    /// Portrait, for text that is read line by line.
    Upright,
    /// Landscape, for tables with many columns.
    Lying,
}

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The heading.
    pub(crate) heading: Text,
    /// The content under the heading.
    pub(crate) blocks: Vec<Block>,
    /// Whether the next part begins on a new sheet, so that this one can be removed.
    pub(crate) ends_the_sheet: bool,
}

/// A piece of content under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A paragraph.
    Words(Text),
    /// A list of points, in order.
    Points(Vec<Text>),
    /// Someone's own words: who said them, and the words.
    Said(Text, Text),
    /// A table.
    Table(PaperTable),
    /// A picture.
    Picture(Picture),
}

/// A table. Every row has one cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PaperTable {
    /// The headings of the columns.
    pub(crate) columns: Vec<Text>,
    /// The rows. The first cell says what the row is about.
    pub(crate) rows: Vec<Vec<TableCell>>,
}

/// The content of a cell: any number of things, each on its own line.
pub(crate) type TableCell = Vec<Text>;

/// A column that only a paper has: its heading, and the function that makes the cell of a row.
pub(crate) type PaperColumn<R> = (&'static str, fn(&R) -> TableCell);

/// The keys of a record that a paper may read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaperKeys {
    /// The keys whose values the paper shows.
    pub(crate) shown: &'static [&'static str],
    /// The keys that decide what is shown, but are not shown themselves.
    pub(crate) reckoned: &'static [&'static str],
}

/// The source of a paper: the school, and a record as at the date of the report, cut to the paper's keys.
#[derive(Debug)]
pub(crate) struct PaperSource<'a> {
    /// The record as at the date of the report, with only the paper's keys.
    pub(crate) record: AsAt,
    /// The school.
    pub(crate) school: &'a School,
}

impl<'a> PaperSource<'a> {
    /// Cuts the record to the keys of a paper. Returns `None` if the paper's list of keys is wrong.
    pub(crate) fn new(record: &AsAt, keys: PaperKeys, school: &'a School) -> Option<Self> {
        let listed: Vec<&str> = keys.shown.iter().chain(keys.reckoned).copied().collect();
        Some(Self { record: record.with_keys(&listed)?, school })
    }

    /// The name the pupil is known by, or the full name if they use no other name.
    pub(crate) fn called(&self) -> &str {
        self.record.known_as.as_ref().unwrap_or(&self.record.name).as_str()
    }

    /// The current types of need, the primary need first.
    pub(crate) fn current_needs(&self) -> Vec<NeedType> {
        let mut needs: Vec<&Need> = self.record.current_needs().map(|(_, need)| need).collect();
        needs.sort_by_key(|need| need.rank.unwrap_or(u8::MAX));
        needs.into_iter().map(|need| need.need_type).collect()
    }

    /// The needs on one line, for staff.
    pub(crate) fn needs_in_a_line(&self) -> Option<Text> {
        let needs: Vec<&str> = self.current_needs().into_iter().map(NeedType::meaning).collect();
        (!needs.is_empty()).then(|| text(needs.join("; ")))
    }

    /// The needs in a sentence that the family reads.
    pub(crate) fn area_of_need(&self) -> Option<Text> {
        let needs = self.current_needs();
        let known: Vec<&str> = needs.iter().filter(|need| **need != NeedType::Nsa).map(|need| need.meaning()).collect();
        match (needs.is_empty(), known.is_empty()) {
            (true, _) => None,
            (false, true) => Some(text("We are still finding out what kind of need it is.")),
            (false, false) => Some(text(format!("Area of need: {}.", list_and(&known)))),
        }
    }

    /// The stage with its name. At stage D, says what the authority agreed, once an EHC plan or a funded SSPP is in force.
    pub(crate) fn stage_in_words(&self) -> Option<Text> {
        let stage = self.record.last_stage()?;
        let meaning = match (stage, self.record.support()) {
            (Stage::D, Support::E) => "in the school's policy; an EHC plan is in force",
            (Stage::D, Support::KFunded) => "in the school's policy; a funded SSPP is in place",
            (_, _) => return Some(text(format!("{}, {}", stage.as_str(), stage.meaning()))),
        };
        Some(text(format!("{} {meaning}", stage.as_str())))
    }

    /// The plans that staff and family currently work to. If only the date of the next review was found, no plan was drawn up that
    /// day, so a paper shows none.
    pub(crate) fn plans_in_use(&self) -> Vec<&Plan> {
        let record = &self.record;
        let found = record.cycles.iter().filter(|cycle| record.has_only_a_found_review_date(cycle));
        let found: Vec<&Plan> = found.filter_map(|cycle| cycle.plan.as_ref()).collect();
        record.plans_in_use().into_iter().filter(|plan| !found.contains(plan)).collect()
    }

    /// Since when the EHC plan has been in force, if that is recorded, and when it was last amended.
    pub(crate) fn ehc_plan_since(&self) -> Option<String> {
        let (_, plan) = self.record.plan_in_force()?;
        let amended = plan.last_amended().map(|day| format!(", last amended on {}", date(day)));
        Some(format!("in force {}{}", since_in_words(plan.since()), amended.unwrap_or_default()))
    }

    /// The next review, for staff: the day it is booked for or due by, and whether that day has passed.
    pub(crate) fn next_review(&self) -> Option<Text> {
        let (record, day) = (&self.record, self.record.day());
        let next = record.next_review()?;
        let is_booked = record.booked_review() == Some(next) && record.next_plan_review() != Some(next);
        Some(text(match (next < day, is_booked) {
            (true, true) => format!("was booked for {}", date(next)),
            (true, false) => format!("was due by {}", date(next)),
            (false, true) => format!("on {}", date(next)),
            (false, false) => format!("by {}", date(next)),
        }))
    }

    /// The next meetings with the family, one sentence each.
    pub(crate) fn next_meetings(&self) -> Vec<String> {
        let (record, today) = (&self.record, self.record.day());
        let of_plan = record.next_plan_review().map(|day| {
            if day < today {
                format!("Our meeting about the plan was due by {}. We will give you a date.", date(day))
            } else {
                format!("We will look at the plan together by {}.", date(day))
            }
        });
        let annual = record.booked_review().map(|day| {
            let is = if day < today { "was booked for" } else { "is on" };
            format!("The review of the EHC plan {is} {}.", date(day))
        });
        of_plan.into_iter().chain(annual).collect()
    }

    /// The pupil's longer-term outcomes.
    pub(crate) fn longer_aims(&self) -> Vec<Text> {
        self.record.outcomes.iter().map(aim_with_day).collect()
    }

    /// A list from the pupil's profile, empty without a profile.
    pub(crate) fn profile_list(&self, list: impl Fn(&Profile) -> &Vec<Text>) -> Vec<Text> {
        self.record.profile.as_ref().map(|profile| list(profile).clone()).unwrap_or_default()
    }

    /// The foot of every paper about a pupil.
    pub(crate) fn foot_of_pupil(&self) -> Text {
        foot_of_school(self.school, self.record.day())
    }
}

impl Part {
    /// The same part, but the next part begins on a new sheet.
    #[must_use]
    pub(crate) fn ending_the_sheet(self) -> Self {
        Self { ends_the_sheet: true, ..self }
    }

    /// An empty part with a heading.
    pub(crate) fn new(heading: impl Into<String>) -> Self {
        Self { heading: text(heading.into()), blocks: Vec::new(), ends_the_sheet: false }
    }

    /// Adds a paragraph, if there is one.
    #[must_use]
    pub(crate) fn words(mut self, words: Option<Text>) -> Self {
        self.blocks.extend(words.map(Block::Words));
        self
    }

    /// Adds a list of points, if there are any.
    #[must_use]
    pub(crate) fn points(mut self, points: Vec<Text>) -> Self {
        if !points.is_empty() {
            self.blocks.push(Block::Points(points));
        }
        self
    }

    /// Adds someone's own words, if there are any.
    #[must_use]
    pub(crate) fn said_by(mut self, who: impl Into<String>, words: Option<Text>) -> Self {
        self.blocks.extend(words.map(|words| Block::Said(text(who.into()), words)));
        self
    }

    /// Adds a picture, if there is one.
    #[must_use]
    pub(crate) fn picture(mut self, picture: Option<Picture>) -> Self {
        self.blocks.extend(picture.map(Block::Picture));
        self
    }

    /// Adds a table, if it has rows. Each cell has at most one text.
    #[must_use]
    pub(crate) fn table(self, columns: &[&str], rows: Vec<Vec<Option<Text>>>) -> Self {
        let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.into_iter().collect()).collect());
        self.table_of_lists(columns, rows.collect())
    }

    /// Adds the rows of a report, if there are any, in the columns that the report's own table has.
    #[must_use]
    pub(crate) fn report_rows<R: ReportRow>(self, rows: &[R], names: Names) -> Self {
        let columns = columns_of_table::<R>(names);
        let headings: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
        let rows =
            rows.iter().map(|row| columns.iter().map(|(_, column)| text_of_cell(&column.cell_of_table(row))).collect());
        self.table(&headings, rows.collect())
    }

    /// Adds the rows of a report, if there are any, in columns that only the paper has.
    #[must_use]
    pub(crate) fn columns<'r, R: 'r>(self, columns: &[PaperColumn<R>], rows: impl IntoIterator<Item = &'r R>) -> Self {
        let headings: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
        let rows = rows.into_iter().map(|row| columns.iter().map(|(_, cell)| cell(row)).collect());
        self.table_of_lists(&headings, rows.collect())
    }

    /// Adds a table, if it has rows. Each cell has any number of texts.
    #[must_use]
    pub(crate) fn table_of_lists(mut self, columns: &[&str], rows: Vec<Vec<TableCell>>) -> Self {
        if !rows.is_empty() {
            self.blocks
                .push(Block::Table(PaperTable { columns: columns.iter().copied().map(Text::from).collect(), rows }));
        }
        self
    }
}

impl Paper {
    /// The same paper, with the commit at its foot if the records were read at a commit.
    #[must_use]
    pub(crate) fn at_commit(self, commit: Option<&AtCommit>) -> Self {
        Self { foot: with_commit(self.foot, commit), ..self }
    }
}

/// A foot, followed by the commit if the records were read at a commit.
pub(crate) fn with_commit(foot: Text, commit: Option<&AtCommit>) -> Text {
    match commit {
        Some(commit) => text(format!("{} Made {}.", foot.as_str(), commit.line_under_report())),
        None => foot,
    }
}

/// A longer-term outcome, and its date if it has one.
fn aim_with_day(outcome: &Outcome) -> Text {
    match outcome.by {
        Some(by) => text(format!("{} (by {})", outcome.text.as_str(), date(by))),
        None => outcome.text.clone(),
    }
}

/// The text of a cell of a report.
pub(crate) fn text_of_cell(cell: &Cell<'_>) -> Option<Text> {
    cell.in_words().map(text)
}

/// The pairs that have a value, as lines for the head of a paper.
pub(crate) fn head_of_pairs(pairs: impl IntoIterator<Item = (&'static str, Option<Text>)>) -> Vec<(Text, Text)> {
    pairs.into_iter().filter_map(|(label, said)| Some((text(label), said?))).collect()
}

/// A target as a row: what the pupil will do, the starting point, how it is measured, and by when.
pub(crate) fn target_cells(target: &Target) -> Vec<Option<Text>> {
    vec![Some(target.text.clone()), target.baseline.clone(), target.measure.clone(), target.by.map(day_text)]
}

/// Provision as a row: what it is, who leads it, how often, and when.
pub(crate) fn provision_cells(provision: &Provision) -> Vec<Option<Text>> {
    let when = from_to(provision.from, provision.to);
    vec![Some(provision.what.clone()), provision.by.clone(), how_often(provision), when]
}

/// The parts that have content.
pub(crate) fn parts_with_content(parts: impl IntoIterator<Item = Part>) -> Vec<Part> {
    parts.into_iter().filter(|part| !part.blocks.is_empty()).collect()
}

/// The foot of a paper: the school and the date.
pub(crate) fn foot_of_school(school: &School, as_at: Day) -> Text {
    text(format!("{}. As at {}.", school.settings.school.name.as_str(), date(as_at)))
}

/// Words that the program writes itself, as a text.
pub(crate) fn text(words: impl AsRef<str>) -> Text {
    Text::from(words.as_ref())
}

/// A date, as a text.
pub(crate) fn day_text(day: Day) -> Text {
    text(date(day))
}

/// Someone's own words. Returns `None` if they were asked but did not answer.
pub(crate) fn words_of(voice: Option<&Voice>) -> Option<Text> {
    match voice? {
        Voice::Said(words) => Some(words.clone()),
        Voice::Asked(_) => None,
    }
}

/// The meaning of a word from a fixed list.
pub(crate) fn in_words<T: Word>(word: T) -> Text {
    text(word.meaning())
}

/// How often, how long and in what size of group: `4 times a week, 20 minutes, in a group of 3`.
pub(crate) fn how_often(provision: &Provision) -> Option<Text> {
    let times = provision.per_week.map(|times| match times {
        1 => "once a week".to_owned(),
        2 => "twice a week".to_owned(),
        more => format!("{more} times a week"),
    });
    let minutes = provision.minutes.map(|minutes| count(usize::from(minutes), "minute"));
    let group = provision.group.map(|group| match group {
        1 => "one to one".to_owned(),
        more => format!("in a group of {more}"),
    });
    let said: Vec<String> = times.into_iter().chain(minutes).chain(group).collect();
    (!said.is_empty()).then(|| text(said.join(", ")))
}

/// The first and last day: `8 Dec 2025 to 13 Mar 2026`.
pub(crate) fn from_to(from: Option<Day>, to: Option<Day>) -> Option<Text> {
    match (from, to) {
        (Some(from), Some(to)) => Some(text(format!("{} to {}", date(from), date(to)))),
        (Some(from), None) => Some(text(format!("from {}", date(from)))),
        (None, Some(to)) => Some(text(format!("until {}", date(to)))),
        (None, None) => None,
    }
}
