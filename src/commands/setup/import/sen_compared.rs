//! Compares what a sheet says about SEN with a record that has it already. The record is never changed: a person looks at both.

use super::found_day::FoundDay;
use super::roll_row::RollRow;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::{OnRoll, Record};
use crate::model::since::HeldSince;
use crate::model::vocabulary::{CensusCode, NeedType, Stage};
use crate::words::date;
use crate::writing::opening::{FoundSince, Opening};

/// What a record says about SEN on the day found.
#[derive(Debug)]
pub(super) struct RecordSen {
    /// Whether it has nothing yet that an opening would write.
    can_open: bool,
    code: CensusCode,
    stage: Option<Stage>,
    needs: Vec<(NeedType, Option<u8>)>,
    on_register_since: Option<Day>,
    final_on: Option<Day>,
    /// Every review that is planned: of the school's own plan, and of the EHC plan.
    reviews: Vec<Day>,
    /// The latest time on roll.
    on_roll: Option<OnRoll>,
}

impl RecordSen {
    /// Takes the facts from a record, as at the day found.
    pub(super) fn of_record(record: &Record, found: Day) -> Self {
        let on_day: AsAt = record.as_at(found);
        let plan = on_day.plan_in_force().map(|(_, plan)| plan);
        let cycles = record.cycles.iter().filter(|cycle| cycle.review.is_none());
        let reviews = cycles.filter_map(|cycle| cycle.plan.as_ref()?.review_by);
        let booked = record.ehc_plan.iter().flat_map(|plan| &plan.reviews);
        let booked = booked.flat_map(|review| [review.booked, review.meeting]).flatten();
        Self {
            // What came with an arrival is not as found: it has clocks of its own (DESIGN 7.1).
            can_open: Opening::can_open(record) && record.arrived.as_slice().is_empty(),
            code: on_day.census_code(),
            stage: on_day.last_stage(),
            needs: on_day.current_needs().map(|(_, need)| (need.need_type, need.rank)).collect(),
            on_register_since: on_day.register_spell().map(|(_, spell)| spell.first_day()),
            final_on: plan.and_then(|plan| plan.final_on),
            reviews: reviews.chain(booked).chain(on_day.next_review()).collect(),
            on_roll: record.on_roll.last().cloned(),
        }
    }

    /// Whether a row opens the record: the record has nothing yet, and the sheet says that there is support.
    pub(super) fn is_opened_by(&self, row: &RollRow, found: &FoundDay) -> bool {
        self.can_open && (row.sen.code() != CensusCode::N || found.stages.stage_of(&row.sen).is_some())
    }

    /// The first day on roll, as the record has it.
    pub(super) fn joined(&self) -> FoundSince {
        match self.on_roll.as_ref().map(OnRoll::since) {
            Some(HeldSince::Known(day)) => FoundSince::Known(day),
            Some(HeldSince::SeenOn(day)) => FoundSince::HeldOn(day),
            None => FoundSince::NotKnown,
        }
    }

    /// What the sheet says in another way, each with the key of the record.
    pub(super) fn differences(&self, row: &RollRow, found: Day) -> Vec<String> {
        let facts = &row.sen;
        let mut all = Vec::new();
        let mut add = |key: &str, record: String, sheet: String| {
            all.push(format!("{key} is {record} in the record, {sheet} in the sheet"));
        };
        if facts.code() != self.code {
            add("census", self.code.as_str().to_owned(), facts.code().as_str().to_owned());
        }
        if let Some(stage) = facts.stage.filter(|stage| Some(*stage) != self.stage) {
            add("stage", self.stage.map_or("not recorded", Stage::as_str).to_owned(), stage.as_str().to_owned());
        }
        if facts.code() != CensusCode::N {
            for need in &facts.needs {
                let known = self.needs.iter().find(|(need_type, _)| *need_type == need.need_type);
                let rank = |rank: Option<u8>| rank.map_or_else(|| "unranked".to_owned(), |rank| format!("rank {rank}"));
                match known {
                    None => add("needs", self.needs_in_words(), need.need_type.as_str().to_owned()),
                    Some((_, known)) if need.rank.is_some() && *known != need.rank => {
                        add(&format!("needs {}", need.need_type.as_str()), rank(*known), rank(need.rank));
                    }
                    Some(_) => {}
                }
            }
            if let Some(placed) = facts.placed.filter(|placed| Some(*placed) != self.on_register_since) {
                add("register", day_in_words(self.on_register_since), date(placed));
            }
            let final_on = facts.final_on().filter(|_| facts.code() == CensusCode::E);
            if let Some(final_on) = final_on.filter(|day| Some(*day) != self.final_on) {
                add("ehc_plan", day_in_words(self.final_on), date(final_on));
            }
            let planned = [("cycles", facts.review), ("ehc_plan", facts.annual_review)];
            for (key, review) in planned {
                if let Some(review) = review.filter(|review| *review > found && !self.reviews.contains(review)) {
                    add(&format!("{key}: the review"), "not planned for that day".to_owned(), date(review));
                }
            }
        }
        let unknown = self.on_roll.as_ref().is_some_and(|spell| spell.from.is_none());
        if let Some(from) = row.from.filter(|_| unknown) {
            add("on_roll: the first day", "not known".to_owned(), date(from));
        }
        all
    }

    fn needs_in_words(&self) -> String {
        let needs: Vec<&str> = self.needs.iter().map(|(need, _)| need.as_str()).collect();
        if needs.is_empty() { "not recorded".to_owned() } else { needs.join(", ") }
    }
}

fn day_in_words(day: Option<Day>) -> String {
    day.map_or_else(|| "not known".to_owned(), date)
}
