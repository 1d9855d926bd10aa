//! `application-sent`: at stage D, the application to the authority is sent.

use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::authority::{Application, Sspp};
use crate::model::day::Day;
use crate::model::vocabulary::{ApplicationFor, RequestedBy, Stage, Topic};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "application-sent",
    severity: Severity::Error,
    clause: "6.1 Stage D",
    law: "",
    summary: "at stage D, the application to the local authority is sent",
    why: "Stage D is the application, and the authority's time starts only when it has the papers. Every week in a drawer is \
          a week's delay for the pupil.",
    remedy: "send the application and record the date as `sent`, or move the pupil back with a reason",
    bad: "
stage: D
stages: [{date: 2025-09-15, stage: C}, {date: 2025-12-15, stage: D}]
",
    good: "
stage: D
stages: [{date: 2025-09-15, stage: C}, {date: 2025-12-15, stage: D}]
applications: [{for: EHCP, requested_by: school, sent: 2026-01-08, received: 2026-01-09}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    // If the family refused to share information, there is nothing to send: `refusal-followed` asks what happens now.
    let Some(entered) = at_d_since(record).filter(|_| !record.consents_of_run(Topic::InformationSharing).are_refused())
    else {
        return;
    };
    let due = entered.plus_days(question.policies.in_force_on(entered).within.act);
    for what in applications_to_send(record, entered) {
        let start = ClockStart::on("stages", entered).labelled(what.as_str());
        let because = format!("at D since {}", words::date(entered));
        clocks.start(Clock::new(due, Owner::Senco, start, because).since(entered));
    }
}

/// Whether an award is what stage D is for. A pupil who moved up to D while an award ran moved for an EHC plan.
fn is_answer(award: &Sspp, entered: Day, record: &AsAt) -> bool {
    let moved_up = record.run_began().is_some_and(|began| began < entered);
    let ran_before = award.first_day() < entered;
    award.to.is_none_or(|to| to >= entered) && !(moved_up && ran_before)
}

/// Whether an application is still to be sent, whatever the family says to it.
pub(super) fn is_to_be_made(record: &AsAt) -> bool {
    at_d_since(record).is_some_and(|entered| !applications_to_send(record, entered).is_empty())
}

/// The day a pupil entered stage D who does not yet have the plan that it is about, as one may have on arrival.
fn at_d_since(record: &AsAt) -> Option<Day> {
    let entered = record.last_move().filter(|last| last.stage == Stage::D)?.date;
    record.plan_in_force().is_none().then_some(entered)
}

/// The applications that the school still has to send: its drafts, or the first one.
fn applications_to_send(record: &AsAt, entered: Day) -> Vec<ApplicationFor> {
    let awarded = record.sspp.iter().any(|award| is_answer(award, entered, record));
    let drafts = record.applications.iter().filter(|application| is_draft(application));
    // An award is no answer to a request for an EHC plan.
    let to_send: Vec<ApplicationFor> =
        drafts.map(|draft| draft.applied_for).filter(|what| !awarded || *what == ApplicationFor::Ehcp).collect();
    let is_missing =
        to_send.is_empty() && !awarded && !record.applications.iter().any(|application| is_made(application, entered));
    if is_missing { vec![ApplicationFor::Ehcp] } else { to_send }
}

/// Whether the school still has an application to send. A family or an agency sends its own.
fn is_draft(application: &Application) -> bool {
    application.began_on().is_none() && matches!(application.requested_by, None | Some(RequestedBy::School))
}

/// Whether an application had been sent and was still open when the pupil entered stage D. Stage D follows up an old refusal.
fn is_made(application: &Application, entered: Day) -> bool {
    let last = application.steps.iter().filter(|step| step.date < entered).max_by_key(|step| step.date);
    let was_over = last.is_some_and(|step| step.step.ends_an_application());
    let has_gone_on = application.steps.iter().any(|step| step.date >= entered);
    application.began_on().is_some() && (!was_over || has_gone_on)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{clocks_of, due};

    fn at_d(more: &str) -> String {
        format!("stages: [{{date: 2025-09-15, stage: C}}, {{date: 2025-12-15, stage: D}}]\n{more}\n")
    }

    #[test]
    fn a_sent_application_does_not_hide_a_draft_but_a_parents_own_is_theirs_to_send() {
        let sent = "{for: EHCP, sent: 2025-12-17, received: 2025-12-18}";
        let drafts = at_d(&format!("applications: [{sent}, {{for: SSPP, requested_by: school}}, {{for: SSPP}}]"));
        assert_eq!(due("application-sent", &drafts, "2026-01-15").as_deref(), Some("2025-12-29"));
        assert_eq!(clocks_of("application-sent", &drafts, "2026-01-15").len(), 2);
        let parents = at_d(&format!("applications: [{sent}, {{for: EHCP, requested_by: parent}}]"));
        assert_eq!(due("application-sent", &parents, "2026-01-15"), None);
    }

    #[test]
    fn an_application_that_is_still_open_counts_and_a_finished_one_does_not() {
        let earlier = |step: &str| {
            at_d(&format!("applications: [{{for: EHCP, sent: 2025-06-02, received: 2025-06-03, steps: [{step}]}}]"))
        };
        assert_eq!(due("application-sent", &earlier(""), "2026-01-15"), None);
        assert!(
            due("application-sent", &earlier("{date: 2025-07-14, step: refused-to-assess}"), "2026-01-15").is_some()
        );
        let appealed = earlier("{date: 2025-07-14, step: refused-to-assess}, {date: 2025-09-01, step: appeal}");
        assert_eq!(due("application-sent", &appealed, "2026-01-15"), None);
    }

    #[test]
    fn a_plan_or_an_award_meets_it() {
        assert_eq!(due("application-sent", &at_d("ehc_plan: [{final: 2025-05-22}]"), "2026-01-15"), None);
        assert_eq!(due("application-sent", &at_d("sspp: [{from: 2025-12-15, to: 2026-12-14}]"), "2026-01-15"), None);
        let straight_to_d =
            at_d("sspp: [{from: 2025-05-01, to: 2026-04-30}]").replace("{date: 2025-09-15, stage: C}, ", "");
        assert_eq!(due("application-sent", &straight_to_d, "2026-01-15"), None);
        assert!(due("application-sent", &at_d("sspp: [{from: 2024-05-01, to: 2025-04-30}]"), "2026-01-15").is_some());
    }

    #[test]
    fn an_award_that_runs_does_not_end_it_for_a_request_for_an_ehc_plan() {
        let asked = |award: &str, applications: &str| {
            clocks_of(
                "application-sent",
                &at_d(&format!("sspp: [{award}]\napplications: [{applications}]")),
                "2026-01-15",
            )
            .len()
        };
        let (before, since) = ("{from: 2025-05-01, to: 2026-04-30}", "{from: 2025-12-20, to: 2026-12-19}");
        let (draft, sent) =
            ("{for: EHCP, requested_by: school}", "{for: EHCP, sent: 2025-12-17, received: 2025-12-18}");
        assert_eq!(asked(since, draft), 1);
        assert_eq!(asked(since, &draft.replace("EHCP", "SSPP")), 0);
        assert_eq!(asked(since, sent), 0);
        assert_eq!(asked(before, ""), 1, "moved to D while the award ran");
        assert_eq!(asked(before, sent), 0);
        assert_eq!(asked(before, &draft.replace("school", "parent")), 1);
        assert_eq!(asked("{from: 2025-12-20}", draft), 1);
    }
}
