//! Papers that people hand over: finished words in their order, the same for every format.
//!
//! Each paper names the keys of a record that it shows and those that it only reckons with; the record is cut to both
//! (`model/listed_keys.rs`) before a word is written. `shown_tests.rs` plants a text in every key and finds exactly the shown ones.

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
use crate::words::{count, date, list_and};
use pictures::Picture;

/// A paper. All its words are [`Text`], which only an output that makes them safe for its format can print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    /// What it is, with the pupil's name.
    pub(crate) title: Text,
    /// Which way the sheets of paper lie.
    pub(crate) sheets: Sheets,
    /// What stands at the head: a label and what it says.
    pub(crate) head: Vec<(Text, Text)>,
    /// Its parts; none is empty.
    pub(crate) parts: Vec<Part>,
    /// What stands at the foot: of which day it is, and whose.
    pub(crate) foot: Text,
}

/// Which way the sheets of a paper lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheets {
    /// Upright, for what is read line by line.
    Upright,
    /// Lying, for a table of many columns.
    Lying,
}

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its heading.
    pub(crate) heading: Text,
    /// What stands under it.
    pub(crate) blocks: Vec<Block>,
    /// Whether the sheet ends with it, so that it can be taken off.
    pub(crate) ends_the_sheet: bool,
}

/// What stands under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A paragraph.
    Words(Text),
    /// Points, in their order.
    Points(Vec<Text>),
    /// What somebody said, word for word: who, and the words.
    Said(Text, Text),
    /// A table.
    Table(PaperTable),
    /// A picture.
    Picture(Picture),
}

/// A table: as many cells in every row as there are columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PaperTable {
    /// The headings of the columns.
    pub(crate) columns: Vec<Text>,
    /// The rows; the first cell of each says what the row is about.
    pub(crate) rows: Vec<Vec<TableCell>>,
}

/// What stands in a cell: nothing, one thing, or several, each on a line of its own.
pub(crate) type TableCell = Vec<Text>;

/// A column of a table that only a paper has: its heading, and the cell of a row.
pub(crate) type PaperColumn<R> = (&'static str, fn(&R) -> TableCell);

/// The keys of a record that a paper may know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaperKeys {
    /// Those whose values stand in it.
    pub(crate) shown: &'static [&'static str],
    /// Those that decide what stands in it, and do not themselves.
    pub(crate) reckoned: &'static [&'static str],
}

/// The source of a paper: a record as at the day, cut to the paper's keys, and the school.
#[derive(Debug)]
pub(crate) struct PaperSource<'a> {
    /// The record as at the day, with the paper's keys alone.
    pub(crate) record: AsAt,
    /// The school.
    pub(crate) school: &'a School,
}

impl<'a> PaperSource<'a> {
    /// Cuts the record as at the day to the keys of a paper; nothing where the paper's list of keys is at fault.
    pub(crate) fn new(record: &AsAt, keys: PaperKeys, school: &'a School) -> Option<Self> {
        let listed: Vec<&str> = keys.shown.iter().chain(keys.reckoned).copied().collect();
        Some(Self { record: record.with_keys(&listed)?, school })
    }

    /// What the pupil is called: the name they are known by, else their name.
    pub(crate) fn called(&self) -> &str {
        self.record.known_as.as_ref().unwrap_or(&self.record.name).as_str()
    }

    /// The types of need on the day, the primary one first.
    pub(crate) fn current_needs(&self) -> Vec<NeedType> {
        let mut needs: Vec<&Need> = self.record.current_needs().map(|(_, need)| need).collect();
        needs.sort_by_key(|need| need.rank.unwrap_or(u8::MAX));
        needs.into_iter().map(|need| need.need_type).collect()
    }

    /// The needs in a line, for staff.
    pub(crate) fn needs_in_a_line(&self) -> Option<Text> {
        let needs: Vec<&str> = self.current_needs().into_iter().map(NeedType::meaning).collect();
        (!needs.is_empty()).then(|| text(needs.join("; ")))
    }

    /// The needs in a sentence, for the family.
    pub(crate) fn area_of_need(&self) -> Option<Text> {
        let needs = self.current_needs();
        let known: Vec<&str> = needs.iter().filter(|need| **need != NeedType::Nsa).map(|need| need.meaning()).collect();
        match (needs.is_empty(), known.is_empty()) {
            (true, _) => None,
            (false, true) => Some(text("We are still finding out what kind of need it is.")),
            (false, false) => Some(text(format!("Area of need: {}.", list_and(&known)))),
        }
    }

    /// The stage, with what it is called; of D what came of it, where it has been decided.
    pub(crate) fn stage_in_words(&self) -> Option<Text> {
        let stage = self.record.last_stage()?;
        let meaning = match (stage, self.record.support()) {
            (Stage::D, Support::E) => "of the school's policy; an EHC plan is in force",
            (Stage::D, Support::KFunded) => "of the school's policy; a funded SSPP runs",
            (_, _) => return Some(text(format!("{}: {}", stage.as_str(), stage.meaning()))),
        };
        Some(text(format!("{} {meaning}", stage.as_str())))
    }

    /// The plans that staff and family go by.
    pub(crate) fn plans_in_use(&self) -> Vec<&Plan> {
        self.record.plans_in_use()
    }

    /// Since when the EHC plan is in force, and when it was amended last.
    pub(crate) fn ehc_plan_since(&self) -> Option<String> {
        let (_, plan) = self.record.plan_in_force()?;
        let amended = plan.last_amended().map(|day| format!(", last amended on {}", date(day)));
        Some(format!("in force since {}{}", date(plan.final_on), amended.unwrap_or_default()))
    }

    /// The next review, for staff: by which day, on which day where it is booked, or since when it is late.
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

    /// When the family is next met, a sentence each.
    pub(crate) fn next_meetings(&self) -> Vec<String> {
        let (record, today) = (&self.record, self.record.day());
        let of_plan = record.next_plan_review().map(|day| {
            if day < today {
                format!("Our meeting about the plan was due by {}. We will name you a day.", date(day))
            } else {
                format!("We look at the plan together by {}.", date(day))
            }
        });
        let annual = record.booked_review().map(|day| {
            let is = if day < today { "was booked for" } else { "is on" };
            format!("The review of the EHC plan {is} {}.", date(day))
        });
        of_plan.into_iter().chain(annual).collect()
    }

    /// What the pupil is to do in the longer run.
    pub(crate) fn longer_aims(&self) -> Vec<Text> {
        self.record.outcomes.iter().map(aim_with_day).collect()
    }

    /// A list of the pupil's profile. It is empty without a profile.
    pub(crate) fn profile_list(&self, list: impl Fn(&Profile) -> &Vec<Text>) -> Vec<Text> {
        self.record.profile.as_ref().map(|profile| list(profile).clone()).unwrap_or_default()
    }

    /// The foot of every paper.
    pub(crate) fn foot_of_pupil(&self) -> Text {
        foot_of_school(self.school, self.record.day())
    }
}

impl Part {
    /// The same part, at the end of its sheet of paper: what comes after it begins on another.
    #[must_use]
    pub(crate) fn ending_the_sheet(self) -> Self {
        Self { ends_the_sheet: true, ..self }
    }

    /// A part with nothing in it yet.
    pub(crate) fn new(heading: impl Into<String>) -> Self {
        Self { heading: text(heading.into()), blocks: Vec::new(), ends_the_sheet: false }
    }

    /// A paragraph, if there is something to say.
    #[must_use]
    pub(crate) fn words(mut self, words: Option<Text>) -> Self {
        self.blocks.extend(words.map(Block::Words));
        self
    }

    /// Points, if there are any.
    #[must_use]
    pub(crate) fn points(mut self, points: Vec<Text>) -> Self {
        if !points.is_empty() {
            self.blocks.push(Block::Points(points));
        }
        self
    }

    /// What somebody said, if they did.
    #[must_use]
    pub(crate) fn said_by(mut self, who: impl Into<String>, words: Option<Text>) -> Self {
        self.blocks.extend(words.map(|words| Block::Said(text(who.into()), words)));
        self
    }

    /// A picture, if there is something to be seen.
    #[must_use]
    pub(crate) fn picture(mut self, picture: Option<Picture>) -> Self {
        self.blocks.extend(picture.map(Block::Picture));
        self
    }

    /// A table of cells that hold one thing or none, if it has rows.
    #[must_use]
    pub(crate) fn table(self, columns: &[&str], rows: Vec<Vec<Option<Text>>>) -> Self {
        let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.into_iter().collect()).collect());
        self.table_of_lists(columns, rows.collect())
    }

    /// The rows of a report as it shows them, if there are any.
    #[must_use]
    pub(crate) fn report_rows<R: ReportRow>(self, rows: &[R], names: Names) -> Self {
        let columns = columns_of_table::<R>(names);
        let headings: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
        let rows =
            rows.iter().map(|row| columns.iter().map(|(_, column)| text_of_cell(&column.cell_of_table(row))).collect());
        self.table(&headings, rows.collect())
    }

    /// Rows in the words of the paper, if there are any.
    #[must_use]
    pub(crate) fn columns<'r, R: 'r>(self, columns: &[PaperColumn<R>], rows: impl IntoIterator<Item = &'r R>) -> Self {
        let headings: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
        let rows = rows.into_iter().map(|row| columns.iter().map(|(_, cell)| cell(row)).collect());
        self.table_of_lists(&headings, rows.collect())
    }

    /// A table of cells that hold any number of things, if it has rows.
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
    /// The same paper, with the commit at its foot where the records were read as they stood at one.
    #[must_use]
    pub(crate) fn at_commit(self, commit: Option<&AtCommit>) -> Self {
        Self { foot: with_commit(self.foot, commit), ..self }
    }
}

/// A foot, with the commit behind it where the records were read as they stood at one.
pub(crate) fn with_commit(foot: Text, commit: Option<&AtCommit>) -> Text {
    match commit {
        Some(commit) => text(format!("{} Made {}.", foot.as_str(), commit.line_under_report())),
        None => foot,
    }
}

/// A longer aim, and its day if it has one.
fn aim_with_day(outcome: &Outcome) -> Text {
    match outcome.by {
        Some(by) => text(format!("{} (by {})", outcome.text.as_str(), date(by))),
        None => outcome.text.clone(),
    }
}

/// What a cell of a report says, on paper.
pub(crate) fn text_of_cell(cell: &Cell<'_>) -> Option<Text> {
    cell.in_words().map(text)
}

/// The pairs that say something, for the head of a paper.
pub(crate) fn head_of_pairs(pairs: impl IntoIterator<Item = (&'static str, Option<Text>)>) -> Vec<(Text, Text)> {
    pairs.into_iter().filter_map(|(label, said)| Some((text(label), said?))).collect()
}

/// A target as a row: what the pupil will do, where that starts, how it is measured, and by when.
pub(crate) fn target_cells(target: &Target) -> Vec<Option<Text>> {
    vec![Some(target.text.clone()), target.baseline.clone(), target.measure.clone(), target.by.map(day_text)]
}

/// Provision as a row: what, with whom, how often, and when.
pub(crate) fn provision_cells(provision: &Provision) -> Vec<Option<Text>> {
    let when = from_to(provision.from, provision.to);
    vec![Some(provision.what.clone()), provision.by.clone(), how_often(provision), when]
}

/// Those of the parts that say something.
pub(crate) fn parts_with_content(parts: impl IntoIterator<Item = Part>) -> Vec<Part> {
    parts.into_iter().filter(|part| !part.blocks.is_empty()).collect()
}

/// The foot of a paper: whose it is, and of which day.
pub(crate) fn foot_of_school(school: &School, as_at: Day) -> Text {
    text(format!("{}. As at {}.", school.settings.school.name.as_str(), date(as_at)))
}

/// Words of the program's own.
pub(crate) fn text(words: impl AsRef<str>) -> Text {
    Text::from(words.as_ref())
}

/// A day, as a text.
pub(crate) fn day_text(day: Day) -> Text {
    text(date(day))
}

/// The words of somebody. That they were asked and nothing came is none of theirs.
pub(crate) fn words_of(voice: Option<&Voice>) -> Option<Text> {
    match voice? {
        Voice::Said(words) => Some(words.clone()),
        Voice::Asked(_) => None,
    }
}

/// What a word of a fixed list means.
pub(crate) fn in_words<T: Word>(word: T) -> Text {
    text(word.meaning())
}

/// How often, how long and in what company: `4 times a week, 20 minutes, in a group of 3`.
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

/// From when until when: `8 Dec 2025 to 13 Mar 2026`.
pub(crate) fn from_to(from: Option<Day>, to: Option<Day>) -> Option<Text> {
    match (from, to) {
        (Some(from), Some(to)) => Some(text(format!("{} to {}", date(from), date(to)))),
        (Some(from), None) => Some(text(format!("from {}", date(from)))),
        (None, Some(to)) => Some(text(format!("until {}", date(to)))),
        (None, None) => None,
    }
}
