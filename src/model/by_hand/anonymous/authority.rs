//! Applications to the authority, awards and EHC plans in a copy.

use super::{Maker, words};
use crate::model::plan::{Application, DatedStep, EhcPlan, PlanReview, Sspp};

impl Maker<'_> {
    pub(super) fn application(&self, application: Application) -> Application {
        let Application { applied_for, requested_by, sent, received, by, consulted, steps } = application;
        Application {
            applied_for,
            requested_by,
            sent,
            received,
            by: self.people.by(by),
            consulted: consulted.iter().map(|who| self.people.who(who)).collect(),
            steps: steps.into_iter().map(Self::step).collect(),
        }
    }

    fn step(step: DatedStep) -> DatedStep {
        let DatedStep { date, step } = step;
        DatedStep { date, step }
    }

    pub(super) fn sspp(award: Sspp) -> Sspp {
        let Sspp { from, to, units } = award;
        Sspp { from, to, units }
    }

    pub(super) fn ehc_plan(plan: EhcPlan) -> EhcPlan {
        let EhcPlan { final_on, ceased, outcomes, provision, reviews } = plan;
        EhcPlan {
            final_on,
            ceased,
            outcomes: words(&outcomes, "outcome"),
            provision: words(&provision, "provision"),
            reviews: reviews.into_iter().map(Self::plan_review).collect(),
        }
    }

    fn plan_review(review: PlanReview) -> PlanReview {
        let PlanReview {
            kind,
            booked,
            invited,
            circulated,
            meeting,
            report,
            decision,
            outcome,
            amendment_notice,
            amended,
        } = review;
        PlanReview { kind, booked, invited, circulated, meeting, report, decision, outcome, amendment_notice, amended }
    }
}
