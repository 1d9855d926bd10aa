//! The impact report as a paper for the SENCO and the headteacher: targets and provision of the cycles reviewed in the school year.
//! No pupil is named.

use super::{Paper, Part, Sheets, foot_of_school, head_of_pairs, parts_with_content, text};
use crate::model::day::Day;
use crate::reports::impact::{By, ImpactRow, SCALE};
use crate::reports::provision::SchoolYear;
use crate::reports::{Lacks, Names};
use crate::school::School;
use crate::words::date;

/// The question that the paper answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImpactPaperQuestion<'a> {
    /// The school.
    pub(crate) school: &'a School,
    /// The date of the report.
    pub(crate) as_at: Day,
    /// The grouping of the outcomes; `None` for all pupils together.
    pub(crate) by: Option<By>,
    /// What the report lacks.
    pub(crate) lacks: &'a Lacks,
}

/// The paper. `counted` says how many reviews it covers; `None` if the records of some pupils begin later.
pub(crate) fn impact_paper(
    rows: &[ImpactRow],
    counted: Option<&str>,
    notes: &[String],
    asked: &ImpactPaperQuestion<'_>,
) -> Paper {
    let ImpactPaperQuestion { school, as_at, by, lacks } = *asked;
    let threshold = school.settings.summary.threshold.number();
    let missing = lacks.in_words("").map(text);
    let heading = by.and_then(|by| By::ALL.into_iter().find(|(_, known)| *known == by));
    let heading = heading.map_or_else(|| "All pupils".to_owned(), |(word, _)| format!("By {word}"));
    let beside = [
        SCALE,
        "keep this report within the school: read together with the report to governors, or with another grouping of this report, it \
         would reveal numbers that are hidden",
    ];
    let beside = beside.map(text).into_iter().filter(|_| !rows.is_empty());
    Paper {
        title: text("Impact: how targets went and what provision achieved"),
        sheets: Sheets::Lying,
        head: head_of_pairs([
            ("As at", Some(text(date(as_at)))),
            ("School year", Some(text(format!("{} to {}", date(SchoolYear::of(as_at).from), date(as_at))))),
            ("Reviews", counted.map(text)),
            ("Small groups", Some(text(format!("figures for a group of under {threshold} pupils are not shown")))),
            ("Incomplete", missing),
        ]),
        parts: parts_with_content([
            Part::new(heading).report_rows(rows, Names::Hidden).words(
                (rows.is_empty() && counted.is_some()).then(|| text("No cycle was reviewed in this school year.")),
            ),
            Part::new("Notes").points(notes.iter().map(text).chain(beside).collect()),
        ]),
        foot: text(format!("{} For the school's own use. No pupil is named.", foot_of_school(school, as_at).as_str())),
    }
}
