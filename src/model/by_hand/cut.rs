//! The record as at a day: the same record without the facts dated later (DESIGN 2.1).
//!
//! The one place where time is cut. Everything else is computed from the cut record, so no rule and no report needs
//! to know about it. Planned days stay with their parent; a spell that ended later is open again.

use crate::model::cycle::{Cycle, Plan, Review, Voice};
use crate::model::day::Day;
use crate::model::plan::{Application, EhcPlan, PlanReview};
use crate::model::record::{Arrived, Classes, Disagreement, Record, Referral, RegisterSpell, Transition, Waiver};

impl Record {
    pub(super) fn cut_by_hand(&mut self, day: Day) {
        for spell in &mut self.on_roll {
            forget(&mut spell.records_sent, day);
        }
        if let Some(Classes::History(history)) = &mut self.class {
            history.retain(|entry| entry.from <= day);
        }
        self.needs.retain(|need| need.from <= day);
        self.needs.iter_mut().for_each(|need| {
            forget(&mut need.to, day);
        });
        self.diagnoses.retain(|diagnosis| diagnosis.date <= day);
        self.concerns.retain(|concern| concern.date <= day);
        if let Some(arrived) = &mut self.arrived {
            cut_arrived(arrived, day);
        }
        self.stages.retain(|entry| entry.date <= day);
        self.stages.iter_mut().flat_map(|entry| &mut entry.waived).for_each(|waiver| cut_waiver(waiver, day));
        self.register.retain(|spell| spell.from <= day);
        self.register.iter_mut().for_each(|spell| cut_spell(spell, day));
        self.outcomes.retain(|outcome| outcome.from <= day);
        self.cycles.retain_mut(|cycle| cut_cycle(cycle, day));
        self.contacts.retain(|contact| contact.date <= day);
        self.referrals.retain(|referral| referral.date <= day);
        self.referrals.iter_mut().for_each(|referral| cut_referral(referral, day));
        self.applications.retain_mut(|application| cut_application(application, day));
        self.ehc_plan.retain(|plan| plan.final_on <= day);
        self.ehc_plan.iter_mut().for_each(|plan| cut_plan(plan, day));
        self.transitions.iter_mut().for_each(|transition| cut_transition(transition, day));
        self.disagreements.retain(|disagreement| disagreement.date <= day);
        self.disagreements.iter_mut().for_each(|disagreement| cut_disagreement(disagreement, day));
        self.documents.retain(|document| document.date <= day);
        self.stage = self.last_stage();
        self.census = self.census_code(day);
    }
}

/// Forgets a day that is later than `day`. Tells whether it did.
fn forget(fact: &mut Option<Day>, day: Day) -> bool {
    let later = fact.is_some_and(|on| on > day);
    if later {
        *fact = None;
    }
    later
}

fn cut_arrived(arrived: &mut Arrived, day: Day) {
    forget(&mut arrived.information_requested, day);
    forget(&mut arrived.information_received, day);
}

fn cut_waiver(waiver: &mut Waiver, day: Day) {
    if forget(&mut waiver.met_on, day) {
        waiver.how = None;
    }
}

fn cut_spell(spell: &mut RegisterSpell, day: Day) {
    if forget(&mut spell.to, day) {
        spell.because = None;
    }
}

fn cut_referral(referral: &mut Referral, day: Day) {
    if forget(&mut referral.answered, day) {
        referral.advice = None;
    }
}

/// Cuts a cycle; tells whether anything of it is left.
fn cut_cycle(cycle: &mut Cycle, day: Day) -> bool {
    let had_review = cycle.review.is_some();
    cycle.assess.take_if(|assess| assess.date > day);
    cycle.plan.take_if(|plan| plan.date > day);
    cycle.observations.retain(|observation| observation.date <= day);
    cycle.review.take_if(|review| review.date > day);
    if let Some(plan) = &mut cycle.plan {
        cut_cycle_plan(plan, day);
        if had_review && cycle.review.is_none() {
            forget_what_the_review_set(plan);
        }
    }
    if let Some(review) = &mut cycle.review {
        cut_review(review, day);
    }
    cycle.assess.is_some() || cycle.plan.is_some() || !cycle.observations.is_empty() || cycle.review.is_some()
}

fn cut_cycle_plan(plan: &mut Plan, day: Day) {
    forget(&mut plan.shared, day);
    forget_voice(&mut plan.pupil_voice, day);
    forget_voice(&mut plan.parent_voice, day);
}

fn forget_what_the_review_set(plan: &mut Plan) {
    for target in &mut plan.targets {
        target.outcome = None;
        target.result = None;
    }
    for provision in &mut plan.provisions {
        provision.exit = None;
        provision.sessions_given = None;
        provision.impact = None;
    }
}

fn cut_review(review: &mut Review, day: Day) {
    forget_voice(&mut review.pupil_voice, day);
    forget_voice(&mut review.parent_voice, day);
    review.actions.iter_mut().for_each(|action| {
        forget(&mut action.done, day);
    });
}

fn forget_voice(voice: &mut Option<Voice>, day: Day) {
    voice.take_if(|voice| matches!(voice, Voice::Asked(asked) if asked.asked > day));
}

/// Cuts an application; tells whether it had begun.
fn cut_application(application: &mut Application, day: Day) -> bool {
    let began = application.began();
    forget(&mut application.received, day);
    application.steps.retain(|step| step.date <= day);
    began.is_none_or(|began| began <= day)
}

fn cut_plan(plan: &mut EhcPlan, day: Day) {
    forget(&mut plan.ceased, day);
    plan.reviews.retain_mut(|review| cut_plan_review(review, day));
}

/// Cuts a review of an EHC plan; tells whether anything of it is left. A review that is only booked stays.
fn cut_plan_review(review: &mut PlanReview, day: Day) -> bool {
    forget(&mut review.invited, day);
    forget(&mut review.circulated, day);
    forget(&mut review.meeting, day);
    forget(&mut review.report, day);
    if forget(&mut review.decision, day) {
        review.outcome = None;
    }
    forget(&mut review.amendment_notice, day);
    forget(&mut review.amended, day);
    [review.booked, review.invited, review.circulated, review.meeting, review.report, review.decision]
        .into_iter()
        .chain([review.amendment_notice, review.amended])
        .any(|fact| fact.is_some())
}

fn cut_transition(transition: &mut Transition, day: Day) {
    forget(&mut transition.sharing_agreed, day);
    forget(&mut transition.spoke_to_senco, day);
    forget(&mut transition.done, day);
}

fn cut_disagreement(disagreement: &mut Disagreement, day: Day) {
    forget(&mut disagreement.authority_contacted, day);
    forget(&mut disagreement.resolved, day);
}
