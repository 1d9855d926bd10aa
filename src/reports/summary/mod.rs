//! The school's numbers for other people (policy 4, 5, 6.3, 16; DOMAIN 8.5): how many pupils are on the register, how early needs are
//! noticed, and what provision achieved. No pupil is named. Small numbers are hidden, and so are the numbers that would reveal them.

pub(crate) mod child;
pub(crate) mod register;
pub(crate) mod work;

use super::Names;
use super::columns::{Cell, Column, ReportRow, fact};
use super::provision::{self, SchoolYear};
use super::suppression::{FigureKey, Number, Published, Threshold};
use crate::model::day::Day;
use crate::rules::Question;
use crate::words;
use child::SummaryPupil;

/// The mark for a hidden number.
pub(crate) const HIDDEN: &str = "x";

/// The question that a summary answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SummaryQuestion<'s> {
    /// The date of the report, the school and its policies.
    pub(crate) question: Question<'s>,
    /// The same day a year earlier; for 29 February, it is 28 February.
    pub(crate) earlier: Day,
    /// The school year that includes the date of the report.
    pub(crate) year: SchoolYear,
    /// The smallest number that is shown; `None` if every number is shown.
    pub(crate) threshold: Threshold,
}

impl<'s> SummaryQuestion<'s> {
    /// The summary for the date of a question.
    pub(crate) fn new(question: Question<'s>, threshold: Threshold) -> Self {
        let day = question.as_at;
        let same_day = Day::new(day.year() - 1, day.month(), day.of_month());
        let earlier = same_day.or_else(|| Day::new(day.year() - 1, day.month(), 28)).unwrap_or(day);
        Self { question, earlier, year: SchoolYear::of(day), threshold }
    }

    /// The same question, for provision.
    fn provision_question(&self) -> provision::ProvisionQuestion<'s> {
        let Question { as_at, school, policies, .. } = self.question;
        provision::ProvisionQuestion::new(as_at, &school.calendar, policies, Names::Shown)
    }

    /// Whether a figure about this many pupils may be shown.
    fn is_enough(&self, pupils: usize) -> bool {
        self.threshold.is_none_or(|threshold| pupils == 0 || pupils >= threshold)
    }
}

/// A part of a summary: a table of numbers, and sentences about it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Section {
    /// Its name for programs, in kebab-case, which is never renamed.
    pub(crate) key: &'static str,
    /// Its heading.
    pub(crate) heading: &'static str,
    /// The heading of the first column.
    pub(crate) of: &'static str,
    /// The headings of the other columns, each with its name for programs.
    pub(crate) columns: &'static [(&'static str, &'static str)],
    /// The rows.
    pub(crate) lines: Vec<SummaryLine>,
    /// Notes for the reader, one sentence each.
    pub(crate) said: Vec<String>,
}

/// A row of a section.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SummaryLine {
    /// The text in the first column.
    pub(crate) label: String,
    /// A value for each column.
    pub(crate) values: Vec<SummaryValue>,
}

impl SummaryLine {
    /// The line for these figures of a system, with hidden ones marked.
    fn of_figures<'k>(
        label: impl Into<String>,
        keys: impl IntoIterator<Item = &'k FigureKey>,
        published: &Published,
    ) -> Self {
        let values = keys.into_iter().map(|key| SummaryValue::Count(published.of(*key)));
        Self { label: label.into(), values: values.collect() }
    }
}

/// A value of a summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum SummaryValue {
    /// A count.
    Count(Number),
    /// A mean, to one decimal place.
    Mean(f64),
    /// Hidden: it is about too few pupils.
    TooFew,
    /// Not recorded: the records of some pupils begin later.
    NotRecorded,
    /// No value.
    Nothing,
}

impl SummaryValue {
    /// The value in a paper.
    pub(crate) fn value_in_words(self) -> String {
        match self {
            Self::Count(Number::Shown(number)) => number.to_string(),
            Self::Mean(mean) => format!("{mean:.1}"),
            Self::Count(Number::Hidden) | Self::TooFew => HIDDEN.to_owned(),
            Self::NotRecorded => "not recorded".to_owned(),
            Self::Nothing => String::new(),
        }
    }

    /// The value for programs, empty if it is hidden or missing.
    fn value_cell(self) -> Cell<'static> {
        match self {
            Self::Count(number) => number.shown().into(),
            Self::Mean(mean) => mean.into(),
            Self::TooFew | Self::NotRecorded | Self::Nothing => Cell::Empty,
        }
    }

    /// Whether the value is missing, or a zero that is shown.
    pub(crate) const fn is_nought(self) -> bool {
        matches!(self, Self::Count(Number::Shown(0)) | Self::Nothing)
    }

    /// Whether there is a value that is not shown.
    const fn is_hidden(self) -> bool {
        matches!(self, Self::Count(Number::Hidden) | Self::TooFew)
    }
}

/// Every section, in the order of the governors' paper.
pub(crate) fn summary_sections(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Vec<Section> {
    let mut all = register::register_sections(children, asked);
    all.extend(work::work_sections(children, asked));
    all
}

/// One number for programs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SummaryRow {
    /// The section.
    pub(crate) section: &'static str,
    /// The label of its row.
    pub(crate) group: String,
    /// The name of its column.
    pub(crate) measure: &'static str,
    /// The number, or that it is hidden.
    pub(crate) value: SummaryValue,
}

/// The numbers of all sections.
pub(crate) fn summary_rows(sections: &[Section]) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    for section in sections {
        for line in &section.lines {
            for ((_, measure), value) in section.columns.iter().zip(&line.values) {
                rows.push(SummaryRow { section: section.key, group: line.label.clone(), measure, value: *value });
            }
        }
    }
    rows
}

impl ReportRow for SummaryRow {
    const COLUMNS: &'static [Column<Self>] = &[
        fact("section", |row| row.section.into()),
        fact("group", |row| Cell::from(&row.group)),
        fact("measure", |row| row.measure.into()),
        fact("value", |row| row.value.value_cell()),
        fact("hidden", |row| row.value.is_hidden().into()),
    ];
}

/// The meaning of the mark for hidden numbers, for every paper with numbers.
pub(crate) fn legend_of_numbers(threshold: Threshold) -> String {
    match threshold {
        Some(threshold) => format!(
            "{HIDDEN} is a hidden number, so that no pupil can be identified. A hidden number is from 1 to {}, is about fewer than {threshold} pupils, or would reveal such a number together with the totals.",
            threshold - 1
        ),
        None => "Every number is shown, including small ones: for use within the school only, not for the website or for minutes that others read."
            .to_owned(),
    }
}

/// The note that reviews of before some records began are not counted, with the number of pupils if it may be shown.
pub(crate) fn left_out_note(pupils: usize, threshold: Threshold) -> Option<String> {
    let pupils_said = number_of_pupils(pupils, threshold);
    (pupils > 0)
        .then(|| format!("Reviews of {pupils_said} from before their records began, as found, are not counted."))
}

/// `38 pupils`, or `some pupils` if their number may not be shown.
fn number_of_pupils(pupils: usize, threshold: Threshold) -> String {
    if threshold.is_none_or(|threshold| pupils >= threshold) {
        words::count(pupils, "pupil")
    } else {
        "some pupils".to_owned()
    }
}

/// A part of the whole in per cent, to one decimal place: `20.1%`.
pub(crate) fn percent_of_whole(part: usize, whole: u32) -> Option<String> {
    let (part, whole) = (u32::try_from(part).ok()?, (whole > 0).then_some(whole)?);
    Some(format!("{:.1}%", crate::school::share_percent(part, whole)))
}

fn in_school_year(asked: &SummaryQuestion<'_>) -> String {
    format!("{} to {}", words::date(asked.year.from), words::date(asked.question.as_at))
}

#[cfg(test)]
mod tests;
