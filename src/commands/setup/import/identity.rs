//! Finds the record that a row of the roll is about: by its id, its UPN, and its name with the date of birth. All that a row has
//! must agree, because a wrong number would put one pupil's name on another pupil's record.

use super::compared::ComparedRecord;
use super::roll_row::RollRow;
use crate::model::upn::Upn;
use crate::words::list_and;
use crate::writing::roll_checks::KnownPupil;

/// A row that does not say clearly which record it is about.
#[derive(Debug)]
pub(super) struct Unclear {
    /// The column to look at.
    pub(super) column: &'static str,
    /// The contradiction, with the ids of the records.
    pub(super) message: String,
    /// The next step.
    pub(super) help: &'static str,
}

/// Something in a row that points to records.
struct Sign<'k> {
    column: &'static str,
    /// The words for it, before the ids.
    words: &'static str,
    /// The records that it may mean, at least one.
    records: Vec<&'k ComparedRecord>,
}

const CORRECT: &str = "look both up in the school's own system and correct the row; if a record is wrong, correct that \
                       first with `send set`";
const CORRECT_OR_DATE: &str =
    "look both up in the school's own system and correct the row, or give the date of birth too";
const GIVE_ID: &str = "add a column with the id of the right record, and name it with `--map id=HEADING`";

/// Returns the record of a pupil on the roll, if the pupil has one.
///
/// # Errors
/// If the row contradicts itself, or may mean two records.
pub(super) fn record_of<'k>(
    row: &RollRow,
    records: &'k [ComparedRecord],
) -> Result<Option<&'k ComparedRecord>, Unclear> {
    let signs = signs_of(row, records);
    let Some((first, others)) = signs.split_first() else { return Ok(None) };
    let mut meant = first.records.clone();
    for sign in others {
        meant.retain(|record| sign.records.iter().any(|other| std::ptr::eq(*record, *other)));
        if meant.is_empty() {
            let help = if row.date_of_birth.is_none() && sign.column == "name" { CORRECT_OR_DATE } else { CORRECT };
            let message = format!("{}, but {}", first.sign_in_words(), sign.sign_in_words());
            return Err(Unclear { column: first.column, message, help });
        }
    }
    match meant.as_slice() {
        [record] if first.column == "id" && others.is_empty() && is_another_child(row, record) => {
            let id = &record.known.id;
            let message = format!("the id belongs to {id}, who has another UPN and another name");
            Err(Unclear { column: "id", message, help: CORRECT })
        }
        [record] => Ok(Some(*record)),
        _ => Err(Unclear { column: first.column, message: first.sign_in_words(), help: GIVE_ID }),
    }
}

/// Whether the record has a different UPN and a different name from the row. Then the id may be in the wrong row.
fn is_another_child(row: &RollRow, record: &ComparedRecord) -> bool {
    let has_other_upn = row.upn.as_ref().is_some_and(|upn| record.known.has_a_upn() && !record.known.has_upn(upn));
    has_other_upn && !record.known.is_named(&row.compared)
}

/// Returns the signs of a row, the surest first. A UPN may be a former one. A name without a date of birth does not find a
/// record, but it must not belong only to another pupil.
fn signs_of<'k>(row: &RollRow, records: &'k [ComparedRecord]) -> Vec<Sign<'k>> {
    let by_id = records.iter().filter(|record| row.id.as_deref() == Some(record.known.id.as_str()));
    let by_id: Vec<&ComparedRecord> = by_id.collect();
    let has_a_upn = |record: &&ComparedRecord| row.upns().any(|upn| record.known.has_upn(upn));
    let by_upn: Vec<&ComparedRecord> = records.iter().filter(has_a_upn).collect();
    let has_number = !by_id.is_empty() || !by_upn.is_empty();
    let signs = [
        Sign { column: "id", words: "the id belongs to", records: by_id },
        Sign { column: "upn", words: "the UPN belongs to", records: by_upn },
        sign_of_name(row, records, has_number),
    ];
    signs.into_iter().filter(|sign| !sign.records.is_empty()).collect()
}

/// What the name says. If a number points to a record and no record has the name, a like name with the same birthday counts: a slip
/// in the name of a twin must not let the wrong number win.
fn sign_of_name<'k>(row: &RollRow, records: &'k [ComparedRecord], has_number: bool) -> Sign<'k> {
    let sign = |words, is_meant: &dyn Fn(&KnownPupil) -> bool| Sign {
        column: "name",
        words,
        records: records.iter().filter(|record| is_meant(&record.known)).collect(),
    };
    let Some(born) = row.date_of_birth else {
        return sign("the name belongs to", &|known| has_number && known.is_named(&row.compared));
    };
    let same = sign("the name and date of birth belong to", &|known| known.is_called(&row.compared, born));
    if !has_number || !same.records.is_empty() {
        return same;
    }
    sign("the date of birth and a name like this one belong to", &|known| known.is_called_like(&row.compared, born))
}

/// Returns the record of a pupil who was born on the same day and whose name is like the one of a row that has no record, but not
/// the same. It may be the same pupil, unless both have permanent UPNs.
pub(super) fn record_like<'k>(row: &RollRow, records: &'k [ComparedRecord]) -> Option<&'k ComparedRecord> {
    let born = row.date_of_birth?;
    records.iter().find(|record| {
        let have_two_upns = row.has_permanent_upn() && record.upn.as_ref().is_some_and(|upn| !upn.is_temporary());
        record.known.is_called_like(&row.compared, born) && !have_two_upns
    })
}

impl RollRow {
    /// The unique pupil numbers that the row gives, the former one too.
    fn upns(&self) -> impl Iterator<Item = &Upn> {
        [&self.upn, &self.former_upn].into_iter().flatten()
    }

    /// Whether the row gives a permanent unique pupil number.
    pub(super) fn has_permanent_upn(&self) -> bool {
        self.upn.as_ref().is_some_and(|upn| !upn.is_temporary())
    }
}

impl Sign<'_> {
    fn sign_in_words(&self) -> String {
        let ids: Vec<&str> = self.records.iter().map(|record| record.known.id.as_str()).collect();
        format!("{} {}", self.words, list_and(&ids))
    }
}
