//! What a row of a sheet says about a pupil's SEN.

use super::fields::RollField;
use crate::model::day::Day;
use crate::model::vocabulary::{CensusCode, NeedType, Stage};

/// What a row says about SEN. It is read only with `--as-found`.
#[derive(Debug, Clone, Default)]
pub(super) struct SenFacts {
    /// The SEN status. `None` if the cell is blank, which means N.
    pub(super) status: Option<CensusCode>,
    /// The stage of the school's graduated approach, if the sheet has it.
    pub(super) stage: Option<Stage>,
    /// The needs.
    pub(super) needs: Vec<SheetNeed>,
    /// The words in the columns of needs whose meaning is not known.
    pub(super) unknown_needs: Vec<String>,
    /// The first day on the register.
    pub(super) placed: Option<Day>,
    /// The review of the school's own plan: the next one, or one that is past.
    pub(super) review: Option<Day>,
    /// The annual review of the EHC plan: the next one, or the last.
    pub(super) annual_review: Option<Day>,
    /// What the column of the EHC plan says.
    pub(super) plan: Option<SheetPlan>,
}

/// A need in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SheetNeed {
    /// The type of need.
    pub(super) need_type: NeedType,
    /// Its rank, if the sheet says it.
    pub(super) rank: Option<u8>,
}

/// An EHC plan in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetPlan {
    /// The day of the final plan.
    FinalOn(Day),
    /// There is one.
    Yes,
}

impl SenFacts {
    /// The code that the pupil has. A blank status means N.
    pub(super) fn code(&self) -> CensusCode {
        self.status.unwrap_or(CensusCode::N)
    }

    /// The day of the final plan.
    pub(super) const fn final_on(&self) -> Option<Day> {
        match self.plan {
            Some(SheetPlan::FinalOn(day)) => Some(day),
            Some(SheetPlan::Yes) | None => None,
        }
    }

    /// The facts that two rows about one pupil both have and in which they differ. A pupil may have a row for each need.
    pub(super) fn differences(&self, other: &Self) -> impl Iterator<Item = (RollField, bool)> + use<> {
        [
            (RollField::SenStatus, are_two(self.status, other.status)),
            (RollField::Stage, are_two(self.stage, other.stage)),
            (RollField::Need, self.needs.iter().any(|need| other.needs.iter().any(|two| need.contradicts(two)))),
            (RollField::RegisterFrom, are_two(self.placed, other.placed)),
            (RollField::ReviewBy, are_two(self.review, other.review)),
            (RollField::AnnualReview, are_two(self.annual_review, other.annual_review)),
            (RollField::Ehcp, are_two(self.plan, other.plan)),
        ]
        .into_iter()
    }

    /// Takes the facts that only the other row has, and its needs.
    pub(super) fn fill_from(&mut self, other: Self) {
        self.status = self.status.or(other.status);
        self.stage = self.stage.or(other.stage);
        for need in other.needs {
            match self.needs.iter_mut().find(|known| known.need_type == need.need_type) {
                Some(known) => known.rank = known.rank.or(need.rank),
                None => self.needs.push(need),
            }
        }
        let unknown = other.unknown_needs.into_iter().filter(|word| !self.unknown_needs.contains(word));
        let unknown: Vec<String> = unknown.collect();
        self.unknown_needs.extend(unknown);
        self.placed = self.placed.or(other.placed);
        self.review = self.review.or(other.review);
        self.annual_review = self.annual_review.or(other.annual_review);
        self.plan = self.plan.or(other.plan);
    }
}

impl SheetNeed {
    /// Whether both cannot be true: one type with two ranks, or two types with one rank.
    fn contradicts(&self, other: &Self) -> bool {
        let have_two_ranks = are_two(self.rank, other.rank);
        let have_one_rank = self.rank.is_some() && self.rank == other.rank;
        if self.need_type == other.need_type { have_two_ranks } else { have_one_rank }
    }
}

/// Whether both are there and differ.
pub(super) fn are_two<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}
