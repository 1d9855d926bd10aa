//! What a school found of one pupil on the day its records begin, as the keys of a record (DESIGN 7.1, 7.3).
//!
//! `send import --as-found` and `send new --as-found` write it. It holds only what was found: no step is invented that the school
//! may have taken before. What is dated on or before that day is as found, and is not judged.

use super::put_in_order;
use super::save::keep_header;
use crate::model::authority::{EhcPlan, PlanReview, Sspp};
use crate::model::cycle::{Cycle, Plan};
use crate::model::day::Day;
use crate::model::record::{AsFound, Move, Need, OnRoll, Record, RegisterSpell};
use crate::model::text::Text;
use crate::model::vocabulary::{NeedType, ParentsTold, PlanKind, ReviewKind, Stage};
use crate::words::date;
use crate::writing::classes::put_class;

/// The reason that the record gives for the stage.
const BECAUSE: &str = "as found";

/// The first day of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FoundSince {
    /// This day.
    Known(Day),
    /// Not known. What is known is that it held on this day.
    HeldOn(Day),
    /// Not known. What is known is that it held on the day it was found.
    NotKnown,
}

impl FoundSince {
    /// The values of `from` (or `final`) and of `in_force_on`, for what held on `held_on`.
    const fn keys(self, held_on: Day) -> (Option<Day>, Option<Day>) {
        match self {
            Self::Known(day) => (Some(day), None),
            Self::HeldOn(day) => (None, Some(day)),
            Self::NotKnown => (None, Some(held_on)),
        }
    }

    /// The day it counts from.
    const fn counts_from(self, held_on: Day) -> Day {
        match self {
            Self::Known(day) | Self::HeldOn(day) => day,
            Self::NotKnown => held_on,
        }
    }

    /// A period on roll that began on this day, or that was running on `held_on`.
    pub(crate) const fn on_roll(self, held_on: Day) -> OnRoll {
        let (from, in_force_on) = self.keys(held_on);
        OnRoll {
            from,
            in_force_on,
            to: None,
            to_school: None,
            same_phase: None,
            records_sent: None,
            records_not_sent: None,
        }
    }

    /// A period on the register that began on this day, or that was running on `held_on`. It does not say who placed the pupil
    /// on it.
    pub(crate) const fn on_register(self, held_on: Day) -> RegisterSpell {
        let (from, in_force_on) = self.keys(held_on);
        RegisterSpell { from, in_force_on, by: None, reason: None, to: None, because: None }
    }
}

/// A need that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundNeed {
    /// The type of need.
    pub(crate) need_type: NeedType,
    /// 1 for the primary need, 2 for the secondary. `None`: the first rank that no other need has.
    pub(crate) rank: Option<u8>,
    /// The first day of the need.
    pub(crate) from: FoundSince,
}

/// An award of funding that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundAward {
    /// The first day of the award.
    pub(crate) from: FoundSince,
    /// The last day, if it is known. It may be in the future.
    pub(crate) to: Option<Day>,
    /// Units of support.
    pub(crate) units: Option<u16>,
}

impl FoundAward {
    /// The award as the record has it. If its first day is not known, it held on `held_on`.
    pub(crate) const fn award(&self, held_on: Day) -> Sspp {
        let (from, in_force_on) = self.from.keys(held_on);
        Sspp { from, in_force_on, to: self.to, units: self.units, not_renewed: None }
    }
}

/// An EHC plan that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundPlan {
    /// The day of the final plan.
    pub(crate) final_on: FoundSince,
    /// The authority that made it, if it was another one.
    pub(crate) authority: Option<Text>,
    /// The day it was transferred to this school's authority.
    pub(crate) transferred: Option<Day>,
    /// The meeting of its last annual review.
    pub(crate) last_review: Option<Day>,
    /// The day booked for its next annual review.
    pub(crate) next_review: Option<Day>,
}

impl FoundPlan {
    /// The plan as the record has it. If the day of the final plan is not known, it was in force on `held_on`.
    pub(crate) fn plan(&self, held_on: Day) -> EhcPlan {
        let (final_on, in_force_on) = self.final_on.keys(held_on);
        let annual = |meeting, booked| PlanReview {
            kind: ReviewKind::Annual,
            booked,
            invited: None,
            circulated: None,
            meeting,
            report: None,
            decision: None,
            outcome: None,
            amendment_notice: None,
            amended: None,
        };
        let last = self.last_review.map(|held| annual(Some(held), None));
        let next = self.next_review.map(|booked| annual(None, Some(booked)));
        EhcPlan {
            final_on,
            in_force_on,
            authority: self.authority.clone(),
            transferred: self.transferred,
            transfer_notice: None,
            ceased: None,
            outcomes: Vec::new(),
            provision: Vec::new(),
            reviews: last.into_iter().chain(next).collect(),
        }
    }
}

/// What was found of one pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The day the records begin: the last day of what was found.
    pub(crate) found: Day,
    /// The person who recorded it.
    pub(crate) by: Option<Text>,
    /// Where it was taken from.
    pub(crate) source: Option<Text>,
    /// Whether the parents had been told that the pupil gets SEN support.
    pub(crate) parents_told: Option<ParentsTold>,
    /// The first day on roll.
    pub(crate) on_roll: FoundSince,
    /// The class.
    pub(crate) class: Option<Text>,
    /// The stage. `None` if the pupil is at no stage.
    pub(crate) stage: Option<Stage>,
    /// The first day on the register. `None` if the pupil is not on it; with a stage C or D, an award or a plan: not known.
    pub(crate) register: Option<FoundSince>,
    /// The needs, the most important first.
    pub(crate) needs: Vec<FoundNeed>,
    /// An award of funding.
    pub(crate) award: Option<FoundAward>,
    /// An EHC plan in force.
    pub(crate) plan: Option<FoundPlan>,
    /// The day the next review of the school's own plan is due.
    pub(crate) review_by: Option<Day>,
}

/// The part of an opening that a problem is about. Who shows the problem knows its option, or its column in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpeningPart {
    /// The first day on roll.
    OnRoll,
    /// The stage.
    Stage,
    /// The first day on the register.
    Register,
    /// A need: its type, its rank or its first day.
    Needs,
    /// The award.
    Award,
    /// The day of the final plan.
    Plan,
    /// The last annual review.
    LastReview,
    /// The next annual review.
    NextReview,
    /// The next review of the school's own plan.
    ReviewBy,
}

/// A contradiction in what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpeningProblem {
    /// The part that is wrong.
    pub(crate) part: OpeningPart,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: String,
}

impl Opening {
    /// An opening with nothing but its day: on roll since an unknown day, without support.
    pub(crate) const fn of(found: Day) -> Self {
        Self {
            found,
            by: None,
            source: None,
            parents_told: None,
            on_roll: FoundSince::NotKnown,
            class: None,
            stage: None,
            register: None,
            needs: Vec::new(),
            award: None,
            plan: None,
            review_by: None,
        }
    }

    /// Whether the pupil was found with support. Only then does the record say that it begins as found.
    pub(crate) const fn has_support(&self) -> bool {
        self.stage.is_some() || self.register.is_some() || self.award.is_some() || self.plan.is_some()
    }

    /// The first day on the register. A pupil at stage C or D, with an award or with a plan is always on it.
    fn register_since(&self) -> Option<FoundSince> {
        let belongs = matches!(self.stage, Some(Stage::C | Stage::D)) || self.award.is_some() || self.plan.is_some();
        self.register.or_else(|| belongs.then_some(FoundSince::NotKnown))
    }

    /// Whether a record has no entry yet that an opening would write, so that it can still be opened. Otherwise it is only
    /// compared: an opening never changes what is there.
    pub(crate) fn can_open(record: &Record) -> bool {
        record.as_found.is_none()
            && record.stages.is_empty()
            && record.register.is_empty()
            && record.needs.is_empty()
            && record.cycles.is_empty()
            && record.sspp.is_empty()
            && record.ehc_plan.is_empty()
    }

    /// Writes the opening into a record that can be opened. The pupil's times on roll and class are written only if the record
    /// has none.
    pub(crate) fn put_into(&self, record: &mut Record) {
        let day = self.found;
        if record.on_roll.is_empty() {
            record.on_roll.push(self.on_roll.on_roll(day));
        }
        if let Some(class) = self.class.clone().filter(|_| record.class.is_none()) {
            put_class(record, class);
        }
        record.needs.extend(self.needs_with_ranks());
        if self.has_support() {
            record.as_found = Some(self.as_found());
        }
        record.stages.extend(self.first_move());
        record.register.extend(self.register_since().map(|since| since.on_register(day)));
        record.cycles.extend(self.open_cycle());
        if let Some(award) = &self.award {
            put_in_order(&mut record.sspp, award.award(day), |award| award.first_day());
        }
        if let Some(plan) = &self.plan {
            put_in_order(&mut record.ehc_plan, plan.plan(day), |plan| plan.first_day());
        }
        keep_header(record);
    }

    fn as_found(&self) -> AsFound {
        AsFound { date: self.found, source: self.source.clone(), by: self.by.clone(), parents_told: self.parents_told }
    }

    fn first_move(&self) -> Option<Move> {
        self.stage.map(|stage| Move {
            date: self.found,
            stage,
            by: self.by.clone(),
            because: Some(Text::from(BECAUSE)),
            despite_refusal: None,
            waived: Vec::new(),
        })
    }

    /// The needs, in the order of their ranks.
    fn needs_with_ranks(&self) -> Vec<Need> {
        let mut taken: Vec<u8> = self.needs.iter().filter_map(|need| need.rank).collect();
        let mut needs = Vec::new();
        for found in &self.needs {
            let rank = found.rank.unwrap_or_else(|| {
                let free = (1..=u8::MAX).find(|rank| !taken.contains(rank)).unwrap_or(u8::MAX);
                taken.push(free);
                free
            });
            let from = found.from.counts_from(self.found);
            needs.push(Need { need_type: found.need_type, rank: Some(rank), from, to: None });
        }
        needs.sort_by_key(|need| need.rank);
        needs
    }

    /// An open cycle for a review that is due: its day and nothing else, because nothing else was found.
    fn open_cycle(&self) -> Option<Cycle> {
        let review_by = self.review_by?;
        let stage = self.stage.unwrap_or(Stage::C);
        let plan = Plan {
            date: self.found,
            by: None,
            kind: PlanKind::at_stage(stage),
            review_by: Some(review_by),
            shared: None,
            targets: Vec::new(),
            provisions: Vec::new(),
            expected_impact: None,
            at_home: None,
            pupil_voice: None,
            parent_voice: None,
        };
        Some(Cycle { stage, assess: None, plan: Some(plan), observations: Vec::new(), review: None })
    }

    /// Every contradiction in what was found. An opening with one is not written.
    pub(crate) fn problems(&self) -> Vec<OpeningProblem> {
        let mut problems = Problems(Vec::new());
        problems.happened(OpeningPart::OnRoll, self.on_roll, "joined", self.found);
        self.stage_problems(&mut problems);
        self.register_problems(&mut problems);
        self.need_problems(&mut problems);
        if let Some(award) = &self.award {
            award_problems(award, self.found, &mut problems);
        }
        if let Some(plan) = &self.plan {
            plan_problems(plan, self.found, &mut problems);
        }
        self.review_problems(&mut problems);
        problems.0
    }

    fn stage_problems(&self, problems: &mut Problems) {
        if self.stage == Some(Stage::Closed) {
            problems.add(OpeningPart::Stage, "`closed` is not a stage to begin with", "leave the stage out");
        }
    }

    fn register_problems(&self, problems: &mut Problems) {
        let Some(since) = self.register_since() else { return };
        problems.happened(OpeningPart::Register, since, "on the register", self.found);
        if let (FoundSince::Known(placed), FoundSince::Known(joined)) = (since, self.on_roll)
            && placed < joined
        {
            problems.add(
                OpeningPart::Register,
                format!("on the register since {}, before the first day on roll, {}", date(placed), date(joined)),
                "correct the wrong one; if another school placed the pupil on its register, give the first day on roll here",
            );
        }
    }

    fn need_problems(&self, problems: &mut Problems) {
        for (index, need) in self.needs.iter().enumerate() {
            problems.happened(OpeningPart::Needs, need.from, need.need_type.as_str(), self.found);
            let before = self.needs.get(..index).unwrap_or_default();
            if before.iter().any(|other| other.need_type == need.need_type) {
                let twice = format!("{} is given twice", need.need_type.as_str());
                problems.add(OpeningPart::Needs, twice, "leave one of them out, or correct it");
            }
            if need.rank.is_some() && before.iter().any(|other| other.rank == need.rank) {
                let rank = need.rank.unwrap_or_default();
                problems.add(OpeningPart::Needs, format!("two needs have rank {rank}"), "correct one of the ranks");
            }
        }
    }

    fn review_problems(&self, problems: &mut Problems) {
        let Some(review) = self.review_by else { return };
        if review <= self.found {
            problems.coming(OpeningPart::ReviewBy, review, self.found);
        }
        if self.stage.is_none() && self.register_since().is_none() {
            problems.add(
                OpeningPart::ReviewBy,
                format!("a review is due on {}, but the pupil has no support", date(review)),
                "give the stage, or leave out the review",
            );
        }
    }
}

fn award_problems(award: &FoundAward, found: Day, problems: &mut Problems) {
    problems.happened(OpeningPart::Award, award.from, "the award", found);
    let from = award.from.counts_from(found);
    if let Some(to) = award.to.filter(|to| *to < from) {
        problems.add(
            OpeningPart::Award,
            format!("the award ends on {}, before its first day, {}", date(to), date(from)),
            "correct the wrong one, or leave out an award that has ended",
        );
    }
}

fn plan_problems(plan: &FoundPlan, found: Day, problems: &mut Problems) {
    problems.happened(OpeningPart::Plan, plan.final_on, "the EHC plan", found);
    if let Some(held) = plan.last_review {
        problems.happened(OpeningPart::LastReview, FoundSince::Known(held), "the last review", found);
        if let FoundSince::Known(final_on) = plan.final_on
            && held < final_on
        {
            problems.add(
                OpeningPart::LastReview,
                format!("the last review was on {}, before the final plan of {}", date(held), date(final_on)),
                "give the day of the first final plan, or leave out the review",
            );
        }
    }
    if let Some(booked) = plan.next_review.filter(|booked| *booked <= found) {
        problems.coming(OpeningPart::NextReview, booked, found);
    }
}

/// The problems found so far.
struct Problems(Vec<OpeningProblem>);

impl Problems {
    fn add(&mut self, part: OpeningPart, message: impl Into<String>, help: &str) {
        self.0.push(OpeningProblem { part, message: message.into(), help: help.to_owned() });
    }

    /// What was found began no later than the day it was found.
    fn happened(&mut self, part: OpeningPart, since: FoundSince, what: &str, found: Day) {
        let day = since.counts_from(found);
        if day > found {
            let message = format!("{what}: {} is after {}, the day the records begin", date(day), date(found));
            self.add(part, message, "correct the wrong one of the two days");
        }
    }

    /// A review that is still to come has a day after the one on which the records begin.
    fn coming(&mut self, part: OpeningPart, review: Day, found: Day) {
        let message =
            format!("the next review: {} is not after {}, the day the records begin", date(review), date(found));
        self.add(part, message, "give the day of the review that is still to come, or leave it out");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::model::values::written_values;
    use crate::rules::examples;
    use crate::writing::roll_checks::fresh_record;

    const FOUND: &str = "2026-11-30";

    /// The keys that an opening gives to a fresh record, as a file would have them, without those that every record has.
    fn written(opening: &Opening) -> serde_json::Value {
        let mut record = fresh_record(
            "p001",
            Text::from("Ada Invented"),
            day("2018-03-14"),
            FoundSince::NotKnown.on_roll(day(FOUND)),
        );
        record.on_roll.clear();
        assert!(Opening::can_open(&record));
        opening.put_into(&mut record);
        let mut value = written_values(&record);
        for key in ["format", "id", "name", "date_of_birth"] {
            value.as_object_mut().unwrap().remove(key);
        }
        value
    }

    fn yaml(text: &str) -> serde_json::Value {
        serde_yaml::from_str(text).unwrap()
    }

    fn at_k() -> Opening {
        Opening { stage: Some(Stage::C), register: Some(FoundSince::NotKnown), ..Opening::of(day(FOUND)) }
    }

    fn need(need_type: NeedType, rank: Option<u8>, from: FoundSince) -> FoundNeed {
        FoundNeed { need_type, rank, from }
    }

    fn plan_of(final_on: FoundSince) -> FoundPlan {
        FoundPlan { final_on, authority: None, transferred: None, last_review: None, next_review: None }
    }

    fn said(opening: &Opening) -> Vec<(OpeningPart, String)> {
        opening.problems().into_iter().map(|problem| (problem.part, problem.message)).collect()
    }

    #[test]
    fn a_pupil_without_support_is_only_on_roll() {
        let opening =
            Opening { class: Some(Text::from("4B")), source: Some(Text::from("the MIS")), ..Opening::of(day(FOUND)) };
        assert_eq!(written(&opening), yaml("{on_roll: [{in_force_on: 2026-11-30}], class: 4B, census: N}"));
        assert_eq!(said(&opening), []);
    }

    #[test]
    fn what_was_found_of_a_pupil_at_k_is_written_and_nothing_else() {
        let opening = Opening {
            by: Some(Text::from("R. Osei")),
            source: Some(Text::from("SEN register of the MIS")),
            parents_told: Some(ParentsTold::YesAll),
            on_roll: FoundSince::Known(day("2022-09-05")),
            register: Some(FoundSince::Known(day("2024-01-08"))),
            needs: vec![
                need(NeedType::Slcn, None, FoundSince::NotKnown),
                need(NeedType::Mld, None, FoundSince::NotKnown),
            ],
            review_by: Some(day("2026-12-15")),
            ..at_k()
        };
        let expected = "
as_found: {date: 2026-11-30, source: SEN register of the MIS, by: R. Osei, parents_told: yes-all}
on_roll: [{from: 2022-09-05}]
stage: C
census: K
needs: [{type: SLCN, rank: 1, from: 2026-11-30}, {type: MLD, rank: 2, from: 2026-11-30}]
stages: [{date: 2026-11-30, stage: C, by: R. Osei, because: as found}]
register: [{from: 2024-01-08}]
cycles: [{stage: C, plan: {date: 2026-11-30, kind: learning-plan, review_by: 2026-12-15}}]
";
        assert_eq!(written(&opening), yaml(expected));
        assert_eq!(said(&opening), []);
    }

    #[test]
    fn a_first_day_that_is_not_known_becomes_a_day_on_which_it_held() {
        let opening = Opening {
            award: Some(FoundAward { from: FoundSince::NotKnown, to: Some(day("2027-03-31")), units: Some(4) }),
            plan: Some(plan_of(FoundSince::NotKnown)),
            ..Opening::of(day(FOUND))
        };
        let expected = "
as_found: {date: 2026-11-30}
on_roll: [{in_force_on: 2026-11-30}]
census: E
register: [{in_force_on: 2026-11-30}]
sspp: [{in_force_on: 2026-11-30, to: 2027-03-31, units: 4}]
ehc_plan: [{in_force_on: 2026-11-30}]
";
        assert_eq!(written(&opening), yaml(expected));
    }

    #[test]
    fn a_plan_has_its_last_and_its_next_review() {
        let plan = FoundPlan {
            authority: Some(Text::from("Far Council")),
            transferred: Some(day("2026-01-05")),
            last_review: Some(day("2026-05-12")),
            next_review: Some(day("2027-05-04")),
            ..plan_of(FoundSince::Known(day("2022-06-01")))
        };
        let opening = Opening { stage: Some(Stage::D), plan: Some(plan), ..Opening::of(day(FOUND)) };
        let expected = "
- final: 2022-06-01
  authority: Far Council
  transferred: 2026-01-05
  reviews: [{kind: annual, meeting: 2026-05-12}, {kind: annual, booked: 2027-05-04}]
";
        assert_eq!(written(&opening)["ehc_plan"], yaml(expected));
        assert_eq!(said(&opening), []);
    }

    #[test]
    fn a_need_without_a_rank_gets_the_first_one_that_is_free() {
        let opening = Opening {
            needs: vec![
                need(NeedType::Asd, None, FoundSince::Known(day("2023-09-04"))),
                need(NeedType::Slcn, Some(1), FoundSince::NotKnown),
                need(NeedType::Mld, None, FoundSince::NotKnown),
            ],
            ..at_k()
        };
        let ranks: Vec<_> =
            opening.needs_with_ranks().iter().map(|need| (need.need_type, need.rank, need.from)).collect();
        let expected = [
            (NeedType::Slcn, Some(1), day(FOUND)),
            (NeedType::Asd, Some(2), day("2023-09-04")),
            (NeedType::Mld, Some(3), day(FOUND)),
        ];
        assert_eq!(ranks, expected);
    }

    #[test]
    fn what_the_record_has_of_roll_and_class_stays() {
        let joined = FoundSince::Known(day("2022-09-05")).on_roll(day(FOUND));
        let mut record = fresh_record("p001", Text::from("Ada Invented"), day("2018-03-14"), joined);
        put_class(&mut record, Text::from("3A"));
        let opening =
            Opening { class: Some(Text::from("4B")), on_roll: FoundSince::Known(day("2023-01-09")), ..at_k() };
        opening.put_into(&mut record);
        assert_eq!(record.on_roll, [FoundSince::Known(day("2022-09-05")).on_roll(day(FOUND))]);
        assert_eq!(record.class_on(day(FOUND)), Some(&Text::from("3A")));
        assert!(!Opening::can_open(&record));
    }

    #[test]
    fn what_begins_on_the_day_itself_is_found_and_what_begins_later_is_not() {
        let on = |day_of: &str| {
            let later = FoundSince::Known(day(day_of));
            let plan = FoundPlan { last_review: Some(day(day_of)), ..plan_of(FoundSince::Known(day(day_of))) };
            let award = FoundAward { from: later, to: None, units: None };
            let needs = vec![need(NeedType::Asd, None, later)];
            let (register, award, plan) = (Some(later), Some(award), Some(plan));
            Opening { on_roll: later, register, needs, award, plan, ..at_k() }
        };
        assert_eq!(said(&on(FOUND)), []);
        let parts: Vec<OpeningPart> = said(&on("2026-12-01")).into_iter().map(|(part, _)| part).collect();
        let all = [
            OpeningPart::OnRoll,
            OpeningPart::Register,
            OpeningPart::Needs,
            OpeningPart::Award,
            OpeningPart::Plan,
            OpeningPart::LastReview,
        ];
        assert_eq!(parts, all);
        let joined = "joined: 1 Dec 2026 is after 30 Nov 2026, the day the records begin";
        assert_eq!(said(&on("2026-12-01"))[0].1, joined);
    }

    #[test]
    fn a_review_that_is_still_to_come_is_after_the_day() {
        for (review, is_wrong) in [("2026-11-29", true), ("2026-11-30", true), ("2026-12-01", false)] {
            let next = plan_of(FoundSince::NotKnown);
            let next = FoundPlan { next_review: Some(day(review)), ..next };
            let opening = Opening { review_by: Some(day(review)), plan: Some(next), ..at_k() };
            let expected = if is_wrong { vec![OpeningPart::NextReview, OpeningPart::ReviewBy] } else { Vec::new() };
            assert_eq!(said(&opening).into_iter().map(|(part, _)| part).collect::<Vec<_>>(), expected, "{review}");
        }
    }

    #[test]
    fn contradictions_are_named() {
        let k = at_k();
        let one = |opening: &Opening| {
            let said = said(opening);
            assert_eq!(said.len(), 1, "{said:?}");
            said[0].1.clone()
        };
        let joined = FoundSince::Known(day("2025-09-03"));
        let placed = Some(FoundSince::Known(day("2025-09-02")));
        let early = Opening { on_roll: joined, register: placed, ..k.clone() };
        assert_eq!(one(&early), "on the register since 2 Sep 2025, before the first day on roll, 3 Sep 2025");
        let closed = Opening { stage: Some(Stage::Closed), ..k.clone() };
        assert_eq!(one(&closed), "`closed` is not a stage to begin with");
        let twice = vec![need(NeedType::Asd, None, FoundSince::NotKnown); 2];
        assert_eq!(one(&Opening { needs: twice, ..k.clone() }), "ASD is given twice");
        let [first, second] = [NeedType::Asd, NeedType::Mld].map(|kind| need(kind, Some(1), FoundSince::NotKnown));
        assert_eq!(one(&Opening { needs: vec![first, second], ..k.clone() }), "two needs have rank 1");
        let (from, to) = (FoundSince::Known(day("2026-09-01")), Some(day("2026-08-31")));
        let award = Some(FoundAward { from, to, units: None });
        assert_eq!(
            one(&Opening { award, ..k.clone() }),
            "the award ends on 31 Aug 2026, before its first day, 1 Sep 2026"
        );
        let plan = FoundPlan { last_review: Some(day("2022-05-31")), ..plan_of(FoundSince::Known(day("2022-06-01"))) };
        let plan = Opening { plan: Some(plan), ..k };
        assert_eq!(one(&plan), "the last review was on 31 May 2022, before the final plan of 1 Jun 2022");
        let none = Opening { review_by: Some(day("2026-12-15")), ..Opening::of(day(FOUND)) };
        assert_eq!(one(&none), "a review is due on 15 Dec 2026, but the pupil has no support");
    }

    #[test]
    fn an_opened_record_can_be_read_again() {
        let opening = Opening { needs: vec![need(NeedType::Slcn, None, FoundSince::NotKnown)], ..at_k() };
        let mut record = examples::record("on_roll: []\n");
        opening.put_into(&mut record);
        let text = crate::records::edit::new_file(&record).unwrap();
        let read: Record = crate::records::decode::decode_yaml(&text).unwrap().value;
        assert_eq!(read, record);
    }
}
