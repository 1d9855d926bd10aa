//! Compares the roll with the records: who is found, what has changed, who is new and who has gone.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::compared::ComparedRecord;
use super::fields::RollField;
use super::found_day::FoundDay;
use super::found_told::FoundPupil;
use super::headings::not_saved;
use super::identity::{Unclear, record_like, record_of};
use super::leavers::NotOnRoll;
use super::openings::opening_of;
use super::roll_row::RollRow;
use super::row_cells::RowProblems;
use super::rows::Roll;
use crate::finding::Finding;
use crate::model::compared_name::NameVerdict;
use crate::model::day::Day;
use crate::model::since::HeldSince;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::model::vocabulary::ParentsTold;
use crate::records::new_record::GivenIds;
use crate::words::{date, list_and};
use crate::writing::opening::{FoundSince, Opening};
use crate::writing::roll_checks::{born_and_joined, wrong_id};

/// The differences between the roll and the records.
#[derive(Debug, Default)]
pub(super) struct RollComparison {
    /// The records that the roll changes.
    pub(super) changed: Vec<RollChange>,
    /// The pupils on the roll who have no record.
    pub(super) new: Vec<RollRow>,
    /// How many records agree with the roll.
    pub(super) same: usize,
    /// The pupils who are on roll in the records but not on the roll, in words.
    pub(super) gone: Vec<String>,
    /// The rows of pupils who have left and have no record, in words.
    pub(super) not_on_roll: Vec<String>,
    /// The rows that may be about a pupil who has a record, in words. No record is made for them.
    pub(super) alike: Vec<String>,
    /// Notes on differences that a person must record.
    pub(super) notes: Vec<String>,
    /// The ids of pupils whose names the roll writes in another way. Their records stay as they are.
    pub(super) respelt: Vec<String>,
    /// What is wrong in rows that are left out.
    pub(super) left_out: Vec<Finding>,
    /// The pupils whose records begin as found.
    pub(super) opened: Vec<FoundPupil>,
    /// What a sheet that is read as found says in another way than a record, in words. The record stays as it is.
    pub(super) differs: Vec<String>,
    /// How many pupils the sheet has.
    pub(super) pupils: usize,
}

/// How a roll is compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparing<'c> {
    /// The ids that a new record must not have. Without them no records are made.
    pub(super) given: Option<&'c GivenIds>,
    /// Whether rows with a mistake are left out. If not, one of them stops the import.
    pub(super) leaves_out: bool,
    /// The day found, if the sheet is read as found. Such a sheet is not the whole roll: nobody is gone who is not on it.
    pub(super) found: Option<&'c FoundDay>,
}

/// A record that the roll changes, with the old and the new values.
#[derive(Debug)]
pub(super) struct RollChange {
    /// The row of the roll.
    pub(super) line: usize,
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
    /// The joining day as the record has it, and the right one.
    pub(super) joined: Option<(HeldSince, Day)>,
    /// Whether the record begins as found.
    pub(super) is_opened: bool,
}

impl RollChange {
    /// Returns the keys that change.
    pub(super) fn changed_keys(&self) -> Vec<&'static str> {
        let keys = [
            ("name", self.name.is_some()),
            ("class", self.class.is_some()),
            ("upn", self.upn.is_some()),
            ("joining day", self.joined.is_some()),
            ("as_found", self.is_opened),
        ];
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
        let opened = self.is_opened.then(|| "the record begins as found".to_owned());
        let joined = self.joined.map(|(old, new)| format!("{} -> joined on {}", joined_in_words(old), date(new)));
        [name, class, upn, joined, opened].into_iter().flatten().collect()
    }
}

/// Compares a roll with the records.
///
/// # Errors
/// If any row has a mistake and such rows are not left out. The error has all mistakes.
pub(super) fn compare_roll(
    roll: Roll<'_>,
    records: &[ComparedRecord],
    comparing: Comparing<'_>,
) -> anyhow::Result<RollComparison> {
    let Roll { grid, headings, rows, mut mistakes, .. } = roll;
    let mut judged = RollComparison { pupils: rows.len(), ..RollComparison::default() };
    // The row of each record that has one, by the id.
    let mut seen: BTreeMap<&str, RollRow> = BTreeMap::new();
    for row in rows {
        let mut problems = RowProblems { grid, headings: &headings, line: row.line, mistakes: &mut mistakes };
        let found = match record_of(&row, records) {
            Ok(Some(found)) => found,
            Ok(None) => {
                judged.take_unknown(row, records, comparing, &mut problems, &mut seen);
                continue;
            }
            Err(Unclear { column, message, help }) => {
                problems.push(column, message, help);
                continue;
            }
        };
        let id = found.known.id.as_str();
        if let Some(first) = seen.get(id) {
            problems.push_second_row(&format!("this is {id}, who"), first, &row);
        }
        if row.date_of_birth.is_some_and(|born| born != found.date_of_birth) {
            let message = format!("{id} was born on {}, but this row has another day", found.date_of_birth);
            problems.push(
                "date_of_birth",
                message,
                "if it is the same pupil, correct the wrong day; if not, correct the id or the UPN",
            );
        }
        seen.entry(id).or_insert_with(|| row.clone());
        judged.take_known(row, found, comparing, &mut problems);
    }
    if !mistakes.found.is_empty() {
        mistakes.found.sort_by_key(|problem: &Finding| problem.position.map(|at| at.line));
        if !comparing.leaves_out {
            return Err(not_saved(mistakes.found).into());
        }
        judged.changed.retain(|changed| !mistakes.rows.contains(&changed.line));
        judged.new.retain(|new| !mistakes.rows.contains(&new.line));
        judged.opened.retain(|opened| !mistakes.rows.contains(&opened.line()));
        judged.left_out = mistakes.found;
    }
    let is_gone = |record: &&ComparedRecord| {
        comparing.found.is_none() && record.on_roll && !seen.contains_key(record.known.id.as_str())
    };
    let gone = records.iter().filter(is_gone);
    judged.gone.extend(gone.map(|record| format!("{} (`send leave`)", record.in_words())));
    Ok(judged)
}

impl RollComparison {
    /// Takes a row that is about a pupil without a record.
    fn take_unknown<'k>(
        &mut self,
        row: RollRow,
        records: &'k [ComparedRecord],
        comparing: Comparing<'_>,
        problems: &mut RowProblems<'_>,
        seen: &mut BTreeMap<&'k str, RollRow>,
    ) {
        let place = problems.row_in_words(row.line);
        if let Some(why) = &row.not_on_roll {
            self.not_on_roll.push(format!("{} ({place}: {})", row.name.as_str(), why.in_words()));
            return;
        }
        if let Some(record) = record_like(&row, records) {
            let id = record.known.id.as_str();
            self.alike.push(format!("{} ({place}) may be {}", row.name.as_str(), record.in_words()));
            seen.entry(id).or_insert(row);
            return;
        }
        if let Some(other) = self.new.iter().find(|other| other.may_be_the_same_pupil_as(&row)) {
            let other = format!("{} in {}", other.name.as_str(), problems.row_in_words(other.line));
            self.alike.push(format!("{} ({place}) may be {other}", row.name.as_str()));
            return;
        }
        if let Some(given) = comparing.given {
            judge_new(&row, &self.new, given, comparing.found.is_some(), problems);
        }
        if let Some(found) = comparing.found {
            self.open(&row, row.from.map_or(FoundSince::NotKnown, FoundSince::Known), found, problems);
        }
        self.notes.extend(enrolment_note(row.name.as_str(), &place, &row));
        self.new.push(row);
    }

    /// Takes what a row says as found.
    fn open(&mut self, row: &RollRow, joined: FoundSince, found: &FoundDay, problems: &mut RowProblems<'_>) {
        let heading = problems.headings.heading_of(RollField::AnnualReview);
        let next_only = heading.is_some_and(|heading| heading.to_lowercase().starts_with("next"));
        let opened = opening_of(row, joined, next_only, found);
        problems.judge_found(row, &opened.opening);
        self.opened.push(FoundPupil::new(row, opened));
    }

    /// Takes what a row says as found about a pupil with a record: opens the record if it says nothing of SEN yet, otherwise lists what
    /// differs. Returns whether the record is opened.
    fn open_known(
        &mut self,
        row: &RollRow,
        record: &ComparedRecord,
        comparing: Comparing<'_>,
        problems: &mut RowProblems<'_>,
    ) -> bool {
        let Some((found, sen)) = comparing.found.zip(record.sen.as_ref()) else { return false };
        if sen.is_opened_by(row, found) {
            self.open(row, sen.joined(), found, problems);
            return true;
        }
        let differences = sen.differences(row, found.day);
        if !differences.is_empty() {
            self.differs.push(format!("{}: {}", record.known.id, differences.join("; ")));
        }
        false
    }

    /// Whether the records have everything that is needed from a sheet that is read as found, once the changes are saved. They do not
    /// if a row is left out or may be about a pupil who has a record, if a record differs, or if a need is not known.
    pub(super) fn is_in_the_records(&self) -> bool {
        let has_pupils = self.left_out.is_empty() && self.alike.is_empty() && self.differs.is_empty();
        has_pupils && !self.opened.iter().any(FoundPupil::has_unknown_needs)
    }

    /// Sets whether the parents had been told that their child gets SEN support.
    pub(super) fn set_parents_told(&mut self, told: ParentsTold) {
        for opened in &mut self.opened {
            opened.set_parents_told(told);
        }
    }

    /// Returns the opening of the record of a row, if it begins as found.
    pub(super) fn opening_of(&self, line: usize) -> Option<&Opening> {
        self.opened.iter().find(|opened| opened.line() == line).map(FoundPupil::opening)
    }

    /// Takes a row that is about a pupil with a record.
    fn take_known(
        &mut self,
        row: RollRow,
        found: &ComparedRecord,
        comparing: Comparing<'_>,
        problems: &mut RowProblems<'_>,
    ) {
        let (id, place) = (found.known.id.as_str(), problems.row_in_words(row.line));
        if let Some(why) = &row.not_on_roll {
            if found.on_roll {
                self.gone.push(gone_in_words(found, &place, why));
            } else {
                self.same += 1;
            }
            return;
        }
        match found.left {
            Some(left) => self.notes.push(back_on_the_roll(id, left, row.from)),
            None => {
                self.notes.extend(enrolment_note(id, &place, &row));
                self.notes.extend(row.to.map(|to| leaves_later(id, &place, to)));
                let is_opened = self.open_known(&row, found, comparing, problems);
                let joined = joining_day_of(&row, found, problems);
                compare_row(row, found, joined, is_opened, self);
            }
        }
    }
}

impl RollRow {
    /// Whether two rows without a record may be about one pupil: born on the same day, with like names, and not both with a UPN.
    fn may_be_the_same_pupil_as(&self, other: &Self) -> bool {
        let is_born_then = self.date_of_birth.is_some() && self.date_of_birth == other.date_of_birth;
        let have_two_upns = self.has_permanent_upn() && other.has_permanent_upn();
        let have_two_numbers =
            self.mis_number.is_some() && other.mis_number.is_some() && self.mis_number != other.mis_number;
        // Names are compared last: it is the longest comparison.
        let are_alike = || self.compared.compare(&other.compared) == NameVerdict::Alike;
        is_born_then && !have_two_upns && !have_two_numbers && are_alike()
    }
}

/// What a record says about the joining day.
fn joined_in_words(since: HeldSince) -> String {
    match since {
        HeldSince::Known(day) => format!("joined on {}", date(day)),
        HeldSince::SeenOn(day) => format!("on roll on {}, joining day not recorded", date(day)),
    }
}

/// Returns the joining day of a row that adds to the one in the record, or corrects it.
fn joining_day_of(row: &RollRow, found: &ComparedRecord, problems: &mut RowProblems<'_>) -> Option<(HeldSince, Day)> {
    let (joining, day) = found.joining.as_ref().zip(row.from)?;
    if joining.is_known(day) {
        return None;
    }
    match joining.problem(day) {
        None => Some((joining.since, day)),
        Some((message, help)) => {
            problems.push("from", format!("{}: {message}", found.known.id), help);
            None
        }
    }
}

fn gone_in_words(record: &ComparedRecord, place: &str, why: &NotOnRoll) -> String {
    let id = &record.known.id;
    let typed = why.day_typed();
    format!("{} ({place}: {}; record it with `send leave {id} --date {typed}`)", record.in_words(), why.in_words())
}

/// Returns the note on a pupil whose main school is another one.
fn enrolment_note(who: &str, place: &str, row: &RollRow) -> Option<String> {
    Some(format!("{who} ({place}) {}", row.enrolment?.remark()?))
}

/// Returns the note on a pupil whose last day is still to come.
fn leaves_later(id: &str, place: &str, to: Day) -> String {
    format!("{id} leaves on {} ({place}): record it with `send leave {id} --date {to}`", date(to))
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

const NO_BIRTHDAYS: &str = "export the roll with the dates of birth of all pupils, or leave out `--add`";

/// Judges a row that would make a record. `others` are the rows before it that would make one.
/// `as_found` says that the first day on roll may be missing.
fn judge_new(row: &RollRow, others: &[RollRow], given: &GivenIds, as_found: bool, problems: &mut RowProblems<'_>) {
    if let Some((message, _)) = row.id.as_deref().and_then(|id| wrong_id(id, given)) {
        problems.push("id", message, "leave the id empty to get the next free one");
    }
    if let Some(other) = others.iter().find(|other| other.is_of_the_same_child_as(row)) {
        problems.push_second_row("this pupil", other, row);
    }
    if row.from.is_none() && !as_found {
        let help = "give the first day on roll in the column `from`, or leave out `--add`";
        problems.push("from", "a new record needs the first day on roll", help);
    }
    let Some(born) = row.date_of_birth else {
        let has_column = problems.headings.has_field(RollField::DateOfBirth);
        // Without the column one line says it for all.
        if has_column || others.is_empty() {
            let help = if has_column { "give it, or leave out `--add`" } else { NO_BIRTHDAYS };
            problems.push("date_of_birth", "a new record needs the date of birth", help);
        }
        return;
    };
    if let Some(Err((message, help))) = row.from.map(|from| born_and_joined(born, from)) {
        problems.push("date_of_birth", message, help);
    }
}

impl RowProblems<'_> {
    /// Adds the mistake that a pupil has two rows that differ. `who` is the pupil, to go before "already has a row".
    fn push_second_row(&mut self, who: &str, first: &RollRow, second: &RollRow) {
        let differences = second.differences(first);
        let place = self.row_in_words(first.line);
        self.mistakes.rows.insert(first.line);
        let message = format!("{who} already has a row, in {place}");
        let help = format!("keep the row that is right: the two differ in {}", list_and(&differences));
        self.push("name", message, help);
    }
}

fn compare_row(
    row: RollRow,
    found: &ComparedRecord,
    joined: Option<(HeldSince, Day)>,
    is_opened: bool,
    judged: &mut RollComparison,
) {
    let id = found.known.id.clone();
    let upn = row.upn.filter(|upn| found.upn.as_ref() != Some(upn) && !found.known.has_upn(upn));
    let is_free = found.upn.as_ref().is_none_or(Upn::is_temporary);
    let (upn, other) = if is_free { (upn, None) } else { (None, upn) };
    if other.is_some() {
        judged
            .notes
            .push(format!("{id} has another UPN on the roll: if the roll is right, use `send set {id} upn=...`"));
    }
    if row.name != found.name && found.known.is_named(&row.compared) {
        judged.respelt.push(id.clone());
    }
    let changed = RollChange {
        line: row.line,
        id,
        path: found.path.clone(),
        name: (!found.known.is_named(&row.compared)).then(|| (found.name.clone(), row.name)),
        class: row.class.filter(|class| found.class.as_ref() != Some(class)).map(|class| (found.class.clone(), class)),
        upn,
        joined,
        is_opened,
    };
    if changed.changed_keys().is_empty() {
        judged.same += 1;
    } else {
        judged.changed.push(changed);
    }
}
