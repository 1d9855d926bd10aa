//! Compares the roll with the records: who is found, what has changed, who is new and who has gone.

use std::path::PathBuf;

use super::compared::ComparedRecord;
use super::headings::not_saved;
use super::identity::{Unclear, record_of};
use super::rows::{Roll, RollRow, RowProblems};
use crate::finding::Finding;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::records::new_record::GivenIds;
use crate::words::{date, list_and};
use crate::writing::roll_checks::{born_and_joined, wrong_id};

/// The differences between the roll and the records.
#[derive(Default)]
pub(super) struct RollComparison {
    /// The records that the roll changes.
    pub(super) changed: Vec<RollChange>,
    /// The pupils on the roll who have no record.
    pub(super) new: Vec<New>,
    /// How many records agree with the roll.
    pub(super) same: usize,
    /// The pupils who are on roll in the records but not on the roll, by id and name.
    pub(super) gone: Vec<String>,
    /// Notes on differences that a person must record.
    pub(super) notes: Vec<String>,
}

/// The row of a pupil who has no record.
pub(super) type New = RollRow;

/// A record that the roll changes, with the old and the new values.
pub(super) struct RollChange {
    /// The pupil's id.
    pub(super) id: String,
    /// The record's file.
    pub(super) path: PathBuf,
    /// The old name and the new.
    pub(super) name: Option<(Text, Text)>,
    /// The old class, if any, and the new.
    pub(super) class: Option<(Option<Text>, Text)>,
    /// The new UPN.
    pub(super) upn: Option<Upn>,
}

impl RollChange {
    /// Returns the keys that change.
    pub(super) fn changed_keys(&self) -> Vec<&'static str> {
        let keys = [("name", self.name.is_some()), ("class", self.class.is_some()), ("upn", self.upn.is_some())];
        keys.into_iter().filter(|(_, changes)| *changes).map(|(key, _)| key).collect()
    }

    /// Returns what changes, from old to new. UPNs are not shown in lists.
    pub(super) fn changes_in_words(&self) -> Vec<String> {
        let name = self.name.as_ref().map(|(old, new)| format!("name {} -> {}", old.as_str(), new.as_str()));
        let class = self
            .class
            .as_ref()
            .map(|(old, new)| format!("class {} -> {}", old.as_ref().map_or("(none)", Text::as_str), new.as_str()));
        let upn = self.upn.as_ref().map(|_| "the UPN".to_owned());
        [name, class, upn].into_iter().flatten().collect()
    }
}

/// Compares a roll with the records. `given` has the ids that a new record must not have; without it no records are made.
///
/// # Errors
/// If any row has a mistake. The error has all mistakes.
pub(super) fn compare_roll(
    roll: Roll,
    records: &[ComparedRecord],
    given: Option<&GivenIds>,
) -> anyhow::Result<RollComparison> {
    let Roll { grid, headings, rows, mut problems, .. } = roll;
    let mut judged = RollComparison::default();
    // The id of each record that has a row, with that row.
    let mut seen: Vec<(&str, RollRow)> = Vec::new();
    for row in rows {
        let mut slips = RowProblems { grid: &grid, headings: &headings, line: row.line, problems: &mut problems };
        let found = match record_of(&row, records) {
            Ok(Some(found)) => found,
            Ok(None) => {
                if let Some(given) = given {
                    judge_new(&row, &judged.new, given, &mut slips);
                }
                judged.new.push(row);
                continue;
            }
            Err(Unclear { column, message, help }) => {
                slips.push(column, message, help);
                continue;
            }
        };
        let id = found.known.id.as_str();
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == id) {
            slips.push_second_row(&format!("this is {id}, who"), first, &row);
        }
        seen.push((id, row.clone()));
        if row.date_of_birth.is_some_and(|born| born != found.date_of_birth) {
            let message = format!("{id} was born on {}, but this row has another day", found.date_of_birth);
            slips.push(
                "date_of_birth",
                message,
                "if it is the same pupil, correct the wrong day; if not, correct the id or the UPN",
            );
        }
        match found.left {
            Some(left) => judged.notes.push(back_on_the_roll(id, left, row.from)),
            None => compare_row(row, found, &mut judged),
        }
    }
    if !problems.is_empty() {
        problems.sort_by_key(|problem: &Finding| problem.position.map(|at| at.line));
        return Err(not_saved(problems).into());
    }
    let is_gone = |record: &&ComparedRecord| record.on_roll && !seen.iter().any(|(id, _)| *id == record.known.id);
    judged.gone =
        records.iter().filter(is_gone).map(|record| format!("{} {}", record.known.id, record.name.as_str())).collect();
    Ok(judged)
}

/// Returns the note on a pupil who has left in the records but is on the roll. The earlier class must stay, so a person has to
/// record the return.
fn back_on_the_roll(id: &str, left: Day, from: Option<Day>) -> String {
    let from = from.map_or_else(|| "DATE".to_owned(), |from| from.to_string());
    format!(
        "{id} left on {} and is on the roll again: record it with `send leave {id} --came-back {from}`, then import again",
        date(left)
    )
}

/// Judges a row that would make a record. `others` are the rows before it that would make one.
fn judge_new(row: &RollRow, others: &[New], given: &GivenIds, slips: &mut RowProblems<'_>) {
    if let Some((message, _)) = row.id.as_deref().and_then(|id| wrong_id(id, given)) {
        slips.push("id", message, "leave the id empty to get the next free one");
    }
    if let Some(other) = others.iter().find(|other| other.is_of_the_same_child_as(row)) {
        slips.push_second_row("this pupil", other, row);
    }
    if row.from.is_none() {
        let help = "give the first day on roll in the column `from`, or leave out `--add`";
        slips.push("from", "a new record needs the first day on roll", help);
    }
    let Some(born) = row.date_of_birth else {
        slips.push("date_of_birth", "a new record needs the date of birth", "give it, or leave out `--add`");
        return;
    };
    if let Some(Err((message, help))) = row.from.map(|from| born_and_joined(born, from)) {
        slips.push("date_of_birth", message, help);
    }
}

impl RowProblems<'_> {
    /// Adds the mistake that a pupil has two rows that differ. `who` is the pupil, to go before "already has a row".
    fn push_second_row(&mut self, who: &str, first: &RollRow, second: &RollRow) {
        let differences = second.differences(first);
        let place = self.row_in_words(first.line);
        let message = format!("{who} already has a row, in {place}");
        let help = format!("keep the row that is right: the two differ in {}", list_and(&differences));
        self.push("name", message, help);
    }
}

fn compare_row(row: RollRow, found: &ComparedRecord, judged: &mut RollComparison) {
    let id = found.known.id.clone();
    let upn = row.upn.filter(|upn| found.upn.as_ref() != Some(upn) && !found.known.has_upn(upn));
    let is_free = found.upn.as_ref().is_none_or(Upn::is_temporary);
    let (upn, other) = if is_free { (upn, None) } else { (None, upn) };
    if other.is_some() {
        judged
            .notes
            .push(format!("{id} has another UPN on the roll: if the roll is right, use `send set {id} upn=...`"));
    }
    let changed = RollChange {
        id,
        path: found.path.clone(),
        name: (row.name != found.name).then(|| (found.name.clone(), row.name)),
        class: row.class.filter(|class| found.class.as_ref() != Some(class)).map(|class| (found.class.clone(), class)),
        upn,
    };
    if changed.changed_keys().is_empty() {
        judged.same += 1;
    } else {
        judged.changed.push(changed);
    }
}
