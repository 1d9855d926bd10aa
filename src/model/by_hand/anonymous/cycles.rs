//! Assess, plan, do, review in a copy.

use super::{Maker, word, words};
use crate::model::cycle::{Action, Asked, Assess, Cycle, Observation, Plan, Provision, Review, Target, Voice};
use crate::model::text::Text;

impl Maker<'_> {
    pub(super) fn cycle(&self, cycle: Cycle) -> Cycle {
        let Cycle { stage, assess, plan, observations, review } = cycle;
        Cycle {
            stage,
            assess: assess.map(|assess| self.assess(assess)),
            plan: plan.map(|plan| self.plan(plan)),
            observations: observations.into_iter().map(|observation| self.observation(observation)).collect(),
            review: review.map(|review| self.review(review)),
        }
    }

    fn assess(&self, assess: Assess) -> Assess {
        let Assess { date, by, evidence } = assess;
        Assess { date, by: self.people.by(by), evidence: words(&evidence, "evidence") }
    }

    fn plan(&self, plan: Plan) -> Plan {
        let Plan {
            date,
            by,
            kind,
            review_by,
            shared,
            targets,
            provisions,
            expected_impact,
            at_home,
            pupil_voice,
            parent_voice,
        } = plan;
        Plan {
            date,
            by: self.people.by(by),
            kind,
            review_by,
            shared,
            targets: targets.into_iter().zip(1..).map(|(target, number)| Self::target(target, number)).collect(),
            provisions: provisions.into_iter().map(|provision| self.provision(provision)).collect(),
            expected_impact: word(expected_impact, "expected impact"),
            at_home: word(at_home, "at home"),
            pupil_voice: pupil_voice.map(Self::voice),
            parent_voice: parent_voice.map(Self::voice),
        }
    }

    fn target(target: Target, number: usize) -> Target {
        let Target { text: _, measure, baseline, by, outcome, result } = target;
        Target {
            text: Text::from(format!("target {number}").as_str()),
            measure: word(measure, "measure"),
            baseline: word(baseline, "baseline"),
            by,
            outcome,
            result: word(result, "result"),
        }
    }

    fn provision(&self, provision: Provision) -> Provision {
        let Provision {
            what,
            kind,
            by,
            group,
            minutes,
            per_week,
            from,
            to,
            rate,
            cost,
            entry,
            exit,
            sessions_given,
            impact,
        } = provision;
        Provision {
            what: self.names.provision(what.as_str()),
            kind,
            by: self.people.by(by),
            group,
            minutes,
            per_week,
            from,
            to,
            rate,
            cost,
            entry: word(entry, "measure before"),
            exit: word(exit, "measure after"),
            sessions_given,
            impact,
        }
    }

    fn voice(voice: Voice) -> Voice {
        match voice {
            Voice::Said(_) => Voice::Said(Text::from("said")),
            Voice::Asked(Asked { asked, how: _, answer }) => Voice::Asked(Asked { asked, how: None, answer }),
        }
    }

    fn observation(&self, observation: Observation) -> Observation {
        let Observation { date, by, note: _ } = observation;
        Observation { date, by: self.people.by(by), note: Text::from("observation") }
    }

    fn review(&self, review: Review) -> Review {
        let Review { date, by, present, pupil_voice, parent_voice, progress, decision, because, actions } = review;
        Review {
            date,
            by: self.people.by(by),
            present,
            pupil_voice: pupil_voice.map(Self::voice),
            parent_voice: parent_voice.map(Self::voice),
            progress,
            decision,
            because: word(because, "reason"),
            actions: actions.into_iter().zip(1..).map(|(action, number)| self.action(action, number)).collect(),
        }
    }

    fn action(&self, action: Action, number: usize) -> Action {
        let Action { what: _, who, by, done } = action;
        let what = Text::from(format!("action {number}").as_str());
        Action { what, who: self.people.by(who), by, done }
    }
}
