//! Makes one row of several rows about one pupil. Exports have a row for each need of a pupil. Rows that contradict each other stay
//! apart, so that each is reported.

use std::collections::BTreeMap;

use super::fields::RollField;
use super::roll_row::RollRow;
use super::sen_facts::are_two;

/// Returns one row for each pupil, in the order of their first rows. A row may leave out what another one has. Also returns the
/// numbers of the other rows, each with that of the first row of the pupil.
pub(super) fn one_row_a_pupil(rows: Vec<RollRow>) -> (Vec<RollRow>, Vec<(usize, usize)>) {
    let (mut kept, mut repeats): (Vec<RollRow>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    // The rows that may be about the same pupil, by what they may have in common.
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in rows {
        let signs = row.signs();
        let near = signs.iter().filter_map(|sign| places.get(sign)).flatten();
        let same = near.copied().find(|at| kept.get(*at).is_some_and(|first| first.may_be_merged_with(&row)));
        let at = same.unwrap_or(kept.len());
        match kept.get_mut(at) {
            Some(first) => {
                repeats.push((row.line, first.line));
                first.fill_from(row);
            }
            None => kept.push(row),
        }
        for sign in signs {
            let there = places.entry(sign).or_default();
            if !there.contains(&at) {
                there.push(at);
            }
        }
    }
    (kept, repeats)
}

impl RollRow {
    /// What two rows about one pupil have in common: a number, the date of birth or the name.
    fn signs(&self) -> Vec<String> {
        let upn = self.upn.as_ref().map(|upn| format!("upn {}", upn.as_str()));
        let number = self.mis_number.as_ref().map(|number| format!("number {number}"));
        let id = self.id.as_ref().map(|id| format!("id {id}"));
        let born = self.date_of_birth.map(|day| format!("born {day}"));
        let name = format!("name {}", self.name.as_str());
        [upn, number, id, born, Some(name)].into_iter().flatten().collect()
    }

    /// Whether both rows are about one pupil and do not contradict each other.
    fn may_be_merged_with(&self, other: &Self) -> bool {
        let has_same_name = self.compared.is_same_as(&other.compared);
        let has_same_number = self.mis_number.is_some() && self.mis_number == other.mis_number;
        let is_same_pupil = self.is_of_the_same_child_as(other)
            || has_same_name && (has_same_number || self.signs().iter().eq(other.signs().iter()));
        is_same_pupil && self.differences(other).is_empty()
    }

    /// Whether both rows are about one child.
    pub(super) fn is_of_the_same_child_as(&self, other: &Self) -> bool {
        let has_its_number = self.upn.is_some() && self.upn == other.upn || self.id.is_some() && self.id == other.id;
        let is_born_then = self.date_of_birth.is_some() && self.date_of_birth == other.date_of_birth;
        has_its_number || is_born_then && self.compared.is_same_as(&other.compared)
    }

    /// Returns the facts that both rows have and in which they differ, in words.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let differs = [
            (RollField::Id, are_two(self.id.as_ref(), other.id.as_ref())),
            (RollField::Name, !self.compared.is_same_as(&other.compared)),
            (RollField::Upn, are_two(self.upn.as_ref(), other.upn.as_ref())),
            (RollField::DateOfBirth, are_two(self.date_of_birth, other.date_of_birth)),
            (RollField::Class, are_two(self.class.as_ref(), other.class.as_ref())),
            (RollField::From, are_two(self.from, other.from)),
            (RollField::To, are_two(self.to, other.to)),
            (RollField::Enrolment, self.not_on_roll != other.not_on_roll),
        ];
        let differs = differs.into_iter().chain(self.sen.differences(&other.sen));
        differs.filter(|(_, differs)| *differs).map(|(field, _)| field.in_words()).collect()
    }

    /// Takes the facts that only the other row has.
    fn fill_from(&mut self, other: Self) {
        self.id = self.id.take().or(other.id);
        self.mis_number = self.mis_number.take().or(other.mis_number);
        self.upn = self.upn.take().or(other.upn);
        self.former_upn = self.former_upn.take().or(other.former_upn);
        self.date_of_birth = self.date_of_birth.or(other.date_of_birth);
        self.class = self.class.take().or(other.class);
        self.from = self.from.or(other.from);
        self.to = self.to.or(other.to);
        self.enrolment = self.enrolment.or(other.enrolment);
        self.sen.fill_from(other.sen);
    }
}
