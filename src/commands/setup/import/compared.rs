//! The facts of a record that are compared with the roll.

use std::path::PathBuf;

use super::sen_compared::RecordSen;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::records::pupils::PupilFile;
use crate::session::Opened;
use crate::writing::joining::JoiningDay;
use crate::writing::roll_checks::KnownPupil;

/// One record, as it is compared with the roll on the day of the import.
#[derive(Debug)]
pub(super) struct ComparedRecord {
    /// The pupil's id, name and numbers.
    pub(super) known: KnownPupil,
    /// The date of birth.
    pub(super) date_of_birth: Day,
    /// The path of the record's file.
    pub(super) path: PathBuf,
    /// The name in the record.
    pub(super) name: Text,
    /// The class on that day.
    pub(super) class: Option<Text>,
    /// The unique pupil number.
    pub(super) upn: Option<Upn>,
    /// Whether the pupil is on roll on that day.
    pub(super) on_roll: bool,
    /// The joining day, as far as it is known.
    pub(super) joining: Option<JoiningDay>,
    /// The last day on roll, if the pupil has left.
    pub(super) left: Option<Day>,
    /// What it says about SEN, if the sheet is read as found.
    pub(super) sen: Option<RecordSen>,
}

impl ComparedRecord {
    /// Takes the facts from a record, as at a day. Those about SEN are as at the day found, if there is one.
    pub(super) fn of_pupil(pupil: PupilFile, opened: &Opened, day: Day, found: Option<Day>) -> Self {
        let record = &pupil.record;
        Self {
            known: KnownPupil::of_record(record),
            path: opened.folder.root().join(&pupil.file),
            name: record.name.clone(),
            class: record.class_on(day).cloned(),
            upn: record.upn.clone(),
            date_of_birth: record.date_of_birth,
            on_roll: record.is_on_roll_on(day),
            joining: JoiningDay::on_day(record, day),
            sen: found.map(|found| RecordSen::of_record(record, found)),
            left: record.on_roll.last().and_then(|spell| spell.to).filter(|to| *to < day),
        }
    }
    /// The pupil's id and name.
    pub(super) fn in_words(&self) -> String {
        format!("{} {}", self.known.id, self.name.as_str())
    }
}
