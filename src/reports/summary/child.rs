//! The facts that a summary needs from one record, without a name, a date of birth or any free text.

use super::SummaryQuestion;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::{Cycle, Review};
use crate::model::day::Day;
use crate::model::reach::Needed;
use crate::model::vocabulary::{
    ApplicationFor, ApplicationStep, DisagreementLevel, NeedType, Present, ProvisionKind, Stage, Support,
};
use crate::model::year::YearGroup;
use crate::reports::impact::Reviewed;
use crate::reports::provision::totals::PupilRow;
use crate::reports::provision::{ProvisionRow, SchoolYear};
use crate::reports::register::is_on_it;
use crate::rules::{Owner, Unmet, unmet_duties};

/// One pupil.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SummaryPupil {
    /// The pupil's place on the register on the date of the report; `None` if not on it.
    pub(crate) now: Option<Standing>,
    /// The pupil's place on the register a year earlier.
    pub(crate) then: Option<Standing>,
    /// Whether the pupil was on the register only between the two days, and on neither of them.
    pub(crate) came_and_went: bool,
    /// Whether the records begin after the day a year earlier, so that the pupil's place then is not recorded.
    pub(crate) begins_later: bool,
    /// Whether the pupil was found with support, so that the records do not show how early it came.
    pub(crate) as_found: bool,
    /// Whether reviews of the school year are left out because they were held before the records began.
    pub(crate) left_out: bool,
    /// Whether the pupil is on roll on the date of the report.
    pub(crate) is_on_roll: bool,
    /// The stage of a pupil on roll who has support without being on the register.
    pub(crate) helped_off_register: Option<Stage>,
    /// The year group when a concern was first recorded.
    pub(crate) noticed: Option<YearGroup>,
    /// The days from the first concern to the register, if there was a concern and the pupil joined the register this school year.
    pub(crate) days_to_register: Option<i64>,
    /// The cycles reviewed in the school year.
    pub(crate) reviewed: Vec<Reviewed>,
    /// The reviews planned for a day of the school year up to now.
    pub(crate) planned_reviews: Vec<ReviewTiming>,
    /// The reviews of the school year: whether a parent or carer was there, and whether the pupil's views were heard.
    pub(crate) company: Vec<Company>,
    /// The duties of the school that are late on the date of the report, one line each.
    pub(crate) late: Vec<&'static str>,
    /// The kinds of provision in the school year.
    pub(crate) given: Vec<ProvisionKind>,
    /// The costs of the school year.
    pub(crate) costs: Option<PupilRow>,
    /// The outside agencies the pupil was referred to in the school year, one entry for each referral.
    pub(crate) agencies: Vec<String>,
    /// The applications of the school year, with their state.
    pub(crate) applications: Vec<(ApplicationFor, Stands)>,
    /// The disagreements raised in the school year, and whether they are resolved.
    pub(crate) disagreements: Vec<(DisagreementLevel, bool)>,
    /// Whether a move to another setting was planned for the school year.
    pub(crate) moves_on: bool,
}

/// A pupil's place on the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The broad area of the primary need.
    pub(crate) area: Option<&'static str>,
    /// The year group.
    pub(crate) year: YearGroup,
    /// The support.
    pub(crate) support: Support,
}

/// How a planned review went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReviewTiming {
    /// Held on its day or before.
    OnTime,
    /// Held later.
    Late,
    /// Not held yet, although its day has passed.
    NotYet,
}

/// The people who took part in a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Company {
    /// A parent or carer was there.
    pub(crate) parent: bool,
    /// The pupil was there or was asked.
    pub(crate) pupil: bool,
}

/// The state of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// The authority agreed to assess or to issue a plan, or granted an SSPP.
    Agreed,
    /// The authority refused.
    Refused,
    /// The authority has not decided, or the application was withdrawn.
    Open,
}

impl SummaryPupil {
    /// Whether the pupil is on the register on the date of the report, but was not a year earlier.
    pub(crate) const fn has_come(&self) -> bool {
        self.then.is_none() && self.now.is_some()
    }

    /// Whether the pupil was on the register a year earlier, but is not on the date of the report.
    pub(crate) const fn has_gone(&self) -> bool {
        self.then.is_some() && self.now.is_none()
    }

    /// The facts from a record as at the date of the report, and as at a year earlier (`then`).
    pub(crate) fn of(record: &AsAt, then: &AsAt, asked: &SummaryQuestion<'_>) -> Self {
        let (as_at, year) = (asked.question.as_at, asked.year);
        let is_of_year = |day: Day| year.from <= day && day <= as_at;
        let now = Standing::of(record);
        let earlier = Standing::of(then);
        let given = provision_of_year(record, asked);
        let costs = PupilRow::of(record, &given, &asked.provision_question());
        Self {
            came_and_went: now.is_none() && earlier.is_none() && was_on_it_since(record, asked.earlier),
            then: earlier,
            begins_later: record.begins_after(asked.earlier, Needed::SUPPORT).is_some(),
            as_found: record.as_found.is_some(),
            left_out: Reviewed::leaves_out(record, year),
            is_on_roll: record.is_on_roll(),
            helped_off_register: helped_off_register(record),
            noticed: first_concern(record).map(|day| record.year_group_on(day)),
            days_to_register: days_to_register(record).filter(|_| now.is_some()),
            reviewed: Reviewed::of(record, year),
            planned_reviews: record.cycles.iter().filter_map(|cycle| review_timing(record, cycle, asked)).collect(),
            company: all_reviews(record)
                .filter(|review| is_of_year(review.date) && !record.is_as_found(review.date))
                .map(Company::of)
                .collect(),
            late: late_duties(record, asked),
            given: given.iter().map(|row| row.kind).collect(),
            costs: (!given.is_empty()).then_some(costs),
            agencies: record
                .referrals
                .iter()
                .filter(|referral| !referral.is_within_school() && is_of_year(referral.date))
                .map(|referral| referral.to.as_str().trim().to_owned())
                .collect(),
            applications: record
                .applications
                .iter()
                .filter(|application| application.began_on().is_some_and(is_of_year))
                .map(|application| {
                    (application.applied_for, Stands::of(application.steps.iter().map(|step| step.step)))
                })
                .collect(),
            disagreements: record
                .disagreements
                .iter()
                .filter(|disagreement| is_of_year(disagreement.date))
                .map(|disagreement| (disagreement.level, disagreement.resolved.is_some()))
                .collect(),
            moves_on: record.transitions.iter().any(|one| year.from <= one.planned && one.planned <= year.to),
            now,
        }
    }
}

/// Whether a pupil was on the register on a day between an earlier day and the day of the record. It checks only the days when a
/// time on the register can begin.
fn was_on_it_since(record: &AsAt, first: Day) -> bool {
    let rolls = record.on_roll.iter().map(|spell| spell.first_day());
    let registers = record.register.iter().map(|spell| spell.first_day());
    let plans = record.ehc_plan.iter().map(|plan| plan.first_day());
    rolls.chain(registers).chain(plans).any(|day| first < day && day < record.day() && is_on_it(&record.earlier(day)))
}

impl Standing {
    fn of(record: &AsAt) -> Option<Self> {
        is_on_it(record).then(|| Self {
            area: record.need_ranked(1).map(|need| need.need_type).and_then(NeedType::area_of_need),
            year: record.year_group(),
            support: record.support(),
        })
    }

    /// Whether the support is an EHC plan.
    pub(crate) fn has_plan(&self) -> bool {
        self.support == Support::E
    }
}

impl Company {
    fn of(review: &Review) -> Self {
        let [parent, carer, pupil] =
            [Present::Parent, Present::Carer, Present::Pupil].map(|who| review.present.contains(&who));
        Self { parent: parent || carer, pupil: pupil || review.pupil_voice.is_some() }
    }
}

impl Stands {
    fn of(steps: impl DoubleEndedIterator<Item = ApplicationStep>) -> Self {
        steps.rev().find_map(Self::after_step).unwrap_or(Self::Open)
    }

    /// The state that a step of an application leads to, if it changes the state.
    const fn after_step(step: ApplicationStep) -> Option<Self> {
        match step {
            ApplicationStep::AgreedToAssess
            | ApplicationStep::AgreedToIssue
            | ApplicationStep::Draft
            | ApplicationStep::Final
            | ApplicationStep::Granted => Some(Self::Agreed),
            ApplicationStep::RefusedToAssess | ApplicationStep::Refused => Some(Self::Refused),
            ApplicationStep::Withdrawn => Some(Self::Open),
            ApplicationStep::AdviceRequested
            | ApplicationStep::AdviceSent
            | ApplicationStep::Consulted
            | ApplicationStep::ConsultationAnswered
            | ApplicationStep::MediationCertificate
            | ApplicationStep::Appeal
            | ApplicationStep::AppealOutcome => None,
        }
    }
}

fn helped_off_register(record: &AsAt) -> Option<Stage> {
    let stage = record.last_stage().filter(|stage| *stage != Stage::Closed)?;
    (record.is_on_roll() && !is_on_it(record)).then_some(stage)
}

fn first_concern(record: &AsAt) -> Option<Day> {
    record.concerns.iter().map(|concern| concern.date).min()
}

/// The days from the first concern to the register, if the pupil joined the register this school year and was not found on it.
fn days_to_register(record: &AsAt) -> Option<i64> {
    let (_, spell) = record.register_spell()?;
    if record.as_found.is_some() || spell.from.is_none() {
        return None;
    }
    let year = SchoolYear::of(record.day());
    let first = first_concern(record).filter(|first| *first <= spell.first_day())?;
    (year.from <= spell.first_day()).then(|| spell.first_day().days_since(first))
}

/// How the planned review of a cycle went, if its day was in the school year. A plan does not count if no review is due any more,
/// because the pupil has moved to another stage or left.
fn review_timing(record: &AsAt, cycle: &Cycle, asked: &SummaryQuestion<'_>) -> Option<ReviewTiming> {
    let as_at = asked.question.as_at;
    let planned = cycle.plan.as_ref()?.review_by.filter(|day| asked.year.from <= *day && *day <= as_at)?;
    let is_of_before = record.is_as_found(cycle.review.as_ref().map_or(planned, |review| review.date));
    if is_of_before || record.is_as_found(planned) {
        return None;
    }
    match &cycle.review {
        Some(review) if review.date <= planned => Some(ReviewTiming::OnTime),
        Some(_) => Some(ReviewTiming::Late),
        None => {
            let is_running = record.running_plans().any(|(_, plan)| Some(plan) == cycle.plan.as_ref());
            (planned < as_at && is_running && record.is_on_roll()).then_some(ReviewTiming::NotYet)
        }
    }
}

fn all_reviews(record: &AsAt) -> impl Iterator<Item = &Review> {
    record.cycles.iter().filter_map(|cycle| cycle.review.as_ref())
}

fn late_duties(record: &AsAt, asked: &SummaryQuestion<'_>) -> Vec<&'static str> {
    let unmet = unmet_duties(record, &asked.question).into_iter();
    let late = unmet.filter(|unmet| is_late_of_school(unmet, asked.question.as_at));
    // Reviews of plans have their own section. If they were counted here too, one count could reveal a hidden part of the other.
    late.map(|unmet| unmet.rule).filter(|rule| rule.id != "cycle-review").map(|rule| rule.summary).collect()
}

/// Whether a duty of the school is late.
fn is_late_of_school(unmet: &Unmet, as_at: Day) -> bool {
    unmet.clock.due < as_at && unmet.clock.owner != Owner::LocalAuthority
}

fn provision_of_year(record: &AsAt, asked: &SummaryQuestion<'_>) -> Vec<ProvisionRow> {
    let provision = asked.provision_question();
    let runs = record.provision_runs();
    let of_year = runs.iter().filter(|run| !provision.is_of_an_earlier_year(run));
    let begun = of_year.filter(|run| run.first <= provision.as_at && !run.never_began());
    begun.map(|run| ProvisionRow::of(record, run, &provision)).collect()
}
