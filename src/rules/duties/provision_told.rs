//! `provision-told`: the school tells parents about a plan's provision by the day it starts.

use super::owner_at;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Plan;
use crate::model::day::Day;
use crate::model::vocabulary::{ContactKind, Stage, Topic};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "provision-told",
    severity: Severity::Error,
    clause: "15 Parents",
    law: "",
    summary: "the school tells parents about a plan's provision by the day it starts",
    why: "The policy promises to tell parents at the start of any provision, and when it changes. A pupil who is taken out for \
          a group that the family has never heard of has to explain it at home.",
    remedy: "give the parents a copy of the plan and record the date (`send plan PUPIL --shared DATE`), or tell them and record \
             it: `send contact PUPIL notice --about provision`",
    bad: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles:
  - stage: B
    plan:
      date: 2026-01-05
      kind: itp
      review_by: 2026-03-20
      provisions: [{what: Word box, kind: intervention, from: 2026-01-12}]
",
    good: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles:
  - stage: B
    plan:
      date: 2026-01-05
      kind: itp
      review_by: 2026-03-20
      shared: 2026-01-09
      provisions: [{what: Word box, kind: intervention, from: 2026-01-12}]
",
    kind: RuleKind::Duty(Owes::ByStage, FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let Some(stage) = record.last_stage().filter(|stage| *stage != Stage::Closed) else { return };
    for (_, plan) in record.running_plans().filter(|(_, plan)| !plan.provisions.is_empty()) {
        if plan.shared.is_none() && !was_told(record, plan) {
            // Provision without its own first day starts with the plan.
            let first = plan.provisions.iter().filter_map(|provision| provision.from).min();
            let due = first.unwrap_or(plan.date);
            let because = format!("planned {}", words::date(plan.date));
            let start = ClockStart::on("cycles.plan", plan.date);
            clocks.start(Clock::new(due, owner_at(stage), start, because).since(due.max(plan.date)));
        }
    }
}

/// Whether a notice about provision is about this plan: it was given after the plan before, and not before that plan's
/// review.
fn was_told(record: &AsAt, plan: &Plan) -> bool {
    let dates = record.cycles.iter().filter_map(|cycle| cycle.plan.as_ref()).map(|other| other.date);
    let plan_before: Option<Day> = dates.filter(|date| *date < plan.date).max();
    let review_before = record.reviews().map(|(_, review)| review.date).filter(|date| *date <= plan.date).max();
    record.contacts.iter().any(|contact| {
        contact.kind == ContactKind::Notice
            && contact.about == Topic::Provision
            && contact.is_with_family()
            && plan_before.is_none_or(|before| contact.date > before)
            && review_before.is_none_or(|reviewed| contact.date >= reviewed)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    const BEFORE: &str = "{stage: B, plan: {date: 2025-11-06, kind: itp, shared: 2025-11-07, provisions: [{what: a, kind: paired, from: 2025-11-10}]}, review: {date: 2025-12-10, decision: adapt}}";
    const PLAN: &str = "{stage: B, plan: {date: 2025-12-11, kind: itp, provisions: [{what: a, kind: paired, from: 2026-01-08}, {what: b, kind: paired, from: 2026-01-06}]}}";

    fn record(cycles: &str, more: &str) -> String {
        format!("stages: [{{date: 2025-11-05, stage: B}}]\ncycles: [{cycles}]\n{more}")
    }

    #[test]
    fn a_plan_that_was_shared_does_not_hide_one_that_was_not() {
        let both = record(&format!("{BEFORE}, {PLAN}"), "");
        assert_eq!(due("provision-told", &both, "2026-01-15").as_deref(), Some("2026-01-06"));
    }

    #[test]
    fn a_notice_counts_for_its_own_plan() {
        let told = |date: &str| {
            let contact = format!("contacts: [{{date: {date}, kind: notice, about: provision}}]\n");
            due("provision-told", &record(&format!("{BEFORE}, {PLAN}"), &contact), "2026-01-15")
        };
        assert!(told("2025-11-07").is_some(), "for the plan before");
        assert_eq!(told("2025-12-10"), None, "at the review that led to the plan");
        assert_eq!(told("2026-01-07"), None, "late, but told");
    }

    #[test]
    fn a_plan_without_provision_or_of_an_earlier_stage_owes_none() {
        assert_eq!(
            due("provision-told", &record("{stage: B, plan: {date: 2025-12-11, kind: itp}}", ""), "2026-01-15"),
            None
        );
        let moved = record(PLAN, "").replacen("}]", "}, {date: 2026-01-12, stage: C}]", 1);
        assert_eq!(due("provision-told", &moved, "2026-01-15"), None);
    }

    #[test]
    fn provision_without_a_first_day_starts_with_the_plan() {
        let plan = "{stage: B, plan: {date: 2025-12-11, kind: itp, provisions: [{what: a, kind: resource}]}}";
        assert_eq!(due("provision-told", &record(plan, ""), "2026-01-15").as_deref(), Some("2025-12-11"));
    }
}
