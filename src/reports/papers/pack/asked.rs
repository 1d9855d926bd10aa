//! The requirements of an application, and whether the record meets them: the policy's own before stage D, and those of each kind of
//! application. The two kinds have separate lists because they require different things: an EHC needs assessment follows the law
//! (DOMAIN 5.1, 8.8), an SSPP is Birmingham's own (DOMAIN 6.1).

use crate::model::at_a_day::AsAt;
use crate::model::authority::Application;
use crate::model::cycle::Cycle;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::vocabulary::{ApplicationFor, ContactKind, Stage, Topic, With};
use crate::policy::MoveName;
use crate::reports::missing::Sought;
use crate::rules::Question;
use crate::rules::moves::requirements_of;
use crate::words::{count, date, since_in_words};

/// One requirement of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskedFor {
    /// The requirement in words.
    pub(crate) what: String,
    /// Whether the record meets it.
    pub(crate) held: bool,
    /// The evidence in the record, or what is missing: dates and counts, and no text of the record.
    pub(crate) detail: String,
    /// The source of the requirement: a clause, a law or guidance.
    pub(crate) source: String,
}

/// The fewest reviewed plans that panels look for (DOMAIN 8.8: two, or three to four).
const REVIEWED_PLANS: usize = 2;

const PANELS: &str = "what panels usually ask for; the authority's own list decides";
const SSPP: &str = "the authority's terms for an SSPP";

impl AskedFor {
    fn new(what: &str, source: &str, held: Result<String, String>) -> Self {
        let (held, detail) = held.map_or_else(|missing| (false, missing), |by| (true, by));
        Self { what: what.to_owned(), held, detail, source: source.to_owned() }
    }

    /// Everything that an application requires of a record.
    pub(crate) fn all_asked_for(record: &AsAt, applied_for: ApplicationFor, question: &Question<'_>) -> Vec<Self> {
        let mut all = of_policy(record, applied_for, question);
        all.extend(match applied_for {
            ApplicationFor::Ehcp => of_ehcp(record),
            ApplicationFor::Sspp => of_sspp(record),
        });
        all
    }
}

/// The policy's requirements for the move to stage D. A pupil already at D needs the same as before the move. An application of this
/// kind is assumed to be open, because that is what the pack is for.
fn of_policy(record: &AsAt, applied_for: ApplicationFor, question: &Question<'_>) -> Vec<AskedFor> {
    let before = record.supposing(|record| apply_before_stage_d(record, applied_for));
    let asked = requirements_of(&before, MoveName::D, question).requirements;
    let asked = asked.into_iter().filter(|one| one.rule.id != "sharing-consent" || applied_for != ApplicationFor::Ehcp);
    asked
        .map(|one| AskedFor {
            what: one.rule.summary.to_owned(),
            held: one.answer.met,
            detail: one.answer.detail,
            source: one.rule.source(),
        })
        .collect()
}

/// Removes the moves to stage D from the end of a record, and opens an application in it.
fn apply_before_stage_d(record: &mut Record, applied_for: ApplicationFor) {
    while record.last_stage_written() == Some(Stage::D) {
        record.stages.pop();
    }
    record.applications.retain(|application| application.applied_for == applied_for);
    record.applications.push(Application {
        applied_for,
        requested_by: None,
        sent: None,
        received: None,
        by: None,
        consulted: Vec::new(),
        despite_refusal: None,
        steps: Vec::new(),
    });
}

/// The further requirements of an EHC needs assessment.
fn of_ehcp(record: &AsAt) -> Vec<AskedFor> {
    let needs = record.current_needs().count();
    let assessed = record.cycles.iter().filter_map(|cycle| cycle.assess.as_ref());
    let assessed = assessed.filter(|assess| !assess.evidence.is_empty()).map(|assess| assess.date).max();
    let achieved = record.cycles.iter().filter(|cycle| has_outcome(cycle)).count();
    vec![
        no_plan_in_force(record, "Children and Families Act 2014 s.44: a plan in force is reviewed"),
        enough_plans(record),
        AskedFor::new(
            "attainment and the rate of progress are assessed",
            PANELS,
            assessed
                .map(|day| format!("assessed on {}, with evidence", date(day)))
                .ok_or_else(|| "no assessment lists its evidence".to_owned()),
        ),
        AskedFor::new(
            "the special educational needs are recorded",
            PANELS,
            some_or_missing(needs, "need", "no need is recorded"),
        ),
        AskedFor::new(
            "what the school has done, and what it achieved",
            PANELS,
            some_or_missing(achieved, "plan with outcomes/plans with outcomes", "no plan has an outcome"),
        ),
        advice_asked_for(record, PANELS),
        view_asked_for("the parents' view", Sought::ParentVoice.last_day_in(record), PANELS),
        view_asked_for("the pupil's view", Sought::PupilVoice.last_day_in(record), PANELS),
    ]
}

/// The further requirements of an SSPP.
fn of_sspp(record: &AsAt) -> Vec<AskedFor> {
    let contacts = record.contacts.iter().filter(|contact| {
        contact.kind == ContactKind::Meeting
            && contact.about == Topic::Application
            && matches!(contact.with, Some(With::Agency | With::Authority))
    });
    let met = contacts.map(|contact| contact.date).max();
    let profile = record.profile.as_ref();
    vec![
        no_plan_in_force(record, SSPP),
        AskedFor::new(
            "plans with their reviews, which show the graduated approach",
            SSPP,
            some_or_missing(reviewed_plans(record), "reviewed plan", "no plan has been reviewed"),
        ),
        AskedFor::new(
            "the application was discussed at the school's multi-agency planning meeting",
            SSPP,
            met.map(|day| format!("met on {}", date(day))).ok_or_else(|| {
                "no meeting with an agency or the authority about the application is recorded".to_owned()
            }),
        ),
        advice_asked_for(record, SSPP),
        AskedFor::new(
            "a profile of the pupil: strengths, difficulties and what helps",
            SSPP,
            profile
                .map(|_| "the record has a profile".to_owned())
                .ok_or_else(|| "the record has no profile".to_owned()),
        ),
    ]
}

fn has_outcome(cycle: &Cycle) -> bool {
    cycle.plan.iter().flat_map(|plan| &plan.targets).any(|target| target.outcome.is_some())
}

fn no_plan_in_force(record: &AsAt, source: &str) -> AskedFor {
    let held = record.plan_in_force().map_or_else(
        || Ok("no EHC plan is in force".to_owned()),
        |(_, plan)| Err(format!("an EHC plan is recorded as in force {}", since_in_words(plan.since()))),
    );
    AskedFor::new("the pupil has no EHC plan", source, held)
}

fn reviewed_plans(record: &AsAt) -> usize {
    record.cycles.iter().filter(|cycle| cycle.plan.is_some() && cycle.review.is_some()).count()
}

fn enough_plans(record: &AsAt) -> AskedFor {
    let held = reviewed_plans(record);
    let said = format!("{} recorded", count(held, "reviewed plan"));
    let what = "plans with their reviews: panels usually ask for two, or three to four";
    AskedFor::new(what, PANELS, if held < REVIEWED_PLANS { Err(said) } else { Ok(said) })
}

fn advice_asked_for(record: &AsAt, source: &str) -> AskedFor {
    let outside = record.referrals.iter().filter(|referral| !referral.is_within_school());
    let answered = outside.filter(|referral| referral.advice.is_some()).filter_map(|referral| referral.answered).max();
    let held = answered.map(|day| format!("the latest is dated {}", date(day)));
    AskedFor::new("advice from an agency outside the school", source, held.ok_or_else(|| "none is recorded".to_owned()))
}

fn view_asked_for(what: &str, last: Option<Day>, source: &str) -> AskedFor {
    let held = last.map(|day| format!("asked for or given on {}", date(day)));
    AskedFor::new(what, source, held.ok_or_else(|| "none is recorded".to_owned()))
}

fn some_or_missing(number: usize, noun: &str, none: &str) -> Result<String, String> {
    if number == 0 { Err(none.to_owned()) } else { Ok(format!("{} recorded", count(number, noun))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples;

    fn missing(text: &str, applied_for: ApplicationFor) -> Vec<String> {
        let (school, policies, as_at) = (examples::school(), examples::policies(), day("2026-01-15"));
        let question = Question { as_at, today: as_at, school: &school, policies: &policies };
        let record = examples::record(text).as_at(as_at);
        let all = AskedFor::all_asked_for(&record, applied_for, &question);
        assert!(all.iter().all(|one| !one.source.is_empty() && !one.detail.is_empty()), "{all:?}");
        all.into_iter().filter(|one| !one.held).map(|one| one.what).collect()
    }

    fn is_missing(text: &str, applied_for: ApplicationFor, words: &str) -> bool {
        missing(text, applied_for).iter().any(|what| what.contains(words))
    }

    #[test]
    fn the_two_kinds_require_different_things() {
        let (ehcp, sspp) = (missing("", ApplicationFor::Ehcp), missing("", ApplicationFor::Sspp));
        let asks = |list: &[String], words: &str| list.iter().any(|what| what.contains(words));
        for (words, of_ehcp, of_sspp) in [
            ("rate of progress", true, false),
            ("the parents' view", true, false),
            ("planning meeting", false, true),
            ("consented to sharing", false, true),
            ("plans with their reviews", true, true),
            ("advice from an agency", true, true),
        ] {
            assert_eq!((asks(&ehcp, words), asks(&sspp, words)), (of_ehcp, of_sspp), "{words}");
        }
    }

    #[test]
    fn an_sspp_requires_consent_to_sharing_before_the_application() {
        let answer = |answer: &str| {
            format!("contacts: [{{date: 2026-01-12, kind: consent, about: information-sharing, answer: {answer}}}]\n")
        };
        let missing = |text: &str| is_missing(text, ApplicationFor::Sspp, "consented to sharing");
        assert!(!missing(&answer("given")) && missing(&answer("withdrawn")) && missing(""));
    }

    #[test]
    fn two_reviewed_plans_are_enough_and_a_current_plan_does_not_count() {
        let cycle = |review: &str| {
            format!("{{stage: C, plan: {{date: 2025-10-01, kind: learning-plan, review_by: 2025-12-01}}{review}}}")
        };
        let reviewed = cycle(", review: {date: 2025-12-01}");
        let missing = |cycles: &[String]| {
            let text = format!("cycles: [{}]\n", cycles.join(", "));
            is_missing(&text, ApplicationFor::Ehcp, "plans with their reviews")
        };
        assert!(missing(&[reviewed.clone(), cycle("")]));
        assert!(!missing(&[reviewed.clone(), reviewed]));
    }

    #[test]
    fn a_pupil_already_at_d_needs_the_same_as_before_the_move() {
        let at = |stage: &str| {
            missing(
                &format!(
                    "stages: [{{date: 2025-09-15, stage: A}}, {{date: 2025-11-05, stage: B}}, {{date: 2025-12-01, stage: C}}{stage}]\n"
                ),
                ApplicationFor::Ehcp,
            )
        };
        assert_eq!(at(", {date: 2026-01-10, stage: D}"), at(""));
        assert!(at("").iter().any(|what| what.contains("learning plan")), "{:?}", at(""));
    }

    #[test]
    fn a_plan_in_force_is_reported_but_a_ceased_one_is_not() {
        let told = |plan: &str| {
            is_missing(&format!("ehc_plan: [{{final: 2024-01-15{plan}}}]\n"), ApplicationFor::Ehcp, "no EHC plan")
        };
        assert!(told("") && !told(", ceased: 2026-01-15"));
    }
}
