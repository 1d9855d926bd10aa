//! The costed provision map on paper, for staff and the bursar: each pupil's provision by week, and what it costs.

use super::pictures::provision::{self as by_week, ProvisionWeeks};
use super::report::Of;
use super::{Paper, Part, Sheets, foot_of_school, text};
use crate::model::text::Text;
use crate::reports::Names;
use crate::reports::provision::ProvisionQuestion;
use crate::reports::provision::groups::ProvisionGroup;
use crate::reports::provision::totals::{PupilRow, Totals};

/// The content of the map.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Map<'a> {
    /// The provision in each week of the school year.
    pub(crate) given: &'a [ProvisionWeeks],
    /// Each pupil's provision. If there are several groups, each has its heading.
    pub(crate) groups: &'a [ProvisionGroup],
    /// The totals of all groups; `None` if a file could not be read.
    pub(crate) totals: Option<&'a Totals>,
    /// The cost of each pupil's provision in the school year.
    pub(crate) pupils: &'a [PupilRow],
    /// Notes for the reader, one sentence each.
    pub(crate) notes: &'a [String],
}

/// The paper. It has no total if a pupil may be missing from it.
pub(crate) fn provision_map_paper(map: &Map<'_>, of: &Of<'_>, asked: &ProvisionQuestion<'_>) -> Paper {
    let Map { given, groups, totals, pupils, notes } = *map;
    let nothing = groups.iter().all(|group| group.rows.is_empty());
    let nothing = nothing.then(|| text("No provision is recorded for this school year."));
    // The pictures show what was typed for a provision, which may contain names.
    let pictures = match asked.names {
        Names::Shown => by_week::provision_pictures(given, asked.school_year),
        Names::Hidden => Vec::new(),
    };
    let by_week = pictures.into_iter().fold(Part::new("By week"), |part, picture| part.picture(Some(picture)));
    let total = totals.filter(|_| nothing.is_none()).map(totals_sentence);
    let parts = [by_week, Part::new("Total").words(total).words(nothing)]
        .into_iter()
        .chain(groups.iter().map(|group| of_group(group, of, asked.names)))
        .chain([
            Part::new("Each pupil's school year against the notional threshold").report_rows(pupils, asked.names),
            Part::new("Notes").points(notes.iter().map(text).collect()),
        ]);
    let paper = of.page_of_parts("Provision map", Sheets::Lying, parts);
    match asked.names {
        Names::Shown => paper,
        Names::Hidden => Paper { foot: foot_of_school(of.school, of.as_at), ..paper },
    }
}

fn totals_sentence(totals: &Totals) -> Text {
    text(format!("{}: {}.", totals.counted_in_words(), totals.totals_in_words()))
}

fn of_group(group: &ProvisionGroup, of: &Of<'_>, names: Names) -> Part {
    if group.heading.is_empty() {
        return Part::new("Each pupil's provision and its cost").report_rows(&group.rows, names);
    }
    let said = of.lacks.is_nothing().then(|| totals_sentence(&group.group_totals().totals));
    Part::new(&group.heading).words(said).report_rows(&group.rows, names)
}
