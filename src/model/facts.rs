//! Facts worked out from a record: stage, register, census code, plan. These are four separate facts (DESIGN 1); only the census
//! code is derived from others.
//!
//! Questions about a day are asked of the record as at that day (`AsAt`). Two kinds are asked of the whole record: what it says
//! last (`..._written`), and spans, which later facts do not change (`..._on`).

use super::arrivals::Arrived;
use super::at_a_day::AsAt;
use super::authority::{Application, EhcPlan, PlanReview};
use super::cycle::{Cycle, Plan, Provision, Review};
use super::day::Day;
use super::record::{Classes, Concern, Contact, INCLUSION_TEAM, Move, Need, OnRoll, Record, Referral, RegisterSpell};
use super::taught_with::TaughtWith;
use super::text::Text;
use super::vocabulary::{
    ApplicationStep, CensusCode, ContactKind, NeedType, PlanKind, Present, ProvisionKind, Stage, Support, Topic, With,
};
use super::year::{YearGroup, school_year, start_of_school_year};

impl Record {
    /// The pupil's id.
    pub(crate) fn id(&self) -> &str {
        self.id.as_str()
    }

    /// Returns the reviews of all cycles, each with the cycle's index, oldest first.
    pub(crate) fn reviews(&self) -> impl DoubleEndedIterator<Item = (usize, &Review)> {
        self.cycles.iter().enumerate().filter_map(|(index, cycle)| Some((index, cycle.review.as_ref()?)))
    }
}

/// The last facts of the whole record, whatever the day. The header repeats them, and the next command builds on them.
impl Record {
    /// The stage of the last move in the record; `None` if it has no moves.
    pub(crate) fn last_stage_written(&self) -> Option<Stage> {
        self.stages.last().map(|last| last.stage)
    }

    /// The last move in the record.
    pub(crate) fn last_move_written(&self) -> Option<&Move> {
        self.stages.last()
    }

    /// The last EHC plan in the record that has not ceased.
    pub(crate) fn unceased_plan(&self) -> Option<(usize, &EhcPlan)> {
        self.ehc_plan.iter().enumerate().rev().find(|(_, plan)| plan.ceased.is_none())
    }

    /// The last concern that waits for an answer: it is not closed, and the pupil has had no stage since. `None` while the pupil
    /// is at a stage, which is the answer to the concern.
    pub(crate) fn open_concern_written(&self) -> Option<(usize, &Concern)> {
        let ended = match self.last_move_written() {
            Some(last) if last.stage != Stage::Closed => return None,
            last => last.map(|last| last.date),
        };
        let waits = |concern: &Concern| concern.closed.is_none() && ended.is_none_or(|ended| concern.date > ended);
        self.concerns.iter().enumerate().rev().find(|(_, concern)| waits(concern))
    }

    /// The census code that the last facts give, which the header of the record must match. It ignores whether the pupil has
    /// left. It must not change by itself, so a spell with a last day counts as ended, and so does one from before a gap in the roll.
    pub(crate) fn asserted_census(&self) -> CensusCode {
        self.code(self.register.iter().any(|spell| self.end_of_register_spell(spell).is_none()))
    }

    fn code(&self, on_register: bool) -> CensusCode {
        match (self.unceased_plan(), on_register) {
            (Some(_), _) => CensusCode::E,
            (None, true) => CensusCode::K,
            (None, false) => CensusCode::N,
        }
    }

    /// The cycles of the present stay in the stage of the last move, with their indexes.
    ///
    /// A plan or review of an earlier stay in the same stage does not count (DESIGN 3). A plan made shortly before the move that
    /// it leads to does count: the cycle names its stage, so the limit is the end of the earlier stay.
    pub(crate) fn cycles_of_stay_written(&self) -> impl DoubleEndedIterator<Item = (usize, &Cycle)> {
        let stage = self.last_stage_written();
        let earlier_stay_ended = self.earlier_stay_ended();
        self.cycles.iter().enumerate().filter(move |(_, cycle)| {
            let since = earlier_stay_ended.is_none_or(|ended| cycle.last_day().is_none_or(|day| day > ended));
            Some(cycle.stage) == stage && since
        })
    }

    /// The plans of that stay that have not been reviewed yet, with the indexes of their cycles.
    pub(crate) fn running_plans_written(&self) -> impl Iterator<Item = (usize, &Plan)> {
        let open = self.cycles_of_stay_written().filter(|(_, cycle)| cycle.review.is_none());
        open.filter_map(|(index, cycle)| Some((index, cycle.plan.as_ref()?)))
    }

    /// Whether all that a cycle says is when its plan will be reviewed, as an import writes it from a list that has only that day
    /// (DESIGN 7.1). The plan itself is still to be recorded.
    pub(crate) fn has_only_a_found_review_date(&self, cycle: &Cycle) -> bool {
        let Some(plan) = &cycle.plan else { return false };
        let has_content = !plan.targets.is_empty() || !plan.provisions.is_empty();
        let has_words = plan.expected_impact.is_some() || plan.at_home.is_some();
        let has_views = plan.pupil_voice.is_some() || plan.parent_voice.is_some();
        let is_written = has_content || has_words || has_views || plan.shared.is_some() || cycle.assess.is_some();
        self.found_on() == Some(plan.date) && !is_written
    }

    /// The day an earlier stay in the stage of the last move ended.
    fn earlier_stay_ended(&self) -> Option<Day> {
        let (last, before) = self.stages.split_last()?;
        let earlier = before.iter().rposition(|entry| entry.stage == last.stage)?;
        before.get(earlier + 1).map(|entry| entry.date)
    }
}

/// Spans on any day, including one in the future. A later fact does not change the answer, so the whole record and the record
/// as at the day give the same one; a test checks this.
impl Record {
    /// The period on the register that includes the day. Both its first and last day count: on the last day a pupil is still on
    /// the register (DESIGN 2.1). A period does not run on over a gap in the roll.
    pub(crate) fn register_spell_on(&self, day: Day) -> Option<(usize, &RegisterSpell)> {
        self.register.iter().enumerate().rev().find(|(_, spell)| self.runs_on(day, spell.first_day(), spell.to))
    }

    /// The period on roll that includes the day. Both its first and last day count.
    pub(crate) fn spell_on_roll_on(&self, day: Day) -> Option<&OnRoll> {
        self.on_roll.iter().find(|spell| spell.first_day() <= day && spell.to.is_none_or(|to| to >= day))
    }

    /// The arrival that belongs to a period on roll: the last one dated in it. One without a date belongs to the latest period
    /// (DESIGN 7.1).
    pub(crate) fn arrival_into(&self, spell: &OnRoll) -> Option<&Arrived> {
        let is_latest = self.on_roll.last() == Some(spell);
        let belongs = |arrived: &&Arrived| match arrived.date {
            Some(date) => spell.first_day() <= date && spell.to.is_none_or(|to| date <= to),
            None => is_latest,
        };
        self.arrived.as_slice().iter().rev().find(belongs)
    }

    /// The day these records begin, for a pupil who was found with support (DESIGN 7.1).
    pub(crate) fn found_on(&self) -> Option<Day> {
        self.as_found.as_ref().map(|found| found.date)
    }

    /// A day or, for a pupil who was found with support later, the day found.
    pub(crate) fn or_day_found(&self, day: Day) -> Day {
        self.found_on().map_or(day, |found| day.max(found))
    }

    /// Whether a fact of this day is as found: it counts for every report, but whether it was done rightly is not judged.
    pub(crate) fn is_as_found(&self, day: Day) -> bool {
        self.found_on().is_some_and(|found| day <= found)
    }

    /// Whether the pupil is on roll on the day.
    pub(crate) fn is_on_roll_on(&self, day: Day) -> bool {
        self.spell_on_roll_on(day).is_some()
    }

    /// The class on a day.
    pub(crate) fn class_on(&self, day: Day) -> Option<&Text> {
        match self.class.as_ref()? {
            Classes::Now(name) => Some(name),
            Classes::History(history) => history
                .iter()
                .filter(|entry| entry.from.is_none_or(|from| from <= day))
                .max_by_key(|entry| entry.from)
                .map(|entry| &entry.class),
        }
    }

    /// The time taught out of year that includes the day. If two do, the one that began later counts.
    pub(crate) fn taught_with_on(&self, day: Day) -> Option<(usize, &TaughtWith)> {
        let holds = |entry: &TaughtWith| entry.from <= day && entry.to.is_none_or(|to| to >= day);
        let held = self.taught_with.iter().enumerate().filter(|(_, entry)| holds(entry));
        held.max_by_key(|(_, entry)| entry.from)
    }

    /// The year group on a day: from the date of birth, moved by the time taught out of year that includes the day. It does not
    /// know `year`.
    pub(crate) fn year_group_on(&self, day: Day) -> YearGroup {
        let of_age = YearGroup::on(day, self.date_of_birth);
        self.taught_with_on(day).map_or(of_age, |(_, entry)| of_age.moved_up(entry.years_up()))
    }

    /// The needs on a day. Both the first and the last day of a need count.
    pub(crate) fn needs_on(&self, day: Day) -> impl Iterator<Item = (usize, &Need)> {
        self.needs.iter().enumerate().filter(move |(_, need)| need.from <= day && need.to.is_none_or(|to| to >= day))
    }

    /// The need with this rank on a day: 1 is primary, 2 secondary.
    pub(crate) fn need_ranked_on(&self, rank: u8, day: Day) -> Option<&Need> {
        self.needs_on(day).find(|(_, need)| need.rank == Some(rank)).map(|(_, need)| need)
    }

    /// The census code of a record without facts later than the day: E while a plan is in force; otherwise K while on the
    /// register; otherwise N. Only the code that cuts the record uses it; use `AsAt::census_code` everywhere else.
    pub(super) fn census_code_on(&self, day: Day) -> CensusCode {
        self.code(self.register_spell_on(day).is_some())
    }
}

/// Stage, register, census code and plan, as at the day.
impl AsAt {
    /// The stage of the last move; `None` if there are no moves.
    pub(crate) fn last_stage(&self) -> Option<Stage> {
        self.last_stage_written()
    }

    /// The move that began the present stay in the present stage.
    pub(crate) fn last_move(&self) -> Option<&Move> {
        self.last_move_written()
    }

    /// The period on the register that includes the day.
    pub(crate) fn register_spell(&self) -> Option<(usize, &RegisterSpell)> {
        self.register_spell_on(self.day())
    }

    /// The day the parents were notified of the period on the register that includes the day. A notice counts only for its own
    /// spell (DESIGN 3): the first one after the previous spell ended. If an EHC plan ceased within the spell, only a notice
    /// since that plan began counts (DESIGN 7.2, `parents-informed`).
    pub(crate) fn told_of_register(&self) -> Option<Day> {
        let (index, spell) = self.register_spell()?;
        let before = index.checked_sub(1).and_then(|before| self.register.get(before));
        let spell_before_ended = before.and_then(|before| self.end_of_register_spell(before));
        let before_the_plan =
            self.last_plan_ceased_after(spell.first_day()).map(|(plan, _)| plan.first_day().minus_days(1));
        self.first_register_notice(spell_before_ended.max(before_the_plan))
    }

    /// The first notice to the family about the register, after a day if one is given.
    pub(crate) fn first_register_notice(&self, after: Option<Day>) -> Option<Day> {
        let notices = self.contacts.iter().filter(|contact| {
            contact.kind == ContactKind::Notice && contact.about == Topic::Register && contact.is_with_family()
        });
        notices.map(|contact| contact.date).filter(|date| after.is_none_or(|after| *date > after)).min()
    }

    /// The EHC plan in force: final and not ceased.
    pub(crate) fn plan_in_force(&self) -> Option<(usize, &EhcPlan)> {
        self.unceased_plan()
    }

    /// The last EHC plan that ceased after a day, with the day it ceased.
    pub(crate) fn last_plan_ceased_after(&self, day: Day) -> Option<(&EhcPlan, Day)> {
        let ceased = self.ehc_plan.iter().filter_map(|plan| Some((plan, plan.ceased?)));
        ceased.filter(|(_, ceased)| *ceased > day).max_by_key(|(_, ceased)| *ceased)
    }

    /// The census code: E while a plan is in force; otherwise K while on the register; otherwise N.
    pub(crate) fn census_code(&self) -> CensusCode {
        self.census_code_on(self.day())
    }

    /// The support: the census code, and whether an SSPP funds it. Both the first and the last day of an award count.
    pub(crate) fn support(&self) -> Support {
        match self.census_code() {
            CensusCode::E => Support::E,
            CensusCode::K if self.award().is_some() => Support::KFunded,
            CensusCode::K => Support::K,
            CensusCode::N => Support::None,
        }
    }

    /// The period on roll that includes the day.
    pub(crate) fn spell_on_roll(&self) -> Option<&OnRoll> {
        self.spell_on_roll_on(self.day())
    }

    /// Whether the pupil is on roll on the day.
    pub(crate) fn is_on_roll(&self) -> bool {
        self.is_on_roll_on(self.day())
    }

    /// The class on the day.
    pub(crate) fn class_name(&self) -> Option<&Text> {
        self.class_on(self.day())
    }

    /// The year group on the day: from the date of birth, unless the record says that the pupil is taught out of year.
    pub(crate) fn year_group(&self) -> YearGroup {
        let undated = self.year.filter(|_| self.taught_with_on(self.day()).is_none());
        undated.unwrap_or_else(|| self.year_group_on(self.day()))
    }

    /// The year group in the school year that began in this calendar year. `year` holds only for the school year of the day,
    /// because nobody moves it up (DESIGN 7.1).
    pub(crate) fn year_group_in(&self, year: i32) -> YearGroup {
        if year == school_year(self.day()) {
            return self.year_group();
        }
        self.year_group_on(start_of_school_year(year))
    }

    /// The needs on the day.
    pub(crate) fn current_needs(&self) -> impl Iterator<Item = (usize, &Need)> {
        self.needs_on(self.day())
    }

    /// The need with this rank on the day: 1 is primary, 2 secondary.
    pub(crate) fn need_ranked(&self, rank: u8) -> Option<&Need> {
        self.need_ranked_on(rank, self.day())
    }
}

/// Plans, runs and reviews, as at the day.
impl AsAt {
    /// The cycles of the present stay in the present stage, with their indexes.
    pub(crate) fn cycles_of_stay(&self) -> impl DoubleEndedIterator<Item = (usize, &Cycle)> {
        self.cycles_of_stay_written()
    }

    /// The plans of the present stay that have not been reviewed yet, with the indexes of their cycles.
    pub(crate) fn running_plans(&self) -> impl Iterator<Item = (usize, &Plan)> {
        self.running_plans_written()
    }

    /// The plans that staff and family go by. These are the plans of the present stay, and a plan of an earlier stage in the same
    /// run until it lapses on the day its review is due (`cycle-review`). If a record has no stages, for example because the
    /// pupil arrived with an EHC plan, they are all plans not yet reviewed.
    pub(crate) fn plans_in_use(&self) -> Vec<&Plan> {
        let of_stay: Vec<usize> = self.cycles_of_stay().map(|(index, _)| index).collect();
        let open = self.cycles.iter().enumerate().filter(|(_, cycle)| cycle.review.is_none());
        let plans = open.filter_map(|(index, cycle)| Some((index, cycle.plan.as_ref()?)));
        let in_use = plans.filter(|(index, plan)| of_stay.contains(index) || self.outlasts_its_stay(plan));
        in_use.map(|(_, plan)| plan).collect()
    }

    /// Whether a plan of the present run continues outside its stay: until its review, or always in a record without stages.
    fn outlasts_its_stay(&self, plan: &Plan) -> bool {
        let is_of_run = self.run_before_ended().is_none_or(|ended| plan.date > ended);
        let goes_on = plan.review_by.is_some_and(|review| review >= self.day());
        is_of_run && (goes_on || self.stages.is_empty())
    }

    /// The first day of the present run (DESIGN 3). If the run began with stage A, it is the day of that move. Otherwise it is
    /// the day of joining for a pupil who arrived with SEN, or the day of the run's first move.
    pub(crate) fn run_began(&self) -> Option<Day> {
        let (_, first) = self.first_move_of_run()?;
        match first.stage {
            Stage::A => Some(first.date),
            Stage::B | Stage::C | Stage::D | Stage::Closed => {
                Some(self.joined_with_sen_on(first.date).unwrap_or(first.date))
            }
        }
    }

    /// The move that began the last run, with its index: the first move of all, or the first after closing.
    fn first_move_of_run(&self) -> Option<(usize, &Move)> {
        self.stages.iter().enumerate().rev().find(|(index, entry)| {
            let before = index.checked_sub(1).and_then(|before| self.stages.get(before));
            entry.stage != Stage::Closed && before.is_none_or(|before| before.stage == Stage::Closed)
        })
    }

    /// The day of joining, if the pupil arrived with SEN or was known to agencies, and support has not been closed since. Only
    /// then does `arrived` say anything about this day.
    pub(crate) fn joined_with_sen(&self) -> Option<Day> {
        self.joined_with_sen_on(self.day())
    }

    /// The same for a pupil who was on roll on the day of a move, which is not after this day.
    fn joined_with_sen_on(&self, day: Day) -> Option<Day> {
        let joined = self.spell_on_roll_on(day).filter(|spell| self.arrival_into(spell).is_some())?.first_day();
        let closed = self.stages.iter().any(|entry| entry.stage == Stage::Closed && entry.date >= joined);
        (!closed).then_some(joined)
    }

    /// The day of joining and the support the pupil arrived with, if the day is in the latest period on roll: `arrived` describes
    /// that spell (DESIGN 7.1).
    pub(crate) fn joined_with(&self) -> Option<(Day, &Arrived)> {
        let spell = self.spell_on_roll()?;
        Some((spell.first_day(), self.arrival_into(spell)?))
    }

    /// The day the run before the present one was closed. While the concern is closed, the next run is the present one.
    pub(crate) fn run_before_ended(&self) -> Option<Day> {
        let end = match self.last_stage() {
            Some(Stage::Closed) => self.stages.len(),
            Some(Stage::A | Stage::B | Stage::C | Stage::D) => self.first_move_of_run()?.0,
            None => return None,
        };
        end.checked_sub(1).and_then(|closed| self.stages.get(closed)).map(|closed| closed.date)
    }

    /// The first day of evidence that belongs to the present run; `None` if every day does. A run that did not begin with stage A
    /// was prepared before its first move, so it reaches back to the end of the previous run. So does a run that the pupil was
    /// found in: it may have begun earlier than its first day in the record.
    pub(crate) fn evidence_since(&self) -> Option<Day> {
        let in_run = self.last_stage().is_some_and(|stage| stage != Stage::Closed);
        let began_here = |first: &Move| first.stage == Stage::A && !self.is_as_found(first.date);
        let entered_a = self.first_move_of_run().filter(|(_, first)| in_run && began_here(first));
        // For a pupil who left and came back, work done before the return no longer counts.
        let began = entered_a.map(|(_, first)| first.date).max(self.joined_with_sen());
        began.or_else(|| self.run_before_ended().map(|ended| ended.plus_days(1)))
    }

    /// The day the next review of a plan in use is due. It may have passed.
    pub(crate) fn next_plan_review(&self) -> Option<Day> {
        self.plans_in_use().into_iter().filter_map(|plan| plan.review_by).min()
    }

    /// The day booked for the next review of the EHC plan in force. It may have passed.
    pub(crate) fn booked_review(&self) -> Option<Day> {
        let (_, plan) = self.plan_in_force()?;
        plan.reviews.iter().filter(|review| review.meeting.is_none()).filter_map(|review| review.booked).min()
    }

    /// The next day planned for a review: of a plan in use, or of the EHC plan, whichever is sooner.
    pub(crate) fn next_review(&self) -> Option<Day> {
        self.next_plan_review().into_iter().chain(self.booked_review()).min()
    }
}

impl EhcPlan {
    /// The last day the plan was amended.
    pub(crate) fn last_amended(&self) -> Option<Day> {
        self.reviews.iter().filter_map(|review| review.amended).max()
    }
}

impl PlanReview {
    /// The day of the authority's decision after this review. If it is not recorded, the day of its notice or of the amended plan
    /// counts.
    pub(crate) fn decided_on(&self) -> Option<Day> {
        self.decision.or(self.amendment_notice).or(self.amended)
    }
}

impl Cycle {
    /// The day of the cycle's latest step: its review, otherwise its plan, its assessment or its last observation.
    pub(crate) fn last_day(&self) -> Option<Day> {
        let review = self.review.as_ref().map(|review| review.date);
        let plan = self.plan.as_ref().map(|plan| plan.date);
        let assess = self.assess.as_ref().map(|assess| assess.date);
        let observed = self.observations.last().map(|observation| observation.date);
        review.or(plan).or(assess).or(observed)
    }
}

impl Provision {
    /// Whether another plan continues this provision: there it keeps its name.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.what.as_str().to_lowercase() == other.what.as_str().to_lowercase()
    }
}

impl PlanKind {
    /// The kind of plan that belongs to a stage (policy 6.1).
    pub(crate) const fn at_stage(stage: Stage) -> Self {
        match stage {
            Stage::A | Stage::Closed => Self::Adaptations,
            Stage::B => Self::Itp,
            Stage::C | Stage::D => Self::LearningPlan,
        }
    }

    /// The name for such a plan.
    pub(crate) const fn plan_in_words(self) -> &'static str {
        match self {
            Self::Adaptations => "adaptations",
            Self::Itp => "individual target plan",
            Self::LearningPlan => "learning plan",
        }
    }
}

impl ProvisionKind {
    /// Whether someone gives it in sessions. A resource that is bought, training and an all-day strategy are not.
    pub(crate) const fn is_in_sessions(self) -> bool {
        match self {
            Self::SmallGroup
            | Self::Paired
            | Self::PreTutoring
            | Self::Guided
            | Self::Programme
            | Self::Intervention => true,
            Self::Resource | Self::Training | Self::PlanStrategy => false,
        }
    }
}

impl NeedType {
    /// The broad area of the need in the Code of Practice (DOMAIN 2.1). The Code puts DS, OTH and NSA in no area, so neither does
    /// this.
    pub(crate) const fn area_of_need(self) -> Option<&'static str> {
        match self {
            Self::Slcn | Self::Asd => Some("communication and interaction"),
            Self::Spld | Self::Mld | Self::Sld | Self::Pmld => Some("cognition and learning"),
            Self::Semh => Some("social, emotional and mental health"),
            Self::Hi | Self::Vi | Self::Msi | Self::Pd => Some("sensory and physical needs"),
            Self::Ds | Self::Oth | Self::Nsa => None,
        }
    }
}

impl Contact {
    /// Whether it was with the family. An entry that does not say who it was with counts as the family's.
    pub(crate) fn is_with_family(&self) -> bool {
        matches!(self.with, None | Some(With::Parent | With::Carer))
    }
}

impl Referral {
    /// Whether it is the inclusion referral, which stays within the school (policy 6.1 Stage B).
    pub(crate) fn is_within_school(&self) -> bool {
        self.to.as_str() == INCLUSION_TEAM
    }
}

impl Application {
    /// Its first day: the day it was sent, the day the authority received it (a parent's own application), or the day of its
    /// first step.
    pub(crate) fn began_on(&self) -> Option<Day> {
        self.sent.or(self.received).or_else(|| self.steps.first().map(|step| step.date))
    }
}

impl ApplicationStep {
    /// Whether this step ends an application, unless an appeal reopens it.
    pub(crate) fn ends_an_application(self) -> bool {
        matches!(self, Self::RefusedToAssess | Self::Refused | Self::Final | Self::Granted | Self::Withdrawn)
    }

    /// Whether it belongs to an appeal, so that it follows a decision of the authority that may not be recorded.
    pub(crate) fn is_about_an_appeal(self) -> bool {
        matches!(self, Self::MediationCertificate | Self::Appeal | Self::AppealOutcome)
    }
}

impl Review {
    /// Whether a parent or carer was there.
    pub(crate) fn has_family(&self) -> bool {
        self.present.iter().any(|who| matches!(who, Present::Parent | Present::Carer))
    }
}
