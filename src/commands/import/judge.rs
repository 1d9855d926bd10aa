//! The roll beside the records: who is found, what has changed, who is new and who is gone.

use std::path::PathBuf;

use super::rows::{Roll, Row, not_saved};
use crate::commands::roll::{Known, born_and_joined};
use crate::commands::start::Opened;
use crate::finding::Finding;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::records::pupils::PupilFile;

/// What is kept of a record to compare it with the roll.
pub(super) struct Kept {
    known: Known,
    path: PathBuf,
    name: Text,
    class: Option<Text>,
    upn: Option<Upn>,
    date_of_birth: Day,
    on_roll: bool,
}

impl Kept {
    /// Of a record, as at a day.
    pub(super) fn of(pupil: PupilFile, opened: &Opened, day: Day) -> Self {
        let record = &pupil.record;
        Self {
            known: Known::of(record),
            path: opened.folder.root().join(&pupil.file),
            name: record.name.clone(),
            class: record.class_on(day).cloned(),
            upn: record.upn.clone(),
            date_of_birth: record.date_of_birth,
            on_roll: record.is_on_roll(day),
        }
    }
}

/// What the roll says beside the records.
#[derive(Default)]
pub(super) struct Judged {
    /// The records that the roll changes.
    pub(super) changed: Vec<Changed>,
    /// Who is on the roll and has no record.
    pub(super) new: Vec<New>,
    /// How many records say what the roll says.
    pub(super) same: usize,
    /// Who is on roll in the records and not on the roll, by id and name.
    pub(super) gone: Vec<String>,
    /// What the roll says and is not taken over.
    pub(super) notes: Vec<String>,
}

/// One on the roll who has no record.
pub(super) type New = Row;

/// A record that the roll changes: what was and what will be.
pub(super) struct Changed {
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

impl Changed {
    /// The keys that change.
    pub(super) fn keys(&self) -> Vec<&'static str> {
        let keys = [("name", self.name.is_some()), ("class", self.class.is_some()), ("upn", self.upn.is_some())];
        keys.into_iter().filter(|(_, changes)| *changes).map(|(key, _)| key).collect()
    }

    /// What changes, from the old to the new. A UPN stays out of lists.
    pub(super) fn words(&self) -> Vec<String> {
        let name = self.name.as_ref().map(|(old, new)| format!("name {} -> {}", old.as_str(), new.as_str()));
        let class = self
            .class
            .as_ref()
            .map(|(old, new)| format!("class {} -> {}", old.as_ref().map_or("(none)", Text::as_str), new.as_str()));
        let upn = self.upn.as_ref().map(|_| "the UPN".to_owned());
        [name, class, upn].into_iter().flatten().collect()
    }
}

/// Judges a roll. With a slip in any row nothing comes of it but the slips.
pub(super) fn judge(roll: Roll, records: &[Kept], add: bool, day: Day) -> anyhow::Result<Judged> {
    let Roll { sheet, rows, mut problems, .. } = roll;
    let mut judged = Judged::default();
    let mut seen: Vec<&str> = Vec::new();
    for (line, row) in sheet.rows.iter().zip(rows) {
        let Some(row) = row else { continue };
        let mut wrong =
            |column: &str, message: String, help: &str| problems.push(sheet.problem(line, column, message, help));
        let Some(found) = find(&row, records) else {
            if add {
                judge_new(&row, day, &mut wrong);
            }
            judged.new.push(row);
            continue;
        };
        let id = found.known.id.as_str();
        if seen.contains(&id) {
            wrong("name", format!("this is {id}, who has a row already"), "keep the row that is right");
        }
        seen.push(id);
        if row.date_of_birth.is_some_and(|born| born != found.date_of_birth) {
            let message = format!("{id} was born on {}, and this row says another day", found.date_of_birth);
            wrong(
                "date_of_birth",
                message,
                "if it is the same child, correct the wrong day; if not, the id or the UPN",
            );
        }
        compare(row, found, &mut judged);
    }
    if !problems.is_empty() {
        problems.sort_by_key(|problem: &Finding| problem.position.map(|at| at.line));
        return Err(not_saved(problems).into());
    }
    let is_gone = |record: &&Kept| record.on_roll && !seen.contains(&record.known.id.as_str());
    judged.gone =
        records.iter().filter(is_gone).map(|record| format!("{} {}", record.known.id, record.name.as_str())).collect();
    Ok(judged)
}

/// The record of a pupil on the roll: by id, else by UPN, also a former one, else by name and date of birth.
fn find<'k>(row: &Row, records: &'k [Kept]) -> Option<&'k Kept> {
    let by_id = || records.iter().find(|record| row.id.as_deref() == Some(record.known.id.as_str()));
    let by_upn = || records.iter().find(|record| row.upn.as_ref().is_some_and(|upn| record.known.has_upn(upn)));
    let by_name = || {
        let born = row.date_of_birth?;
        records.iter().find(|record| record.known.is_called(row.name.as_str(), born))
    };
    by_id().or_else(by_upn).or_else(by_name)
}

fn judge_new(row: &Row, day: Day, wrong: &mut dyn FnMut(&str, String, &str)) {
    match row.date_of_birth.map(|born| born_and_joined(born, row.from.unwrap_or(day))) {
        None => {
            wrong("date_of_birth", "a new record needs the date of birth".to_owned(), "give it, or leave `--add` out")
        }
        Some(Err((message, help))) => wrong("date_of_birth", message, &help),
        Some(Ok(())) => {}
    }
}

fn compare(row: Row, found: &Kept, judged: &mut Judged) {
    let id = found.known.id.clone();
    let upn = row.upn.filter(|upn| found.upn.as_ref() != Some(upn) && !found.known.has_upn(upn));
    let is_free = found.upn.as_ref().is_none_or(Upn::is_temporary);
    let (upn, other) = if is_free { (upn, None) } else { (None, upn) };
    if other.is_some() {
        judged.notes.push(format!("{id} has another UPN on the roll: if the roll is right, `send set {id} upn=...`"));
    }
    let changed = Changed {
        id,
        path: found.path.clone(),
        name: (row.name != found.name).then(|| (found.name.clone(), row.name)),
        class: row.class.filter(|class| found.class.as_ref() != Some(class)).map(|class| (found.class.clone(), class)),
        upn,
    };
    if changed.keys().is_empty() {
        judged.same += 1;
    } else {
        judged.changed.push(changed);
    }
}
