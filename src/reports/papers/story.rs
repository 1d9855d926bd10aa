//! A pupil's whole timeline as a paper that stays in the school: the picture, then every entry.

use super::pictures::timeline;
use super::{Paper, Part, Sheets, foot_of_school, parts_with_content, text};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::reports::Names;
use crate::reports::timeline::TimelineRow;
use crate::school::School;
use crate::words::date;

/// The facts that the paper of a timeline needs besides its entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoryPaper<'a> {
    /// The record as at the date of the report.
    pub(crate) record: &'a AsAt,
    /// The first day to show; `None` to show the timeline from the beginning.
    pub(crate) since: Option<Day>,
    /// The school.
    pub(crate) school: &'a School,
    /// Notes for the reader, one sentence each.
    pub(crate) notes: &'a [String],
}

/// The paper of a timeline. The picture shows the whole timeline, so it is left out if only a part is shown.
pub(crate) fn story_paper(story: &StoryPaper<'_>, rows: &[TimelineRow]) -> Paper {
    let StoryPaper { record, since, school, notes } = *story;
    let picture = since.is_none().then(|| timeline::timeline_picture(record)).flatten();
    let head = [
        ("Class", record.class_name().cloned()),
        ("Since", since.map(|since| text(date(since)))),
        ("Entries", Some(text(rows.len().to_string()))),
    ];
    let all = [
        Part::new("Overview").picture(picture),
        Part::new("Day by day").report_rows(rows, Names::Shown),
        Part::new("Notes").points(notes.iter().map(text).collect()),
    ];
    Paper {
        title: text(format!("{}: what happened", record.name.as_str())),
        sheets: Sheets::Upright,
        head: head.into_iter().filter_map(|(label, said)| Some((text(label), said?))).collect(),
        parts: parts_with_content(all),
        foot: text(format!("{} For the school's own use.", foot_of_school(school, record.day()).as_str())),
    }
}
