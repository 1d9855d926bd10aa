//! Which steps may follow which in an application to the authority (DOMAIN 5.1, 5.2).

use super::authority::{Application, DatedStep};
use super::day::Day;
use super::vocabulary::{ApplicationFor, ApplicationStep};

/// Why a step cannot come at this point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Untimely {
    /// An application of this kind has no such step.
    NotOfThis,
    /// The application has not been sent, so no one can have decided anything.
    NotSent,
    /// The day is before this one, when the authority's clock starts.
    BeforeItBegan(Day),
    /// One of these must come first, and none of them has.
    Lacks(&'static [ApplicationStep]),
    /// The application ended with this step.
    Over(DatedStep),
    /// The question was already decided, by this step.
    Decided(DatedStep),
}

impl Application {
    /// Whether it is still with the authority: no step has ended it, or an appeal has reopened it and is not over.
    pub(crate) fn is_open(&self) -> bool {
        let deciding = |step: &&DatedStep| step.step.ends_an_application() || step_reopens(step.step);
        let last = self.steps.iter().rev().find(deciding).map(|last| last.step);
        !last.is_some_and(|last| last.ends_an_application() || last == ApplicationStep::AppealOutcome)
    }

    /// Returns why this step cannot come on this day, or `None` if it can.
    pub(crate) fn untimely(&self, step: ApplicationStep, day: Day) -> Option<Untimely> {
        if !step_belongs(self.applied_for, step) {
            return Some(Untimely::NotOfThis);
        }
        let Some(began) = self.began_on() else {
            // An application that was never sent can still be withdrawn.
            return (step != ApplicationStep::Withdrawn).then_some(Untimely::NotSent);
        };
        // An application can be withdrawn before it arrives.
        let clock = if step == ApplicationStep::Withdrawn { began } else { self.received.unwrap_or(began) };
        if day < clock {
            return Some(Untimely::BeforeItBegan(clock));
        }
        let before: Vec<&DatedStep> = self.steps.iter().filter(|other| other.date <= day).collect();
        if let Some(end) = end_of(&before).filter(|end| !may_follow(end.step, step)) {
            return Some(Untimely::Over(end.clone()));
        }
        let needed = needed_before(self.applied_for, step);
        if !needed.is_empty() && !before.iter().any(|other| needed.contains(&other.step)) {
            return Some(Untimely::Lacks(needed));
        }
        self.decided(step).map(|by| Untimely::Decided(by.clone()))
    }

    /// The step that has already decided the same question since an appeal or mediation last reopened it.
    fn decided(&self, step: ApplicationStep) -> Option<&DatedStep> {
        let same = match step {
            ApplicationStep::AgreedToAssess | ApplicationStep::RefusedToAssess => {
                [ApplicationStep::AgreedToAssess, ApplicationStep::RefusedToAssess]
            }
            ApplicationStep::AgreedToIssue | ApplicationStep::Refused => {
                [ApplicationStep::AgreedToIssue, ApplicationStep::Refused]
            }
            ApplicationStep::AdviceRequested
            | ApplicationStep::AdviceSent
            | ApplicationStep::Draft
            | ApplicationStep::Consulted
            | ApplicationStep::ConsultationAnswered
            | ApplicationStep::Final
            | ApplicationStep::Granted
            | ApplicationStep::Withdrawn
            | ApplicationStep::MediationCertificate
            | ApplicationStep::Appeal
            | ApplicationStep::AppealOutcome => return None,
        };
        self.steps.iter().rev().take_while(|other| !step_reopens(other.step)).find(|other| same.contains(&other.step))
    }
}

/// Whether an application of this kind can have this step. An SSPP is not part of the legal procedure (DOMAIN 6.1).
fn step_belongs(applied_for: ApplicationFor, step: ApplicationStep) -> bool {
    use ApplicationStep::{Granted, Refused, Withdrawn};
    match applied_for {
        ApplicationFor::Sspp => matches!(step, Granted | Refused | Withdrawn),
        ApplicationFor::Ehcp => step != Granted,
    }
}

/// The step that ended an application, unless something has reopened it since.
fn end_of<'a>(steps: &[&'a DatedStep]) -> Option<&'a DatedStep> {
    let last = steps.iter().rev().find(|step| step.step.ends_an_application() || step_reopens(step.step))?;
    last.step.ends_an_application().then_some(*last)
}

/// Whether this step reopens a question that was decided.
const fn step_reopens(step: ApplicationStep) -> bool {
    use ApplicationStep::{Appeal, AppealOutcome, MediationCertificate};
    matches!(step, MediationCertificate | Appeal | AppealOutcome)
}

/// Whether a step may follow the one that ended an application. Only an appeal, and mediation before it, may follow a refusal or
/// a final plan.
const fn may_follow(end: ApplicationStep, step: ApplicationStep) -> bool {
    use ApplicationStep::{Appeal, Final, MediationCertificate, Refused, RefusedToAssess};
    matches!(end, RefusedToAssess | Refused | Final) && matches!(step, MediationCertificate | Appeal)
}

/// At least one of these steps must come before this one. A step that authorities leave out in practice is not required: a final
/// plan needs a draft, an agreement or an appeal before it, whichever the school heard about.
const fn needed_before(applied_for: ApplicationFor, step: ApplicationStep) -> &'static [ApplicationStep] {
    use ApplicationStep as Step;
    match (applied_for, step) {
        (ApplicationFor::Sspp, _)
        | (_, Step::AgreedToAssess | Step::RefusedToAssess | Step::Granted | Step::Withdrawn) => &[],
        (_, Step::AdviceRequested | Step::AgreedToIssue | Step::Refused | Step::Draft) => &[Step::AgreedToAssess],
        (_, Step::AdviceSent) => &[Step::AdviceRequested],
        (_, Step::Consulted) => &[Step::AgreedToIssue, Step::Draft],
        (_, Step::ConsultationAnswered) => &[Step::Consulted],
        (_, Step::Final) => &[Step::AgreedToIssue, Step::Draft, Step::AppealOutcome],
        (_, Step::MediationCertificate | Step::Appeal) => &[Step::RefusedToAssess, Step::Refused, Step::Final],
        (_, Step::AppealOutcome) => &[Step::Appeal],
    }
}

#[cfg(test)]
mod tests {
    use super::super::day::day;
    use super::*;

    fn application(applied_for: ApplicationFor, steps: &[&str]) -> Application {
        let steps = steps.iter().map(|step| {
            let (date, word) = step.split_once(' ').expect("a test writes a day and a step");
            DatedStep { date: day(date), step: word.parse().expect("a test writes real steps") }
        });
        Application {
            applied_for,
            requested_by: None,
            sent: Some(day("2025-10-01")),
            received: Some(day("2025-10-02")),
            by: None,
            consulted: Vec::new(),
            despite_refusal: None,
            steps: steps.collect(),
        }
    }

    fn ehcp(steps: &[&str]) -> Application {
        application(ApplicationFor::Ehcp, steps)
    }

    #[test]
    fn the_steps_to_a_plan_follow_one_another() {
        let way = [
            "agreed-to-assess",
            "advice-requested",
            "advice-sent",
            "agreed-to-issue",
            "draft",
            "consulted",
            "consultation-answered",
            "final",
            "mediation-certificate",
            "appeal",
            "appeal-outcome",
        ];
        let mut taken = Vec::new();
        for word in way {
            let so_far: Vec<&str> = taken.iter().map(String::as_str).collect();
            assert_eq!(ehcp(&so_far).untimely(word.parse().unwrap(), day("2025-12-01")), None, "{word}");
            taken.push(format!("2025-12-01 {word}"));
        }
    }

    #[test]
    fn a_missing_earlier_step_is_named() {
        use ApplicationStep as Step;
        for (step, lacks) in [
            (Step::AdviceSent, Step::AdviceRequested),
            (Step::Refused, Step::AgreedToAssess),
            (Step::Final, Step::AgreedToIssue),
            (Step::Appeal, Step::RefusedToAssess),
            (Step::AppealOutcome, Step::Appeal),
        ] {
            let Some(Untimely::Lacks(needed)) = ehcp(&[]).untimely(step, day("2025-12-01")) else {
                panic!("{step:?}");
            };
            assert_eq!(needed.first(), Some(&lacks));
        }
        // A step on a later day does not count for an earlier one.
        let late = ehcp(&["2025-12-02 agreed-to-assess"]);
        assert!(matches!(late.untimely(Step::Draft, day("2025-12-01")), Some(Untimely::Lacks(_))));
    }

    #[test]
    fn an_ended_application_takes_only_an_appeal_until_it_is_reopened() {
        use ApplicationStep as Step;
        let refused = ehcp(&["2025-11-05 refused-to-assess"]);
        assert!(!refused.is_open());
        assert!(matches!(refused.untimely(Step::AgreedToAssess, day("2025-12-01")), Some(Untimely::Over(_))));
        assert_eq!(refused.untimely(Step::Appeal, day("2025-12-01")), None);
        let appealed = ehcp(&["2025-11-05 refused-to-assess", "2025-12-01 appeal"]);
        assert!(appealed.is_open());
        assert_eq!(appealed.untimely(Step::AgreedToAssess, day("2025-12-02")), None);
        let lost = ehcp(&["2025-11-05 refused-to-assess", "2025-12-01 appeal", "2026-01-14 appeal-outcome"]);
        assert!(!lost.is_open());
        let withdrawn = ehcp(&["2025-11-05 withdrawn"]);
        assert!(matches!(withdrawn.untimely(Step::Appeal, day("2025-12-01")), Some(Untimely::Over(_))));
    }

    #[test]
    fn a_question_is_decided_once() {
        let agreed = ehcp(&["2025-11-05 agreed-to-assess"]);
        assert!(matches!(
            agreed.untimely(ApplicationStep::RefusedToAssess, day("2025-12-01")),
            Some(Untimely::Decided(_))
        ));
    }

    #[test]
    fn the_clock_starts_on_receipt_and_never_for_an_unsent_application() {
        use ApplicationStep as Step;
        let sent = ehcp(&[]);
        let early = Some(Untimely::BeforeItBegan(day("2025-10-02")));
        assert_eq!(sent.untimely(Step::AgreedToAssess, day("2025-10-01")), early);
        assert_eq!(sent.untimely(Step::Withdrawn, day("2025-10-01")), None);
        let draft = Application { sent: None, received: None, ..ehcp(&[]) };
        assert_eq!(draft.untimely(Step::AgreedToAssess, day("2025-12-01")), Some(Untimely::NotSent));
        assert_eq!(draft.untimely(Step::Withdrawn, day("2025-12-01")), None);
    }

    #[test]
    fn an_sspp_is_granted_refused_or_withdrawn() {
        use ApplicationStep as Step;
        let sspp = application(ApplicationFor::Sspp, &[]);
        for (step, right) in [(Step::Granted, true), (Step::Refused, true), (Step::Appeal, false), (Step::Final, false)]
        {
            assert_eq!(sspp.untimely(step, day("2025-12-01")).is_none(), right, "{step:?}");
        }
        assert_eq!(ehcp(&[]).untimely(Step::Granted, day("2025-12-01")), Some(Untimely::NotOfThis));
    }
}
