//! Makes the opening of a pupil's record from a row of a sheet that is read as found.

use super::fields::RollField;
use super::found_day::FoundDay;
use super::roll_row::RollRow;
use super::row_cells::RowProblems;
use super::sen_facts::SheetPlan;
use crate::model::day::Day;
use crate::model::vocabulary::CensusCode;
use crate::words::date;
use crate::writing::opening::{FoundNeed, FoundPlan, FoundSince, Opening, OpeningPart};
use crate::writing::roll_checks::born_and_joined;

/// What a row says of a pupil, and what of it is not written.
#[derive(Debug, Clone)]
pub(super) struct RowOpening {
    /// What is written.
    pub(super) opening: Opening,
    /// The reviews that are past. What came of them is not known.
    pub(super) past_reviews: Vec<Day>,
    /// The facts about support of a pupil who has none, and an annual review of a pupil without an EHC plan.
    pub(super) without_support: Vec<RollField>,
}

/// Returns the opening of a row. `joined` is the first day on roll.
pub(super) fn opening_of(row: &RollRow, joined: FoundSince, next_only: bool, found: &FoundDay) -> RowOpening {
    let (facts, code) = (&row.sen, row.sen.code());
    let stage = found.stages.stage_of(facts);
    let (mut past_reviews, mut without_support) = (Vec::new(), Vec::new());
    let mut opening = Opening {
        by: found.by.clone(),
        source: Some(found.source.clone()),
        on_roll: joined,
        class: row.class.clone(),
        stage,
        ..Opening::of(found.day)
    };
    if code == CensusCode::N {
        without_support.extend(facts_of_support(row));
        return RowOpening { opening, past_reviews, without_support };
    }
    opening.register = Some(first_day(facts.placed));
    opening.needs = row
        .sen
        .needs
        .iter()
        .map(|need| FoundNeed { need_type: need.need_type, rank: need.rank, from: FoundSince::NotKnown })
        .collect();
    match facts.review {
        Some(review) if review > found.day => opening.review_by = Some(review),
        review => past_reviews.extend(review),
    }
    if code == CensusCode::E {
        let (last, next) = match facts.annual_review {
            Some(review) if review > found.day => (None, Some(review)),
            // The heading says that this review is still to come. So it was not held, or nobody knows when.
            Some(review) if next_only => {
                past_reviews.push(review);
                (None, None)
            }
            review => (review, None),
        };
        opening.plan = Some(FoundPlan {
            final_on: first_day(facts.final_on()),
            authority: None,
            transferred: None,
            last_review: last,
            next_review: next,
        });
    } else if facts.annual_review.is_some() {
        without_support.push(RollField::AnnualReview);
    }
    RowOpening { opening, past_reviews, without_support }
}

fn first_day(day: Option<Day>) -> FoundSince {
    day.map_or(FoundSince::NotKnown, FoundSince::Known)
}

/// The facts that only a pupil with support has.
fn facts_of_support(row: &RollRow) -> impl Iterator<Item = RollField> {
    let facts = &row.sen;
    let given = [
        (RollField::Need, !facts.needs.is_empty()),
        (RollField::RegisterFrom, facts.placed.is_some()),
        (RollField::ReviewBy, facts.review.is_some()),
        (RollField::AnnualReview, facts.annual_review.is_some()),
    ];
    given.into_iter().filter(|(_, given)| *given).map(|(field, _)| field)
}

impl RowProblems<'_> {
    /// Adds what cannot be true of a row that is read as found.
    pub(super) fn judge_found(&mut self, row: &RollRow, opening: &Opening) {
        let facts = &row.sen;
        if facts.plan.is_some() && facts.code() != CensusCode::E {
            let what = match facts.plan {
                Some(SheetPlan::FinalOn(_)) => "has the day of an EHC plan",
                Some(SheetPlan::Yes) | None => "has an EHC plan",
            };
            let message = format!("{what}, but the SEN status is {}", facts.code().as_str());
            self.push(
                "ehcp",
                message,
                "if the plan is in force, write E as the status; if not, empty the cell of the plan",
            );
        }
        let days = [
            (RollField::RegisterFrom, facts.placed),
            (RollField::Ehcp, facts.final_on()),
            (RollField::AnnualReview, facts.annual_review),
            (RollField::ReviewBy, facts.review),
        ];
        for (field, day) in days {
            if let Some((day, born)) = day.zip(row.date_of_birth).filter(|(day, born)| day < born) {
                let message =
                    format!("{}, {}, is before the date of birth, {}", field.in_words(), date(day), date(born));
                self.push(field.key(), message, "correct the wrong one of the two days");
            }
        }
        let age = row.date_of_birth.filter(|_| row.from.is_none()).map(|born| born_and_joined(born, opening.found));
        if let Some(Err(_)) = age {
            let born = row.date_of_birth.map(date).unwrap_or_default();
            let message = format!("born on {born}, which is not the age of a pupil on {}", date(opening.found));
            self.push("date_of_birth", message, "correct the date of birth, or the day after `--as-found`");
        }
        for problem in opening.problems() {
            self.push(self.key_of(problem.part), problem.message, problem.help);
        }
    }

    /// The key of the column that a part of an opening comes from.
    fn key_of(&self, part: OpeningPart) -> &'static str {
        let field = match part {
            OpeningPart::OnRoll => RollField::From,
            OpeningPart::Stage => RollField::Stage,
            OpeningPart::Register => RollField::RegisterFrom,
            OpeningPart::Needs => {
                let fields = [RollField::Need, RollField::FirstNeed, RollField::SecondNeed];
                fields.into_iter().find(|field| self.headings.has_field(*field)).unwrap_or(RollField::Need)
            }
            OpeningPart::Award => RollField::SenStatus,
            OpeningPart::Plan => RollField::Ehcp,
            OpeningPart::LastReview | OpeningPart::NextReview => RollField::AnnualReview,
            OpeningPart::ReviewBy => RollField::ReviewBy,
        };
        field.key()
    }
}
