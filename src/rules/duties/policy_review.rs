//! `policy-review`: the SEND policy is reviewed every year.

use crate::finding::Severity;
use crate::rules::{ClockStart, Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::school::EventKind;
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "policy-review",
    severity: Severity::Error,
    clause: "20 Monitoring and review",
    law: "",
    summary: "the SEND policy is reviewed by the date it gives, and then every year",
    why: "Law and practice change, and so does the school. A policy that has not been read for two years makes promises that \
          no one keeps.",
    remedy: "review the policy, record it with `send event policy-reviewed`, and add the new policy file or move `review_by`",
    bad: "
# policy/2025-09-01.toml
review_by = 2025-12-31
# school.yaml
events: [{date: 2025-07-03, kind: policy-reviewed}]
",
    good: "
# policy/2025-09-01.toml
review_by = 2025-12-31
# school.yaml
events: [{date: 2025-12-10, kind: policy-reviewed}]
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::Headteacher), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let policy = question.policies.in_force_on(question.as_at);
    // A review before the policy came into force led to this policy, and was not a review of it.
    let reviewed = question.school.last_event(EventKind::PolicyReviewed, question.as_at);
    let reviewed = reviewed.filter(|reviewed| *reviewed >= policy.in_force);
    let a_year_on = reviewed.unwrap_or(policy.in_force).plus_months(12);
    let due = match (policy.review_by, reviewed) {
        (Some(named), None) => named,
        (Some(named), Some(_)) => named.max(a_year_on),
        (None, _) => a_year_on,
    };
    let because = match reviewed {
        Some(reviewed) => format!("last reviewed {}", words::date(reviewed)),
        None => format!("in force from {}", words::date(policy.in_force)),
    };
    let start = ClockStart::on("last", reviewed.unwrap_or(policy.in_force));
    clocks.run(due, Owner::Headteacher, start, because);
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::due;

    #[test]
    fn it_is_due_on_the_date_the_policy_gives_and_then_a_year_after_each_review() {
        let on = |events: &str, on: &str| due("policy-review", &format!("# school.yaml\nevents: [{events}]\n"), on);
        let before = "{date: 2025-08-31, kind: policy-reviewed}";
        assert_eq!(on(before, "2026-10-15"), ["2026-09-30"]);
        assert_eq!(on("{date: 2026-10-07, kind: policy-reviewed}", "2026-10-06"), ["2026-09-30"]);
        assert_eq!(on("{date: 2026-10-07, kind: policy-reviewed}", "2026-10-07"), ["2027-10-07"]);
        // An early review does not bring the next one forward.
        assert_eq!(on("{date: 2025-09-01, kind: policy-reviewed}", "2025-10-07"), ["2026-09-30"]);
    }

    #[test]
    fn a_policy_without_a_review_date_is_reviewed_a_year_after_its_first_day() {
        let example = "# policy/2025-09-01.toml\nreview_by =\n";
        assert_eq!(due("policy-review", example, "2025-10-15"), ["2026-09-01"]);
    }

    #[test]
    fn a_review_on_the_policys_first_day_counts() {
        let reviewed = |on: &str| {
            let policy = "# policy/2025-09-01.toml\nreview_by = 2025-12-31\n";
            due(
                "policy-review",
                &format!("{policy}# school.yaml\nevents: [{{date: {on}, kind: policy-reviewed}}]\n"),
                "2026-01-15",
            )
        };
        assert_eq!(reviewed("2025-08-31"), ["2025-12-31"]);
        assert_eq!(reviewed("2025-09-01"), ["2026-09-01"]);
    }
}
