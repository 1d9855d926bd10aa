//! `provision-incomplete`: provision does not say who gives it, how long and how often, or was reviewed without its impact.

use super::plans_to_judge;
use crate::finding::{Severity, key_path};
use crate::model::cycle::{Cycle, Provision};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words::list_or;

pub(crate) const RULE: Rule = Rule {
    id: "provision-incomplete",
    severity: Severity::Warning,
    clause: "18",
    law: "",
    summary: "provision does not say who gives it, how long and how often, or was reviewed without its impact",
    why: "The policy asks for accurate records of additional provision and its impact. A provision map needs to know who, how long and \
          how often to work out the cost, and an application must show it.",
    remedy: "add what is missing: `by` for who gives it, `minutes` for each session, `per_week` for sessions a week, and `impact`, \
             from -2 to 2, once it has been reviewed",
    bad: "
stage: B
stages: [{date: 2025-06-02, stage: B}]
cycles:
  - stage: B
    plan: {date: 2025-12-02, kind: itp, provisions: [{what: Colourful Semantics, kind: intervention, by: teaching assistant}]}
",
    good: "
stage: B
stages: [{date: 2025-06-02, stage: B}]
cycles:
  - stage: B
    plan: {date: 2025-12-02, kind: itp, provisions: [{what: Colourful Semantics, kind: intervention, by: teaching assistant, minutes: 20, per_week: 4}]}
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    if !record.is_on_roll() {
        return;
    }
    for (index, plan) in plans_to_judge(record) {
        for (at, provision) in plan.provisions.iter().enumerate() {
            let missing = missing_from_provision(provision);
            if !missing.is_empty() {
                let key = key_path!["cycles", index, "plan", "provisions", at];
                found.at(key, format!("`{}` has no {}", provision.what.as_str(), list_or(&missing)));
            }
        }
    }
    // The school can no longer ask for what an earlier review left out.
    let last = record.cycles_of_stay().rfind(|(_, cycle)| cycle.review.is_some());
    let is_judged = |cycle: &Cycle| cycle.review.as_ref().is_some_and(|review| !record.is_as_found(review.date));
    let Some((index, cycle)) = last.filter(|(_, cycle)| is_judged(cycle)) else { return };
    let reviewed = cycle.plan.iter().flat_map(|plan| plan.provisions.iter().enumerate());
    for (at, provision) in reviewed.filter(|(_, one)| one.kind.is_in_sessions() && one.impact.is_none()) {
        let key = key_path!["cycles", index, "plan", "provisions", at];
        found.at(key, format!("`{}` was reviewed and has no `impact`", provision.what.as_str()));
    }
}

/// The keys missing from provision that is given in sessions.
fn missing_from_provision(provision: &Provision) -> Vec<&'static str> {
    if !provision.kind.is_in_sessions() {
        return Vec::new();
    }
    [
        ("`by`", provision.by.is_none()),
        ("`minutes`", provision.minutes.is_none()),
        ("`per_week`", provision.per_week.is_none()),
    ]
    .into_iter()
    .filter_map(|(key, missing)| missing.then_some(key))
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    fn record(provisions: &str, review: &str) -> String {
        format!(
            "stages: [{{date: 2025-12-01, stage: B}}]\ncycles: [{{stage: B, plan: {{date: 2025-12-02, kind: itp, provisions: [{provisions}]}}{review}}}]\n"
        )
    }

    const WHOLE: &str = "{what: Reading, kind: paired, by: TA, minutes: 10, per_week: 5}";
    const REVIEW: &str = ", review: {date: 2026-01-14}";

    #[test]
    fn complete_provision_does_not_hide_what_follows() {
        let two = format!("{WHOLE}, {{what: Spelling, kind: small-group, minutes: 20}}");
        assert_eq!(
            found("provision-incomplete", &record(&two, "")),
            ["cycles[0].plan.provisions[1]: `Spelling` has no `by` or `per_week`"]
        );
    }

    #[test]
    fn provision_without_sessions_needs_no_times() {
        for kind in ["resource", "training", "plan-strategy"] {
            let one = format!("{{what: A word mat, kind: {kind}}}");
            assert_eq!(keys_found("provision-incomplete", &record(&one, "")), [""; 0], "{kind}");
            assert_eq!(keys_found("provision-incomplete", &record(&one, REVIEW)), [""; 0], "{kind}");
        }
    }

    #[test]
    fn a_review_needs_the_impact_and_zero_is_an_impact() {
        assert_eq!(
            found("provision-incomplete", &record(WHOLE, REVIEW)),
            ["cycles[0].plan.provisions[0]: `Reading` was reviewed and has no `impact`"]
        );
        let judged = WHOLE.replace("per_week: 5", "per_week: 5, impact: 0");
        assert_eq!(keys_found("provision-incomplete", &record(&judged, REVIEW)), [""; 0]);
    }
}
