//! `provision-unregistered`: additional provision has run for a long time, and the pupil is not on the register.

use crate::finding::{Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::{Plan, Provision};
use crate::model::day::Day;
use crate::model::vocabulary::{ProvisionKind, Stage};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words::count;

/// How long a provision may pause and still be the same: longer than a summer holiday, shorter than a term.
const LONGEST_PAUSE: u32 = 56;

pub(crate) const RULE: Rule = Rule {
    id: "provision-unregistered",
    severity: Severity::Warning,
    clause: "7",
    law: "",
    summary: "a pupil who is not on the register has had additional provision for a long time",
    why: "Support beyond what every pupil gets is SEN support, and a pupil who has it for long is K on the census. Off the \
          register, it is not reviewed with the family each term and not counted.",
    remedy: "decide whether the pupil goes on the register; if the support is part of what every class gets, delete it from the plan",
    bad: "
stage: A
concerns: [{date: 2025-09-08, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-09-08, stage: A}]
cycles:
  - stage: A
    plan:
      date: 2025-09-10
      kind: adaptations
      provisions: [{what: Precision Teaching, kind: intervention, by: TA, minutes: 10, per_week: 5, from: 2025-09-15, to: 2026-03-13}]
",
    good: "
stage: A
concerns: [{date: 2025-09-08, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-09-08, stage: A}]
cycles:
  - stage: A
    plan:
      date: 2025-09-10
      kind: adaptations
      provisions: [{what: Precision Teaching, kind: intervention, by: TA, minutes: 10, per_week: 5, from: 2025-09-15, to: 2025-11-21}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let (record, as_at) = (subject.record, question.as_at);
    let supported = record.register_spell().is_some() || record.plan_in_force().is_some();
    // From stage C on, `register-missing` reports it.
    let missing = matches!(record.last_stage(), Some(Stage::C | Stage::D));
    if supported || missing || !record.is_on_roll() {
        return;
    }
    for (index, plan) in record.running_plans() {
        for (at, provision) in plan.provisions.iter().enumerate() {
            let Some(since) = running_since(record, plan, provision) else { continue };
            let (days, allowed) =
                (as_at.days_since(since), question.policies.in_force_on(since).within.unregistered_provision);
            if days <= i64::from(allowed) {
                continue;
            }
            let message = format!(
                "{} has had this for more than {}, since {since}, and is not on the register",
                record.id(),
                count(allowed as usize, "day")
            );
            found.at(key_path!["cycles", index, "plan", "provisions", at], message);
        }
    }
}

/// The day since which an additional provision has run off the register without a pause; `None` if it is not running.
fn running_since(record: &AsAt, plan: &Plan, provision: &Provision) -> Option<Day> {
    let from = provision.from.unwrap_or(plan.date);
    let runs = from <= record.day() && provision.to.is_none_or(|to| to >= record.day());
    if !runs || !is_additional(provision.kind) {
        return None;
    }
    let mut since = from;
    for cycle in record.cycles.iter().rev() {
        let Some(plan) = &cycle.plan else { continue };
        for earlier in plan.provisions.iter().filter(|earlier| earlier.is_same_as(provision)) {
            let from = earlier.from.unwrap_or(plan.date);
            let ended = earlier.to.or(cycle.review.as_ref().map(|review| review.date));
            if from < since && ended.is_some_and(|ended| ended.plus_days(LONGEST_PAUSE) >= since) {
                since = from;
            }
        }
    }
    let off_register = record.register.iter().filter_map(|spell| spell.to).max();
    let without_plan = record.ehc_plan.iter().filter_map(|plan| plan.ceased).max();
    Some(since).max(record.asked_since()).max(off_register.map(|last| last.plus_days(1))).max(without_plan)
}

/// Whether a pupil gets it beyond what the class gets: not things, nor training for adults.
const fn is_additional(kind: ProvisionKind) -> bool {
    match kind {
        ProvisionKind::SmallGroup
        | ProvisionKind::Paired
        | ProvisionKind::PreTutoring
        | ProvisionKind::Guided
        | ProvisionKind::Programme
        | ProvisionKind::Intervention => true,
        ProvisionKind::Resource | ProvisionKind::Training | ProvisionKind::PlanStrategy => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{found, keys_found, rules_found_on};

    fn record(provisions: &str) -> String {
        format!(
            "stages: [{{date: 2025-01-06, stage: B}}]\ncycles: [{{stage: B, plan: {{date: 2025-09-10, kind: itp, provisions: [{provisions}]}}}}]\n"
        )
    }

    #[test]
    fn twelve_weeks_are_allowed_and_a_day_more_is_not() {
        let record = record("{what: Word Shark, kind: programme, from: 2025-09-15}");
        let fires = |on: &str| rules_found_on(&record, day(on)).contains(&"provision-unregistered");
        assert!(!fires("2025-12-08"));
        assert!(fires("2025-12-09"));
    }

    #[test]
    fn a_short_provision_does_not_hide_a_long_one_and_a_resource_does_not_count() {
        let three = "{what: Word Shark, kind: programme, from: 2026-01-05}, {what: Ruler, kind: resource, from: 2025-09-15}, \
            {what: Friends, kind: small-group, from: 2025-09-15}";
        assert_eq!(
            found("provision-unregistered", &record(three)),
            [
                "cycles[0].plan.provisions[2]: p014 has had this for more than 84 days, since 2025-09-15, and is not on the register"
            ]
        );
    }

    #[test]
    fn provision_that_continues_in_the_next_plan_is_the_same() {
        let carried_over = |ended: &str| {
            format!(
                "stages: [{{date: 2025-01-06, stage: B}}]
cycles:
  - stage: B
    plan: {{date: 2025-05-01, kind: itp, provisions: [{{what: Word Shark, kind: programme, from: 2025-05-05, to: {ended}}}]}}
    review: {{date: 2025-07-15}}
  - stage: B
    plan: {{date: 2025-11-03, kind: itp, provisions: [{{what: word shark, kind: programme, from: 2025-11-10}}]}}
"
            )
        };
        assert_eq!(keys_found("provision-unregistered", &carried_over("2025-09-15")), ["cycles[1].plan.provisions[0]"]);
        assert_eq!(keys_found("provision-unregistered", &carried_over("2025-09-14")), [""; 0]);
    }

    #[test]
    fn time_on_the_register_does_not_count() {
        let record = record("{what: Word Shark, kind: programme, from: 2025-02-03}");
        let left = |to: &str| format!("{record}register: [{{from: 2025-01-06, to: {to}}}]\n");
        assert_eq!(keys_found("provision-unregistered", &left("2025-10-22")), [""; 0]);
        assert_eq!(keys_found("provision-unregistered", &left("2025-10-21")), ["cycles[0].plan.provisions[0]"]);
    }

    #[test]
    fn from_stage_c_the_missing_register_is_reported_instead() {
        let record = record("{what: Word Shark, kind: programme, from: 2025-02-03}").replace("stage: B", "stage: C");
        assert_eq!(keys_found("provision-unregistered", &record), [""; 0]);
    }

    #[test]
    fn the_days_of_another_provision_in_an_earlier_plan_do_not_count() {
        let two = "stages: [{date: 2025-01-06, stage: B}]
cycles:
  - stage: B
    plan: {date: 2025-05-01, kind: itp, provisions: [{what: Friends, kind: small-group, from: 2025-05-05, to: 2025-11-09}]}
    review: {date: 2025-11-09}
  - stage: B
    plan: {date: 2025-11-10, kind: itp, provisions: [{what: Word Shark, kind: programme, from: 2025-11-10}]}
";
        assert_eq!(keys_found("provision-unregistered", two), [""; 0]);
        assert_eq!(keys_found("provision-unregistered", &two.replace("Friends", "Word Shark")).len(), 1);
    }

    #[test]
    fn provision_of_before_a_gap_in_the_roll_counts_from_the_return() {
        let record = record("{what: Word Shark, kind: programme, from: 2025-09-15}")
            + "on_roll: [{from: 2022-09-05, to: 2025-12-05}, {from: 2026-01-05}]\n";
        let fires = |on: &str| rules_found_on(&record, day(on)).contains(&"provision-unregistered");
        assert!(!fires("2026-03-30"));
        assert!(fires("2026-03-31"));
    }

    #[test]
    fn provision_that_the_pupil_was_found_with_counts_from_that_day() {
        let found = |day: &str| {
            let provision = "{what: a, kind: paired, from: 2025-03-03}";
            let plan = format!("{{date: 2025-03-03, kind: itp, provisions: [{provision}]}}");
            let record = format!(
                "as_found: {{date: {day}}}\nstages: [{{date: 2025-03-03, stage: B}}]\ncycles: [{{stage: B, plan: {plan}}}]\n"
            );
            crate::rules::examples::keys_found("provision-unregistered", &record).len()
        };
        // 84 days before 15 January 2026 is 23 October 2025.
        assert_eq!((found("2025-10-23"), found("2025-10-22")), (0, 1));
    }
}
