//! `ehc-without-final`: an application ended with a final EHC plan, and the plan is not in the record.

use crate::finding::{Severity, key_path};
use crate::model::vocabulary::{ApplicationFor, ApplicationStep};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "ehc-without-final",
    severity: Severity::Error,
    clause: "7",
    law: "",
    summary: "an application has the step `final`, and `ehc_plan` has no plan made final on that day",
    why: "The census code E, the annual reviews and their dates all come from `ehc_plan`. Without the entry the pupil is counted as \
          K or N, and no one is reminded of the first review.",
    remedy: "add the plan to `ehc_plan` with `final` on the same day, or correct the date of the step",
    bad: "
applications: [{for: EHCP, sent: 2025-03-25, received: 2025-03-26, steps: [{date: 2025-08-14, step: final}]}]
",
    good: "
census: E
needs: [{type: ASD, rank: 1, from: 2025-01-08}]
register: [{from: 2025-01-08}]
contacts: [{date: 2025-01-08, kind: notice, about: register, with: parent}]
applications: [{for: EHCP, sent: 2025-03-25, received: 2025-03-26, steps: [{date: 2025-08-14, step: final}]}]
ehc_plan: [{final: 2025-08-14}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    for (index, application) in record.applications.iter().enumerate() {
        for (at, step) in application.steps.iter().enumerate() {
            let is_final = application.applied_for == ApplicationFor::Ehcp && step.step == ApplicationStep::Final;
            if is_final && !record.ehc_plan.iter().any(|plan| plan.final_on == Some(step.date)) {
                let message = format!(
                    "the final plan was issued on {}, but `ehc_plan` has no plan made final on that day",
                    step.date
                );
                found.at(key_path!["applications", index, "steps", at], message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::keys_found;

    fn keys(applications: &str) -> Vec<String> {
        keys_found("ehc-without-final", &format!("applications: [{applications}]\nehc_plan: [{{final: 2024-08-14}}]\n"))
    }

    #[test]
    fn only_a_plan_of_the_same_day_counts() {
        assert_eq!(keys("{for: EHCP, steps: [{date: 2024-08-14, step: final}]}"), [""; 0]);
        assert_eq!(keys("{for: EHCP, steps: [{date: 2024-08-15, step: final}]}"), ["applications[0].steps[0]"]);
    }

    #[test]
    fn an_application_with_its_plan_does_not_hide_one_without() {
        let applications = "{for: EHCP, steps: [{date: 2024-08-14, step: final}]}, \
            {for: EHCP, steps: [{date: 2025-09-01, step: draft}, {date: 2025-10-01, step: final}]}";
        assert_eq!(keys(applications), ["applications[1].steps[1]"]);
    }

    #[test]
    fn an_sspp_has_no_final_plan_and_a_plan_needs_no_application() {
        assert_eq!(keys("{for: SSPP, steps: [{date: 2025-10-01, step: final}]}"), [""; 0]);
        assert_eq!(keys(""), [""; 0]);
    }
}
