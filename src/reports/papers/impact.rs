//! What came of it, on paper, for the SENCO and the headteacher: outcomes and provision of the cycles reviewed in the school year. No
//! pupil is named.

use super::{Paper, Part, Sheets, foot_of_school, head_of_pairs, parts_with_content, text};
use crate::model::day::Day;
use crate::reports::Names;
use crate::reports::impact::{By, ImpactRow, SCALE};
use crate::reports::provision::SchoolYear;
use crate::school::School;
use crate::words::{count, date};

/// What the paper is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImpactPaperQuestion<'a> {
    /// The school.
    pub(crate) school: &'a School,
    /// The day.
    pub(crate) as_at: Day,
    /// What the outcomes are put together by.
    pub(crate) by: Option<By>,
    /// How many files could not be read.
    pub(crate) unreadable: usize,
}

/// The paper; `counted` says how many reviews it is about.
pub(crate) fn impact_paper(
    rows: &[ImpactRow],
    counted: &str,
    notes: &[String],
    asked: &ImpactPaperQuestion<'_>,
) -> Paper {
    let ImpactPaperQuestion { school, as_at, by, unreadable } = *asked;
    let threshold = school.settings.summary.threshold.number();
    let missing = (unreadable > 0).then(|| text(format!("{} could not be read", count(unreadable, "file"))));
    let heading = by.and_then(|by| By::ALL.into_iter().find(|(_, known)| *known == by));
    let heading = heading.map_or_else(|| "All together".to_owned(), |(word, _)| format!("By {word}"));
    let beside = [
        SCALE,
        "beside the report to governors this would tell numbers that are hidden there, and so would two of these lists beside each \
         other: keep it within the school",
    ];
    let beside = beside.map(text).into_iter().filter(|_| !rows.is_empty());
    Paper {
        title: text("What came of it: targets and provision"),
        sheets: Sheets::Lying,
        head: head_of_pairs([
            ("As at", Some(text(date(as_at)))),
            ("School year", Some(text(format!("{} to {}", date(SchoolYear::of(as_at).from), date(as_at))))),
            ("Reviews", Some(text(counted))),
            ("Small groups", Some(text(format!("a group of under {threshold} pupils says nothing but that")))),
            ("Incomplete", missing),
        ]),
        parts: parts_with_content([
            Part::new(heading)
                .report_rows(rows, Names::Hidden)
                .words(rows.is_empty().then(|| text("No cycle was reviewed in this school year."))),
            Part::new("What to know beside it").points(notes.iter().map(text).chain(beside).collect()),
        ]),
        foot: text(format!("{} For the school's own use. No pupil is named.", foot_of_school(school, as_at).as_str())),
    }
}
