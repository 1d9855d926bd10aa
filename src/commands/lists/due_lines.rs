//! What `overdue`, `next` and `calendar` share: the lines of what is due, and the arguments that select some of them.

use crate::finding::Finding;
use crate::model::reach::Needed;
use crate::reports::filter::Filter;
use crate::reports::overdue::OverdueRow;
use crate::reports::{Names, health_note, hidden_note};
use crate::rules::Owner;
use crate::session::Opened;
use crate::session::filters::filter_values;

/// The selected lines in order, and what they leave out.
#[derive(Debug)]
pub(super) struct Lines {
    /// The lines.
    pub(super) rows: Vec<OverdueRow>,
    /// How many a filter hides.
    pub(super) hidden: usize,
    /// Findings about files that could not be read.
    pub(super) unreadable: Vec<Finding>,
}

impl Lines {
    /// Returns the lines of the school and of every pupil who passes the filter. If `owners` are given, only what they owe.
    pub(super) fn of_folder(
        opened: &Opened,
        filter: &Filter,
        owners: &[Owner],
        within: Option<u32>,
        names: Names,
    ) -> Self {
        let question = opened.question();
        let is_owed_by = |row: &OverdueRow| owners.is_empty() || owners.contains(&row.owner);
        let folded = opened.fold_for_report(Needed::SUPPORT, |pupil| {
            let record = pupil.record.into_as_at(opened.as_at);
            let passes = filter.passes(&record);
            let rows = OverdueRow::of(&record, &question, within, names);
            rows.into_iter().map(|row| (passes && is_owed_by(&row), row)).collect::<Vec<_>>()
        });
        let of_school = OverdueRow::of_school(&question, within);
        let of_school =
            of_school.into_iter().map(|row| (filter.passes_school(row.class.as_deref()) && is_owed_by(&row), row));
        let all: Vec<(bool, OverdueRow)> = folded.kept.into_iter().flatten().chain(of_school).collect();
        let hidden = all.iter().filter(|(shown, _)| !shown).count();
        let mut rows: Vec<OverdueRow> = all.into_iter().filter_map(|(shown, row)| shown.then_some(row)).collect();
        rows.sort_by(|one, other| one.list_order().cmp(&other.list_order()));
        Self { rows, hidden, unreadable: names.show_findings(folded.unreadable) }
    }

    /// Returns the notes to print under the lines. The note about the policy is only for a list with lines.
    pub(super) fn notes(&self, opened: &Opened) -> Vec<String> {
        let health = health_note(opened.policies.in_force_on(opened.as_at).health_on(opened.as_at));
        let of_rows = self.rows.iter().filter_map(|row| row.note.clone());
        of_rows.chain(hidden_note(self.hidden, "line")).chain(health.filter(|_| !self.rows.is_empty())).collect()
    }
}

/// Parses the owners that were typed, in capitals or not, with a space or a hyphen.
pub(super) fn owners_typed(typed: &[String]) -> anyhow::Result<Vec<Owner>> {
    let known = Owner::ALL.map(Owner::as_str);
    filter_values("owner", typed, &known, |word| {
        let word = word.to_lowercase().replace(' ', "-");
        Owner::ALL.into_iter().find(|owner| owner.as_str() == word)
    })
}

/// Parses a number of days: `14d`, `2w` or `14`.
pub(super) fn days_typed(typed: &str) -> Result<u32, String> {
    let (number, each) =
        typed.strip_suffix('w').map_or_else(|| (typed.strip_suffix('d').unwrap_or(typed), 1), |number| (number, 7));
    let number: Option<u32> = number.parse().ok().filter(|number| *number <= 3660);
    number
        .map(|number| number * each)
        .ok_or_else(|| "write a number of days, such as 14d, or weeks, such as 2w".to_owned())
}
